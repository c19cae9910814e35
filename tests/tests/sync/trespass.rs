//! Random hostile updates against the rules of who may write what: whatever is let in, nobody's row is changed by another.
//!
//! Each trial prints its seed when it fails; `MUSTER_SEED=n` runs that one alone.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that goes wrong should stop")]

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use fastrand::Rng;
use muster_shared::access::{Role, Side, Visitor};
use muster_shared::id::{RowId, SessionId};
use muster_shared::kinds::{Kind, talk};
use muster_shared::sheet::{Edit, Is, List, Place, Row, Rule, Sheet, Splice, Value};
use muster_shared::sync::document::GatedDoc;
use muster_shared::sync::gate;
use muster_shared::sync::limits::Limits;
use muster_shared::sync::room::{Protocol, Room};
use muster_shared::sync::wire::Frame;
use muster_tests::words::{ADA, BO, CY, make, person, room_for, said};
use yrs::{Any, ArrayPrelim, Map, MapPrelim, MapRef, Out, Text, TextPrelim, TransactionMut, WriteTxn};

/// How many trials there are.
const TRIALS: u64 = 600;
/// How many hostile updates one trial has.
const BLOWS: usize = 12;

/// The people: a session, a name, the client id of their device, and their role in a talk.
const PEOPLE: [(SessionId, &str, u64, Role); 3] =
    [(ADA, "ada", 1, Role::Commenter), (BO, "bo", 2, Role::Commenter), (CY, "cy", 3, Role::Editor)];

/// The side of the team's authority that one of the people is on.
fn side(who: usize) -> Option<Side> {
    (PEOPLE[who].3 == Role::Editor).then_some(Side::Leader)
}

/// The fate of the updates of all trials.
#[derive(Debug, Default)]
struct Tally {
    taken: usize,
    refused: usize,
}

/// A room with rows of everybody in it, and who made which.
struct Scene {
    kind: Kind,
    room: Room,
    makers: BTreeMap<(String, RowId), usize>,
    next_client: u64,
}

impl Scene {
    /// Everybody adds rows to every ruled list, and says something in each.
    fn new(kind: Kind, rng: &mut Rng) -> Self {
        let mut room = room_for(Some(kind), Limits::DEFAULT);
        room.fill(&Sheet::default(), false).unwrap();
        for (who, (session, name, _, role)) in PEOPLE.into_iter().enumerate() {
            let role = if kind == Kind::Charter { Role::Editor } else { role };
            room.join(session, Protocol::Muster, Visitor { side: side(who), ..person(name, role) }, 0);
            room.receive(session, &Frame::Step1(&[0]).write(), 0);
        }
        let mut scene = Self { kind, room, makers: BTreeMap::new(), next_client: 100 };
        for who in 0..PEOPLE.len() {
            for list in scene.lists().into_iter().filter(|list| scene.may_add(who, list)).collect::<Vec<_>>() {
                for _ in 0..rng.usize(1..3) {
                    scene.adds(who, list);
                }
            }
        }
        scene
    }

