//! Recipes: the lines that put a document into somebody else's page, made of a choice of view, theme, height and read link;
//! and the lines of wikis, which have holes for them.

use super::marked::escaped;

/// A document as it is shown elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown<'a> {
    /// Where browsers reach the server, without a slash at the end.
    pub origin: &'a str,
    /// The document's id.
    pub doc: &'a str,
    /// The name of its kind.
    pub kind: &'a str,
    /// How much of it.
    pub view: &'a str,
    /// `auto`, `light` or `dark`.
    pub theme: &'a str,
    /// The height of a frame, in pixels.
    pub height: u32,
    /// The secret of a read link; empty where people sign in.
    pub key: &'a str,
    /// The document's name.
    pub title: &'a str,
}

/// The view that a document is shown in where none is named.
const WHOLE: &str = "full";
/// The theme that follows the page around.
const AS_THE_PAGE: &str = "auto";
/// The element that recipes are written for; those of other kinds are named alike.
const ELEMENT: &str = "muster-charter";

impl Shown<'_> {
    /// The plain link, which every wiki takes.
    pub fn link(&self) -> String {
        self.address(&format!("/d/{}", self.doc), &[("view", self.view, WHOLE), ("key", self.key, "")])
    }

    /// The element with the script that it needs.
    pub fn element(&self) -> String {
        let Self { origin, doc, kind, .. } = self;
        let attributes = [("view", self.view, WHOLE), ("theme", self.theme, AS_THE_PAGE), ("key", self.key, "")];
        let said = attributes.into_iter().filter(|(_, value, usual)| value != usual);
        let said: String = said.map(|(name, value, _)| format!(" {name}=\"{}\"", escaped(value))).collect();
        format!(
            "<script type=\"module\" src=\"{origin}/embed.js\"></script>\n<muster-{kind} doc=\"{doc}\"{said}></muster-{kind}>"
        )
    }

    /// The address of the document's frame.
    pub fn frame_address(&self) -> String {
        let words = [("view", self.view, WHOLE), ("theme", self.theme, AS_THE_PAGE), ("key", self.key, "")];
        self.address(&format!("/embed/{}", self.doc), &words)
    }

    /// The frame.
    pub fn frame(&self) -> String {
        format!(
            "<iframe src=\"{}\" title=\"{}\" width=\"100%\" height=\"{}\" loading=\"lazy\" allow=\"clipboard-write\" style=\"border:0\"></iframe>",
            escaped(&self.frame_address()),
            escaped(self.title),
            self.height
        )
    }

    /// The picture that leads to the document.
    pub fn face(&self) -> String {
        let words = [("view", self.view, WHOLE), ("key", self.key, "")];
        let picture = self.address(&format!("/embed/{}.svg", self.doc), &words);
        let (link, title) = (escaped(&self.link()), escaped(self.title));
        format!("<a href=\"{link}\"><img src=\"{}\" alt=\"{title}\"></a>", escaped(&picture))
    }

    /// A line of a wiki with its holes filled. Where there is no key, the words around it go with it.
    pub fn fill(&self, line: &str) -> String {
        let mut filled = line.to_owned();
        if self.key.is_empty() {
            for (with, without) in
                [("?key={key}&", "?"), ("&key={key}", ""), ("?key={key}", ""), (" key=\"{key}\"", "")]
            {
                filled = filled.replace(with, without);
            }
        }
        let host = self.origin.split_once("://").map_or(self.origin, |(_, host)| host);
        let socket = self.origin.replacen("http", "ws", 1);
        let holes = [
            ("{origin}", self.origin),
            ("{host}", host),
            ("{socket}", &socket),
            ("{doc}", self.doc),
            ("{view}", self.view),
            ("{key}", self.key),
        ];
        let filled = holes.into_iter().fold(filled, |line, (hole, word)| line.replace(hole, word));
        filled.replace(ELEMENT, &format!("muster-{}", self.kind))
    }

    fn address(&self, path: &str, words: &[(&str, &str, &str)]) -> String {
        let said = words.iter().filter(|(_, value, usual)| value != usual);
        let said: Vec<String> = said.map(|(name, value, _)| format!("{name}={value}")).collect();
        let query = if said.is_empty() { String::new() } else { format!("?{}", said.join("&")) };
        format!("{}{path}{query}", self.origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOWN: Shown<'_> = Shown {
        origin: "https://muster.example",
        doc: "keys",
        kind: "charter",
        view: "card",
        theme: "auto",
        height: 480,
        key: "",
        title: "First \"Keys\" & <co>",
    };

    #[test]
    fn lines_say_only_what_is_not_usual() {
        let plain = Shown { view: "full", ..SHOWN };
        assert_eq!(plain.link(), "https://muster.example/d/keys");
        assert_eq!(SHOWN.link(), "https://muster.example/d/keys?view=card");
        let dark = Shown { theme: "dark", key: "rk1", ..SHOWN };
        assert_eq!(dark.link(), "https://muster.example/d/keys?view=card&key=rk1");
        assert_eq!(dark.frame_address(), "https://muster.example/embed/keys?view=card&theme=dark&key=rk1");
        assert!(plain.element().ends_with("\n<muster-charter doc=\"keys\"></muster-charter>"));
        assert!(
            dark.element()
                .ends_with("\n<muster-charter doc=\"keys\" view=\"card\" theme=\"dark\" key=\"rk1\"></muster-charter>")
        );
    }

    #[test]
    fn a_name_stays_within_its_attribute() {
        let title = "First &quot;Keys&quot; &amp; &lt;co&gt;";
        assert!(SHOWN.frame().contains(&format!("title=\"{title}\"")), "{}", SHOWN.frame());
        assert!(SHOWN.frame().contains("height=\"480\""));
        assert!(SHOWN.face().contains(&format!("alt=\"{title}\"")), "{}", SHOWN.face());
        assert!(SHOWN.face().contains("/embed/keys.svg?view=card"));
    }

    #[test]
    fn holes_of_a_wikis_line_are_filled_and_no_key_leaves_no_trace() {
        let with_key = Shown { key: "rk1", ..SHOWN };
        for (line, without, with) in [
            (
                "{origin}/d/{doc}?view={view}&key={key}",
                "https://muster.example/d/keys?view=card",
                "https://muster.example/d/keys?view=card&key=rk1",
            ),
            (
                "{origin}/d/{doc}?key={key}&view={view}",
                "https://muster.example/d/keys?view=card",
                "https://muster.example/d/keys?key=rk1&view=card",
            ),
            ("{origin}/d/{doc}?key={key}", "https://muster.example/d/keys", "https://muster.example/d/keys?key=rk1"),
            (
                "<muster doc=\"{doc}\" key=\"{key}\" />",
                "<muster doc=\"keys\" />",
                "<muster doc=\"keys\" key=\"rk1\" />",
            ),
            (
                "{{muster>{doc}?view={view}&key={key}}}",
                "{{muster>keys?view=card}}",
                "{{muster>keys?view=card&key=rk1}}",
            ),
            (
                "{{{origin}/embed/{doc}}}",
                "{{https://muster.example/embed/keys}}",
                "{{https://muster.example/embed/keys}}",
            ),
            ("connect-src wss://{host}", "connect-src wss://muster.example", "connect-src wss://muster.example"),
        ] {
            assert_eq!(SHOWN.fill(line), without);
            assert_eq!(with_key.fill(line), with);
        }
        let log = Shown { kind: "log", ..SHOWN };
        assert_eq!(
            log.fill("<muster-charter doc=\"{doc}\"></muster-charter>"),
            "<muster-log doc=\"keys\"></muster-log>"
        );
    }
}
