//! A digest as an Atom feed (RFC 4287) with one entry: this week's. A feed that had the weeks before would be about the past.

use super::{Digest, html};

/// The week that a feed is of.
pub(crate) struct Entry<'a> {
    /// The host of this server and the feed's own id: no two feeds and no two weeks have one id.
    pub(crate) id: (&'a str, &'a str),
    /// When the week's digest was due, in milliseconds since 1970.
    pub(crate) updated_ms: u64,
    /// Where browsers reach this server, without a slash at the end.
    pub(crate) origin: &'a str,
}

/// The feed of a digest.
pub(crate) fn atom(digest: &Digest, entry: &Entry<'_>) -> String {
    let Entry { id: (host, feed), updated_ms, origin } = entry;
    let updated = moment(*updated_ms);
    let day = updated.get(..10).unwrap_or_default();
    let mut xml =
        String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
    let mut say = |name: &str, words: &str| xml += &format!("<{name}>{}</{name}>\n", escaped(words));
    say("id", &format!("tag:{host},2026:feed/{feed}"));
    say("title", "Muster: your week");
    say("updated", &updated);
    xml += &format!("<author><name>Muster</name></author>\n<link href=\"{}/digest\"/>\n", escaped(origin));
    if !digest.parts.is_empty() {
        xml.push_str("<entry>\n");
        let mut say = |name: &str, words: &str| xml += &format!("<{name}>{}</{name}>\n", escaped(words));
        say("id", &format!("tag:{host},2026:feed/{feed}/{day}"));
        say("title", &digest.title());
        say("updated", &updated);
        let content = escaped(&html(digest, origin).into_string());
        xml += &format!("<link href=\"{}/digest\"/>\n<content type=\"html\">{content}</content>\n", escaped(origin));
        xml.push_str("</entry>\n");
    }
    xml.push_str("</feed>\n");
    xml
}

/// Words as XML takes them. Characters that no XML holds are left out.
fn escaped(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for letter in words.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' => escaped.push(letter),
            '\u{fffe}' | '\u{ffff}' => {}
            letter if letter < ' ' => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}

fn moment(ms: u64) -> String {
    let moment = i64::try_from(ms).ok().and_then(chrono::DateTime::from_timestamp_millis).unwrap_or_default();
    moment.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use atom_syndication::Feed;

    use super::*;
    use crate::digest::tests::whole;

    fn read(digest: &Digest, feed: &str) -> Feed {
        let entry =
            Entry { id: ("muster.example", feed), updated_ms: 1_795_939_200_000, origin: "https://muster.example" };
        let text = atom(digest, &entry);
        text.parse().unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    #[test]
    fn another_program_reads_the_week_with_its_words_and_addresses() {
        let feed = read(&whole(), "f1");
        assert_eq!((feed.id.as_str(), feed.entries.len()), ("tag:muster.example,2026:feed/f1", 1));
        let entry = &feed.entries[0];
        assert_eq!(entry.id, "tag:muster.example,2026:feed/f1/2026-11-29");
        assert_eq!(entry.title.value, "Your week: one thing is asked of you");
        assert_eq!(entry.updated.to_rfc3339(), "2026-11-29T08:00:00+00:00");
        assert_eq!(entry.links[0].href, "https://muster.example/digest");
        let content = entry.content.as_ref().and_then(|content| content.value.as_deref()).unwrap_or_default();
        assert!(content.contains("Answer &lt;Ada&gt; &amp; Bo</a>"), "{content}");
    }

    #[test]
    fn a_week_without_anything_has_no_entry_and_two_feeds_have_two_ids() {
        assert_eq!(read(&Digest::default(), "f1").entries.len(), 0);
        assert_ne!(read(&whole(), "f1").id, read(&whole(), "f2").id);
    }

    #[test]
    fn no_word_breaks_the_xml() {
        assert_eq!(escaped("a\u{0}\u{b}<b>\u{ffff}&\"'\n"), "a&lt;b&gt;&amp;&quot;'\n");
    }
}
