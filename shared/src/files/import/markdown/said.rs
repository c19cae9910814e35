//! Words as people write them into a page: labels, days, numbers, shares, and that there is nothing to say.

/// A heading as headings are compared: lower-case words, with nothing but letters and digits in them.
pub(super) fn plain(heading: &str) -> String {
    let letters = heading.to_lowercase().replace(|char: char| !char.is_alphanumeric(), " ");
    letters.split_whitespace().skip_while(|word| word.parse::<u32>().is_ok()).collect::<Vec<_>>().join(" ")
}

/// A line that says the value of something: the label's section and the value.
pub(super) fn labelled(line: &str) -> Option<(&str, &str)> {
    let (label, value) = line.split_once(':')?;
    let is_label = !label.trim().is_empty() && label.chars().count() <= 40 && !label.contains('\n');
    (is_label && !value.starts_with("//")).then(|| (label.trim(), value.trim()))
}

/// Whether somebody writes here that there is nothing. Numbers alone say something, though no heading is made of them.
pub(super) fn says_nothing(line: &str) -> bool {
    match plain(line).as_str() {
        "" => !line.contains(char::is_alphanumeric),
        said => ["none", "n a", "nobody", "nobody yet", "tbd", "vacant", "open"].contains(&said),
    }
}

/// A number and the unit that follows or leads it: `71 %`, `€ 1,200`, `-3.5`.
pub(super) fn number(text: &str) -> Option<(f64, String)> {
    let text = text.trim();
    let start = text.find(|char: char| char.is_ascii_digit())?;
    let start = if text[..start].ends_with('-') { start - 1 } else { start };
    let lead = text[..start].trim();
    let digits = |char: char| char.is_ascii_digit() || matches!(char, '.' | ',' | '-');
    let end = text[start..].find(|char: char| !digits(char)).map_or(text.len(), |len| start + len);
    let written = text[start..end].trim_end_matches(['.', ',']).replace(',', "");
    let number = written.parse::<f64>().ok().filter(|number| number.is_finite())?;
    let unit = if lead.is_empty() { text[end..].trim() } else { lead };
    let is_unit = unit.chars().count() <= 20 && lead.chars().all(|char| !char.is_alphanumeric());
    is_unit.then(|| (number, unit.trim_matches(['.', ',', ';', ' ']).to_owned()))
}

/// A share of a week, 0 to 1: `50 %`, `0.5`, `1/2`, `½`, `full`.
pub(super) fn share_of(text: &str) -> Option<f64> {
    let text = text.trim();
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0);
    if let Some(percent) = text.strip_suffix('%') {
        return number(percent).map(|percent| percent / 100.0);
    }
    match text {
        "½" => Some(0.5),
        "¼" => Some(0.25),
        "¾" => Some(0.75),
        "full" | "full time" | "full-time" => Some(1.0),
        _ => match text.split_once('/') {
            Some((part, whole)) => Some(number(part)? / number(whole).filter(|whole| *whole > 0.0)?),
            None => number(text).map(|share| if share > 5.0 { share / 100.0 } else { share }),
        },
    }
}
