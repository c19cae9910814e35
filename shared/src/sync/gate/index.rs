//! The index of a document, without its content: runs of clocks in one place, types, roots, and deleted ranges.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use super::parse::Id;
use super::ranges::Ranges;
use super::schema::{Class, Classes};

/// Where an item stands: the list of a type, or one of its keys. An index into [`Index::places`], or [`NOWHERE`].
pub(super) type Place = u32;
/// A type, root or nested. An index into [`Index::types`].
pub(super) type Type = u32;

/// The place of what was collected with its parent.
pub(super) const NOWHERE: Place = HOLLOW - 1;
/// Marks the place of what came without its content, deleted already: it may have been a type.
pub(super) const HOLLOW: Place = 1 << 31;
/// Stands for the key of an item in a list, and for the parent of a root.
const NONE: u32 = u32::MAX;

/// Clocks of one client from here to the next run, all in one place and all alike hollow or not.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Run {
    clock: u32,
    place: Place,
}

/// The structs of one client.
#[derive(Debug, Clone, Default, PartialEq)]
struct Client {
    /// One past its last clock.
    end: u32,
    runs: Vec<Run>,
    /// The nested types among its items, by clock.
    types: Vec<(u32, Type)>,
    deleted: Ranges,
    /// Format marks, which hold no words.
    formats: Ranges,
}

/// A run with its end and its client's number.
pub(super) struct Stretch {
    pub(super) number: u32,
    pub(super) start: u32,
    pub(super) end: u32,
    /// Not marked [`HOLLOW`].
    pub(super) place: Place,
}

/// A type that items stand in.
#[derive(Debug, Clone, Copy, PartialEq)]
struct TypeEntry {
    /// The client (an index) and clock of its item; [`NONE`] for a root.
    client: u32,
    clock: u32,
    /// The type its item stands in.
    parent: Type,
    classes: Classes,
    depth: u8,
}

/// Numbers things in the order they come, and takes the last ones back.
#[derive(Debug, Clone, PartialEq)]
struct Numbers<T: Eq + Hash> {
    of: HashMap<T, u32>,
    all: Vec<T>,
}

impl<T: Eq + Hash> Default for Numbers<T> {
    fn default() -> Self {
        Self { of: HashMap::new(), all: Vec::new() }
    }
}

impl<T: Eq + Hash + Clone> Numbers<T> {
    /// The number of a thing that has none yet.
    fn add(&mut self, thing: T) -> u32 {
        let number = self.all.len() as u32;
        self.of.insert(thing.clone(), number);
        self.all.push(thing);
        number
    }

    fn get_or_add(&mut self, thing: T) -> u32 {
        self.of.get(&thing).copied().unwrap_or_else(|| self.add(thing))
    }

    fn truncate(&mut self, len: usize) {
        for thing in self.all.drain(len..) {
            self.of.remove(&thing);
        }
    }

    fn bytes(&self) -> usize {
        self.all.capacity() * size_of::<T>() + self.of.capacity() * (size_of::<(T, u32)>() + 1) * 8 / 7
    }
}

/// Everything known of one document.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Index {
    ids: Numbers<u64>,
    clients: Vec<Client>,
    types: Vec<TypeEntry>,
    /// The type of each root.
    roots: Numbers<Arc<str>>,
    root_types: Vec<Type>,
    keys: Numbers<Arc<str>>,
    key_bytes: usize,
    places: Numbers<(Type, u32)>,
}

/// How far an index was, so that a refused update can be taken back.
#[derive(Debug, Default)]
pub(super) struct Mark {
    n_clients: usize,
    n_types: usize,
    n_roots: usize,
    n_keys: usize,
    key_bytes: usize,
    n_places: usize,
    /// Touched clients: number, end, runs, types.
    touched: Vec<(u32, u32, usize, usize)>,
    /// Roots whose classes were narrowed, and what they were.
    narrowed: Vec<(Type, Classes)>,
}

impl Mark {
    /// How many clients there were.
    pub(super) fn n_clients(&self) -> usize {
        self.n_clients
    }

    /// How many places there were.
    pub(super) fn n_places(&self) -> usize {
        self.n_places
    }

