//! Content security policies, read as browsers read them: what they refuse of a document that is shown in a page, and how the
//! directive would read that lets it through. Where browsers differ, the stricter reading counts.

use reqwest::Url;

/// One policy: its directives in their order. Of several of the same name the first counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Policy(Vec<(String, Vec<String>)>);

/// A thing that a document needs of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// The loader and the widget's scripts.
    Script,
    /// The compiled app.
    Wasm,
    /// The text, asked for by scripts.
    Connect,
    /// The connection that brings changes.
    Socket,
    /// A frame of this server.
    Frame,
    /// A picture of this server.
    Picture,
}

/// The refusal of a need by a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    /// The directive that is to say otherwise.
    pub(super) directive: &'static str,
    /// The sources that it has now, or inherits.
    pub(super) sources: Vec<String>,
    /// The source that it lacks; `None` where only a nonce of the page's own helps.
    pub(super) lacks: Option<String>,
}

impl Need {
    /// The directives that decide, the first that is there.
    fn chain(self) -> &'static [&'static str] {
        match self {
            Self::Script => &["script-src-elem", "script-src", "default-src"],
            Self::Wasm => &["script-src", "default-src"],
            Self::Connect | Self::Socket => &["connect-src", "default-src"],
            Self::Frame => &["frame-src", "child-src", "default-src"],
            Self::Picture => &["img-src", "default-src"],
        }
    }

    /// The directive that is added where only the one for everything is there.
    fn own(self) -> &'static str {
        match self {
            Self::Script | Self::Wasm => "script-src",
            Self::Connect | Self::Socket => "connect-src",
            Self::Frame => "frame-src",
            Self::Picture => "img-src",
        }
    }

    /// The address that is asked for at a server.
    fn target(self, origin: &str) -> Option<Url> {
        let path = match self {
            Self::Script | Self::Wasm => "/embed.js",
            Self::Connect | Self::Frame => "/embed/document",
            Self::Socket => "/sync/document",
            Self::Picture => "/embed/document.svg",
        };
        let origin = if self == Self::Socket { origin.replacen("http", "ws", 1) } else { origin.to_owned() };
        Url::parse(&format!("{origin}{path}")).ok()
    }

    /// The source that lets it through.
    fn source(self, origin: &str) -> String {
        match self {
            Self::Wasm => "'wasm-unsafe-eval'".to_owned(),
            Self::Socket => origin.replacen("http", "ws", 1),
            Self::Script | Self::Connect | Self::Frame | Self::Picture => origin.to_owned(),
        }
    }
}

/// The most directives of a policy that are read: browsers know some thirty.
const DIRECTIVES_MAX: usize = 100;

/// The policies of a header's value: several stand in one, with commas between.
pub(super) fn read(value: &str) -> Vec<Policy> {
    value.split(',').filter_map(policy).collect()
}

fn policy(text: &str) -> Option<Policy> {
    let mut directives: Vec<(String, Vec<String>)> = Vec::new();
    for part in text.split(';').take(DIRECTIVES_MAX) {
        let mut words = part.split_ascii_whitespace();
        let Some(name) = words.next().map(str::to_ascii_lowercase) else { continue };
        if directives.iter().all(|(known, _)| *known != name) {
            directives.push((name, words.map(str::to_owned).collect()));
        }
    }
    Some(Policy(directives)).filter(|policy| !policy.0.is_empty())
}

impl Policy {
    /// The sources of a directive, if it is there.
    pub(super) fn sources(&self, name: &str) -> Option<&[String]> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, sources)| &**sources)
    }

    /// The refusal of a need for what stands at `origin`, if it is refused.
    pub(super) fn refuses(&self, need: Need, origin: &str) -> Option<Refused> {
        let (name, sources) = need.chain().iter().find_map(|name| Some((*name, self.sources(name)?)))?;
        let is_there = |word: &str| sources.iter().any(|source| source.eq_ignore_ascii_case(word));
        let is_let_through = match need {
            Need::Wasm => is_there("'wasm-unsafe-eval'") || is_there("'unsafe-eval'"),
            // Hosts count for nothing then: only a script with the page's nonce, and what that loads.
            Need::Script if is_there("'strict-dynamic'") => false,
            _ => need.target(origin).is_some_and(|target| sources.iter().any(|source| fits(source, &target))),
        };
        let directive = if name == "default-src" { need.own() } else { name };
        let lacks = (need != Need::Script || !is_there("'strict-dynamic'")).then(|| need.source(origin));
        (!is_let_through).then(|| Refused { directive, sources: sources.to_vec(), lacks })
    }
}

