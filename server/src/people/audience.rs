//! Which pages may speak with a token: an audience, held against what a browser says of the page that asks.
//!
//! A browser names the origin of a page truthfully, but for two: a frame of ours has our own origin whoever's page it
//! stands in, and a page in a sandbox has none (`null`). Both show a *pass* instead (`frame`): the server gives it only to
//! a frame that pages of the audience show.

use super::token::Bearer;

impl Bearer {
    /// Whether a request may speak with this token. `origin` is what the browser says of the page; programs say nothing.
    /// `own` is the server's own origin, and `embedders` are the origins whose pages may embed this workspace's documents.
    pub fn may_come_from(&self, origin: Option<&str>, own: &str, embedders: &[String]) -> bool {
        let named = |origins: &[String], origin: &str| origins.iter().any(|named| named == origin);
        let is_ours = matches!(origin, None | Some("null")) || origin == Some(own);
        if self.claims.aud.is_empty() {
            return is_ours || origin.is_some_and(|origin| named(embedders, origin));
        }
        // A page asks for something of its own origin without naming it.
        let said = origin.unwrap_or(own);
        named(&self.claims.aud, said) || (self.framed && is_ours)
    }

    /// The pages that may show a frame with this token; nothing where the token leaves that to the workspace.
    pub fn ancestors(&self) -> Option<&[String]> {
        Some(self.claims.aud.as_slice()).filter(|aud| !aud.is_empty())
    }

    /// Whether every page around a frame may show it: the token names them all, or leaves it to the workspace.
    pub fn may_be_shown_by(&self, around: &[String], own: &str) -> bool {
        let may = |origin: &String| origin == own || self.claims.aud.contains(origin);
        self.claims.aud.is_empty() || (!around.is_empty() && around.iter().all(may))
    }
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use muster_shared::access::Grant;

    use super::*;
    use crate::people::token::Claims;

    const OWN: &str = "https://muster.example";

    fn bearer(aud: &[&str], framed: bool) -> Bearer {
        let claims = Claims {
            doc: muster_shared::id::DocId::org(),
            role: Grant::Reader,
            name: "Ada".to_owned(),
            sub: None,
            aud: aud.iter().map(|origin| (*origin).to_owned()).collect(),
            person: None,
            session: None,
            by: None,
            iat: 0,
            exp: 1,
        };
        let (holder, shown, key) = ("a wiki".to_owned(), "Ada".to_owned(), "k1".to_owned());
        Bearer { claims, holder, framed, shown, key }
    }

    #[test]
    fn a_page_speaks_only_with_a_token_that_is_for_it() {
        let wikis = ["https://wiki.example".to_owned()];
        let asked = |bearer: &Bearer| {
            [
                Some("https://other.example"),
                Some("https://wiki.example"),
                Some("https://wiki.example.evil"),
                Some("http://wiki.example"),
                Some(""),
                Some(OWN),
                Some("null"),
                None,
            ]
            .map(|origin| bearer.may_come_from(origin, OWN, &wikis))
        };
        let other = ["https://other.example"];
        assert_eq!(asked(&bearer(&other, false)), [true, false, false, false, false, false, false, false]);
        assert_eq!(asked(&bearer(&other, true)), [true, false, false, false, false, true, true, true]);
        assert_eq!(asked(&bearer(&[OWN], false)), [false, false, false, false, false, true, false, true]);
        assert_eq!(asked(&bearer(&[], false)), [false, true, false, false, false, true, true, true]);
    }

    #[test]
    fn a_frame_is_shown_by_pages_of_the_audience_alone() {
        let (wiki, evil) = ("https://wiki.example".to_owned(), "https://evil.example".to_owned());
        let named = bearer(&["https://wiki.example"], false);
        assert!(named.may_be_shown_by(from_ref(&wiki), OWN));
        assert!(named.may_be_shown_by(&[OWN.to_owned(), wiki.clone()], OWN));
        for around in
            [vec![], vec![evil.clone()], vec![wiki.clone(), evil.clone()], vec![evil, wiki], vec!["null".to_owned()]]
        {
            assert!(!named.may_be_shown_by(&around, OWN), "{around:?}");
            assert!(bearer(&[], false).may_be_shown_by(&around, OWN));
        }
        assert_eq!(bearer(&[], false).ancestors(), None);
        assert_eq!(named.ancestors().map(<[String]>::len), Some(1));
    }
}