    /// How far each touched client was.
    pub(super) fn ends(&self) -> impl Iterator<Item = (u32, u32)> {
        self.touched.iter().map(|(number, end, ..)| (*number, *end))
    }
}

impl Index {
    /// Remembers how far the index is.
    pub(super) fn mark(&self) -> Mark {
        Mark {
            n_clients: self.clients.len(),
            n_types: self.types.len(),
            n_roots: self.root_types.len(),
            n_keys: self.keys.all.len(),
            key_bytes: self.key_bytes,
            n_places: self.places.all.len(),
            touched: Vec::new(),
            narrowed: Vec::new(),
        }
    }

    /// Takes everything back that came after `mark`.
    pub(super) fn take_back(&mut self, mark: Mark) {
        for (number, end, n_runs, n_types) in mark.touched {
            let client = &mut self.clients[number as usize];
            client.end = end;
            client.runs.truncate(n_runs);
            client.types.truncate(n_types);
        }
        for (kind, classes) in mark.narrowed.into_iter().rev() {
            self.types[kind as usize].classes = classes;
        }
        self.ids.truncate(mark.n_clients);
        self.clients.truncate(mark.n_clients);
        self.types.truncate(mark.n_types);
        self.roots.truncate(mark.n_roots);
        self.root_types.truncate(mark.n_roots);
        self.keys.truncate(mark.n_keys);
        self.key_bytes = mark.key_bytes;
        self.places.truncate(mark.n_places);
    }

    /// How many clients have written.
    pub(super) fn n_clients(&self) -> usize {
        self.clients.len()
    }

    /// The number of `client`, if it has written.
    pub(super) fn client(&self, client: u64) -> Option<u32> {
        self.ids.of.get(&client).copied()
    }

    /// The client that has `number`.
    pub(super) fn id(&self, number: u32) -> u64 {
        self.ids.all[number as usize]
    }

    /// The number of a client that is about to write.
    pub(super) fn touch(&mut self, client: u64, mark: &mut Mark) -> u32 {
        let number = self.client(client).unwrap_or_else(|| {
            self.clients.push(Client::default());
            self.ids.add(client)
        });
        let known = &self.clients[number as usize];
        mark.touched.push((number, known.end, known.runs.len(), known.types.len()));
        number
    }

    /// One past the last clock of client `number`.
    pub(super) fn end(&self, number: u32) -> u32 {
        self.clients[number as usize].end
    }

    /// Whether `id` is known.
    pub(super) fn knows(&self, id: Id) -> bool {
        self.client(id.client).is_some_and(|number| id.clock < self.end(number))
    }

    /// Where `id` stands; [`NOWHERE`] if it is not known.
    pub(super) fn place(&self, id: Id) -> Place {
        self.client(id.client).map_or(NOWHERE, |number| self.place_of(number, id.clock))
    }

    /// Where a clock of client `number` stands.
    pub(super) fn place_of(&self, number: u32, clock: u32) -> Place {
        self.run(number, clock) & !HOLLOW
    }

    /// Whether `id` was collected, or came without its content.
    pub(super) fn is_empty(&self, id: Id) -> bool {
        let run = self.client(id.client).map_or(NOWHERE, |number| self.run(number, id.clock));
        run == NOWHERE || run & HOLLOW != 0
    }

    fn run(&self, number: u32, clock: u32) -> Place {
        let runs = &self.clients[number as usize].runs;
        let after = match runs.last() {
            Some(last) if last.clock <= clock => runs.len(),
            _ => runs.partition_point(|run| run.clock <= clock),
        };
        after.checked_sub(1).map_or(NOWHERE, |at| runs[at].place)
    }

    /// Adds the clocks up to `end` to client `number`, at `place`, which may be marked [`HOLLOW`].
    pub(super) fn push(&mut self, number: u32, end: u32, place: Place) {
        let client = &mut self.clients[number as usize];
        if client.runs.last().is_none_or(|last| last.place != place) {
            client.runs.push(Run { clock: client.end, place });
        }
        client.end = end;
    }

