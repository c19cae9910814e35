//! Every kind's views say what they should, of elements of the closed list alone, and as pictures without anything active.
#![allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]

use super::closed::stranger;
use super::*;
use crate::files::export::html_beside;
use crate::files::import::{Placed, place};
use crate::files::sample::{forums, goals, logs, reviews, sample, strategy};
use crate::kinds::charter::CharterView;
use crate::kinds::talk::Tally;
use crate::sheet::Sheet;

const TODAY: &str = "2026-11-29";

/// A document of the worked example.
struct Doc {
    kind: Kind,
    id: DocId,
    sheet: Sheet,
    org: Sheet,
}

fn documents() -> Vec<Doc> {
    let drafts = sample().into_iter().chain(logs(TODAY)).chain(reviews(TODAY)).chain(strategy(TODAY));
    let drafts = drafts.chain(goals(TODAY)).chain(forums(TODAY));
    let placed = drafts.enumerate().map(|(nth, draft)| {
        let id: DocId = format!("doc-{nth}").parse().unwrap();
        let kind = draft.kind;
        let Placed { sheet, org } = place(&draft, &id, &Sheet::default());
        Doc { kind, id, sheet, org }
    });
    placed.collect()
}

fn agreed() -> Beside {
    let tally = |title: &'static str, agreed, stale, of| Tally {
        title,
        says: format!("{title}: {agreed} of {of} agree"),
        agreed,
        stale,
        of,
    };
    Beside {
        agreed: vec![tally("", 6, 1, 7), tally("Mission", 7, 0, 7), tally("Mandate", 6, 1, 7)],
        ..Beside::default()
    }
}

fn meetings() -> Vec<Meeting> {
    let sheet = reviews(TODAY).into_iter().find(|draft| draft.kind == crate::kinds::review::KIND).unwrap().sheet;
    let meeting = |when: &str, is_on, sheet: Option<Sheet>| {
        let is_begun = sheet.is_some();
        Meeting { when: when.to_owned(), minutes: 50, is_on, is_begun, sheet }
    };
    vec![
        meeting("Tuesday, 1 December 2026, 10:00", false, None),
        meeting("Tuesday, 24 November 2026, 10:00", true, Some(sheet)),
    ]
}

/// Every view of every document of the example, by its text and its picture.
fn all(mut look: impl FnMut(&Doc, View, &Card)) {
    let (beside, meetings) = (agreed(), meetings());
    for doc in documents() {
        let view = CharterView::of(&doc.sheet, &doc.org, &doc.id);
        let teams = [(doc.id.clone(), view.summary(true))];
        let from = Sources { sheet: &doc.sheet, org: &doc.org, doc: &doc.id };
        let told = Told {
            kind: doc.kind,
            name: "A <b> & \"c\"",
            from,
            beside: &beside,
            teams: &teams,
            meetings: &meetings,
            today: TODAY,
        };
        for view in View::all_of(doc.kind) {
            if let Some(card) = card(*view, "", &told) {
                look(&doc, *view, &card);
            }
        }
    }
}

#[test]
fn every_text_is_of_the_closed_list() {
    let mut views = Vec::new();
    all(|doc, view, card| {
        let text = text(view, card);
        assert_eq!(stranger(&text), None, "{} {view:?}: {text}", doc.kind);
        assert!(text.contains("A &lt;b&gt; &amp; &quot;c&quot;") && text.contains(&format!("/d/{}", doc.id)), "{text}");
        views.push(view);
    });
    for view in View::ALL.into_iter().filter(|view| *view != View::Full) {
        assert!(views.contains(&view), "{view:?} is drawn of something");
    }
    for doc in documents() {
        let from = Sources { sheet: &doc.sheet, org: &doc.org, doc: &doc.id };
        let text = whole(&html_beside(doc.kind, &from, &agreed()));
        assert_eq!(stranger(&text), None, "{}: {text}", doc.kind);
    }
}

#[test]
fn what_people_wrote_is_never_markup_in_a_text_or_a_picture() {
    let evil = "</p><script>x</script> <img src=x onerror=y> \"' {{text}}";
    for doc in documents() {
        let mut sheet = doc.sheet.clone();
        sheet.texts.values_mut().for_each(|text| *text = evil.to_owned());
        for row in sheet.lists.values_mut().flatten() {
            row.texts.values_mut().for_each(|text| *text = evil.to_owned());
            for write in row.values.values_mut().flat_map(|register| &mut register.writes) {
                write.by = evil.to_owned();
            }
        }
        let (beside, meetings) = (Beside::default(), meetings());
        let from = Sources { sheet: &sheet, org: &doc.org, doc: &doc.id };
        let told =
            Told { kind: doc.kind, name: evil, from, beside: &beside, teams: &[], meetings: &meetings, today: TODAY };
        for view in View::all_of(doc.kind) {
            let Some(card) = card(*view, "", &told) else { continue };
            assert_eq!(stranger(&text(*view, &card)), None, "{} {view:?}", doc.kind);
            let picture = svg(&card, Theme::Auto);
            assert!(!picture.contains("<script") && !picture.contains("<img"), "{picture}");
        }
        assert_eq!(stranger(&whole(&html_beside(doc.kind, &from, &beside))), None, "{}", doc.kind);
    }
}

