//! Rule 7: what depends on who wrote what. Client ids belong to authors, which the gate is told of.

use std::collections::{HashMap, HashSet};

use super::Refusal;
use super::index::{Index, NOWHERE, Place, Stretch, Type};
use super::parse::Update;
use super::ranges::Ranges;
use crate::access::{Role, Side};

/// On whose behalf an update comes.
pub trait Authority {
    /// Whether they may write under this client id: it is theirs, or nobody's yet.
    fn may_write_as(&self, client: u64) -> bool;

    /// Whether what stands under this client id at this clock is known to be theirs.
    fn wrote(&self, client: u64, clock: u32) -> bool;

    /// Whether they may delete what others wrote, and write into it.
    fn deletes_others(&self) -> bool {
        self.role().deletes_others()
    }

    /// Their role in the document.
    fn role(&self) -> Role;

    /// Whether they are on this side of the team's authority.
    fn is_on(&self, side: Side) -> bool;

    /// Whether the rules of the schema hold for them: they do not where nobody can be told from anybody, nor for a copy
    /// over its own document.
    fn obeys_rules(&self) -> bool;

    /// Whether new structs under this client id are theirs from here on. Structs handed back for others are not.
    fn makes(&self, client: u64) -> bool;

    /// Whether what is written as `writer` may stand in what was made as `maker` at this clock: both are of one author.
    fn may_write_in(&self, writer: u64, maker: u64, clock: u32) -> bool;

    /// Whether they hand over what the document lacks: what others wrote, too, and what is older than today's rules.
    fn hands_over(&self) -> bool;

    /// Whether all that stands under this client id came from them, handed over for nobody who is known.
    fn brought(&self, client: u64) -> bool;

    /// Whether this key of a map keyed by person is theirs.
    fn is_called(&self, key: &str) -> bool;
}

/// An authority that may do everything, as that of a copy over its own document.
pub(super) struct Free;

impl Authority for Free {
    fn may_write_as(&self, _client: u64) -> bool {
        true
    }

    fn wrote(&self, _client: u64, _clock: u32) -> bool {
        true
    }

    fn role(&self) -> Role {
        Role::Editor
    }

    fn is_on(&self, _side: Side) -> bool {
        true
    }

    fn obeys_rules(&self) -> bool {
        false
    }

    fn makes(&self, _client: u64) -> bool {
        true
    }

    fn may_write_in(&self, _writer: u64, _maker: u64, _clock: u32) -> bool {
        true
    }

    fn hands_over(&self) -> bool {
        true
    }

    fn brought(&self, _client: u64) -> bool {
        false
    }

    fn is_called(&self, _key: &str) -> bool {
        true
    }
}

/// An update that has passed all other rules, before anything is deleted.
pub(super) struct Deed<'d, 'a> {
    pub(super) index: &'d Index,
    /// The ranges that the document deleted by itself.
    pub(super) implied: &'d HashMap<u64, Ranges>,
    pub(super) update: &'d Update<'a>,
    /// Clients from this number on were not known before.
    pub(super) n_clients_before: u32,
    /// Keys that were there before, and are written anew.
    pub(super) overwritten: &'d HashSet<Place>,
    /// Types that it writes into, as into a text or a row.
    pub(super) written_into: &'d HashSet<Type>,
    /// Roots of lists whose rows are their makers': rule 8 says all of them.
    pub(super) ruled: HashSet<Type>,
}

impl Deed<'_, '_> {
    /// An author who may not delete others' structs must not do it in any way: neither outright, nor by writing another
    /// value under the same key, nor by deleting a type that others have written into; nor may they write into it.
    /// Format marks aside: they hold no words, and Yjs takes redundant ones out by itself, whoever put them in.
    pub(super) fn check(&self, authority: &dyn Authority) -> Result<(), Refusal> {
        let spared = self.update.deletes.iter().all(|gone| {
            let number = self.index.client(gone.client);
            number.is_some_and(|number| self.is_own(number, gone.start, authority))
                || self.is_gone(gone.client, gone.start, gone.end)
                || number.is_some_and(|number| self.is_ruled_or_gone(number, gone.start, gone.end))
        });
        let is_fine = spared && !self.takes_along(authority) && !self.puts_words_into(authority);
        if is_fine { Ok(()) } else { Err(Refusal::NotYours) }
    }

