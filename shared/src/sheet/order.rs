//! Fractional keys: a row moves by getting a key between its new neighbours, so a move never touches another row.
//!
//! A key is a fraction in base 62 written as its digits. Between any two different keys there is another one; two
//! devices that pick the same gap may pick the same key, then the row's id decides. Keys never end in the lowest
//! digit, so that there is always room before one.

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A key between `low` and `high`; `None` stands for the end of the list on that side.
///
/// When the neighbours' keys are equal (two devices filled one gap), there is nothing between them: the result then
/// follows both, and the row lands behind the pair.
pub fn between(low: Option<&str>, high: Option<&str>) -> String {
    let low = digits(low.unwrap_or(""));
    let at_end = high.is_none() && !low.is_empty();
    let high = high.map(digits).filter(|high| *high > low);
    let mut key = Vec::new();
    let mut bounded = high.as_ref();
    for place in 0.. {
        let floor = low.get(place).copied().unwrap_or(0);
        // A key that ends in the lowest digit, which we never make, has no room before it: then the result follows it.
        bounded = bounded.filter(|high| place < high.len());
        let ceiling = bounded.map_or(62, |high| high[place]);
        if ceiling > floor + 1 {
            // Rows are mostly added at the end: small steps there keep keys short.
            key.push(if at_end { floor + 1 } else { floor + (ceiling - floor) / 2 });
            break;
        }
        key.push(floor);
        if ceiling > floor {
            bounded = None;
        }
    }
    key.iter().map(|digit| char::from(DIGITS[*digit])).collect()
}

fn digits(key: &str) -> Vec<usize> {
    key.bytes().map(|byte| DIGITS.iter().position(|digit| *digit == byte).unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_lies_between_its_neighbours() {
        for (low, high) in [
            (None, None),
            (Some("V"), None),
            (None, Some("V")),
            (Some("V"), Some("W")),
            (Some("V"), Some("V1")),
            (Some("Vz"), Some("W")),
            (Some("zzz"), None),
            (None, Some("001")),
            (Some("1"), Some("11")),
            (Some("z"), None),
            (Some("V0"), Some("V01")),
        ] {
            let key = between(low, high);
            assert!(low.is_none_or(|low| low < key.as_str()), "{low:?} < {key}");
            assert!(high.is_none_or(|high| key.as_str() < high), "{key} < {high:?}");
        }
    }

    #[test]
    fn a_thousand_inserts_at_any_place_stay_sorted() {
        let mut rng = fastrand::Rng::with_seed(7);
        for at_front in [true, false] {
            let mut keys: Vec<String> = Vec::new();
            for _ in 0..1000 {
                let place = if at_front { 0 } else { rng.usize(0..=keys.len()) };
                let low = place.checked_sub(1).map(|place| keys[place].clone());
                let key = between(low.as_deref(), keys.get(place).map(String::as_str));
                keys.insert(place, key);
            }
            assert!(keys.is_sorted() && keys.windows(2).all(|pair| pair[0] != pair[1]));
        }
    }

    #[test]
    fn a_key_that_leaves_no_room_before_it_is_followed() {
        for (low, high) in [(None, "0"), (None, "000"), (Some("V"), "V0"), (Some("V0"), "V00")] {
            assert!(between(low, Some(high)).as_str() > high, "{low:?} {high}");
        }
    }

    #[test]
    fn a_thousand_rows_added_at_the_end_keep_short_keys() {
        let last = (0..1000).fold(None, |last: Option<String>, _| Some(between(last.as_deref(), None)));
        assert!(last.is_some_and(|last| last.len() < 20));
    }

    #[test]
    fn equal_neighbours_put_the_key_behind_both() {
        assert!(between(Some("V"), Some("V")).as_str() > "V");
    }
}
