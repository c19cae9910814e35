//! A sheet as plain lines, for somebody to copy out of a page.

use super::{Named, Register, Row, Sheet};

impl Sheet {
    /// Everything that stands in it, each text and list under its name. Values that stand side by side are all there.
    #[must_use]
    pub fn in_words(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        let said = self.texts.iter().filter(|(_, text)| !text.trim().is_empty());
        parts.extend(said.map(|(name, text)| format!("{}\n{text}", headed(name))));
        let values = self.values.iter().filter(|(_, register)| !register.is_vacant());
        parts.extend(values.map(|(name, register)| format!("{}: {}", headed(name), values_of(register))));
        for (list, rows) in &self.lists {
            let lines: Vec<String> = rows.iter().filter(|row| row.archived.is_none()).filter_map(line).collect();
            if !lines.is_empty() {
                parts.push(format!("{}\n{}", headed(list), lines.join("\n")));
            }
        }
        parts.join("\n\n")
    }
}

/// A field's name as a heading.
fn headed(name: &str) -> String {
    let mut name = name.replace('_', " ");
    name.get_mut(..1).into_iter().for_each(str::make_ascii_uppercase);
    name
}

fn values_of(register: &Register) -> String {
    let words = |value: &super::Value| {
        value.words().map_or_else(|| value.to_string(), |words| Named::read(words).name.to_owned())
    };
    register.writes.iter().map(|write| words(&write.value)).collect::<Vec<_>>().join(" / ")
}

fn line(row: &Row) -> Option<String> {
    let texts = row.texts.values().filter(|text| !text.trim().is_empty()).cloned();
    let values = row.values.iter().filter(|(_, register)| !register.is_vacant());
    let values = values.map(|(name, register)| format!("{}: {}", name.replace('_', " "), values_of(register)));
    let said: Vec<String> = texts.chain(values).collect();
    (!said.is_empty()).then(|| format!("- {}", said.join(" · ")))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::sheet::{Value, Write};

    fn register(values: &[&str]) -> Register {
        let write =
            |value: &&str| Write { id: (*value).to_owned(), value: Value::from(*value), by: String::new(), at_ms: 0 };
        Register { writes: values.iter().map(write).collect() }
    }

    #[test]
    fn a_sheet_reads_as_plain_lines_with_everything_in_it() {
        let row = |id: &str, name: &[&str], note: &str| {
            let mut row = Row::new(id.parse().unwrap());
            row.values.insert("name".to_owned(), register(name));
            row.texts.insert("note".to_owned(), note.to_owned());
            row
        };
        let sheet = Sheet {
            texts: [
                ("mission_note".to_owned(), "Open doors.\nAll of them.".to_owned()),
                ("goal".to_owned(), " ".to_owned()),
            ]
            .into(),
            values: [("ends".to_owned(), register(&["2027-01-01"]))].into(),
            lists: [("members".to_owned(), vec![row("a", &["Mara Quist <@p1>", "Bo"], "Keeper"), row("b", &[], "")])]
                .into(),
            ..Sheet::default()
        };
        let words =
            "Mission note\nOpen doors.\nAll of them.\n\nEnds: 2027-01-01\n\nMembers\n- Keeper · name: Mara Quist / Bo";
        assert_eq!(sheet.in_words(), words);
        assert_eq!(Sheet::default().in_words(), "");
    }
}
