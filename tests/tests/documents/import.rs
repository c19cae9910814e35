//! Files in and out: what comes back whole, what changes nothing the second time, and what is refused with a line.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that goes wrong should stop")]

use muster_shared::names;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use muster_shared::files::export::{self, Exported};
use muster_shared::files::import::{Draft, already, home, place, read};
use muster_shared::files::sample::sample;
use muster_shared::id::{DocId, Lineage};
use muster_shared::kinds::Kind;
use muster_shared::kinds::charter::*;
use muster_shared::kinds::org::{self, CAPTAINS, Captain, FUNCTIONS, SURFACES};
use muster_shared::kinds::outline::Sources;
use muster_shared::sheet::{self, Edit, Filled, Place, Sheet, Stamp, Value};
use muster_shared::sync::document::GatedDoc;

/// A workspace as an importer sees it: documents by id.
#[derive(Default)]
struct Workspace {
    docs: BTreeMap<DocId, (GatedDoc, Kind)>,
    /// Where its new ids start, so that two workspaces make different ones.
    first_id: u128,
}

impl Workspace {
    fn of(drafts: &[Draft]) -> Self {
        let mut workspace = Self::default();
        workspace.import(drafts);
        workspace
    }

    fn doc(&mut self, id: &DocId, kind: Kind) -> &mut GatedDoc {
        let client = 1000 + self.docs.len() as u64;
        &mut self.docs.entry(id.clone()).or_insert_with(|| (GatedDoc::new(Some(kind.schema()), client), kind)).0
    }

    fn sheet(&mut self, id: &DocId) -> Sheet {
        let kind = if *id == DocId::org() { Kind::Org } else { Kind::Charter };
        self.doc(id, kind).sheet().unwrap()
    }

    fn markdown(&mut self, doc: &DocId) -> String {
        let (sheet, org) = (self.sheet(doc), self.org());
        export::markdown(Kind::Charter, &Sources { sheet: &sheet, org: &org, doc })
    }

    fn org(&mut self) -> Sheet {
        self.sheet(&DocId::org())
    }

    /// Imports drafts as the server and the page do. Returns how much was filled.
    fn import(&mut self, drafts: &[Draft]) -> usize {
        drafts.iter().map(|draft| self.import_one(draft)).sum()
    }

    fn import_one(&mut self, draft: &Draft) -> usize {
        let org = self.org();
        let here: Vec<DocId> = self.docs.keys().cloned().collect();
        let home = home(draft, &org, &|doc| here.contains(doc));
        let doc = home.unwrap_or_else(|| DocId::from_random(self.first_id + here.len() as u128));
        let placed = place(draft, &doc, &org);
        let mut n = self.fill(&DocId::org(), Kind::Org, &placed.org, false);
        if draft.kind == Kind::Charter {
            n += self.fill(&doc, Kind::Charter, &placed.sheet, draft.example);
        }
        n
    }

    fn fill(&mut self, id: &DocId, kind: Kind, sheet: &Sheet, example: bool) -> usize {
        let copy = self.doc(id, kind);
        let filled = copy.transact("import", |txn| sheet::fill(kind.schema(), txn, sheet, example));
        let Filled { texts, values, rows } = filled.result.unwrap();
        assert_eq!(copy.broken(), None, "the gate admits what is filled");
        texts + values + rows
    }

    fn edit(&mut self, id: &DocId, edit: Edit, by: &str, at_ms: u64) {
        let stamp = Stamp { by: by.to_owned(), at_ms };
        let kind = self.docs[id].1;
        let copy = self.doc(id, kind);
        copy.transact("test", |txn| sheet::apply(kind.schema(), txn, &edit, &stamp)).result.unwrap();
    }

    fn json(&mut self) -> String {
        let ids: Vec<(DocId, Kind)> = self.docs.iter().map(|(id, (_, kind))| (id.clone(), *kind)).collect();
        let exported = ids.into_iter().enumerate().map(|(n, (id, kind))| {
            let lineage = Some(Lineage::from_random(n as u128));
            let example = self.docs.get_mut(&id).unwrap().0.is_example();
            Exported { sheet: self.sheet(&id), id, kind, lineage, example }
        });
        export::json(&exported.collect::<Vec<_>>())
    }

