//! The Kubernetes community's teams: special interest groups, working groups and committees, as one file, in the
//! community's own form (`sigs.yaml`) or as a plain list of teams (`teams`). One bad entry costs that entry.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use super::filler::{Filler, clean, one, words};
use super::{Draft, ImportError, OrgPart, SurfaceDraft, Told, markdown};
use crate::kinds::charter::*;
use crate::kinds::org::CAPTAINS;
use crate::names;
use crate::sheet::Sheet;

/// The lists of teams that a file may hold at its top.
const LISTS: [&str; 6] = ["teams", "sigs", "workinggroups", "usergroups", "committees", "working_groups"];

/// The keys of a team that a field of a charter is made of; each with the community's own word for it.
const KNOWN: [(&str, &str); 11] = [
    ("slug", "dir"),
    ("name", "name"),
    ("mission", "mission_statement"),
    ("chairs", "chairs"),
    ("tech_leads", "tech_leads"),
    ("surfaces", "subprojects"),
    ("in_scope", "in_scope"),
    ("out_of_scope", "out_of_scope"),
    ("stakeholders", "stakeholder_sigs"),
    ("cadence", "meetings"),
    ("charter_markdown", "charter_markdown"),
];

/// Whether a file with these keys at its top is one of teams.
pub(super) fn is_of_teams<'k>(mut keys: impl Iterator<Item = &'k str>) -> bool {
    keys.any(|key| LISTS.contains(&key))
}

/// An entry that cannot be a team, in a clause.
type Wrong = String;

/// Reads every team that can be read; what is wrong with the others is told.
pub(super) fn teams(text: &str, file: &Json) -> Result<Vec<Draft>, ImportError> {
    let lists = LISTS.iter().filter_map(|list| Some((*list, file.get(list).filter(|list| !list.is_null())?)));
    let (mut drafts, mut wrong, mut slugs) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (name, list) in lists {
        let Json::Array(entries) = list else {
            return Err(ImportError::new(1, format!("`{name}` is no list of teams")));
        };
        for (at, entry) in entries.iter().enumerate() {
            let read = Team::of(entry).and_then(|team| {
                if slugs.insert(team.slug.clone()) { Ok(team) } else { Err(format!("two teams are `{}`", team.slug)) }
            });
            match read.and_then(|team| team.draft().map_err(|error| error.reason)) {
                Ok(draft) => drafts.push(draft),
                Err(reason) => wrong.push(ImportError::new(
                    line_of(text, entry),
                    format!("{reason}; number {} of `{name}` was left out", at + 1),
                )),
            }
        }
    }
    let told = wrong.iter().map(|ImportError { line, reason }| Told { is_left_out: true, ..Told::new(*line, reason) });
    match (drafts.first_mut(), wrong.first()) {
        (Some(first), _) => first.told.extend(told),
        (None, Some(wrong)) => return Err(wrong.clone()),
        (None, None) => return Err(ImportError::new(1, "there is no team in this file")),
    }
    Ok(drafts)
}

/// The line on which an entry names itself, the last such one: of two that are called the same the second is meant.
fn line_of(text: &str, entry: &Json) -> usize {
    let named = ["slug", "dir", "name"].iter().find_map(|key| entry.get(key)?.as_str());
    let at = named.and_then(|named| {
        let quoted = text.rfind(&format!("\"{named}\""));
        quoted.or_else(|| text.rfind(&format!(": {named}\n")))
    });
    1 + text[..at.unwrap_or(0)].matches('\n').count()
}

/// A team as a file has it.
struct Team<'f> {
    slug: String,
    name: String,
    entry: &'f Map<String, Json>,
}

/// Somebody with what else is said of them.
struct Person {
    name: String,
    more: String,
}

