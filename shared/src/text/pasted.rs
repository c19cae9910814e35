//! Several lines that were pasted into one: each is a row of its own, without the signs of the list that it stood in.

/// The lines of a text, the empty ones left out. Signs of a list go: bullets, numbers, boxes, and the indent before them.
#[must_use]
pub fn lines(text: &str) -> Vec<String> {
    text.split(['\n', '\r']).map(|line| without_sign(line.trim()).to_owned()).filter(|line| !line.is_empty()).collect()
}

fn without_sign(line: &str) -> &str {
    let bullet = ["- ", "* ", "+ ", "• ", "– ", "— "].iter().find_map(|sign| line.strip_prefix(sign));
    let rest = bullet.or_else(|| numbered(line)).unwrap_or(line).trim_start();
    let boxed = ["[ ] ", "[x] ", "[X] "].iter().find_map(|sign| rest.strip_prefix(sign));
    // A sign with nothing behind it is no line.
    if ["-", "*", "+", "•"].contains(&rest) { "" } else { boxed.unwrap_or(rest).trim() }
}

fn numbered(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches(|char: char| char.is_ascii_digit());
    let n_digits = line.len() - rest.len();
    let behind = rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") "))?;
    (1..=3).contains(&n_digits).then_some(behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_a_row_without_the_signs_of_its_list() {
        for (text, rows) in [
            ("- Ropes\n- Chains\n  - Rust\n- Buoys", vec!["Ropes", "Chains", "Rust", "Buoys"]),
            ("1. One\r\n2) Two\r\n\r\n10. Ten", vec!["One", "Two", "Ten"]),
            ("* [x] Done\n• [ ] Open\n-\n", vec!["Done", "Open"]),
            ("2026 was long\n-5 degrees\n3.5 km", vec!["2026 was long", "-5 degrees", "3.5 km"]),
            ("one", vec!["one"]),
            ("\n \n", vec![]),
        ] {
            assert_eq!(lines(text), rows, "{text:?}");
        }
    }
}