    fn named(&mut self, name: &str) -> DocId {
        let ids: Vec<DocId> = self.docs.keys().filter(|id| **id != DocId::org()).cloned().collect();
        ids.into_iter().find(|id| self.sheet(id).text(NAME) == name).unwrap()
    }

    fn view(&mut self, id: &DocId) -> CharterView {
        let org = self.org();
        CharterView::of(&self.sheet(id), &org, id)
    }
}

fn kubernetes() -> Option<Vec<u8>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/kubernetes-teams.json");
    let bytes = std::fs::read(path).ok();
    if bytes.is_none() {
        println!("kubernetes-teams.json is not beside the workspace: nothing to compare with");
    }
    bytes
}

fn lines(sheet: &Sheet, list: &str) -> Vec<String> {
    sheet.rows(list).map(|row| row.text(LINE).to_owned()).collect()
}

fn strings(value: &serde_json::Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|one| one.as_str().unwrap().trim().to_owned()).collect()
}

#[test]
fn every_kubernetes_team_and_surface_survives_exactly() {
    let Some(bytes) = kubernetes() else { return };
    let file: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let mut workspace = Workspace::of(&read("kubernetes-teams.json", &bytes).unwrap());
    let (mut n_teams, mut n_surfaces) = (0, 0);
    for team in file["teams"].as_array().unwrap() {
        let source = format!("kubernetes:{}", team["slug"].as_str().unwrap());
        let id = already(&workspace.org(), &source, &|_| true).unwrap();
        let (charter, view) = (workspace.sheet(&id), workspace.view(&id));
        assert_eq!(
            (view.name.as_str(), view.mission.as_str()),
            (team["name"].as_str().unwrap(), team["mission"].as_str().unwrap().trim())
        );
        for (field, list) in [("in_scope", IN_SCOPE), ("out_of_scope", OUT_OF_SCOPE), ("stakeholders", CONSULT)] {
            let wanted = strings(&team[field]);
            assert!(wanted.is_empty() || wanted == lines(&charter, list), "{source} {field}");
        }
        let surfaces = team["surfaces"].as_array().unwrap();
        let claimed: Vec<&str> = view.claims.iter().map(|claim| claim.name.as_str()).collect();
        assert_eq!(claimed, surfaces.iter().map(|surface| surface["name"].as_str().unwrap()).collect::<Vec<_>>());
        let notes: Vec<&str> = charter.rows(CLAIMS).map(|row| row.text("note")).collect();
        let described = surfaces.iter().map(|surface| surface["description"].as_str().unwrap().trim());
        assert_eq!(notes, described.collect::<Vec<_>>());
        assert!(view.claims.iter().all(|claim| claim.mode == Mode::Own));
        let (chairs, leads) = (strings(&team["chairs"]), strings(&team["tech_leads"]));
        assert_eq!(view.summary(false).captains.len(), chairs.len());
        assert_eq!(view.members.len(), chairs.len() + leads.len());
        assert_eq!(view.members.iter().filter(|member| member.function == "Tech lead").count(), leads.len());
        assert_eq!(charter.text(CADENCE).lines().count(), team["cadence"].as_array().unwrap().len());
        n_teams += 1;
        n_surfaces += claimed.len();
    }
    assert_eq!((n_teams, n_surfaces, workspace.docs.len()), (35, 236, 36));
    // Two teams both name a surface “website”: one row of the registry, claimed by both.
    assert_eq!(workspace.org().rows(SURFACES).count(), 235);
}

#[test]
fn several_chairs_are_captains_to_pick_from() {
    let Some(bytes) = kubernetes() else { return };
    let mut workspace = Workspace::of(&read("teams.json", &bytes).unwrap());
    let apps = workspace.named("Apps");
    assert!(matches!(workspace.view(&apps).captain, Captain::Several(register) if register.writes.len() == 3));
    assert!(workspace.view(&apps).summary(false).sentence(0).starts_with("3 people are named captain: choose one"));
}