    /// The place under `key` of a type, or in its list.
    pub(super) fn place_in(&mut self, kind: Type, key: Option<&str>) -> Place {
        let key = key.map_or(NONE, |key| match self.keys.of.get(key) {
            Some(number) => *number,
            None => {
                self.key_bytes += key.len();
                self.keys.add(Arc::from(key))
            }
        });
        self.places.get_or_add((kind, key))
    }

    /// The type a place is in, and whether it is a key.
    pub(super) fn of_place(&self, place: Place) -> (Type, bool) {
        let (kind, key) = self.places.all[place as usize];
        (kind, key != NONE)
    }

    /// The key a place is under, if it is a key.
    pub(super) fn key_of(&self, place: Place) -> Option<&str> {
        self.keys.all.get(self.places.all[place as usize].1 as usize).map(|key| &**key)
    }

    /// The root `name`, if it has content.
    pub(super) fn root(&self, name: &str) -> Option<Type> {
        self.roots.of.get(name).map(|number| self.root_types[*number as usize])
    }

    /// Adds the root `name`.
    pub(super) fn add_root(&mut self, name: &str, classes: Classes) -> Type {
        let kind = self.types.len() as Type;
        self.types.push(TypeEntry { client: NONE, clock: NONE, parent: NONE, classes, depth: 0 });
        self.key_bytes += name.len();
        self.roots.add(Arc::from(name));
        self.root_types.push(kind);
        kind
    }

    /// Adds the type that the item `clock` of client `number` holds.
    pub(super) fn add_type(&mut self, number: u32, clock: u32, parent: Type, class: Class) {
        let kind = self.types.len() as Type;
        let depth = self.depth(parent) + 1;
        self.types.push(TypeEntry { client: number, clock, parent, classes: Classes::of(class), depth });
        self.clients[number as usize].types.push((clock, kind));
    }

    /// The type that item `id` holds, if it holds one.
    pub(super) fn type_of(&self, id: Id) -> Option<Type> {
        let types = &self.clients[self.client(id.client)? as usize].types;
        types.binary_search_by_key(&id.clock, |(clock, _)| *clock).ok().map(|at| types[at].1)
    }

    /// The classes `kind` may have.
    pub(super) fn classes(&self, kind: Type) -> Classes {
        self.types[kind as usize].classes
    }

    /// Leaves fewer classes to `kind`.
    pub(super) fn narrow(&mut self, kind: Type, classes: Classes, mark: &mut Mark) {
        mark.narrowed.push((kind, self.classes(kind)));
        self.types[kind as usize].classes = classes;
    }

    /// How deep `kind` is nested: 0 for a root.
    pub(super) fn depth(&self, kind: Type) -> u8 {
        self.types[kind as usize].depth
    }

    /// Whether `kind` or a type around it is deleted. At most as many steps as types may be nested.
    pub(super) fn is_dead(&self, mut kind: Type) -> bool {
        loop {
            let entry = &self.types[kind as usize];
            if entry.client == NONE {
                return false;
            }
            if self.clients[entry.client as usize].deleted.contains(entry.clock) {
                return true;
            }
            kind = entry.parent;
        }
    }

    /// Whether all of `start..end` of a client is deleted.
    pub(super) fn knows_deleted(&self, client: u64, start: u32, end: u32) -> bool {
        self.client(client).is_some_and(|number| self.clients[number as usize].deleted.covers(start, end))
    }

    /// The end of the deleted range of a client that `clock` is in, if it is in one.
    pub(super) fn deleted_from(&self, client: u64, clock: u32) -> Option<u32> {
        self.clients[self.client(client)? as usize].deleted.end_from(clock)
    }

    /// The end of the format marks of a client that `clock` is in, if it is in one.
    pub(super) fn formats_from(&self, client: u64, clock: u32) -> Option<u32> {
        self.clients[self.client(client)? as usize].formats.end_from(clock)
    }

    /// Notes format marks of client `number`.
    pub(super) fn add_formats(&mut self, number: u32, start: u32, end: u32) {
        self.clients[number as usize].formats.insert(start, end);
    }

    /// Every run there is.
    pub(super) fn all_runs(&self) -> impl Iterator<Item = Stretch> {
        (0..).zip(&self.clients).flat_map(|(number, client)| {
            let ends = client.runs.iter().skip(1).map(|run| run.clock).chain([client.end]);
            let of_run = move |(run, end): (&Run, u32)| Stretch {
                number,
                start: run.clock,
                end,
                place: if run.place == NOWHERE { NOWHERE } else { run.place & !HOLLOW },
            };
            client.runs.iter().zip(ends).map(of_run)
        })
    }

