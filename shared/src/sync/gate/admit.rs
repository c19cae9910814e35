//! Rules 3 to 6: an update held against what the document has.
//!
//! Blocks are taken in the order Yjs takes them: client by client, and where one waits for another client's, that one
//! first. A block that is taken goes into the index at once and is taken back if a later one is refused.

use std::collections::{HashMap, HashSet};

use super::authority::{Authority, Deed};
use super::content::Content;
use super::index::{HOLLOW, Index, Mark, NOWHERE, Place, Type};
use super::parse::{Block, Head, Id, Parent, Update};
use super::ranges::Ranges;
use super::rules::{Case, Entered, Root, Rules};
use super::schema::{Class, Classes, Schema};
use super::{Admission, CHAIN_MAX, CLIENTS_MAX, Refusal, TYPE_DEPTH_MAX};
use crate::id::Since;

/// Lets `update` into `index`, or leaves `index` as it was. `implied` is what the document deleted by itself.
pub(super) fn admit(
    (schema, rules): (&Schema, &Rules),
    index: &mut Index,
    implied: &HashMap<u64, Ranges>,
    update: &Update,
    authority: &dyn Authority,
) -> Result<Admission, Refusal> {
    let mark = index.mark();
    let cursors = update.lists.iter().map(|list| Cursor::at(list.first, list.clock)).collect();
    let mut pass = Pass {
        schema,
        index,
        update,
        authority,
        cursors,
        mark,
        tombs: Vec::new(),
        formats: Vec::new(),
        overwritten: HashSet::new(),
        written_into: HashSet::new(),
        entered: Vec::new(),
        structs: 0,
        clients: Vec::new(),
    };
    match pass.run().and_then(|()| pass.check_deed(rules, implied)) {
        Ok(()) => Ok(pass.commit()),
        Err(refusal) => {
            let Pass { index, mark, .. } = pass;
            index.take_back(mark);
            Err(refusal)
        }
    }
}

/// How far the blocks of one client have been taken.
#[derive(Debug)]
struct Cursor {
    /// The next block.
    block: usize,
    /// Its clock.
    clock: u32,
    /// The client's number in the index, once it is touched.
    number: Option<u32>,
    /// It waits for another client's block, or is being waited for.
    busy: bool,
    /// It wrote something new.
    wrote: bool,
}

impl Cursor {
    fn at(block: usize, clock: u32) -> Self {
        Self { block, clock, number: None, busy: false, wrote: false }
    }
}

/// One update on its way in.
struct Pass<'p, 'a> {
    schema: &'p Schema,
    index: &'p mut Index,
    update: &'p Update<'a>,
    authority: &'p dyn Authority,
    cursors: Vec<Cursor>,
    mark: Mark,
    /// New clocks that came deleted: client number, start and end.
    tombs: Vec<(u32, u32, u32)>,
    /// New format marks, the same way.
    formats: Vec<(u32, u32, u32)>,
    /// Keys that were there before, and are written anew.
    overwritten: HashSet<Place>,
    /// Types that something is written into.
    written_into: HashSet<Type>,
    /// Items that are new, each with its place.
    entered: Vec<Entered>,
    structs: u32,
    clients: Vec<Since>,
}

impl Pass<'_, '_> {
    fn run(&mut self) -> Result<(), Refusal> {
        for list in 0..self.cursors.len() {
            self.take(list)?;
        }
        let known = |id: Id| self.index.knows(id);
        let all_known =
            self.update.deletes.iter().all(|deleted| known(Id { client: deleted.client, clock: deleted.end - 1 }));
        if all_known { Ok(()) } else { Err(Refusal::MissingDependency) }
    }

    /// Rules 7 and 8, as far as they are about what was there before.
    fn check_deed(&self, rules: &Rules, implied: &HashMap<u64, Ranges>) -> Result<(), Refusal> {
        let Self { index, update, authority, overwritten, written_into, entered, mark, .. } = self;
        let n_clients_before = mark.n_clients() as u32;
        let roots = if authority.obeys_rules() { rules.roots(index) } else { Vec::new() };
        if !roots.is_empty() {
            let (n_places_before, ends_before) = (mark.n_places(), mark.ends().collect());
            let roots = &roots;
            let case = Case {
                index,
                implied,
                update,
                authority: *authority,
                roots,
                entered,
                n_clients_before,
                n_places_before,
                ends_before,
            };
            case.check()?;
        }
        if authority.deletes_others() {
            return Ok(());
        }
        let ruled = roots.iter().filter_map(Root::own).collect();
        Deed { index, implied, update, n_clients_before, overwritten, written_into, ruled }.check(*authority)
    }

