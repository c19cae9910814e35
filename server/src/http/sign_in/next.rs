//! Where somebody goes once they are in: a page of ours, whatever the address says.

/// Longest path that is kept, in bytes.
const BYTES_MAX: usize = 4096;

/// `next` if it is a path of this server, else the first page. Browsers read `\` as `/` and skip tabs and line ends, so
/// none may stand in it.
pub(super) fn own_path(next: Option<&str>) -> String {
    let is_own = |next: &&str| {
        let plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        plain && next.starts_with('/') && !next.starts_with("//") && next.len() <= BYTES_MAX
    };
    next.filter(is_own).unwrap_or("/").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_our_own_is_followed() {
        for next in ["/", "/d/abc", "/d/abc?x=1#y", "/people", "/d/%2F%2Fevil"] {
            assert_eq!(own_path(Some(next)), next);
        }
        for next in [
            "",
            "d/abc",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "javascript:alert(1)",
            " /d/abc",
            "/d/a b",
            "/ü",
        ] {
            assert_eq!(own_path(Some(next)), "/", "{next:?}");
        }
        assert_eq!(own_path(None), "/");
        assert_eq!(own_path(Some(&format!("/{}", "a".repeat(BYTES_MAX - 1)))).len(), BYTES_MAX);
        assert_eq!(own_path(Some(&format!("/{}", "a".repeat(BYTES_MAX)))), "/");
    }
}
