//! Words that differ in one letter, as a slip of the finger leaves them.

/// Whether two words differ in one letter: another one, one more, or two beside each other that changed places. Equal
/// words do not differ.
pub fn is_one_letter_off(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let n_same = one.iter().zip(&other).take_while(|(one, other)| one == other).count();
    match (&one[n_same..], &other[n_same..]) {
        ([_, rest @ ..], [_, other @ ..]) if rest == other => true,
        ([_, rest @ ..], other) | (other, [_, rest @ ..]) if rest == other => true,
        ([a, b, rest @ ..], [c, d, other @ ..]) => a == d && b == c && rest == other,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_more_less_other_or_in_its_neighbours_place_is_one_letter_off() {
        for (one, other, is_off) in [
            ("collection", "colection", true),
            ("collection", "collectoin", true),
            ("collection", "collectian", true),
            ("collection", "collections", true),
            ("the", "teh", true),
            ("collection", "collection", false),
            ("collection", "collecting", false),
            ("", "", false),
            ("été", "ete", false),
            ("été", "eté", true),
        ] {
            assert_eq!(is_one_letter_off(one, other), is_off, "{one} and {other}");
            assert_eq!(is_one_letter_off(other, one), is_off, "{other} and {one}");
        }
    }
}