    /// Takes every block of `list`, and those of others that it waits for.
    fn take(&mut self, list: usize) -> Result<(), Refusal> {
        // Lists that wait, each for the one after it to reach a clock.
        let mut stack = vec![(list, u32::MAX)];
        self.cursors[list].busy = true;
        while let Some(&(list, until)) = stack.last() {
            let cursor = &mut self.cursors[list];
            if cursor.block == self.update.lists[list].end || cursor.clock >= until {
                cursor.busy = false;
                stack.pop();
                continue;
            }
            if let Some(missing) = self.step(list)? {
                stack.push((self.supplier(missing)?, missing.clock + 1));
                if stack.len() > CHAIN_MAX {
                    return Err(Refusal::Quota("clients that wait for each other"));
                }
            }
        }
        Ok(())
    }

    /// The list that will bring `missing`.
    fn supplier(&mut self, missing: Id) -> Result<usize, Refusal> {
        let list = self.update.list_of(missing.client).ok_or(Refusal::MissingDependency)?;
        let cursor = &mut self.cursors[list];
        if cursor.busy || cursor.block == self.update.lists[list].end || cursor.clock > missing.clock {
            return Err(Refusal::MissingDependency);
        }
        cursor.busy = true;
        Ok(list)
    }

    /// Takes the next block of `list`, unless it waits for something: then says for what.
    fn step(&mut self, list: usize) -> Result<Option<Id>, Refusal> {
        let client = self.update.lists[list].client;
        let Cursor { block: at, clock, .. } = self.cursors[list];
        let block = self.update.blocks[at];
        let number = self.number(list, client)?;
        let end = self.index.end(number);
        if clock > end {
            return Err(Refusal::MissingDependency);
        }
        let head = if block.content == Content::Gc { None } else { Some(self.update.head(&block)?) };
        if head.is_some_and(|head| head.builds_on().any(|id| id.client == client && id.clock >= clock)) {
            return Err(Refusal::Malformed("an item that builds on itself"));
        }
        if let Some(missing) = head.and_then(|head| head.builds_on().find(|id| !self.index.knows(*id))) {
            return Ok(Some(missing));
        }
        let block_end = clock + block.len;
        if block_end > end {
            if !self.cursors[list].wrote {
                if !self.authority.may_write_as(client) {
                    return Err(Refusal::Forged);
                }
                self.cursors[list].wrote = true;
                self.clients.push(Since { client, clock: end });
            }
            self.enter(number, clock, &block, head.as_ref())?;
            self.structs += 1;
        }
        self.cursors[list].block += 1;
        self.cursors[list].clock = block_end;
        Ok(None)
    }

    /// The number of the client of `list`, which may be new.
    fn number(&mut self, list: usize, client: u64) -> Result<u32, Refusal> {
        if let Some(number) = self.cursors[list].number {
            return Ok(number);
        }
        if self.index.client(client).is_none() && self.index.n_clients() >= CLIENTS_MAX {
            return Err(Refusal::Quota("client ids of one document"));
        }
        let number = self.index.touch(client, &mut self.mark);
        self.cursors[list].number = Some(number);
        Ok(number)
    }

    /// Puts a block that is new, or half new, into the index.
    fn enter(&mut self, number: u32, clock: u32, block: &Block, head: Option<&Head>) -> Result<(), Refusal> {
        let end = self.index.end(number);
        let place = match head {
            None => NOWHERE,
            Some(head) => self.place(head)?,
        };
        if head.is_some() && clock < end && self.index.place_of(number, end - 1) != place {
            return Err(self.half_elsewhere(self.index.place_of(number, end - 1), place));
        }
        if place != NOWHERE {
            self.check_key(number, clock, block, head, place)?;
            self.hold(number, clock, block.content, place)?;
        }
        let mark = if block.content == Content::Deleted && place != NOWHERE { HOLLOW } else { 0 };
        self.index.push(number, clock + block.len, place | mark);
        if matches!(block.content, Content::Gc | Content::Deleted) {
            self.tombs.push((number, end, clock + block.len));
        } else if block.content == Content::Format {
            self.formats.push((number, end, clock + block.len));
        }
        Ok(())
    }

    /// The refusal when the known half of an item lies elsewhere than the item says.
    ///
    /// If one of the two was collected, an honest peer may say so; a resync then brings the other half alone.
    fn half_elsewhere(&self, known: Place, said: Place) -> Refusal {
        if known == NOWHERE || said == NOWHERE {
            Refusal::MissingDependency
        } else {
            Refusal::Malformed("an item continues elsewhere")
        }
    }

    /// Where an item goes.
    fn place(&mut self, head: &Head) -> Result<Place, Refusal> {
        match (head.origin, head.right_origin, head.parent) {
            (Some(left), Some(right), _) => self.between(left, right),
            (Some(side), None, _) | (None, Some(side), _) => Ok(self.index.place(side)),
            (None, None, Some(Parent::Item(id))) => Ok(match self.parent(id)? {
                Some(kind) => self.index.place_in(kind, head.key),
                None => NOWHERE,
            }),
            (None, None, Some(Parent::Root(name))) => {
                let kind = self.root(name)?;
                Ok(self.index.place_in(kind, head.key))
            }
            (None, None, None) => Err(Refusal::Malformed("an item without a place")),
        }
    }

