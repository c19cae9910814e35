//! Rule 8: who may write what, as the schema says it list by list, for every role.
//!
//! A row is made by the client of its item, and belongs to that client's author: what the row says of itself proves
//! nothing. The gate sees where everything stands, so a detour (a key overwritten, a type nested in a row, a parent named
//! by an item, a deletion alone) leads to the same row and the same answer.

use std::collections::{HashMap, HashSet};

use super::Refusal;
use super::authority::Authority;
use super::content::Content;
use super::index::{Index, NOWHERE, Place, Type};
use super::parse::Update;
use super::ranges::Ranges;
use crate::access::Role;
use crate::id::is_of_a_file;
use crate::sheet::{self, ARCHIVED, List, Rule};

/// The roots of a schema that not everybody may write into who may write into the document.
#[derive(Debug, Clone, Default)]
pub(super) struct Rules(Vec<(&'static str, Part)>);

/// The rule that holds under one root.
#[derive(Debug, Clone, Copy)]
enum Part {
    /// Facts that the document says of itself: said once, by one device.
    About,
    /// Values that everybody writes under their own key alone.
    ByPerson,
    /// Texts and values that are nobody's own: for this role and those above it.
    Common(Role),
    /// A list with a rule of its own.
    List(&'static List),
}

impl PartialEq for Rules {
    fn eq(&self, other: &Self) -> bool {
        self.0.iter().map(|(root, _)| root).eq(other.0.iter().map(|(root, _)| root))
    }
}

impl Rules {
    /// The rules of a schema; none for documents of stock clients.
    pub(super) fn of(schema: Option<&'static sheet::Schema>) -> Self {
        let Some(schema) = schema else { return Self::default() };
        let is_ruled = |list: &&'static List| list.rule.is_own() || list.adder > Role::Reader || list.side.is_some();
        let lists = schema.lists.iter().filter(is_ruled).map(|list| (list.name, Part::List(list)));
        let people = schema.keyed.iter().filter(|map| map.of_person).map(|map| (map.name, Part::ByPerson));
        let common = Self::common(schema).map(|root| (root, Part::Common(schema.common)));
        Self(std::iter::once((sheet::ABOUT, Part::About)).chain(people).chain(lists).chain(common).collect())
    }

    /// The roots of what is nobody's own, where not everybody may write it who may write into the document.
    fn common(schema: &'static sheet::Schema) -> impl Iterator<Item = &'static str> {
        let keyed = schema.keyed.iter().filter(|map| !map.of_person).map(|map| map.name);
        let roots = schema.texts.iter().copied().chain([sheet::VALUES]).chain(keyed);
        roots.filter(|_| schema.common > schema.writer)
    }

    /// The ruled roots that have content.
    pub(super) fn roots(&self, index: &Index) -> Vec<Root> {
        let root = |(name, part): &(&'static str, Part)| Some(Root { kind: index.root(name)?, part: *part });
        self.0.iter().filter_map(root).collect()
    }
}

/// A ruled root that has content.
pub(super) struct Root {
    kind: Type,
    part: Part,
}

impl Root {
    /// The root's type, if its rows belong to their makers: rule 8 then says all that rule 7 would.
    pub(super) fn own(&self) -> Option<Type> {
        matches!(self.part, Part::List(list) if list.rule.is_own()).then_some(self.kind)
    }
}

/// An item that an update brings.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entered {
    pub(super) number: u32,
    pub(super) clock: u32,
    pub(super) len: u32,
    pub(super) place: Place,
    pub(super) content: Content,
}

/// An update that has passed rules 1 to 6, before anything is deleted.
pub(super) struct Case<'c, 'a> {
    pub(super) index: &'c Index,
    /// Deletions that the document made by itself.
    pub(super) implied: &'c HashMap<u64, Ranges>,
    pub(super) update: &'c Update<'a>,
    pub(super) authority: &'c dyn Authority,
    pub(super) roots: &'c [Root],
    pub(super) entered: &'c [Entered],
    /// Clients and places from these numbers on were not known before.
    pub(super) n_clients_before: u32,
    pub(super) n_places_before: usize,
    /// How far each client was that the update lists.
    pub(super) ends_before: HashMap<u32, u32>,
}

/// Where an item stands under a ruled root.
struct Spot<'s> {
    part: Part,
    root: Type,
    /// The row that it stands in; none for a row itself, and under a root without rows.
    row: Option<Type>,
    /// The key of the row, or of what stands in the row.
    key: &'s str,
    /// Whether it stands in something that stands in the row.
    is_deep: bool,
}

impl Spot<'_> {
    /// The field that a key of a write belongs to.
    fn field(&self) -> &str {
        self.key.split_once(':').map_or(self.key, |(field, _)| field)
    }

    /// Whether it is a value of a row that every editor may set.
    fn is_shared(&self, list: &List) -> bool {
        self.row.is_some() && !self.is_deep && list.shared.contains(&self.field())
    }
}

impl Case<'_, '_> {
    pub(super) fn check(&self) -> Result<(), Refusal> {
        let mut written = Written::default();
        for item in self.entered {
            if let Some(spot) = self.spot(item.place) {
                let is_own = || self.authority.makes(self.index.id(item.number));
                self.check_item(item, &spot, &mut written).map_err(|refusal| of(refusal, is_own()))?;
            }
        }
        self.check_written(&written)?;
        // Nobody can say of a deletion whose it is.
        self.check_deletes().map_err(|refusal| of(refusal, false))
    }

    fn spot(&self, place: Place) -> Option<Spot<'_>> {
        let (kind, _) = self.index.of_place(place);
        let mut types = [None, None, Some(kind)];
        for kind in self.index.around(kind).skip(1) {
            types = [types[1], types[2], Some(kind)];
        }
        let [within, row, root] = types;
        let root = root?;
        let part = self.roots.iter().find(|ruled| ruled.kind == root)?.part;
        let at = match within {
            Some(within) => self.index.item_of(within).map_or(NOWHERE, |(of, clock)| self.index.place_of(of, clock)),
            None => place,
        };
        let key = if at == NOWHERE { "" } else { self.index.key_of(at).unwrap_or_default() };
        Some(Spot { part, root, row, key, is_deep: within.is_some() })
    }

    fn check_item(&self, item: &Entered, spot: &Spot<'_>, written: &mut Written) -> Result<(), Refusal> {
        match spot.part {
            Part::About => {
                written.about = Some(spot.root);
                let is_first = self.check_new(item, written, said_once);
                // A document may have said it again before there was this rule.
                if self.is_of_this_update(item.place) && self.authority.hands_over() { Ok(()) } else { is_first }
            }
            Part::ByPerson if spot.row.is_none() && self.authority.is_called(spot.field()) => Ok(()),
            Part::ByPerson => Err(others_key()),
            Part::Common(least) => self.check_common(least),
            Part::List(list) => match spot.row {
                None => self.check_added(list, item, spot, written),
                Some(row) => self.check_put(list, row, item, spot, written),
            },
        }
    }

    /// Something that is nobody's own.
    fn check_common(&self, least: Role) -> Result<(), Refusal> {
        let may = self.authority.role() >= least;
        if may { Ok(()) } else { Err(ruled("this part is not written by every role".to_owned())) }
    }

    /// A row that is added.
    fn check_added(&self, list: &List, item: &Entered, spot: &Spot<'_>, written: &mut Written) -> Result<(), Refusal> {
        if self.authority.role() < list.adder {
            return Err(ruled(format!("rows of `{}` are not added by every role", list.name)));
        }
        // A row handed back for somebody else is nobody's, and speaks for no side.
        if let Some(side) = list.side.filter(|side| !self.authority.is_on(*side))
            && self.authority.makes(self.index.id(item.number))
        {
            return Err(ruled(format!("rows of `{}` are added by the {} alone", list.name, side.name())));
        }
        if !list.rule.is_own() {
            return Ok(());
        }
        // Nobody takes an id in advance that the server makes of a file. A row handed back for others is nobody's.
        if is_of_a_file(spot.key) && self.authority.makes(self.index.id(item.number)) {
            return Err(ruled(format!("the id of this row of `{}` is one that the server gives", list.name)));
        }
        self.check_new(item, written, || another_row(list))
    }

    /// A key of its own is written once.
    fn check_new(&self, item: &Entered, written: &mut Written, why: impl Fn() -> Refusal) -> Result<(), Refusal> {
        let is_new = self.is_of_this_update(item.place) && written.places.insert(item.place);
        if is_new { Ok(()) } else { Err(why()) }
    }

    fn is_of_this_update(&self, place: Place) -> bool {
        place as usize >= self.n_places_before
    }

    /// Something that is put into a row.
    fn check_put(
        &self,
        list: &'static List,
        row: Type,
        item: &Entered,
        spot: &Spot<'_>,
        written: &mut Written,
    ) -> Result<(), Refusal> {
        if !list.rule.is_own() {
            return self.check_common(list.changer);
        }
        let is_own = self.may_write_in(item.number, row);
        if spot.is_shared(list) && (is_own || self.authority.role() >= Role::Editor) {
            return Ok(());
        }
        if !is_own {
            return Err(another_row(list));
        }
        let Rule::Append { retracts } = list.rule else { return Ok(()) };
        if self.comes_deleted(item) || self.comes_along(row) {
            return Ok(());
        }
        let is_plain = !spot.is_deep && matches!(item.content, Content::Any | Content::Binary);
        let may_stand = is_plain && (retracts || spot.key != ARCHIVED);
        let is_first = may_stand && written.fields.entry(row).or_default().insert(spot.field().to_owned());
        written.list = written.list.or(Some(list));
        if is_first { Ok(()) } else { Err(once(list)) }
    }

    /// Whether a client may write into a row: whoever made it may, and a row that comes along is theirs who bring it.
    fn may_write_in(&self, writer: u32, row: Type) -> bool {
        let Some((maker, clock)) = self.index.item_of(row) else { return false };
        let id = self.index.id(maker);
        let is_theirs =
            self.is_new(maker, clock) && self.authority.makes(id) && self.authority.makes(self.index.id(writer));
        let may = || self.authority.may_write_in(self.index.id(writer), id, clock) || self.authority.brought(id);
        maker >= self.n_clients_before || is_theirs || may()
    }

    /// Whether a row is handed over as a whole: it may be older than today's rules, and nobody here has seen it before.
    fn comes_along(&self, row: Type) -> bool {
        let is_new = |(maker, clock)| self.is_new(maker, clock);
        self.authority.hands_over() && self.index.item_of(row).is_some_and(is_new)
    }

    fn comes_deleted(&self, item: &Entered) -> bool {
        item.content == Content::Deleted
            || self.update.deletes_all(self.index.id(item.number), item.clock, item.clock + item.len)
    }

    /// Nothing that this update writes was written before: neither a field of a row that is written once, nor anything
    /// of what the document says of itself by another device.
    fn check_written(&self, written: &Written) -> Result<(), Refusal> {
        if written.fields.is_empty() && written.about.is_none() {
            return Ok(());
        }
        let mut speakers = Speakers::default();
        for run in self.index.all_runs().filter(|run| run.place != NOWHERE) {
            let (kind, _) = self.index.of_place(run.place);
            if written.about == Some(kind) {
                let is_known =
                    !self.is_new(run.number, run.start) && !self.authority.brought(self.index.id(run.number));
                speakers.add(run.number, is_known || !self.authority.hands_over());
            }
            let Some(fields) = written.fields.get(&kind) else { continue };
            let key = self.index.key_of(run.place).unwrap_or_default();
            let field = key.split_once(':').map_or(key, |(field, _)| field);
            if fields.contains(field) && self.was_alive(run.number, run.start, run.end) {
                return Err(written.list.map_or_else(said_once, once));
            }
        }
        if speakers.speak_as_one() { Ok(()) } else { Err(said_once()) }
    }

    /// Whether something of a range was here and alive before this update.
    fn was_alive(&self, number: u32, start: u32, end: u32) -> bool {
        let end = self.ends_before.get(&number).map_or(end, |before| end.min(*before));
        let mut clock = start;
        while clock < end
            && let Some(next) = self.gone_from(number, clock)
        {
            clock = next;
        }
        clock < end
    }

    /// The end of what holds nothing from `clock` on that could be deleted.
    fn gone_from(&self, number: u32, clock: u32) -> Option<u32> {
        let id = self.index.id(number);
        let implied = || self.implied.get(&id).and_then(|ranges| ranges.end_from(clock));
        self.index.deleted_from(id, clock).or_else(implied).or_else(|| self.index.formats_from(id, clock))
    }

    fn check_deletes(&self) -> Result<(), Refusal> {
        for gone in &self.update.deletes {
            let Some(number) = self.index.client(gone.client) else { continue };
            for run in self.index.runs_of(number, gone.start, gone.end).filter(|run| run.place != NOWHERE) {
                let mut clock = run.start;
                while let Some(next) = self.gone_from(number, clock) {
                    clock = next;
                }
                if clock < run.end
                    && let Some(spot) = self.spot(run.place)
                {
                    self.check_deleted(number, clock, &spot)?;
                }
            }
        }
        Ok(())
    }

    /// Something alive under a ruled root that the update deletes.
    fn check_deleted(&self, number: u32, clock: u32, spot: &Spot<'_>) -> Result<(), Refusal> {
        let is_own = |(number, clock)| {
            let id = self.index.id(number);
            let comes_along = number >= self.n_clients_before || self.is_new(number, clock);
            comes_along || self.authority.wrote(id, clock) || self.authority.brought(id)
        };
        match spot.part {
            Part::About if self.is_new(number, clock) && self.authority.hands_over() => Ok(()),
            Part::About => Err(said_once()),
            Part::ByPerson if self.authority.is_called(spot.field()) => Ok(()),
            Part::ByPerson => Err(others_key()),
            Part::Common(least) => self.check_common(least),
            Part::List(list) if !list.rule.is_own() => self.check_common(list.changer),
            Part::List(list) => {
                let maker = spot.row.map_or(Some((number, clock)), |row| self.index.item_of(row));
                let is_own = maker.is_some_and(is_own);
                let is_shared = spot.is_shared(list) && self.authority.role() >= Role::Editor;
                let is_for_good = list.rule != Rule::Own && !spot.is_shared(list) && !self.is_new(number, clock);
                match () {
                    () if is_for_good => Err(once(list)),
                    () if is_own || is_shared => Ok(()),
                    () => Err(another_row(list)),
                }
            }
        }
    }

    fn is_new(&self, number: u32, clock: u32) -> bool {
        self.ends_before.get(&number).is_some_and(|before| clock >= *before)
    }
}

/// The clients that say what a document is.
#[derive(Default)]
struct Speakers {
    first: Option<u32>,
    are_several: bool,
    /// Some of it was said before, or is not handed over.
    is_binding: bool,
}

impl Speakers {
    fn add(&mut self, number: u32, is_binding: bool) {
        self.are_several |= *self.first.get_or_insert(number) != number;
        self.is_binding |= is_binding;
    }

    /// Whether one of them says all of it, or nobody here had heard any of it.
    fn speak_as_one(&self) -> bool {
        !self.are_several || !self.is_binding
    }
}

/// The parts of an update that are written once.
#[derive(Default)]
struct Written {
    /// Keys of their own.
    places: HashSet<Place>,
    /// Fields of rows, by the row.
    fields: HashMap<Type, HashSet<String>>,
    /// A list of such rows.
    list: Option<&'static List>,
    /// The root of what the document says of itself.
    about: Option<Type>,
}

fn ruled(why: String) -> Refusal {
    Refusal::Ruled { why, is_own: true }
}

/// The same refusal of an update that is certainly its bearer's, or not.
fn of(refusal: Refusal, is_own: bool) -> Refusal {
    match refusal {
        Refusal::Ruled { why, .. } => Refusal::Ruled { why, is_own },
        other => other,
    }
}

fn another_row(list: &List) -> Refusal {
    ruled(format!("a row of `{}` is its maker's alone", list.name))
}

fn once(list: &'static List) -> Refusal {
    ruled(format!("a row of `{}` is written once", list.name))
}

fn others_key() -> Refusal {
    ruled("everybody writes under their own name".to_owned())
}

fn said_once() -> Refusal {
    ruled("a document says once what it is".to_owned())
}
