//! The files of `app/web/`: plain text with `{{name}}` holes. A hole nobody fills is an error, not a surprise in the browser.

use std::collections::BTreeMap;

use anyhow::{Result, bail};

/// Left for the server, which alone knows the address people reach it at, the kinds of document, and what a document says.
const FILLED_BY_THE_SERVER: [&str; 8] = ["head", "kind", "kinds", "origin", "text", "theme", "ticket", "title"];

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

#[cfg(test)]
mod tests {
    use super::*;

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
