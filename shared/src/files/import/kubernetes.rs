//! The Kubernetes community's teams: special interest groups, working groups and committees, as one JSON file.

use crate::names;
use std::collections::BTreeSet;

use serde::Deserialize;

use super::filler::{Filler, clean, one, words};
use super::{Draft, ImportError, OrgPart, SurfaceDraft, markdown};
use crate::kinds::charter::*;
use crate::kinds::org::CAPTAINS;
use crate::sheet::Sheet;

#[derive(Deserialize)]
struct File {
    teams: Vec<Team>,
}

#[derive(Deserialize)]
struct Team {
    slug: Slug,
    name: String,
    #[serde(default)]
    mission: String,
    #[serde(default)]
    chairs: Vec<String>,
    #[serde(default)]
    tech_leads: Vec<String>,
    #[serde(default)]
    surfaces: Vec<Surface>,
    #[serde(default)]
    in_scope: Vec<String>,
    #[serde(default)]
    out_of_scope: Vec<String>,
    #[serde(default)]
    stakeholders: Vec<String>,
    #[serde(default)]
    cadence: Vec<Meeting>,
    #[serde(default)]
    charter_markdown: Option<String>,
}

#[derive(Deserialize)]
struct Surface {
    name: String,
    #[serde(default)]
    description: String,
}

#[derive(Deserialize)]
struct Meeting {
    #[serde(default)]
    what: String,
    #[serde(default)]
    day: String,
    #[serde(default)]
    time: String,
    #[serde(default)]
    tz: String,
    #[serde(default)]
    frequency: String,
}

/// The short name a team keeps for good: a second import finds it by it.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Slug(String);

impl TryFrom<String> for Slug {
    type Error = &'static str;

    fn try_from(slug: String) -> Result<Self, &'static str> {
        let fits = !slug.trim().is_empty() && slug.len() <= 100;
        if fits { Ok(Self(words(&slug))) } else { Err("a team’s `slug` is 1 to 100 characters long") }
    }
}

/// Reads every team.
pub(super) fn teams(text: &str) -> Result<Vec<Draft>, ImportError> {
    let file: File = serde_json::from_str(text)?;
    let mut slugs = BTreeSet::new();
    for team in &file.teams {
        if !slugs.insert(team.slug.0.as_str()) {
            return Err(ImportError::new(
                line_of_second(text, &team.slug.0),
                format!("two teams are `{}`", team.slug.0),
            ));
        }
    }
    file.teams.iter().map(draft).collect()
}

fn line_of_second(text: &str, slug: &str) -> usize {
    let quoted = format!("\"{slug}\"");
    let at = text.match_indices(&quoted).nth(1).map_or(0, |(at, _)| at);
    1 + text[..at].matches('\n').count()
}

fn draft(team: &Team) -> Result<Draft, ImportError> {
    let source = format!("kubernetes:{}", team.slug.0);
    let mut filler = Filler::new(&source);
    filler.write(NAME, &team.name);
    filler.write(MISSION, &team.mission);
    for meeting in &team.cadence {
        filler.write_apart(CADENCE, &meeting.sentence(), "\n");
    }
    for surface in &team.surfaces {
        claim(&mut filler, surface)?;
    }
    for (list, lines) in [(IN_SCOPE, &team.in_scope), (OUT_OF_SCOPE, &team.out_of_scope), (CONSULT, &team.stakeholders)]
    {
        lines.iter().try_for_each(|line| filler.line(1, (list, LINE), None, line))?;
    }
    for (function, people) in [("Chair", &team.chairs), ("Tech lead", &team.tech_leads)] {
        people.iter().try_for_each(|name| member(&mut filler, name, function))?;
    }
    let mut sheet = filler.sheet;
    if let Some(markdown) = &team.charter_markdown {
        fill_gaps(&mut sheet, &markdown::charter(&source, &team.name, markdown)?.sheet);
    }
    let mut seen = BTreeSet::new();
    let surfaces = team.surfaces.iter().filter(|surface| seen.insert(names::key(&surface.name)));
    let surfaces = surfaces.map(|one| SurfaceDraft { name: words(&one.name), about: clean(&one.description) });
    let mut org = OrgPart { surfaces: surfaces.collect(), ..OrgPart::default() };
    team.chairs.iter().for_each(|chair| org.say(CAPTAINS, words(chair).into()));
    Ok(Draft { source, kind: KIND, doc: None, lineage: None, slot: None, example: false, sheet, org })
}

impl Meeting {
    /// As “Regular SIG Meeting: Monday, 9:00 PT (Pacific Time), biweekly”.
    fn sentence(&self) -> String {
        let time = words(&format!("{} {}", self.time, self.tz));
        let parts = [words(&self.day), time, words(&self.frequency)];
        let when = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        match (words(&self.what), when) {
            (what, when) if what.is_empty() => when,
            (what, when) if when.is_empty() => what,
            (what, when) => format!("{what}: {when}"),
        }
    }
}

fn claim(filler: &mut Filler, surface: &Surface) -> Result<(), ImportError> {
    let row = filler.row(1, CLAIMS, None, &surface.name)?;
    row.values.insert("surface".to_owned(), one(words(&surface.name)));
    row.values.insert("mode".to_owned(), one("own"));
    row.texts.insert("note".to_owned(), clean(&surface.description));
    Ok(())
}

fn member(filler: &mut Filler, name: &str, function: &str) -> Result<(), ImportError> {
    let row = filler.row(1, MEMBERS, None, &format!("{name}\n{function}"))?;
    row.values.insert("name".to_owned(), one(words(name)));
    row.values.insert("function".to_owned(), one(function));
    Ok(())
}

/// Takes from the charter’s own words what the rest of the file does not say.
fn fill_gaps(charter: &mut Sheet, words: &Sheet) {
    for text in [MISSION, CADENCE] {
        if charter.text(text).is_empty() && !words.text(text).is_empty() {
            charter.texts.insert(text.to_owned(), words.text(text).to_owned());
        }
    }
    for list in [IN_SCOPE, OUT_OF_SCOPE] {
        if charter.all_rows(list).is_empty() && !words.all_rows(list).is_empty() {
            charter.lists.insert(list.to_owned(), words.all_rows(list).to_vec());
        }
    }
}
