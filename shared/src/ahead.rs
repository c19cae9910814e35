//! The documents that a device fetches ahead, so that they open without a connection: those that a person chose one by one,
//! whole teams, and all that is the person's own.

use serde::{Deserialize, Serialize};

use crate::asks::Ahead;
use crate::for_you::ForYou;
use crate::id::DocId;
use crate::kinds::{Kind, charter, companion, companions, draft, review, root, series};
use crate::order;

/// The documents of a person's own that are fetched without being named.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mine {
    /// None of them.
    Nothing,
    /// Teams of theirs, and the next reviews of these and of them.
    #[default]
    Near,
    /// These, every next review that they see, and all that asks something of them.
    Everything,
}

/// The choices of a person on one device.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// The documents of their own.
    #[serde(default)]
    pub mine: Mine,
    /// Documents that they chose.
    #[serde(default)]
    pub docs: Vec<DocId>,
    /// Teams that they chose, by their charters.
    #[serde(default)]
    pub teams: Vec<DocId>,
    /// Documents that they threw away: none of these is fetched without being chosen.
    #[serde(default)]
    pub away: Vec<DocId>,
}

impl Choices {
    /// Chooses a document, or its whole team.
    pub fn choose(&mut self, doc: &DocId, is_team: bool) {
        self.away.retain(|one| one != doc);
        let list = if is_team { &mut self.teams } else { &mut self.docs };
        if !list.contains(doc) {
            list.push(doc.clone());
        }
    }

    /// Throws a document away: it is chosen no more, and does not come back by itself.
    pub fn throw_away(&mut self, doc: &DocId) {
        self.docs.retain(|one| one != doc);
        self.teams.retain(|one| one != doc);
        if !self.away.contains(doc) {
            self.away.push(doc.clone());
        }
    }

    /// Whether a document was chosen, by itself or as a team.
    pub fn has(&self, doc: &DocId) -> bool {
        self.docs.contains(doc) || self.teams.contains(doc)
    }

    /// The documents to fetch, those first that were chosen; each with its talk, its log, and what else is about it alone.
    /// `person` is the account that the device keeps for; empty where nobody signs in.
    pub fn wanted(&self, told: &ForYou, person: &str) -> Vec<DocId> {
        let mut heads: Vec<Head> = Vec::new();
        for team in &self.teams {
            heads.push((team.clone(), Some(charter::KIND)));
            heads.extend(reviews_of(told, |one| one.teams.contains(team)));
        }
        heads.extend(self.docs.iter().map(|doc| (doc.clone(), kind_of(doc))));
        let own = self.own(told).into_iter().filter(|(doc, _)| !self.away.contains(&root(doc, kind_of(doc))));
        heads.extend(own);
        let mut wanted: Vec<DocId> = Vec::new();
        for doc in heads.iter().flat_map(|head| with_its_own(head, person)) {
            if !wanted.contains(&doc) {
                wanted.push(doc);
            }
        }
        wanted
    }

    /// The documents of a person's own, the soonest first.
    fn own(&self, told: &ForYou) -> Vec<Head> {
        let mut cards: Vec<_> = told.teams.iter().collect();
        order::sort_by_key(&mut cards, |card| !card.is_captain);
        let is_own = |team: &DocId| told.teams.iter().any(|card| card.doc == *team);
        let is_near = |one: &Ahead| one.mine || one.teams.iter().any(is_own);
        let teams = cards.into_iter().map(|card| (card.doc.clone(), Some(charter::KIND)));
        match self.mine {
            Mine::Nothing => Vec::new(),
            Mine::Near => reviews_of(told, is_near).into_iter().chain(teams).collect(),
            Mine::Everything => {
                let asks = told.asks.iter().map(|ask| (root(&ask.doc, kind_of(&ask.doc)), None));
                reviews_of(told, |_| true).into_iter().chain(teams).chain(asks).collect()
            }
        }
    }
}