    /// The place of an item between two others.
    fn between(&self, left: Id, right: Id) -> Result<Place, Refusal> {
        if left == right {
            return Err(Refusal::Malformed("an item between one and the same"));
        }
        match (self.index.place(left), self.index.place(right)) {
            (left, right) if left == right => Ok(left),
            // Yjs collects an item beside a collected one, yrs lets it live beside the other: it must be dead anyway.
            (NOWHERE, place) | (place, NOWHERE) if self.index.is_dead(self.index.of_place(place).0) => Ok(place),
            _ => Err(Refusal::Malformed("origins in different places")),
        }
    }

    /// The type an item holds, or none if the item was deleted and the type with it.
    fn parent(&self, id: Id) -> Result<Option<Type>, Refusal> {
        if let Some(kind) = self.index.type_of(id) {
            return Ok(Some(kind));
        }
        if self.index.is_empty(id) { Ok(None) } else { Err(Refusal::Malformed("a parent that is no type")) }
    }

    fn root(&mut self, name: &str) -> Result<Type, Refusal> {
        if let Some(kind) = self.index.root(name) {
            return Ok(kind);
        }
        let classes = self.schema.root(name).ok_or_else(|| no_root(name))?;
        Ok(self.index.add_root(name, classes))
    }

    /// A value goes under a key after the one before it and alone. A copy that keeps what was deleted may join values
    /// that were overwritten. Anything else leaves yrs with pointers to freed values.
    fn check_key(
        &mut self,
        number: u32,
        clock: u32,
        block: &Block,
        head: Option<&Head>,
        place: Place,
    ) -> Result<(), Refusal> {
        let (kind, keyed) = self.index.of_place(place);
        if self.authority.obeys_rules() {
            self.entered.push(Entered { number, clock, len: block.len, place, content: block.content });
        }
        if !self.authority.deletes_others() {
            self.written_into.insert(kind);
        }
        if !keyed {
            return Ok(());
        }
        if (place as usize) < self.mark.n_places() && !self.authority.deletes_others() {
            self.overwritten.insert(place);
        }
        if head.is_some_and(|head| head.right_origin.is_some()) {
            return Err(Refusal::Malformed("a value before another under a key"));
        }
        let alone = block.len == 1 || block.content == Content::Deleted;
        if alone || self.update.deletes_all(self.index.id(number), clock, clock + block.len) {
            Ok(())
        } else {
            Err(Refusal::Malformed("several values at once under a key"))
        }
    }

    /// Checks that the type around `place` can hold `content`, and adds the type that `content` is.
    fn hold(&mut self, number: u32, clock: u32, content: Content, place: Place) -> Result<(), Refusal> {
        let (kind, keyed) = self.index.of_place(place);
        let classes = self.index.classes(kind);
        let left = classes.and(Classes::holding(content, keyed));
        if left.is_empty() {
            return Err(self.misplaced(kind, content, keyed));
        }
        if left != classes {
            self.index.narrow(kind, left, &mut self.mark);
        }
        if let Content::Type(nested) = content {
            if self.index.depth(kind) >= TYPE_DEPTH_MAX {
                return Err(Refusal::TooLarge("types are nested too deep"));
            }
            self.index.add_type(number, clock, kind, nested.class());
        }
        Ok(())
    }

    /// The refusal of content that the type around it cannot hold.
    fn misplaced(&self, kind: Type, content: Content, keyed: bool) -> Refusal {
        let class = self.index.classes(kind).only().map_or("something else", Class::noun);
        let within = if self.index.depth(kind) > 0 { "what stands within " } else { "" };
        let (root, key) = (start_of(self.index.root_of(kind)), if keyed { " under a key" } else { "" });
        Refusal::Schema(format!("{within}`{root}` is {class} and takes no {}{key}", content.noun()))
    }

    /// Deletes what the update deletes, now that nothing can be refused any more.
    fn commit(self) -> Admission {
        let Self { index, update, tombs, formats, structs, clients, .. } = self;
        for (number, start, end) in tombs {
            index.delete(number, start, end);
        }
        for (number, start, end) in formats {
            index.add_formats(number, start, end);
        }
        let mut deletes = 0;
        for deleted in &update.deletes {
            let number = index.client(deleted.client);
            deletes += u32::from(number.is_some_and(|number| index.delete(number, deleted.start, deleted.end)));
        }
        Admission { news: structs > 0 || deletes > 0, structs, deletes, clients }
    }
}

fn no_root(name: &str) -> Refusal {
    Refusal::Schema(format!("this kind of document has no root called `{}`", start_of(name)))
}

/// As much of a name as a sentence has room for.
fn start_of(name: &str) -> &str {
    name.char_indices().nth(32).map_or(name, |(end, _)| &name[..end])
}