impl<'f> Team<'f> {
    fn of(entry: &'f Json) -> Result<Self, Wrong> {
        let entry = entry.as_object().ok_or("a team is an object with a `slug` and a `name`")?;
        let mut team = Self { slug: String::new(), name: String::new(), entry };
        team.name = words(&team.text("name")?);
        if team.name.is_empty() {
            return Err("missing field `name`".to_owned());
        }
        team.slug = words(&team.text("slug")?);
        let fits = !team.slug.is_empty() && team.slug.len() <= 100;
        if fits { Ok(team) } else { Err("a team’s `slug` (or `dir`) is 1 to 100 characters long".to_owned()) }
    }

    /// A value by either of its keys; null is absent.
    fn get(&self, key: &str) -> Option<&'f Json> {
        let other = KNOWN.iter().find(|(known, _)| *known == key).map_or(key, |(_, other)| other);
        let within = |key: &str| self.entry.get(key).or_else(|| self.entry.get("leadership")?.get(key));
        within(key).or_else(|| within(other)).filter(|value| !value.is_null())
    }

    fn text(&self, key: &str) -> Result<String, Wrong> {
        self.get(key).map_or(Ok(String::new()), |value| text_of(value).ok_or_else(|| format!("`{key}` is no text")))
    }

    fn list(&self, key: &str) -> Result<&'f [Json], Wrong> {
        match self.get(key) {
            None => Ok(&[]),
            Some(Json::Array(list)) => Ok(list),
            Some(_) => Err(format!("`{key}` is no list")),
        }
    }

    fn lines(&self, key: &str) -> Result<Vec<String>, Wrong> {
        let line = |one: &Json| text_of(one).ok_or_else(|| format!("an entry of `{key}` is no text"));
        self.list(key)?.iter().map(line).collect()
    }

    fn people(&self, key: &str) -> Result<Vec<Person>, Wrong> {
        let person = |one: &Json| match one {
            Json::Object(of) => {
                let name = of.get("name").and_then(text_of).unwrap_or_default();
                let name = if name.is_empty() { of.get("github").and_then(text_of).unwrap_or_default() } else { name };
                Some(Person { name: words(&name), more: beyond(of, &["name"]) })
            }
            one => text_of(one).map(|name| Person { name: words(&name), more: String::new() }),
        };
        let people = self.list(key)?.iter().map(|one| {
            person(one).filter(|one| !one.name.is_empty()).ok_or_else(|| format!("somebody among `{key}` has no name"))
        });
        people.collect()
    }

    fn surfaces(&self) -> Result<Vec<SurfaceDraft>, Wrong> {
        let surface = |one: &Json| {
            let Json::Object(of) = one else { return text_of(one).map(|name| (name, String::new())) };
            let about = of.get("description").and_then(text_of).unwrap_or_default();
            let more = beyond(of, &["name", "description"]);
            let about = [about, more].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
            Some((of.get("name").and_then(text_of)?, about))
        };
        let surfaces = self.list("surfaces")?.iter().map(|one| {
            let (name, about) =
                surface(one).filter(|(name, _)| !name.trim().is_empty()).ok_or("a surface has no name")?;
            Ok(SurfaceDraft { name: words(&name), about: clean(&about) })
        });
        surfaces.collect()
    }

    fn draft(&self) -> Result<Draft, ImportError> {
        let source = format!("kubernetes:{}", self.slug);
        let mut filler = Filler::new(&source);
        let org = self.fill(&mut filler).map_err(|wrong| ImportError::new(1, format!("`{}`: {wrong}", self.slug)))?;
        let mut sheet = filler.sheet;
        if let Some(Json::String(markdown)) = self.get("charter_markdown") {
            fill_gaps(&mut sheet, &markdown::charter(&source, &self.name, markdown)?.sheet);
        }
        let (doc, lineage) = (None, None);
        Ok(Draft { source, kind: KIND, doc, lineage, slot: None, example: false, sheet, org, told: Vec::new() })
    }

    fn fill(&self, filler: &mut Filler) -> Result<OrgPart, Wrong> {
        filler.write(NAME, &self.name);
        filler.write(MISSION, &self.text("mission")?);
        for meeting in self.list("cadence")? {
            filler.write_apart(CADENCE, &sentence(meeting), "\n");
        }
        let surfaces = self.surfaces()?;
        surfaces.iter().try_for_each(|surface| claim(filler, surface)).map_err(|error| error.reason)?;
        for (key, list) in [("in_scope", IN_SCOPE), ("out_of_scope", OUT_OF_SCOPE), ("stakeholders", CONSULT)] {
            for line in self.lines(key)? {
                filler.line(1, (list, LINE), None, &line).map_err(|error| error.reason)?;
            }
        }
        let (chairs, leads) = (self.people("chairs")?, self.people("tech_leads")?);
        for (function, people) in [("Chair", &chairs), ("Tech lead", &leads)] {
            for person in people {
                member(filler, &person.name, function).map_err(|error| error.reason)?;
                if !person.more.is_empty() {
                    filler.write_apart(MISSION_NOTE, &format!("- {}: {}", person.name, person.more), "\n");
                }
            }
        }
        self.note_the_rest(filler);
        let mut seen = BTreeSet::new();
        let surfaces = surfaces.into_iter().filter(|surface| seen.insert(names::key(&surface.name))).collect();
        let mut org = OrgPart { surfaces, ..OrgPart::default() };
        chairs.into_iter().for_each(|chair| org.say(CAPTAINS, chair.name.into()));
        Ok(org)
    }

    /// Everything that has no field of a charter stands in the note, under the file's own words.
    fn note_the_rest(&self, filler: &mut Filler) {
        // The sort of a team is told by its short name.
        let is_known = |key: &str| key == "kind" || KNOWN.iter().any(|(known, other)| [*known, *other].contains(&key));
        for (key, value) in self.entry.iter().filter(|(key, _)| !is_known(key)) {
            let said = match value {
                Json::Object(of) if key == "leadership" => beyond(of, &["chairs", "tech_leads"]),
                value => in_words(value),
            };
            if !said.is_empty() {
                filler.write_apart(MISSION_NOTE, &format!("- {}: {said}", key.replace('_', " ")), "\n");
            }
        }
    }
}