/// Whether a source lets an address through.
fn fits(source: &str, target: &Url) -> bool {
    if source == "*" {
        return true;
    }
    if let Some(scheme) = source.strip_suffix(':') {
        return scheme_fits(scheme, target.scheme());
    }
    if source.starts_with('\'') {
        return false;
    }
    let (scheme, rest) = source.split_once("://").map_or((None, source), |(scheme, rest)| (Some(scheme), rest));
    let (place, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let (host, port) = place.rsplit_once(':').map_or((place, None), |(host, port)| (host, Some(port)));
    scheme.is_none_or(|scheme| scheme_fits(scheme, target.scheme()))
        && host_fits(host, target.host_str().unwrap_or_default())
        && port_fits(port, target)
        && path_fits(path, target.path())
}

/// A source for an insecure scheme counts for the secure one too.
fn scheme_fits(said: &str, asked: &str) -> bool {
    let said = said.to_ascii_lowercase();
    said == asked || (said == "http" && asked == "https") || (said == "ws" && asked == "wss")
}

fn host_fits(said: &str, asked: &str) -> bool {
    let said = said.to_ascii_lowercase();
    match said.strip_prefix('*') {
        Some(ending) if ending.starts_with('.') => asked.ends_with(ending),
        Some("") => true,
        _ => said == asked,
    }
}

fn port_fits(said: Option<&str>, target: &Url) -> bool {
    match said {
        Some("*") => true,
        Some(port) => target.port_or_known_default().is_some_and(|asked| asked.to_string() == port),
        None => target.port().is_none(),
    }
}

fn path_fits(said: &str, asked: &str) -> bool {
    said.is_empty() || said == asked || (said.ends_with('/') && asked.starts_with(said))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "https://muster.example";

    fn refused(policy: &str, need: Need) -> Option<(&'static str, Option<String>)> {
        read(policy).iter().find_map(|policy| policy.refuses(need, OURS)).map(|it| (it.directive, it.lacks))
    }

    #[test]
    fn each_need_is_held_against_the_directive_that_decides_on_it() {
        use Need::{Connect, Frame, Picture, Script, Socket, Wasm};
        let ours = || Some(OURS.to_owned());
        let (wasm, socket) = (|| Some("'wasm-unsafe-eval'".to_owned()), || Some("wss://muster.example".to_owned()));
        for (policy, need, expected) in [
            ("", Script, None),
            ("img-src 'self'", Script, None),
            ("default-src 'self'", Script, Some(("script-src", ours()))),
            ("default-src 'self'", Wasm, Some(("script-src", wasm()))),
            ("default-src 'self'", Connect, Some(("connect-src", ours()))),
            ("default-src 'self'", Socket, Some(("connect-src", socket()))),
            ("default-src 'self'", Frame, Some(("frame-src", ours()))),
            ("default-src 'self'", Picture, Some(("img-src", ours()))),
            ("default-src 'none'; frame-src *", Frame, None),
            ("child-src 'self'", Frame, Some(("child-src", ours()))),
            ("child-src 'self'; frame-src https://muster.example", Frame, None),
            ("frame-src 'self' data:", Frame, Some(("frame-src", ours()))),
            ("frame-src * data:", Frame, None),
            ("script-src 'self'; script-src-elem https:", Script, None),
            ("script-src-elem 'self'; script-src https:", Script, Some(("script-src-elem", ours()))),
            ("script-src-elem 'self'; script-src 'wasm-unsafe-eval'", Wasm, None),
            ("script-src https: 'unsafe-eval'", Wasm, None),
            ("script-src https:", Wasm, Some(("script-src", wasm()))),
            ("script-src http: https: 'nonce-a' 'strict-dynamic'", Script, Some(("script-src", None))),
            ("SCRIPT-SRC HTTPS://MUSTER.EXAMPLE", Script, None),
            ("script-src 'self'; script-src https://muster.example", Script, Some(("script-src", ours()))),
            ("connect-src 'self' https://muster.example", Connect, None),
            ("connect-src 'self' https://muster.example", Socket, Some(("connect-src", socket()))),
            ("connect-src https: wss:", Socket, None),
            ("connect-src muster.example", Socket, None),
            ("connect-src *", Socket, None),
            ("img-src 'self' data: https:", Picture, None),
            ("img-src 'self', img-src *", Picture, Some(("img-src", ours()))),
            ("img-src *, img-src https:", Picture, None),
        ] {
            assert_eq!(refused(policy, need), expected, "{policy}: {need:?}");
        }
    }

    #[test]
    fn a_policy_of_thousands_of_directives_is_read_as_far_as_policies_go() {
        let many: String = (0..20_000).map(|nth| format!("x{nth};")).collect();
        let policies = read(&format!("frame-src 'none';{many}"));
        assert_eq!(policies.iter().map(|policy| policy.0.len()).collect::<Vec<_>>(), [DIRECTIVES_MAX]);
        assert!(refused(&format!("frame-src 'none';{many}"), Need::Frame).is_some());
    }

    #[test]
    fn a_source_fits_by_scheme_host_port_and_path() {
        for (source, fits_it) in [
            ("https://muster.example", true),
            ("http://muster.example", true),
            ("muster.example", true),
            ("*.example", true),
            ("https://*.example", true),
            ("*.muster.example", false),
            ("https://muster.example:443", true),
            ("https://muster.example:*", true),
            ("https://muster.example:8443", false),
            ("https://muster.example/embed.js", true),
            ("https://muster.example/", true),
            ("https://muster.example/other/", false),
            ("https://muster.example.evil", false),
            ("https://evil.example", false),
            ("wss://muster.example", false),
            ("data:", false),
            ("'self'", false),
            ("'none'", false),
        ] {
            let policy = format!("script-src-elem {source}");
            assert_eq!(refused(&policy, Need::Script).is_none(), fits_it, "{source}");
        }
        let policies = read("frame-src http://localhost:8787");
        let ours = "http://localhost:8787";
        assert!(policies.iter().all(|policy| policy.refuses(Need::Frame, ours).is_none()));
    }
}
