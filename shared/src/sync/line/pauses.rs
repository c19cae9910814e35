//! The random pauses before a page connects again, in milliseconds.

/// The shortest pause, and the longest of all.
const PAUSE_MS: (u64, u64) = (250, 30_000);

/// The time after a loss in which a page comes back quickly: the server is most likely being started anew.
const NEW_LOSS_MS: u64 = 10_000;

/// The longest pause in that time. With the time that connecting takes, a page is back two seconds after its server.
const SOON_MS: u64 = 1_500;

/// Half the longest first pause of a channel; it doubles with each failure.
const FIRST_MS: u64 = 500;

/// The pause before the next socket, `lost_for_ms` after the loss of the last one that worked.
pub fn of_socket(lost_for_ms: u64, random: u64) -> u64 {
    let longest = if lost_for_ms < NEW_LOSS_MS { SOON_MS } else { (lost_for_ms / 4).min(PAUSE_MS.1) };
    between(longest, random)
}

/// The pause before a document that the server closed for now asks again, after so many failures in a row.
pub fn of_document(n_failed: u32, random: u64) -> u64 {
    between((FIRST_MS << n_failed.min(6)).min(PAUSE_MS.1), random)
}

fn between(longest: u64, random: u64) -> u64 {
    PAUSE_MS.0 + random % (longest - PAUSE_MS.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_comes_back_quickly_at_first_and_then_ever_more_slowly() {
        for (lost_for_ms, shortest, longest) in [
            (0, 250, 1_499),
            (9_999, 250, 1_499),
            (10_000, 250, 2_499),
            (60_000, 250, 14_999),
            (120_000, 250, 29_999),
            (u64::MAX, 250, 29_999),
        ] {
            assert_eq!(of_socket(lost_for_ms, 0), shortest, "{lost_for_ms}");
            let most = (0..60_000).map(|random| of_socket(lost_for_ms, random)).max();
            assert_eq!(most, Some(longest), "{lost_for_ms}");
        }
    }

    #[test]
    fn a_document_asks_again_ever_more_slowly() {
        for (n_failed, longest) in [(0, 499), (1, 999), (3, 3_999), (6, 29_999), (u32::MAX, 29_999)] {
            assert_eq!(of_document(n_failed, 0), 250, "{n_failed}");
            let most = (0..60_000).map(|random| of_document(n_failed, random)).max();
            assert_eq!(most, Some(longest), "{n_failed}");
        }
    }
}