/// A text, or a number or a yes as one; null is an empty one.
fn text_of(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(_) | Json::Bool(_) => Some(value.to_string()),
        Json::Null => Some(String::new()),
        Json::Array(_) | Json::Object(_) => None,
    }
}

/// Everything that an object says but for these keys, on one line.
fn beyond(of: &Map<String, Json>, known: &[&str]) -> String {
    let rest = of.iter().filter(|(key, value)| !known.contains(&key.as_str()) && !in_words(value).is_empty());
    rest.map(|(key, value)| format!("{} {}", key.replace('_', " "), in_words(value))).collect::<Vec<_>>().join(", ")
}

/// A value on one line; empty where it says nothing.
fn in_words(value: &Json) -> String {
    match value {
        Json::Object(of) => beyond(of, &[]),
        Json::Array(list) => {
            let words = list.iter().map(in_words).filter(|words| !words.is_empty());
            words.collect::<Vec<_>>().join(", ")
        }
        value => words(&text_of(value).unwrap_or_default()),
    }
}

/// As “Regular SIG Meeting: Monday, 9:00 PT (Pacific Time), biweekly”.
fn sentence(meeting: &Json) -> String {
    let Json::Object(of) = meeting else { return in_words(meeting) };
    let part = |key: &str| of.get(key).map(in_words).unwrap_or_default();
    let what = if part("what").is_empty() { part("description") } else { part("what") };
    let time = words(&format!("{} {}", part("time"), part("tz")));
    let more = beyond(of, &["what", "description", "day", "time", "tz", "frequency"]);
    let parts = [part("day"), time, part("frequency"), more];
    let when = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    match (what, when) {
        (what, when) if what.is_empty() => when,
        (what, when) if when.is_empty() => what,
        (what, when) => format!("{what}: {when}"),
    }
}