#[test]
fn what_the_fields_leave_open_comes_from_the_charters_words() {
    let Some(bytes) = kubernetes() else { return };
    let drafts = read("teams.json", &bytes).unwrap();
    let cli = drafts.iter().find(|draft| draft.source == "kubernetes:sig-cli").unwrap();
    assert!(lines(&cli.sheet, OUT_OF_SCOPE)[0].starts_with("SIG CLI is not responsible for command-line tools"));
    assert!(!lines(&cli.sheet, IN_SCOPE).is_empty());
}

#[test]
fn importing_twice_changes_nothing() {
    let mut files: Vec<Vec<Draft>> =
        vec![sample(), read("plain.md", b"# Doors\n\n## Own\n\n- Hinges\n- Hinges\n").unwrap()];
    files.extend(kubernetes().map(|bytes| read("teams.json", &bytes).unwrap()));
    for drafts in files {
        let mut workspace = Workspace::of(&drafts);
        let before = workspace.json();
        assert_eq!(workspace.import(&drafts), 0, "{}", drafts[0].source);
        assert_eq!(workspace.json(), before);
        let own = read("export.json", before.as_bytes()).unwrap();
        assert_eq!(workspace.import(&own), 0, "its own export");
    }
}

/// The example's charters as a real company's.
fn company() -> Vec<Draft> {
    sample().into_iter().map(|draft| Draft { example: false, ..draft }).collect()
}

/// A company, edited until it holds every shape a document can hold.
fn lived_in() -> Workspace {
    let mut workspace = Workspace::of(&company());
    let id = workspace.named("First Keys");
    let metric = workspace.sheet(&id).rows(METRICS).next().unwrap().id.clone();
    let claim = workspace.sheet(&id).rows(CLAIMS).next().unwrap().id.clone();
    let target = Place::in_row(METRICS, &metric, "target");
    workspace.edit(&id, Edit::Archive { list: CLAIMS.to_owned(), row: claim }, "Ines", 1_780_000_000_000);
    let writes = [(92.0, "Ines", 9), (90.0, "Tomasz", 7)].map(|(value, by, at_ms)| sheet::Write {
        id: format!("w{at_ms}"),
        value: Value::from(value),
        by: by.to_owned(),
        at_ms,
    });
    workspace.edit(&id, Edit::PutBack { at: target, writes: writes.to_vec() }, "Ines", 9);
    let line = |text: &str| vec![(LINE.to_owned(), text.to_owned())];
    for text in NASTY {
        let add = Edit::Add { list: DECIDE.to_owned(), after: None, texts: line(text), values: Vec::new() };
        workspace.edit(&id, add, "Mallory", 5);
    }
    for (day, value) in [("2026-01-01", 0.1 + 0.2), ("2026-01-02", 123_456.789_012_345_67), ("2026-01-03", -5e-7)] {
        let values = vec![("metric", metric.as_str().into()), ("on", day.into()), ("value", Value::from(value))];
        let values = values.into_iter().map(|(name, value): (&str, Value)| (name.to_owned(), value)).collect();
        workspace.edit(
            &id,
            Edit::Add { list: READINGS.to_owned(), after: None, texts: Vec::new(), values },
            "Bruno",
            8,
        );
    }
    let add = Edit::Add {
        list: CLAIMS.to_owned(),
        after: None,
        texts: Vec::new(),
        values: vec![("mode".to_owned(), "share".into())],
    };
    workspace.edit(&id, add, "Mei", 6);
    workspace.edit(
        &DocId::org(),
        Edit::Set { at: Place::under_key(CAPTAINS, "nobody"), to: "Ghost".into() },
        "Halima",
        3,
    );
    workspace
}

const NASTY: [&str; 14] = [
    "<script>alert(1)</script>",
    "[click](javascript:alert(1))",
    "![pixel](https://example.org/x.png)",
    "# not a heading",
    "- not an item\n+ nor this\n* nor this",
    "1. not a list\n2) nor this",
    "a | b\n--- | ---\nc | d",
    "title\n===",
    "```\nfence\n```",
    "    indented\n\tby a tab",
    "one\n\ntwo\n\n\n\nthree",
    "<!-- muster: charter other --> and <!-- gone -->",
    "&lt;b&gt; **bold** _em_ ~~s~~ `code` \\ {{ x }} $x$ :::",
    "trailing backslash \\",
];