    /// The runs of client `number` between two clocks, cut to them.
    pub(super) fn runs_of(&self, number: u32, start: u32, end: u32) -> impl Iterator<Item = Stretch> {
        let client = &self.clients[number as usize];
        let first = client.runs.partition_point(|run| run.clock <= start).saturating_sub(1);
        let runs = client.runs[first..].iter().enumerate().take_while(move |(_, run)| run.clock < end);
        runs.map(move |(nth, run)| {
            let after = client.runs.get(first + nth + 1).map_or(client.end, |next| next.clock);
            let place = if run.place == NOWHERE { NOWHERE } else { run.place & !HOLLOW };
            Stretch { number, start: run.clock.max(start), end: after.min(end), place }
        })
    }

    /// Every type that is no root, with its item: the client's number and the clock.
    pub(super) fn nested_types(&self) -> impl Iterator<Item = (Type, (u32, u32))> {
        let types = (0..).zip(&self.types).filter(|(_, entry)| entry.client != NONE);
        types.map(|(kind, entry)| (kind, (entry.client, entry.clock)))
    }

    /// The client and the clock of the item that a nested type is.
    pub(super) fn item_of(&self, kind: Type) -> Option<(u32, u32)> {
        let entry = &self.types[kind as usize];
        (entry.client != NONE).then_some((entry.client, entry.clock))
    }

    /// `kind`, the type around it, and so on up to a root.
    pub(super) fn around(&self, kind: Type) -> impl Iterator<Item = Type> {
        std::iter::successors(Some(kind), |kind| {
            let parent = self.types[*kind as usize].parent;
            (parent != NONE).then_some(parent)
        })
    }

    /// The name of the root that `kind` is or lies under.
    pub(super) fn root_of(&self, kind: Type) -> &str {
        let root = self.around(kind).last();
        let names = self.root_types.iter().zip(&self.roots.all);
        names.filter(|(of, _)| Some(**of) == root).map(|(_, name)| &**name).next().unwrap_or_default()
    }

    /// Whether every clock of the client up to `end` is known.
    pub(super) fn reaches(&self, client: u64, end: u32) -> bool {
        self.client(client).is_some_and(|number| self.end(number) >= end)
    }

    /// Deletes clocks of client `number`. Says whether anything of it is new.
    pub(super) fn delete(&mut self, number: u32, start: u32, end: u32) -> bool {
        self.clients[number as usize].deleted.insert(start, end)
    }

    /// Every client and its clock.
    pub(super) fn clocks(&self) -> impl Iterator<Item = (u64, u32)> {
        self.ids.all.iter().copied().zip(self.clients.iter().map(|client| client.end))
    }

    /// The roots and their classes.
    pub(super) fn roots(&self) -> impl Iterator<Item = (&str, Option<Class>)> {
        let classes = self.root_types.iter().map(|kind| self.classes(*kind).only());
        self.roots.all.iter().map(|name| &**name).zip(classes)
    }

    /// How many runs there are.
    pub(super) fn runs(&self) -> usize {
        self.clients.iter().map(|client| client.runs.len()).sum()
    }

    /// About how much memory all of it takes.
    pub(super) fn bytes(&self) -> usize {
        let of_client = |client: &Client| {
            client.runs.capacity() * size_of::<Run>()
                + client.types.capacity() * size_of::<(u32, Type)>()
                + client.deleted.bytes()
                + client.formats.bytes()
        };
        self.ids.bytes()
            + self.clients.capacity() * size_of::<Client>()
            + self.clients.iter().map(of_client).sum::<usize>()
            + self.types.capacity() * size_of::<TypeEntry>()
            + self.root_types.capacity() * size_of::<Type>()
            + self.roots.bytes()
            + self.keys.bytes()
            // An `Arc<str>` has two counters before its text.
            + self.key_bytes + 16 * (self.keys.all.len() + self.roots.all.len())
            + self.places.bytes()
    }
}
