//! A report on a page's headers: which ways to show a document they leave open, which they close, and how the directive
//! reads that opens it.

use super::csp::{self, Need, Policy, Refused};
use super::pasted::Headers;

/// A way in which a page shows a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Link,
    Picture,
    Frame,
    Element,
    Live,
    Writing,
}

/// Something else that the headers say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Note {
    /// A policy that only reports forbids nothing.
    ReportOnly,
    /// Scripts run with the page's nonce alone.
    Nonce,
    /// The page takes no text as markup.
    TrustedTypes,
    /// The page keeps to styles of its own.
    Styles,
    /// The page shuts out what is not marked for it.
    Embedder,
    /// The page must not itself stand in a frame.
    NotFramed,
    /// Frames of the page may not copy.
    NoCopying,
    /// Frames of the page may not ask for their storage.
    NoStorage,
    /// The page has no origin of its own.
    Opaque,
}

/// A directive as it would have to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) directive: &'static str,
    pub(crate) line: String,
    /// The words of it that are new.
    pub(crate) adds: Vec<String>,
}

/// The report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Report {
    /// Each way, with the directives that close it.
    pub(crate) ways: Vec<(Way, Vec<&'static str>)>,
    pub(crate) changes: Vec<Change>,
    pub(crate) notes: Vec<Note>,
}

impl Report {
    /// Whether a way is open.
    pub(crate) fn is_open(&self, way: Way) -> bool {
        self.ways.iter().all(|(known, closed)| *known != way || closed.is_empty())
    }
}

/// The needs of each way.
const NEEDS: [(Way, &[Need]); 6] = [
    (Way::Link, &[]),
    (Way::Picture, &[Need::Picture]),
    (Way::Frame, &[Need::Frame]),
    (Way::Element, &[Need::Script, Need::Connect]),
    (Way::Live, &[Need::Script, Need::Socket]),
    (Way::Writing, &[Need::Script, Need::Connect, Need::Socket, Need::Wasm]),
];

/// The most policies of a page that are examined: each has lines of its own in the report.
const POLICIES_MAX: usize = 20;

/// Examines the headers of a page that is to show documents of the server at `origin`.
pub(crate) fn examine(headers: &Headers, origin: &str) -> Report {
    let policies = values(headers, "content-security-policy").flat_map(csp::read);
    let policies: Vec<Policy> = policies.take(POLICIES_MAX).collect();
    let has_scripts = policies.iter().all(|policy| sandbox_has(policy, "allow-scripts"));
    let closed = |(way, needs): (Way, &[Need])| {
        let refused = needs.iter().filter_map(|need| Some(refusals(&policies, *need, origin).next()?.directive));
        let mut closed: Vec<&'static str> = Vec::new();
        refused.for_each(|directive| {
            if !closed.contains(&directive) {
                closed.push(directive)
            }
        });
        if !has_scripts && needs.contains(&Need::Script) {
            closed.push("sandbox");
        }
        (way, closed)
    };
    Report {
        ways: NEEDS.into_iter().map(closed).collect(),
        changes: policies.iter().flat_map(|policy| changes(policy, origin)).collect(),
        notes: notes(headers, &policies),
    }
}

fn values<'a>(headers: &'a Headers, name: &'a str) -> impl Iterator<Item = &'a str> {
    headers.iter().filter(move |(known, _)| known == name).map(|(_, value)| &**value)
}

fn refusals(policies: &[Policy], need: Need, origin: &str) -> impl Iterator<Item = Refused> {
    policies.iter().filter_map(move |policy| policy.refuses(need, origin))
}

fn sandbox_has(policy: &Policy, word: &str) -> bool {
    policy.sources("sandbox").is_none_or(|words| words.iter().any(|one| one == word))
}

/// The directives of a policy as they would have to read, each once with all that it lacks.
fn changes(policy: &Policy, origin: &str) -> Vec<Change> {
    let needs = [Need::Script, Need::Wasm, Need::Connect, Need::Socket, Need::Frame, Need::Picture];
    let mut changes: Vec<Change> = Vec::new();
    for Refused { directive, sources, lacks } in needs.into_iter().filter_map(|need| policy.refuses(need, origin)) {
        let Some(lacks) = lacks else { continue };
        match changes.iter_mut().find(|change| change.directive == directive) {
            Some(change) => {
                change.line.push_str(&format!(" {lacks}"));
                change.adds.push(lacks);
            }
            None => {
                // A directive that names nothing names nothing else.
                let kept = sources.into_iter().filter(|source| source != "'none'");
                let words: Vec<String> = kept.chain([lacks.clone()]).collect();
                changes.push(Change { directive, line: format!("{directive} {}", words.join(" ")), adds: vec![lacks] });
            }
        }
    }
    if let Some(words) = policy.sources("sandbox").filter(|_| !sandbox_has(policy, "allow-scripts")) {
        let line = ["sandbox"].into_iter().chain(words.iter().map(String::as_str)).chain(["allow-scripts"]);
        let line = line.collect::<Vec<_>>().join(" ");
        changes.push(Change { directive: "sandbox", line, adds: vec!["allow-scripts".to_owned()] });
    }
    changes
}