    /// Whether it writes into a text or a row of another's, or one's own within another's: a value of one's own in
    /// another's row would be read as theirs.
    fn puts_words_into(&self, authority: &dyn Authority) -> bool {
        let is_anothers =
            |kind| self.index.item_of(kind).is_some_and(|(number, clock)| !self.is_own(number, clock, authority));
        let unruled = self.written_into.iter().filter(|kind| !self.is_ruled(**kind));
        unruled.into_iter().any(|kind| self.index.around(*kind).any(is_anothers))
    }

    fn is_ruled(&self, kind: Type) -> bool {
        self.index.around(kind).last().is_some_and(|root| self.ruled.contains(&root))
    }

    /// Whether rule 8 says all of a range that could be deleted.
    fn is_ruled_or_gone(&self, number: u32, start: u32, end: u32) -> bool {
        let is_said = |run: &Stretch| run.place != NOWHERE && self.is_ruled(self.index.of_place(run.place).0);
        let runs = || self.index.runs_of(number, start, end);
        !self.ruled.is_empty()
            && runs().all(|run| is_said(&run) || self.is_gone(self.index.id(number), run.start, run.end))
    }

    /// Whether what a client wrote at a clock and later is theirs, or came from them.
    fn is_own(&self, number: u32, clock: u32, authority: &dyn Authority) -> bool {
        let id = self.index.id(number);
        number >= self.n_clients_before || authority.wrote(id, clock) || authority.brought(id)
    }

    /// Whether all of a range holds nothing that could be deleted.
    fn is_gone(&self, client: u64, start: u32, end: u32) -> bool {
        let mut clock = start;
        while clock < end {
            let implied = || self.implied.get(&client).and_then(|ranges| ranges.end_from(clock));
            let known = self.index.deleted_from(client, clock).or_else(implied);
            let Some(next) = known.or_else(|| self.index.formats_from(client, clock)) else { return false };
            clock = next;
        }
        true
    }

    /// Whether what another wrote goes with what goes.
    fn takes_along(&self, authority: &dyn Authority) -> bool {
        let gone = self.gone_types();
        if gone.is_empty() && self.overwritten.is_empty() {
            return false;
        }
        self.index.all_runs().any(|run| {
            let goes = |place| self.overwritten.contains(&place) || self.lies_in(place, &gone);
            let is_harmed = run.place != NOWHERE
                && goes(run.place)
                && !self.is_own(run.number, run.start, authority)
                && !self.is_ruled(self.index.of_place(run.place).0);
            is_harmed && !self.is_gone(self.index.id(run.number), run.start, run.end)
        })
    }

    /// The types that this update deletes, themselves or by their keys.
    fn gone_types(&self) -> HashSet<Type> {
        let is_gone = |(number, clock): (u32, u32)| {
            let id = self.index.id(number);
            let deleted = || self.update.deletes_all(id, clock, clock + 1);
            let alive = self.index.deleted_from(id, clock).is_none();
            alive && (self.overwritten.contains(&self.index.place_of(number, clock)) || deleted())
        };
        self.index.nested_types().filter(|(_, item)| is_gone(*item)).map(|(kind, _)| kind).collect()
    }

    fn lies_in(&self, place: Place, gone: &HashSet<Type>) -> bool {
        let kind = self.index.of_place(place).0;
        !gone.is_empty() && !self.index.is_dead(kind) && self.index.around(kind).any(|kind| gone.contains(&kind))
    }
}
