//! What a heading announces, in the words teams use for it.

use crate::kinds::charter::*;

/// A part of a charter as a page announces it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    /// One of the charter's texts.
    Text(&'static str),
    /// One of its lists of lines.
    Lines(&'static str),
    /// Claims of one mode.
    Claims(&'static str),
    /// Claims whose mode each bullet says.
    Mandate,
    /// Who answers for the team.
    Captain,
    /// Several who do, each of them a member too.
    Chairs,
    /// Since when the captain is captain.
    CaptainSince,
    /// Until when the team runs.
    Ends,
    /// People and their functions.
    People,
    /// Functions the team needs.
    Functions,
    /// Metrics and their readings.
    Metrics,
    /// Rules with their reasons.
    NonNegotiables,
    /// What the registry says of the claimed surfaces.
    Surfaces,
    /// What the three lists below it are about.
    Decisions,
    /// What a charter has no place for: it goes to the mission's note.
    Other,
}

/// Headings, as compared by [`plain`], and what they announce.
const HEADINGS: &[(Section, &[&str])] = &[
    (Section::Text(GOAL), &["goal", "goals", "our goal", "objective", "objectives"]),
    (
        Section::Text(MISSION),
        &["mission", "our mission", "mission statement", "mission purpose", "purpose", "why we exist"],
    ),
    (Section::Text(MISSION_NOTE), &["what the mission means", "mission note", "background", "about", "context"]),
    (Section::Text(CUSTOMER), &["customer", "customers", "whom we serve", "who we serve", "our customer", "audience"]),
    (Section::Text(JOB), &["job", "the job", "job to be done", "jobs to be done", "customer job"]),
    (Section::Text(CADENCE), &["cadence", "cadences", "meetings", "how we meet", "rituals", "meeting schedule"]),
    (Section::Lines(IN_SCOPE), &["in scope", "scope", "our scope", "responsibilities"]),
    (Section::Lines(OUT_OF_SCOPE), &["out of scope", "not in scope", "non goals", "what we do not do", "anti goals"]),
    (Section::Lines(DECIDE), &["we decide", "what we decide", "decide"]),
    (Section::Lines(CONSULT), &["we consult", "we consult first", "whom we consult", "stakeholders"]),
    (Section::Lines(INFORM), &["we inform", "we tell", "whom we inform", "inform", "informed"]),
    (Section::Claims("own"), &["own", "we own", "owns", "ownership", "owned"]),
    (Section::Claims("share"), &["share", "we share", "shared", "shares"]),
    (Section::Claims("consult"), &["consult", "consulted", "we are consulted", "consults"]),
    (Section::Mandate, &["mandate", "our mandate", "surface area", "product surface", "subprojects"]),
    (Section::Captain, &["captain", "informed captain", "team lead", "lead", "leader"]),
    (Section::CaptainSince, &["captain since", "since"]),
    (Section::Ends, &["runs until", "ends", "until", "tenure", "end date"]),
    (Section::Chairs, &["chairs", "chair", "co chairs", "captains", "leads", "leadership"]),
    (Section::People, &["people", "members", "team members", "team", "the team", "roles", "who we are", "staffing"]),
    (Section::Functions, &["functions we need", "required functions", "functions", "needed functions"]),
    (
        Section::Metrics,
        &["metrics", "our metrics", "measures", "success metrics", "key results", "kpis", "how we measure"],
    ),
    (Section::NonNegotiables, &["non negotiables", "boundaries", "ground rules", "rules", "guardrails"]),
    (Section::Surfaces, &["surfaces"]),
    (Section::Decisions, &["how we decide", "decision rights", "decisions", "decision making"]),
];

/// What a heading announces below `outer`, the section it lies in.
pub(super) fn section_of(heading: &str, outer: Option<Section>) -> Option<Section> {
    let plain = plain(heading);
    let (section, _) = HEADINGS.iter().find(|(_, words)| words.contains(&plain.as_str()))?;
    Some(match (section, outer) {
        // “Consult” means two things: being asked about a surface, and asking before a decision.
        (Section::Claims("consult"), Some(Section::Decisions | Section::Lines(DECIDE | CONSULT | INFORM))) => {
            Section::Lines(CONSULT)
        }
        (section, _) => *section,
    })
}

/// A heading as headings are compared: lower-case words, with nothing but letters and digits in them.
pub(super) fn plain(heading: &str) -> String {
    let letters = heading.to_lowercase().replace(|char: char| !char.is_alphanumeric(), " ");
    letters.split_whitespace().skip_while(|word| word.parse::<u32>().is_ok()).collect::<Vec<_>>().join(" ")
}

/// A line that says the value of something: the label's section and the value.
pub(super) fn labelled(line: &str) -> Option<(&str, &str)> {
    let (label, value) = line.split_once(':')?;
    let is_label = !label.trim().is_empty() && label.chars().count() <= 40 && !label.contains('\n');
    (is_label && !value.starts_with("//")).then(|| (label.trim(), value.trim()))
}

/// What is there when somebody writes that there is nothing.
pub(super) fn says_nothing(line: &str) -> bool {
    ["", "none", "n a", "nobody", "nobody yet", "tbd", "vacant", "open"].contains(&plain(line).as_str())
}

/// A day as `YYYY-MM-DD`, from that or from “1 September 2026” or “September 1, 2026”.
pub(super) fn day_of(text: &str) -> Option<String> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let words: Vec<String> = text.split(|char: char| !char.is_alphanumeric()).map(str::to_lowercase).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
    let month = |word: &str| word.get(..3).and_then(|start| MONTHS.iter().position(|month| *month == start));
    let day = match words.as_slice() {
        [year, month, day] if year.len() == 4 && month.len() == 2 && day.len() == 2 => format!("{year}-{month}-{day}"),
        [day, name, year] if month(name).is_some() => format!("{year}-{:02}-{day:0>2}", month(name)? + 1),
        [name, day, year] if month(name).is_some() => format!("{year}-{:02}-{day:0>2}", month(name)? + 1),
        _ => return None,
    };
    crate::sheet::Is::Day.check(&day.as_str().into()).is_ok().then_some(day)
}
