//! The files of `app/web/`: plain text with `{{name}}` holes. A hole nobody fills is an error, not a surprise in the browser.

use std::collections::BTreeMap;

use anyhow::{Result, bail};

/// Left for the server, which alone knows the address people reach it at, the kinds of document, and what a document says.
const FILLED_BY_THE_SERVER: [&str; 6] = ["kind", "kinds", "origin", "text", "ticket", "title"];

#[derive(Default)]
pub(crate) struct Values(BTreeMap<&'static str, String>);

impl Values {
    pub(crate) fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.0.insert(name, value.into());
    }

    pub(crate) fn fill(&self, file: &str, template: &str) -> Result<String> {
        let mut filled = String::with_capacity(template.len());
        let mut rest = template;
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((name, next)) = after.split_once("}}") else {
                bail!("{file}: a `{{{{` is never closed");
            };
            filled.push_str(before);
            match self.0.get(name) {
                Some(value) => filled.push_str(value),
                None if FILLED_BY_THE_SERVER.contains(&name) => filled.push_str(&format!("{{{{{name}}}}}")),
                None => bail!("{file}: nothing is known as `{{{{{name}}}}}`"),
            }
            rest = next;
        }
        filled.push_str(rest);
        Ok(filled)
    }
}

/// A script without the lines that are nothing but a comment: what goes to other people's pages is not read there.
pub(crate) fn without_comments(script: &str) -> String {
    let is_said = |line: &&str| !line.trim_start().starts_with("//");
    script.lines().filter(is_said).flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_comment_are_left_out_and_nothing_else() {
        let script = "// Why.\nconst at = \"https://a\"; // here\n  // More.\n\nrun();\n";
        assert_eq!(without_comments(script), "const at = \"https://a\"; // here\n\nrun();\n");
    }

    #[test]
    fn holes_are_filled_except_the_servers_own() -> Result<()> {
        let mut values = Values::default();
        values.set("css", "/assets/muster-1.css");
        let page = values.fill("page", r#"<a href="{{css}}"> {{origin}} {"a":{}}"#)?;
        assert_eq!(page, r#"<a href="/assets/muster-1.css"> {{origin}} {"a":{}}"#);
        Ok(())
    }

    #[test]
    fn an_unknown_hole_is_an_error() {
        assert!(Values::default().fill("page", "{{sorry}}").is_err());
        assert!(Values::default().fill("page", "{{css").is_err());
    }
}