/// A document that others go along with, and its kind where that is known.
type Head = (DocId, Option<Kind>);

/// The next reviews of some series, each behind its series.
fn reviews_of(told: &ForYou, is_meant: impl Fn(&Ahead) -> bool) -> Vec<Head> {
    let meant = told.reviews.iter().filter(|one| is_meant(one));
    let of_series = |one: &Ahead| Some((review::KIND.subject_of(&one.doc)?, Some(series::KIND)));
    meant.flat_map(|one| of_series(one).into_iter().chain([(one.doc.clone(), Some(review::KIND))])).collect()
}

/// The kind that an id alone tells, as of documents that are about another.
fn kind_of(doc: &DocId) -> Option<Kind> {
    companion(doc).map(|(kind, _)| kind)
}

/// A document with all that is about it alone; of a review the person's own words in it too.
fn with_its_own((doc, kind): &Head, person: &str) -> Vec<DocId> {
    let drafted = Some(doc).filter(|_| *kind == Some(review::KIND) && !person.is_empty());
    let drafted = drafted.and_then(|doc| draft::KIND.about_for(doc, person));
    std::iter::once(doc.clone()).chain(beside(doc, *kind)).chain(drafted).collect()
}

/// The documents of which there is one about another, and those about these. Of a kind that is not known it is any that there
/// may be.
fn beside(doc: &DocId, kind: Option<Kind>) -> Vec<DocId> {
    let Some(kind) = kind else { return companions(doc).into_iter().map(|(doc, _)| doc).collect() };
    let about = kind.spec().beside.iter().filter_map(|kind| Some((kind.about(doc)?, *kind)));
    about
        .flat_map(|(doc, kind)| std::iter::once(doc.clone()).chain(beside(&doc, Some(kind))).collect::<Vec<_>>())
        .collect()
}

/// The document that a pasted address of this server leads to, and the part of it; `words` may have more around the address.
pub fn led_to(words: &str, origin: &str) -> Option<(DocId, String)> {
    let begins = format!("{}/", origin.trim_end_matches('/'));
    words.split(|c: char| c.is_whitespace() || "<>\"'()[]".contains(c)).find_map(|word| {
        let rest = word.strip_prefix(&begins)?;
        let path =
            rest.strip_prefix("d/").or_else(|| rest.strip_prefix("embed/")).or_else(|| rest.strip_prefix("new/"))?;
        let (path, part) = path.split_once('#').unwrap_or((path, ""));
        let id = path.split(['?', '/']).next()?.trim_end_matches(['.', ',', ';', ':', '!']);
        let is_plain = part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        // Behind the # of a widget's address stands no part of the document.
        let part = if is_plain && rest.starts_with("d/") { part } else { "" };
        Some((id.parse().ok()?, part.to_owned()))
    })
}