fn claim(filler: &mut Filler, surface: &SurfaceDraft) -> Result<(), ImportError> {
    let row = filler.row(1, CLAIMS, None, &surface.name)?;
    row.values.insert("surface".to_owned(), one(surface.name.as_str()));
    row.values.insert("mode".to_owned(), one("own"));
    row.texts.insert("note".to_owned(), surface.about.clone());
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

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that goes wrong should stop")]
mod tests {
    use crate::files::import::{Draft, read};
    use crate::kinds::charter::*;

    fn note(draft: &Draft) -> &str {
        draft.sheet.text(MISSION_NOTE)
    }

    #[test]
    fn the_communitys_own_yaml_is_read_with_every_word() {
        let yaml = "sigs:\n- dir: sig-quay\n  name: Quay\n  mission_statement: >\n    Keep the lights\n    on.\n\n  label: quay\n  leadership:\n    chairs:\n    - github: maraq\n      name: Mara Quist\n      company: Lantern Works\n    tech_leads:\n    - name: Ida Falk\n    emeritus_leads:\n    - name: Ole Berg\n  meetings:\n  - description: Regular Meeting\n    day: Monday\n    time: \"09:00\"\n    tz: UTC\n    frequency: weekly\n    url: https://quay.example/call\n  contact:\n    slack: quay\n  subprojects:\n  - name: lamps\n    description: All of them\n    owners:\n    - https://quay.example/OWNERS\nworkinggroups:\n- dir: wg-rope\n  name: Rope\n";
        let drafts = read("sigs.yaml", yaml.as_bytes()).expect("the community's own form");
        let [quay, rope] = &drafts[..] else { panic!("two teams: {drafts:?}") };
        assert_eq!((quay.source.as_str(), rope.source.as_str()), ("kubernetes:sig-quay", "kubernetes:wg-rope"));
        assert_eq!(quay.sheet.text(MISSION), "Keep the lights on.");
        assert_eq!(
            quay.sheet.text(CADENCE),
            "Regular Meeting: Monday, 09:00 UTC, weekly, url https://quay.example/call"
        );
        let members: Vec<&str> = quay.sheet.rows(MEMBERS).map(|row| row.value("name").words()).collect();
        assert_eq!(members, ["Mara Quist", "Ida Falk"]);
        assert_eq!(quay.org.surfaces[0].about, "All of them\n\nowners https://quay.example/OWNERS");
        for words in ["maraq", "Lantern Works", "Ole Berg", "slack quay", "label: quay"] {
            assert!(note(quay).contains(words), "{words}: {}", note(quay));
        }
    }

    #[test]
    fn null_is_absent_people_may_be_objects_and_a_bad_entry_costs_itself() {
        let json = r#"{"teams": [
            {"slug": "quay", "name": "Quay", "mission": null, "tech_leads": null, "chairs": [{"name": "Mara Quist", "company": "Lantern Works"}],
             "surfaces": [{"name": "Lamps", "description": null}], "cadence": [{"what": "Sync", "time": 900}], "contact": {"slack": "quay"}},
            {"slug": "rope", "name": "Rope", "surfaces": "all"},
            {"slug": "chain", "name": "Chain"}]}"#;
        let drafts = read("teams.json", json.as_bytes()).expect("two good teams");
        let names: Vec<&str> = drafts.iter().map(|draft| draft.sheet.text(NAME)).collect();
        assert_eq!(names, ["Quay", "Chain"]);
        assert_eq!(drafts[0].sheet.text(CADENCE), "Sync: 900");
        assert_eq!(note(&drafts[0]), "- Mara Quist: company Lantern Works\n- contact: slack quay");
        let told = &drafts[0].told[0];
        assert!(told.is_left_out && told.line == 4 && told.words.contains("`rope`: `surfaces` is no list"), "{told:?}");
    }
}