#[test]
fn a_picture_has_a_name_a_sentence_and_colours_for_light_and_dark() {
    all(|doc, view, card| {
        let picture = svg(card, Theme::Auto);
        for part in
            ["<title id=\"t\">A &lt;b&gt;", "<desc id=\"d\">", "prefers-color-scheme:dark", "viewBox=\"0 0 320 "]
        {
            assert!(picture.contains(part), "{} {view:?} lacks {part}: {picture}", doc.kind);
        }
        for part in ["<script", "href", "url(", "@import", "<image", "<foreignObject"] {
            assert!(!picture.contains(part), "{} {view:?} has {part}: {picture}", doc.kind);
        }
        assert_eq!(picture.matches('<').count(), picture.matches('>').count(), "{picture}");
        assert!(!svg(card, Theme::Dark).contains("prefers-color-scheme"));
    });
}

/// The most bytes of a picture in somebody else's page.
const PICTURE_BYTES_MAX: usize = 15_000;

#[test]
fn a_picture_of_the_longest_words_and_of_letters_that_are_not_seen_is_small() {
    let long = format!("{}{}", "\u{301}".repeat(20_000), "Words that go on and on & on. ".repeat(400));
    for doc in documents() {
        let mut sheet = doc.sheet.clone();
        for row in sheet.lists.values_mut().flatten() {
            row.texts.values_mut().for_each(|text| *text = long.clone());
        }
        sheet.texts.values_mut().for_each(|text| *text = long.clone());
        let (beside, meetings) = (agreed(), meetings());
        let from = Sources { sheet: &sheet, org: &doc.org, doc: &doc.id };
        let told = Told {
            kind: doc.kind,
            name: "A team",
            from,
            beside: &beside,
            teams: &[],
            meetings: &meetings,
            today: TODAY,
        };
        for view in View::all_of(doc.kind) {
            let Some(card) = card(*view, "", &told) else { continue };
            let n_bytes = svg(&card, Theme::Auto).len();
            assert!(n_bytes <= PICTURE_BYTES_MAX, "{} {view:?}: {n_bytes}", doc.kind);
        }
    }
}

#[test]
fn views_of_the_example_say_what_they_are_for() {
    let mut said: Vec<(View, String)> = Vec::new();
    all(|_, view, card| said.push((view, text(view, card))));
    for (view, words) in [
        (View::ThreeMs, "<dt>Own</dt>"),
        (View::Coverage, "6 of 7, 1 stale"),
        (View::Metrics, "mt-bar"),
        (View::Metric, "mt-big"),
        (View::Map, "<span class=\"mt-vh\">owns</span>"),
        (View::Agenda, "mt-lines"),
        (View::Advice, "open advice"),
        (View::Advice, "<li>"),
        (View::Next, "1 December 2026"),
        (View::Next, "Nothing is on the agenda yet."),
        (View::Current, "24 November 2026"),
        (View::Summary, "<h2>Agenda</h2>"),
        (View::Recent, "mt-note"),
    ] {
        assert!(said.iter().any(|(of, text)| *of == view && text.contains(words)), "{view:?}: {words}");
    }
}

#[test]
fn a_metric_is_chosen_by_its_row_and_one_that_is_gone_says_so() {
    let doc = documents().into_iter().find(|doc| doc.kind == crate::kinds::charter::KIND).unwrap();
    let beside = Beside::default();
    let from = Sources { sheet: &doc.sheet, org: &doc.org, doc: &doc.id };
    let told = Told { kind: doc.kind, name: "Team", from, beside: &beside, teams: &[], meetings: &[], today: TODAY };
    let charter = CharterView::of(&doc.sheet, &doc.org, &doc.id);
    let last = charter.metrics.last().unwrap();
    let shown = text(View::Metric, &card(View::Metric, last.row.as_str(), &told).unwrap());
    assert!(shown.contains(&crate::files::export::escaped(last.name.trim())), "{shown}");
    let gone = text(View::Metric, &card(View::Metric, "nothing", &told).unwrap());
    assert!(gone.contains("This metric is not there any more."), "{gone}");
}

#[test]
fn a_review_whose_words_are_for_others_is_told_by_its_date_alone() {
    let series = documents().into_iter().find(|doc| doc.kind == crate::kinds::series::KIND).unwrap();
    let from = Sources { sheet: &series.sheet, org: &series.org, doc: &series.id };
    let beside = Beside::default();
    for (is_begun, says_so) in [(true, false), (false, true)] {
        let meetings = [Meeting { when: "Tuesday".to_owned(), minutes: 50, is_on: true, is_begun, sheet: None }];
        let told = Told {
            kind: series.kind,
            name: "Team",
            from,
            beside: &beside,
            teams: &[],
            meetings: &meetings,
            today: TODAY,
        };
        let text = text(View::Current, &card(View::Current, "", &told).unwrap());
        assert_eq!((text.contains("Tuesday"), text.contains("Nothing is on the agenda")), (true, says_so), "{text}");
    }
}