/// The words that another app shares, as one note: its title, its text and its address, each said once.
pub fn shared_words(title: &str, text: &str, url: &str) -> String {
    let mut said: Vec<&str> = Vec::new();
    for part in [title, text, url].map(str::trim) {
        if !part.is_empty() && !said.iter().any(|had| had.contains(part)) {
            said.retain(|had| !part.contains(had));
            said.push(part);
        }
    }
    said.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn id(text: &str) -> DocId {
        text.parse().expect("an id")
    }

    fn told() -> ForYou {
        let review = |doc: &str, teams: &[&str], mine: bool| json!({ "doc": doc, "name": "Weekly", "day": "2026-12-01", "time": "10:00", "starts_ms": 1, "teams": teams, "mine": mine });
        let card = |doc: &str, is_captain: bool| json!({ "doc": doc, "name": doc, "is_captain": is_captain, "agreed": { "agreed": 0, "stale": 0, "of": 0 } });
        let told = json!({
            "asks": [{ "sort": "mention", "doc": "far-talk", "href": "/d/far", "title": "Sign" }],
            "reviews": [review("weekly-r20261201T1000", &["ours"], false), review("other-r20261202T1000", &["theirs"], false)],
            "teams": [card("joined", false), card("ours", true)],
        });
        serde_json::from_value(told).expect("a list")
    }

    fn heads(choices: &Choices, person: &str) -> Vec<String> {
        let all = choices.wanted(&told(), person);
        all.into_iter().map(String::from).filter(|doc| !doc.ends_with("-talk") && !doc.ends_with("-log")).collect()
    }

    #[test]
    fn by_itself_a_device_fetches_the_teams_of_its_person_and_their_next_reviews() {
        assert_eq!(heads(&Choices::default(), ""), ["weekly", "weekly-r20261201T1000", "ours", "joined"]);
        let all = Choices::default().wanted(&told(), "");
        for beside in ["ours-talk", "ours-log", "ours-log-talk", "weekly-talk"] {
            assert!(all.contains(&id(beside)), "{beside}");
        }
    }

    #[test]
    fn everything_of_mine_has_all_reviews_and_what_asks_something_too() {
        let all = Choices { mine: Mine::Everything, ..Choices::default() };
        assert_eq!(
            heads(&all, ""),
            ["weekly", "weekly-r20261201T1000", "other", "other-r20261202T1000", "ours", "joined", "far"]
        );
    }

    #[test]
    fn what_was_chosen_comes_first_and_what_was_thrown_away_does_not_come_back_by_itself() {
        let mut choices = Choices { mine: Mine::Near, ..Choices::default() };
        choices.choose(&id("theirs"), true);
        choices.throw_away(&id("ours"));
        assert_eq!(
            heads(&choices, ""),
            ["theirs", "other", "other-r20261202T1000", "weekly", "weekly-r20261201T1000", "joined"]
        );
        choices.choose(&id("ours"), false);
        assert!(choices.has(&id("ours")) && heads(&choices, "").contains(&"ours".to_owned()));
        choices.throw_away(&id("weekly"));
        assert!(!heads(&choices, "").iter().any(|doc| doc.starts_with("weekly")), "a review goes with its series");
        choices.mine = Mine::Nothing;
        choices.throw_away(&id("theirs"));
        assert_eq!(heads(&choices, ""), ["ours"]);
    }

    #[test]
    fn a_persons_own_words_in_a_review_go_along() {
        assert!(heads(&Choices::default(), "ada").contains(&"weekly-r20261201T1000-d-ada".to_owned()));
    }

    #[test]
    fn a_pasted_address_leads_to_a_document_of_this_server_and_of_no_other() {
        let origin = "https://muster.example";
        for (words, doc, part) in [
            ("https://muster.example/d/ledger", "ledger", ""),
            ("Look at https://muster.example/d/ledger#heard, please", "ledger", ""),
            ("Look at https://muster.example/d/ledger#heard please", "ledger", "heard"),
            ("(https://muster.example/d/ledger/history)", "ledger", ""),
            ("https://muster.example/embed/ledger?view=card#token", "ledger", ""),
            ("https://muster.example/new/ledger.", "ledger", ""),
        ] {
            assert_eq!(led_to(words, origin), Some((id(doc), part.to_owned())), "{words}");
        }
        for words in
            ["", "ledger", "https://other.example/d/ledger", "https://muster.example/", "https://muster.example/d/"]
        {
            assert_eq!(led_to(words, origin), None, "{words}");
        }
    }

    #[test]
    fn shared_words_are_said_once() {
        for (title, text, url, one) in [
            ("A page", "A page https://a.example/x", "https://a.example/x", "A page https://a.example/x"),
            ("", "They would pay\n\nfor it", "", "They would pay for it"),
            ("Interview", "They would pay", "https://a.example", "Interview They would pay https://a.example"),
            ("", "", "", ""),
        ] {
            assert_eq!(shared_words(title, text, url), one);
        }
    }
}