#[test]
fn json_comes_back_whole() {
    let mut files = vec![lived_in().json()];
    files.extend(kubernetes().map(|bytes| Workspace::of(&read("teams.json", &bytes).unwrap()).json()));
    for exported in files {
        let mut fresh = Workspace::of(&read("export.json", exported.as_bytes()).unwrap());
        assert_eq!(fresh.json(), exported);
    }
}

#[test]
fn json_into_another_workspace_uses_the_surfaces_that_are_there() {
    let exported = lived_in().json();
    let mut other = Workspace { first_id: 5000, ..Workspace::default() };
    other.import(&read("a.md", b"# Others\n\n## Own\n\n- KEY  handover\n").unwrap());
    other.import(&read("export.json", exported.as_bytes()).unwrap());
    let org = other.org();
    let named = org.rows(SURFACES).filter(|row| names::key(row.value("name").words()) == "key handover");
    assert_eq!(named.count(), 1);
    let id = other.named("First Keys");
    assert!(other.view(&id).claims.iter().any(|claim| claim.name == "KEY  handover" || claim.name == "KEY handover"));
}

#[test]
fn the_example_and_the_company_keep_surfaces_and_functions_of_their_own_in_either_order() {
    let real = read("a.md", b"# Others\n\n## Own\n\n- KEY  handover\n- Doors\n").unwrap();
    for first_real in [true, false] {
        let mut workspace = Workspace::default();
        let (first, then) = if first_real { (real.clone(), sample()) } else { (sample(), real.clone()) };
        workspace.import(&first);
        workspace.import(&then);
        let org = workspace.org();
        let own: Vec<&str> = org::own_rows(&org, SURFACES).map(|row| row.value("name").words()).collect();
        assert_eq!(own, ["KEY handover", "Doors"], "the registry is the company's");
        assert_eq!(org::own_rows(&org, FUNCTIONS).count(), 0, "no real team needs what the example's need");
        let known = org::surface_called(&org, "key handover").unwrap();
        assert!(!known.is_example() && org::surface_called(&org, "pre-move-in inspection").is_none());
        let (others, keys) = (workspace.named("Others"), workspace.named("First Keys"));
        let surfaces = |view: &CharterView| view.claims.iter().map(|claim| claim.surface.clone()).collect::<Vec<_>>();
        let (real, example) = (workspace.view(&others), workspace.view(&keys));
        assert!(surfaces(&real).contains(&known.to_string()) && !surfaces(&example).contains(&known.to_string()));
        assert!(example.claims.iter().all(|claim| !claim.name.is_empty()), "the example names its own");
        assert_eq!(real.summary(false).contested(&[&example.summary(true)]).len(), 0);
        assert_eq!(workspace.import(&sample()), 0, "loaded again it changes nothing");
    }
}

#[test]
fn exported_and_brought_back_the_example_is_still_apart() {
    let exported = Workspace::of(&sample()).json();
    let mut other = Workspace { first_id: 5000, ..Workspace::default() };
    other.import(&read("a.md", b"# Others\n\n## Own\n\n- Key handover\n").unwrap());
    other.import(&read("export.json", exported.as_bytes()).unwrap());
    let org = other.org();
    assert_eq!(org::own_rows(&org, SURFACES).count(), 1);
    assert!(org.rows(SURFACES).count() > 1);
}