    fn lists(&self) -> Vec<&'static List> {
        self.kind.schema().lists.iter().filter(|list| list.rule.is_own()).collect()
    }

    fn role(&self, who: usize) -> Role {
        if self.kind == Kind::Charter { Role::Editor } else { PEOPLE[who].3 }
    }

    fn may_add(&self, who: usize, list: &List) -> bool {
        self.role(who) >= list.adder && list.side.is_none_or(|of| side(who) == Some(of))
    }

    fn copy(&mut self, client: u64) -> GatedDoc {
        let mut copy = GatedDoc::new(Some(self.kind.schema()), client);
        copy.admit(&self.room.encode().into()).unwrap();
        copy
    }

    fn adds(&mut self, who: usize, list: &'static List) {
        let mut copy = self.copy(PEOPLE[who].2);
        let texts = list.texts.iter().map(|name| ((*name).to_owned(), format!("words of {who}"))).collect();
        let values = list.values.iter().take(2).map(|field| (field.name.to_owned(), fitting(field.is))).collect();
        let update = make(&mut copy, &Edit::Add { list: list.name.to_owned(), after: None, texts, values });
        assert!(self.sends(who, &Frame::Update(&update).write()), "an honest row is taken");
        self.note(who);
    }

    /// Rows that are new are theirs who sent last.
    fn note(&mut self, who: usize) {
        for (key, _) in self.rows() {
            self.makers.entry(key).or_insert(who);
        }
    }

    fn sends(&mut self, who: usize, frame: &[u8]) -> bool {
        said(self.room.receive(PEOPLE[who].0, frame, 0)).iter().any(|word| word.starts_with("append"))
    }

    fn rows(&mut self) -> BTreeMap<(String, RowId), Row> {
        let sheet = self.room.sheet().unwrap();
        let lists = self.lists();
        let of = |list: &&'static List| {
            sheet.all_rows(list.name).iter().map(|row| ((list.name.to_owned(), row.id.clone()), row.clone())).collect()
        };
        lists.iter().flat_map(|list| -> Vec<_> { of(list) }).collect()
    }

    /// One hostile update of somebody, in some form.
    fn blow(&mut self, who: usize, rng: &mut Rng, tally: &mut Tally) {
        self.next_client += 1;
        let client = match rng.u8(0..10) {
            0 => PEOPLE[rng.usize(0..PEOPLE.len())].2,
            1..4 => PEOPLE[who].2,
            _ => self.next_client,
        };
        let mut copy = self.copy(client);
        let (kind, n_edits) = (self.kind, rng.usize(1..5));
        let lists = self.lists();
        let updates: Vec<Arc<[u8]>> =
            (0..n_edits).flat_map(|_| copy.transact("test", |txn| trespass(txn, kind, &lists, rng)).updates).collect();
        let mut frames = match rng.u8(0..3) {
            0 => updates.iter().map(|update| Frame::Update(update).write()).collect(),
            1 => {
                let own = Frame::Own(vec![client]).write();
                self.room.receive(PEOPLE[who].0, &own, 0);
                vec![Frame::Step2(&copy.encode()).write()]
            }
            _ => updates.iter().flat_map(|update| in_parts(update, rng)).collect::<Vec<_>>(),
        };
        if rng.u8(0..4) == 0 {
            rng.shuffle(&mut frames);
        }
        for frame in frames {
            let before = self.rows();
            let is_taken = self.sends(who, &frame);
            if is_taken {
                tally.taken += 1
            } else {
                tally.refused += 1
            }
            self.check(who, &before);
            self.note(who);
        }
    }

    /// Nothing has changed that this person may not change.
    fn check(&mut self, who: usize, before: &BTreeMap<(String, RowId), Row>) {
        let after = self.rows();
        for (list, row) in after.keys().filter(|key| !before.contains_key(*key)) {
            let may_add = self.may_add(who, self.kind.schema().list(list).unwrap());
            assert!(may_add, "{list}/{row} is added by {who}");
        }
        for (key, was) in before {
            let list = self.kind.schema().list(&key.0).unwrap();
            let is_own = self.makers.get(key) == Some(&who);
            let Some(is) = after.get(key) else {
                assert!(is_own && list.rule == Rule::Own, "{key:?} is gone");
                continue;
            };
            let is_editor = self.role(who) == Role::Editor;
            match list.rule {
                Rule::Own if is_own => {}
                Rule::Own => assert_eq!(bare(is, list, is_editor), bare(was, list, is_editor), "{key:?} by {who}"),
                _ => {
                    let (mut is, mut was) = (bare(is, list, is_editor), bare(was, list, is_editor));
                    let is_retracted = is_own && was.archived.is_none();
                    assert!(is_retracted || is.archived == was.archived, "{key:?} is taken back by {who}");
                    (is.archived, was.archived) = (None, None);
                    // A gap is its maker's to fill.
                    is.values.retain(|name, _| !is_own || was.values.contains_key(name));
                    assert_eq!(is, was, "{key:?} by {who}");
                }
            }
        }
    }
}

fn fitting(is: Is) -> Value {
    match is {
        Is::Number => 4.0.into(),
        Is::Day => "2026-11-29".into(),
        Is::OneOf(words) => words[0].into(),
        Is::Flag => true.into(),
        _ => "words".into(),
    }
}

/// A row without what an editor may set in it.
fn bare(row: &Row, list: &List, is_editor: bool) -> Row {
    let mut row = row.clone();
    row.values.retain(|name, _| !is_editor || !list.shared.contains(&name.as_str()));
    row
}

/// Any change that yrs can make to rows and to what stands in them.
fn trespass(txn: &mut TransactionMut<'_>, kind: Kind, lists: &[&'static List], rng: &mut Rng) {
    let list = lists[rng.usize(0..lists.len())];
    let root = txn.get_or_insert_map(list.name);
    let rows: Vec<String> = root.keys(txn).map(str::to_owned).collect();
    let Some(id) = rng.choice(rows) else { return };
    let row = match root.get(txn, &id) {
        Some(Out::YMap(row)) if rng.u8(0..8) != 0 => row,
        _ => return of_list(txn, kind, &root, &id, rng),
    };
    let mut keys: Vec<String> = row.keys(txn).map(str::to_owned).collect();
    keys.extend(
        list.values.iter().flat_map(|field| [format!("{}:{}-z", field.name, rng.u8(..)), field.name.to_owned()]),
    );
    keys.extend(["archived", "order", "new", "resolved:x-x", "resolve:x-x"].map(str::to_owned));
    let key = keys[rng.usize(0..keys.len())].clone();
    match (row.get(txn, &key), rng.u8(0..6)) {
        (Some(Out::YText(text)), 0..3) => {
            let len = text.len(txn);
            let at = rng.u32(0..=len);
            match rng.u8(0..3) {
                0 => text.insert(txn, at, "never "),
                1 => text.remove_range(txn, at, rng.u32(0..=len - at)),
                _ => {
                    text.insert_embed(txn, at, MapPrelim::from([("a", "b")]));
                }
            }
        }
        (_, 0) => drop(row.remove(txn, &key)),
        (_, 1) => {
            row.insert(txn, key, TextPrelim::new("text"));
        }
        (_, 2) => {
            row.insert(txn, key, MapPrelim::from([("v", "x")]));
        }
        _ => {
            row.insert(txn, key, value(rng));
        }
    }
}