fn notes(headers: &Headers, policies: &[Policy]) -> Vec<Note> {
    let said =
        |name: &'static str, word: &str| values(headers, name).any(|value| value.to_ascii_lowercase().contains(word));
    let any = |directive: &str| policies.iter().any(|policy| policy.sources(directive).is_some());
    let is_dynamic = |policy: &Policy| {
        let scripts = policy.sources("script-src-elem").or_else(|| policy.sources("script-src"));
        scripts
            .or_else(|| policy.sources("default-src"))
            .is_some_and(|it| it.iter().any(|one| one == "'strict-dynamic'"))
    };
    // A list of nobody forbids it to frames.
    let forbids = |word: &str| {
        said("permissions-policy", &format!("{word}=()")) || said("permissions-policy", &format!("{word}=(self)"))
    };
    let all = [
        (Note::ReportOnly, values(headers, "content-security-policy-report-only").next().is_some()),
        (Note::Nonce, policies.iter().any(is_dynamic)),
        (Note::TrustedTypes, any("require-trusted-types-for") || any("trusted-types")),
        (Note::Styles, any("style-src") || any("style-src-elem") || any("style-src-attr")),
        (
            Note::Embedder,
            said("cross-origin-embedder-policy", "require-corp")
                || said("cross-origin-embedder-policy", "credentialless"),
        ),
        (Note::NotFramed, values(headers, "x-frame-options").next().is_some() || any("frame-ancestors")),
        (Note::NoCopying, forbids("clipboard-write")),
        (Note::NoStorage, forbids("storage-access")),
        (Note::Opaque, policies.iter().any(|policy| !sandbox_has(policy, "allow-same-origin"))),
    ];
    all.into_iter().filter_map(|(note, is_so)| is_so.then_some(note)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "https://muster.example";

    fn of(name: &str, value: &str) -> Report {
        examine(&vec![(name.to_owned(), value.to_owned())], OURS)
    }

    fn open(report: &Report) -> Vec<Way> {
        report.ways.iter().filter(|(_, closed)| closed.is_empty()).map(|(way, _)| *way).collect()
    }

    #[test]
    fn ways_are_open_as_far_as_the_headers_of_real_products_leave_them() {
        use Way::{Element, Frame, Link, Live, Picture, Writing};
        let all = vec![Link, Picture, Frame, Element, Live, Writing];
        for (what, csp, expected) in [
            ("no policy", "", all.clone()),
            (
                "Outline",
                "frame-src * data:; img-src * data: blob:; script-src 'self' 'nonce-a'",
                vec![Link, Picture, Frame],
            ),
            (
                "BookStack",
                "frame-src 'self' https://*.youtube.com; script-src http: https: 'nonce-a' 'strict-dynamic'; object-src 'self'",
                vec![Link, Picture],
            ),
            ("Fossil", "default-src 'self' data:; script-src 'self' 'nonce-a'; img-src * data:", vec![Link, Picture]),
            ("no Wasm", "script-src 'self' https://muster.example", vec![Link, Picture, Frame, Element, Live]),
            (
                "all named",
                "default-src 'self' https://muster.example wss://muster.example 'wasm-unsafe-eval'",
                all.clone(),
            ),
            ("a sandbox", "sandbox allow-forms", vec![Link, Picture, Frame]),
        ] {
            assert_eq!(open(&of("content-security-policy", csp)), expected, "{what}");
        }
        assert_eq!(open(&of("content-security-policy-report-only", "default-src 'none'")), all, "it only reports");
    }

    #[test]
    fn a_change_is_the_whole_directive_with_what_it_lacks() {
        let changes = |csp: &str| {
            of("content-security-policy", csp).changes.into_iter().map(|change| change.line).collect::<Vec<_>>()
        };
        for (csp, lines) in [
            ("", vec![]),
            (
                "script-src 'self' 'nonce-a'",
                vec!["script-src 'self' 'nonce-a' https://muster.example 'wasm-unsafe-eval'"],
            ),
            ("frame-src 'none'", vec!["frame-src https://muster.example"]),
            ("connect-src 'self'", vec!["connect-src 'self' https://muster.example wss://muster.example"]),
            ("script-src https: 'strict-dynamic'", vec!["script-src https: 'strict-dynamic' 'wasm-unsafe-eval'"]),
            ("sandbox allow-forms", vec!["sandbox allow-forms allow-scripts"]),
            (
                "default-src 'self'",
                vec![
                    "script-src 'self' https://muster.example 'wasm-unsafe-eval'",
                    "connect-src 'self' https://muster.example wss://muster.example",
                    "frame-src 'self' https://muster.example",
                    "img-src 'self' https://muster.example",
                ],
            ),
        ] {
            assert_eq!(changes(csp), lines, "{csp}");
        }
    }

    #[test]
    fn a_policy_with_its_changes_forbids_nothing() {
        for csp in
            ["default-src 'none'", "default-src 'self'; frame-src 'self'", "script-src 'self'; sandbox allow-forms"]
        {
            let changes = of("content-security-policy", csp).changes;
            let lines: Vec<String> = changes.into_iter().map(|change| change.line).collect();
            // The first directive of a name counts.
            let changed = format!("{}; {csp}", lines.join("; "));
            let report = of("content-security-policy", &changed);
            assert_eq!(open(&report).len(), NEEDS.len(), "{changed}");
            assert!(report.changes.is_empty(), "{changed}");
        }
    }

    #[test]
    fn other_headers_are_noted() {
        for (name, value, note) in [
            ("cross-origin-embedder-policy", "require-corp", Note::Embedder),
            ("x-frame-options", "DENY", Note::NotFramed),
            ("permissions-policy", "camera=(), clipboard-write=()", Note::NoCopying),
            ("permissions-policy", "storage-access=(self)", Note::NoStorage),
            ("content-security-policy", "require-trusted-types-for 'script'", Note::TrustedTypes),
            ("content-security-policy", "style-src 'self'", Note::Styles),
            ("content-security-policy-report-only", "default-src 'none'", Note::ReportOnly),
        ] {
            assert_eq!(of(name, value).notes, [note], "{name}: {value}");
        }
    }
}
