//! Names of files that are made of titles.

/// A title as the name of a file without its ending, on every system; `otherwise` for one without a letter.
pub fn file_stem(title: &str, otherwise: &str) -> String {
    let plain: String =
        title.to_lowercase().chars().map(|char| if char.is_alphanumeric() { char } else { '-' }).collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).collect();
    let name: String = words.join("-").chars().take(80).collect();
    if name.is_empty() { otherwise.to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_in_any_script_names_a_file_and_one_of_signs_alone_does_not() {
        for (title, stem) in [
            ("First Keys", "first-keys"),
            ("First Keys, decision log", "first-keys-decision-log"),
            ("צוות המגדלור", "צוות-המגדלור"),
            ("../../etc/passwd", "etc-passwd"),
            ("  ", "charter"),
            ("…", "charter"),
        ] {
            assert_eq!(file_stem(title, "charter"), stem, "{title}");
        }
    }
}