#[test]
fn markdown_comes_back_with_equal_meaning() {
    let mut workspaces = vec![lived_in()];
    workspaces.extend(kubernetes().map(|bytes| Workspace::of(&read("teams.json", &bytes).unwrap())));
    for mut workspace in workspaces {
        let ids: Vec<DocId> = workspace.docs.keys().filter(|id| **id != DocId::org()).cloned().collect();
        for id in ids {
            let written = workspace.markdown(&id);
            let drafts = read("charter.md", written.as_bytes()).unwrap();
            let mut fresh = Workspace { first_id: 5000, ..Workspace::default() };
            fresh.import(&drafts);
            let new = fresh.docs.keys().find(|id| **id != DocId::org()).cloned().unwrap();
            let again = fresh.markdown(&new);
            assert_eq!(again, written.replace(&format!("charter {id} -->"), &format!("charter {new} -->")));
            assert_eq!(meaning(&fresh.view(&new)), meaning(&workspace.view(&id)));
            assert_eq!(fresh.sheet(&new).texts, trimmed(&workspace.sheet(&id).texts));
            assert_eq!(workspace.import(&drafts), 0, "its own page brings nothing new");
        }
    }
}

fn trimmed(texts: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    texts.iter().map(|(name, text)| (name.clone(), text.trim().to_owned())).collect()
}

/// A charter without the names of rows and writes, which another workspace chooses anew.
fn meaning(view: &CharterView) -> String {
    let mut claims: Vec<_> = view.claims.iter().map(|claim| (claim.mode as u8, &claim.row, &claim.name)).collect();
    // A page groups claims by mode; within one their order stays.
    claims.sort_by_key(|(mode, ..)| *mode);
    let metrics: Vec<_> = view
        .metrics
        .iter()
        .map(|metric| {
            let targets: Vec<String> = metric.target.writes.iter().map(|write| write.value.to_string()).collect();
            (
                &metric.row,
                &metric.name,
                &metric.definition,
                &metric.unit,
                metric.baseline,
                metric.up_is_good,
                targets,
                &metric.readings,
            )
        })
        .collect();
    let captains = view.summary(false).captains;
    format!(
        "{} {:?} {claims:?} {metrics:?} {:?} {captains:?} {:?}",
        view.name, view.ends, view.members, view.required_functions
    )
}

#[test]
fn nothing_people_typed_becomes_active_in_the_export() {
    let mut workspace = lived_in();
    let id = workspace.named("First Keys");
    let at = Place::on_sheet(NAME);
    let splice = sheet::Splice { at: 0, remove: 0, insert: "<img src=x onerror=alert(1)> ".to_owned() };
    workspace.edit(&id, Edit::Write { at, splice }, "Mallory", 1);
    let page = workspace.markdown(&id);
    for line in page.lines() {
        let mut rest = line.replace("<br>", "");
        while let Some((start, end)) =
            rest.find("<!-- muster: ").and_then(|at| Some((at, at + rest[at..].find("-->")?)))
        {
            rest.replace_range(start..end + 3, "");
        }
        let active = rest.match_indices(['<', '[', '`', '*']).any(|(at, _)| !rest[..at].ends_with('\\'));
        assert!(!active, "{line}");
    }
    let back = read("page.md", page.as_bytes()).unwrap();
    for typed in NASTY {
        assert!(lines(&back[0].sheet, DECIDE).contains(&typed.trim().replace("\n\n\n\n", "\n\n")), "{typed:?}");
    }
}

#[test]
fn the_example_says_what_the_picture_shows() {
    let mut workspace = Workspace::of(&sample());
    let id = workspace.named("First Keys");
    let (view, other) = (workspace.view(&id), workspace.named("True Listings"));
    assert_eq!(view.mission, "Renters get their keys on the day we promised, to a home that is ready to live in.");
    assert_eq!(
        view.captain,
        Captain::One { name: "Ines Okafor-Lund".to_owned(), since: Some("2026-09-01".to_owned()) }
    );
    assert_eq!(view.holes(), ["Data"]);
    let numbers: Vec<_> = view
        .metrics
        .iter()
        .map(|metric| (metric.baseline, metric.now(), metric.target.number(), metric.readings.len()))
        .collect();
    assert_eq!(
        numbers,
        [(Some(71.0), Some(83.0), Some(92.0), 26), (Some(64.0), Some(70.0), Some(85.0), 26), (None, None, None, 0)]
    );
    let (ours, theirs) = (view.summary(true), workspace.view(&other).summary(true));
    let contested = ours.contested(&[&theirs]);
    assert_eq!(contested.get("pre-move-in inspection"), Some(&vec!["True Listings".to_owned()]));
    let charter = workspace.sheet(&id);
    assert_eq!(lines(&charter, DECIDE).len() + lines(&charter, CONSULT).len() + lines(&charter, INFORM).len(), 9);
    assert_eq!(lines(&charter, OUT_OF_SCOPE)[0], "Viewings and applications, which are Front Door’s");
    assert_eq!(view.metrics[2].name, "Launch the self check-in flow");
    assert!(workspace.docs.get_mut(&id).unwrap().0.is_example());
}