/// Any change to a list itself, and to what the document says of itself.
fn of_list(txn: &mut TransactionMut<'_>, kind: Kind, root: &MapRef, id: &str, rng: &mut Rng) {
    match rng.u8(0..7) {
        0 => drop(root.remove(txn, id)),
        1 => {
            root.insert(txn, id, MapPrelim::from([("order", "a")]));
        }
        2 => {
            root.insert(txn, id, "word");
        }
        3 => {
            root.insert(txn, format!("iAb{}", rng.u8(..)), MapPrelim::from([("order", "a")]));
        }
        4 => {
            root.insert(txn, format!("a-{}", rng.u8(..)), MapPrelim::from([("order", "a")]));
        }
        5 => {
            root.insert(txn, id, ArrayPrelim::default());
        }
        _ => {
            txn.get_or_insert_map("about").insert(txn, "kind", kind.name());
        }
    }
}

fn value(rng: &mut Rng) -> Any {
    let v = if rng.bool() { Any::from("x") } else { Any::from(7.0) };
    let stamped = [("v".to_owned(), v), ("by".to_owned(), Any::from("x")), ("at".to_owned(), Any::from(9.0))];
    if rng.u8(0..5) == 0 { Any::from("bare") } else { Any::Map(Arc::new(stamped.into_iter().collect())) }
}

/// An update in pieces, or without the one or the other half.
fn in_parts(update: &[u8], rng: &mut Rng) -> Vec<Vec<u8>> {
    let pieces = gate::split(update, 64).unwrap_or_else(|_| vec![update.to_vec()]);
    let cut = |at: usize| ([&[0], &update[at..]].concat(), [&update[..at], &[0]].concat());
    let reads = |bytes: &[u8]| gate::parse(bytes).is_ok();
    let halves = (1..update.len()).map(cut).find(|(deletes, blocks)| reads(deletes) && reads(blocks));
    let parts = match (rng.u8(0..3), halves) {
        (0, Some((deletes, _))) => vec![deletes],
        (1, Some((deletes, blocks))) => vec![blocks, deletes],
        _ => pieces,
    };
    parts.iter().map(|part| Frame::Update(part).write()).collect()
}

fn trial(seed: u64, tally: &mut Tally) {
    let mut rng = Rng::with_seed(seed);
    let kind = [Kind::Talk, Kind::Charter, Kind::Log][seed as usize % 3];
    let mut scene = Scene::new(kind, &mut rng);
    for _ in 0..BLOWS {
        let who = rng.usize(0..PEOPLE.len());
        scene.blow(who, &mut rng, tally);
        // Honest people are not in anybody's way.
        if rng.u8(0..4) == 0 {
            honest(&mut scene, &mut rng);
        }
    }
}

/// The maker of a row that belongs to them goes on with it.
fn honest(scene: &mut Scene, rng: &mut Rng) {
    let own: Vec<_> = scene.rows().into_keys().filter(|(list, _)| list == talk::COMMENTS).collect();
    let Some((list, row)) = rng.choice(own) else { return };
    let who = scene.makers[&(list.clone(), row.clone())];
    scene.next_client += 1;
    let client = scene.next_client;
    let mut copy = scene.copy(client);
    let has_text =
        copy.sheet().unwrap().all_rows(&list).iter().any(|one| one.id == row && !one.text(talk::TEXT).is_empty());
    if has_text {
        let splice = Splice { at: 0, remove: 1, insert: "H".to_owned() };
        let update = make(&mut copy, &Edit::Write { at: Place::in_row(&list, &row, talk::TEXT), splice });
        assert!(scene.sends(who, &Frame::Update(&update).write()), "an honest word is taken");
    }
}

#[test]
fn nobodys_row_is_changed_by_another_in_random_hostile_trials() {
    let seeds: Vec<u64> = match std::env::var("MUSTER_SEED").ok().and_then(|seed| seed.parse().ok()) {
        Some(seed) => vec![seed],
        None => (0..TRIALS).collect(),
    };
    let (mut tally, mut failed) = (Tally::default(), Vec::new());
    for seed in seeds {
        if catch_unwind(AssertUnwindSafe(|| trial(seed, &mut tally))).is_err() {
            println!("failed at seed {seed}");
            failed.push(seed);
        }
    }
    println!("{tally:?}");
    assert!(failed.is_empty(), "failed seeds: {failed:?}");
    assert!(tally.taken > 100 && tally.refused > 1_000 || std::env::var("MUSTER_SEED").is_ok(), "{tally:?}");
}
