//! Scripts that stand inside those that import them. On a slow line each request is felt, and a script that imports others
//! costs one after another; what shows a text is one file.

use anyhow::{Result, bail};

/// The scripts that have no address of their own, or are wanted before it could be asked for. They are read once for each
/// file that they stand in, so what they hold is of that file alone.
const INSIDE: [&str; 10] =
    ["copied", "follow", "hearing", "leisure", "pauses", "shared", "sheets", "text", "views", "wish"];

/// A script with those of its imports in front of it that stand inside. `read` gives the text of a script.
pub(crate) fn joined(script: &str, read: &impl Fn(&str) -> Result<String>) -> Result<String> {
    let (mut parts, mut known) = (String::new(), Vec::new());
    let own = gather(script, read, &mut parts, &mut known)?;
    Ok(parts + &own)
}

/// Puts what `script` imports into `parts`, each script once and after those that it needs itself. Answers the rest of it.
fn gather(
    script: &str,
    read: &impl Fn(&str) -> Result<String>,
    parts: &mut String,
    known: &mut Vec<&'static str>,
) -> Result<String> {
    let mut own = String::new();
    for line in script.split_inclusive('\n') {
        let Some(name) = inside(line) else {
            own.push_str(line);
            continue;
        };
        if known.contains(&name) {
            continue;
        }
        known.push(name);
        let part = gather(&read(name)?, read, parts, known)?;
        parts.push_str(&enclosed(name, &part)?);
    }
    Ok(own)
}

/// The script that a line imports, if that is one which stands inside.
fn inside(line: &str) -> Option<&'static str> {
    let from = line.strip_prefix("import {")?.split_once(" from \"{{")?.1;
    INSIDE.into_iter().find(|name| from.trim_end() == format!("{name}_js}}}}\";"))
}

/// A script as a function that is called at once: of all its names, only those that it exports are known outside.
fn enclosed(name: &str, script: &str) -> Result<String> {
    let mut names = Vec::new();
    let mut body = String::with_capacity(script.len());
    for line in script.split_inclusive('\n') {
        let Some(declared) = line.strip_prefix("export ") else {
            body.push_str(line);
            continue;
        };
        let words = declared.strip_prefix("async ").unwrap_or(declared).split_once(' ');
        let Some((_, rest)) = words.filter(|(word, _)| ["class", "const", "function"].contains(word)) else {
            bail!(
                "{name}.js: only a class, a constant or a function can be exported from a script that stands in others"
            );
        };
        let end = rest.find(|char: char| !char.is_ascii_alphanumeric() && char != '_').unwrap_or(rest.len());
        names.push(rest.get(..end).unwrap_or_default().to_owned());
        body.push_str(declared);
    }
    let names = names.join(", ");
    Ok(format!("const {{ {names} }} = (() => {{\n{body}return {{ {names} }};\n}})();\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAUSES: &str = "const MS = 1;\nexport const pause = (n) => n * MS;\n";
    const TEXT: &str = "\
        import { pause } from \"{{pauses_js}}\";\n\
        export class Text {}\n\
        export async function ask() {}\n";
    const WIDGET: &str = "\
        import { Text } from \"{{text_js}}\";\n\
        import { pause } from \"{{pauses_js}}\";\n\
        import { x } from \"{{guest_js}}\";\n\
        use();\n";
    const JOINED: &str = "\
        const { pause } = (() => {\nconst MS = 1;\nconst pause = (n) => n * MS;\nreturn { pause };\n})();\n\
        const { Text, ask } = (() => {\nclass Text {}\nasync function ask() {}\nreturn { Text, ask };\n})();\n\
        import { x } from \"{{guest_js}}\";\n\
        use();\n";

    fn read(name: &str) -> Result<String> {
        match name {
            "pauses" => Ok(PAUSES.to_owned()),
            "text" => Ok(TEXT.to_owned()),
            other => bail!("{other} is not here"),
        }
    }

    #[test]
    fn what_stands_inside_comes_once_and_before_what_needs_it() -> Result<()> {
        assert_eq!(joined(WIDGET, &read)?, JOINED);
        Ok(())
    }

    #[test]
    fn an_export_of_another_form_is_an_error() {
        assert!(enclosed("text", "export default 1;\n").is_err());
        assert!(enclosed("text", "export { one };\n").is_err());
    }
}
