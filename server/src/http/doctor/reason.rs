//! Reasons: what the loader says when a page keeps it from showing a document, and the directive that decides on it.

/// A reason in words, and the directive to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http) struct Reason {
    pub(in crate::http) sentence: &'static str,
    /// The directive.
    pub(in crate::http) directive: &'static str,
    /// The source that it lacks.
    pub(in crate::http) lacks: Lacks,
}

/// The source that a directive lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http) enum Lacks {
    Origin,
    Socket,
    Wasm,
}

/// The words by which a reason is known, the most telling first.
const KNOWN: [(&[&str], Reason); 6] = [
    (
        &["wasm", "webassembly", "compileerror"],
        Reason {
            sentence: "The page forbids WebAssembly: people read the document there, and write in a frame of it.",
            directive: "script-src",
            lacks: Lacks::Wasm,
        },
    ),
    (
        &["socket", "wss", "sync"],
        Reason {
            sentence: "The page forbids the connection that brings changes.",
            directive: "connect-src",
            lacks: Lacks::Socket,
        },
    ),
    (
        &["connect"],
        Reason {
            sentence: "The page forbids its scripts to ask this server for anything.",
            directive: "connect-src",
            lacks: Lacks::Origin,
        },
    ),
    (
        &["frame", "child-src"],
        Reason {
            sentence: "The page forbids frames of this server, or this server is not to be shown by the page: an owner names the wiki.",
            directive: "frame-src",
            lacks: Lacks::Origin,
        },
    ),
    (
        &["script", "loader"],
        Reason { sentence: "The page forbids scripts of this server.", directive: "script-src", lacks: Lacks::Origin },
    ),
    (
        &["img", "picture"],
        Reason { sentence: "The page forbids pictures of this server.", directive: "img-src", lacks: Lacks::Origin },
    ),
];

/// The reason that was said; `None` for one that nothing is known of.
pub(in crate::http) fn of(said: &str) -> Option<Reason> {
    let said = said.to_ascii_lowercase();
    let is_it = |words: &&[&str]| words.iter().any(|word| said.contains(word));
    KNOWN.iter().find(|(words, _)| is_it(words)).map(|(_, reason)| *reason)
}

impl Lacks {
    /// The source, for the server at `origin`.
    pub(in crate::http) fn source(self, origin: &str) -> String {
        match self {
            Self::Origin => origin.to_owned(),
            Self::Socket => origin.replacen("http", "ws", 1),
            Self::Wasm => "'wasm-unsafe-eval'".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_leads_to_the_directive_that_decides_on_it() {
        for (said, directive, lacks) in [
            ("wasm", "script-src", Lacks::Wasm),
            ("CompileError: WebAssembly.compile()", "script-src", Lacks::Wasm),
            ("wasm-eval", "script-src", Lacks::Wasm),
            ("connect-src", "connect-src", Lacks::Origin),
            ("socket", "connect-src", Lacks::Socket),
            ("frame-src", "frame-src", Lacks::Origin),
            ("script-src-elem", "script-src", Lacks::Origin),
            ("img-src", "img-src", Lacks::Origin),
        ] {
            let found = of(said).map(|reason| (reason.directive, reason.lacks));
            assert_eq!(found, Some((directive, lacks)), "{said}");
        }
        assert_eq!(of("You have no access."), None);
        assert_eq!(of(""), None);
    }
}