#[test]
fn broken_files_never_panic() {
    let mut rng = fastrand::Rng::with_seed(11);
    let whole = lived_in().json();
    let page = {
        let mut workspace = lived_in();
        let id = workspace.named("First Keys");
        workspace.markdown(&id)
    };
    let mut n_refused = 0;
    for round in 0..60 {
        let (name, source) = if round % 3 == 2 { ("a.md", page.as_bytes()) } else { ("a.json", whole.as_bytes()) };
        let mut bytes = source.to_vec();
        if round % 2 == 0 {
            bytes.truncate(rng.usize(1..bytes.len()));
        } else {
            for _ in 0..rng.usize(1..8) {
                let at = rng.usize(0..bytes.len());
                bytes[at] = *rng.choice(b"{}[]\",:x0\n\xff-|#").unwrap();
            }
        }
        match read(name, &bytes) {
            Ok(drafts) => drop(Workspace::of(&drafts)),
            Err(error) => {
                n_refused += 1;
                let n_lines = 1 + bytes.iter().filter(|byte| **byte == b'\n').count();
                assert!((1..=n_lines).contains(&error.line) && error.reason.len() > 10, "{error}");
            }
        }
    }
    assert!(n_refused >= 35, "{n_refused} of 60 were refused");
}

#[test]
fn hostile_files_are_bounded() {
    let many = |one: &str, times: usize| one.repeat(times);
    let rows = format!(
        "{{\"muster\":1,\"documents\":[{{\"id\":\"a\",\"kind\":\"charter\",\"sheet\":{{\"lists\":{{\"decide\":[{}{{\"id\":\"z\"}}]}}}}}}]}}",
        many("{\"id\":\"y\"},", 9000)
    );
    let files = [
        ("a.json", many("[", 100_000)),
        ("a.json", format!("{{\"muster\":{}", many("{\"a\":", 100_000))),
        ("a.json", rows),
        ("a.md", many(">", 1 << 20)),
        ("a.md", many("> ", 16_000)),
        ("a.md", format!("{}x\n{}", many("> ", 16_000), many("y\n", 50_000))),
        ("a.md", many("+ ", 16_000)),
        ("a.md", many("- a\n", 200_000)),
        ("a.md", format!("# A\n## Out of scope\n{}", many("- same\n", 9000))),
        ("a.md", format!("# A\n## Own\n{}", (0..20_000).map(|n| format!("- s{n}\n")).collect::<String>())),
        ("a.md", many("*a **b ", 4000)),
        ("a.md", many("[a](", 8000)),
        ("a.md", many("![[", 10_000)),
        ("a.md", many("<!--", 8000)),
        ("a.md", many("`", 30_000)),
        ("a.md", format!("|a|\n|-|\n{}", many("|b", 16_000))),
        ("a.md", "# \u{0}\u{1b}[31m\u{7}red\u{202e}\n\n## Own\n\n- a\u{0}b\n".to_owned()),
    ];
    for (name, text) in files {
        let start = Instant::now();
        let outcome = read(name, text.as_bytes());
        let drafts = outcome.as_ref().map_or(&[][..], Vec::as_slice);
        drop(Workspace::of(drafts));
        let head: String = text.chars().take(20).collect();
        assert!(start.elapsed() < Duration::from_secs(8), "{head:?} took {:?}", start.elapsed());
        if let Err(error) = outcome {
            assert!(error.line >= 1 && error.reason.len() < 400, "{error}");
        }
    }
}
