//! Headers as people paste them: from a terminal, from a browser's tools, or a policy by itself.

/// Names and values; names in small letters.
pub(crate) type Headers = Vec<(String, String)>;

const POLICY: &str = "content-security-policy";
/// The headers that say something of what a page may show.
const TELLING: [&str; 8] = [
    POLICY,
    "content-security-policy-report-only",
    "cross-origin-embedder-policy",
    "cross-origin-opener-policy",
    "permissions-policy",
    "x-frame-options",
    "referrer-policy",
    "content-type",
];

/// The headers in a text. A name may stand on a line above its value, as some browsers write it.
pub(crate) fn read(text: &str) -> Headers {
    let mut headers = Headers::new();
    let mut waiting: Option<String> = None;
    for line in text.lines().map(|line| line.trim().trim_start_matches(['<', '>']).trim_start()) {
        if let Some(name) = waiting.take() {
            headers.push((name, line.to_owned()));
            continue;
        }
        match line.split_once(':') {
            Some((name, value)) if is_name(name) && value.trim().is_empty() => {
                waiting = Some(name.to_ascii_lowercase())
            }
            Some((name, value)) if is_name(name) => headers.push((name.to_ascii_lowercase(), value.trim().to_owned())),
            _ if TELLING.contains(&&*line.to_ascii_lowercase()) => waiting = Some(line.to_ascii_lowercase()),
            _ => {}
        }
    }
    let tells = headers.iter().any(|(name, _)| TELLING.contains(&&**name));
    if !tells && is_policy(text) {
        let policy = of_tag(text).unwrap_or(text);
        headers = vec![(POLICY.to_owned(), policy.split_whitespace().collect::<Vec<_>>().join(" "))];
    }
    headers
}

/// The policy in a page's own tag.
fn of_tag(text: &str) -> Option<&str> {
    let (_, behind) = text.split_once("content=\"")?;
    behind.split('"').next()
}

/// Whether a word can be a header's name: a policy's directive has spaces before its first colon.
fn is_name(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

fn is_policy(text: &str) -> bool {
    text.split([' ', ';', '\n', '"']).any(|word| word.ends_with("-src"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_as_terminals_and_browsers_write_them() {
        let csp = "default-src 'self'; img-src https: data:";
        let expected = vec![("content-security-policy".to_owned(), csp.to_owned())];
        for text in [
            format!("Content-Security-Policy: {csp}"),
            format!("HTTP/2 200\ncontent-security-policy: {csp}\n"),
            format!("< HTTP/1.1 200 OK\n< Content-Security-Policy: {csp}\n< "),
            format!("Content-Security-Policy:\n{csp}"),
            format!("content-security-policy\n{csp}"),
            csp.to_owned(),
            csp.replace("; ", ";\n  "),
            format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{csp}\">"),
        ] {
            assert_eq!(read(&text), expected, "{text}");
        }
        let two = read("X-Frame-Options: DENY\r\nServer: nginx");
        assert_eq!(two.len(), 2);
        assert_eq!(two[0], ("x-frame-options".to_owned(), "DENY".to_owned()));
        assert_eq!(read("nothing of the kind"), Headers::new());
        assert_eq!(read(""), Headers::new());
    }
}
