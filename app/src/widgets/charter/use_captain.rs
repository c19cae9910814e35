//! Naming the captain: a person is picked, named in the charter, and given the right to edit, in one step. Without a
//! connection the name is written, and the right is asked for as soon as there is one.

use leptos::prelude::*;
use muster_shared::sheet::Named;
use muster_shared::sync::replica::Status;
use wasm_bindgen_futures::spawn_local;

use crate::boxed::{effect, effect_since};
use crate::browser::{on_window, today};
use crate::form::{Chosen, Held};
use crate::live::{LiveDoc, Phase, Seated};

/// The sentence that is told while the right waits for a connection.
const WAITS: &str = "Named. The right to edit is asked for when the connection is back.";

/// The captain's seat as this page asks for it.
#[derive(Clone, Copy)]
pub(crate) struct Seat {
    charter: LiveDoc,
    captain: Held,
    since: Held,
    /// The person it is still to be asked for.
    wanted: RwSignal<Option<String>>,
    is_asking: StoredValue<bool>,
    /// The sentence about it.
    pub(crate) tells: RwSignal<String>,
}

impl Seat {
    /// The seat of a charter's captain; what was asked for on this device without a connection is asked for again.
    pub(crate) fn of([charter, org]: [LiveDoc; 2], captain: Held, since: Held) -> Self {
        let (wanted, tells) = (RwSignal::new(None), RwSignal::new(String::new()));
        let seat = Self { charter, captain, since, wanted, is_asking: StoredValue::new(false), tells };
        effect_since(move |before: Option<bool>| {
            // The device's database is open by then.
            let is_ready = charter.phase.get() == Phase::Ready;
            if is_ready && before != Some(true) {
                seat.recall();
            }
            is_ready || before == Some(true)
        });
        effect(move || {
            // Once the name is on the server, naming the same person there changes nothing on the page.
            match (org.status.get(), charter.status.get()) {
                _ if wanted.with(Option::is_none) => {}
                (Status::Saved, Status::Saved) => seat.ask(),
                (Status::OnThisDevice { .. }, _) => tells.set(WAITS.to_owned()),
                _ => {}
            }
        });
        let back = on_window("online", move |_| {
            // A name that is not on the server yet would be written twice, by this page and by the server.
            if [org, charter].iter().all(|doc| doc.status.get_untracked() == Status::Saved) {
                seat.ask();
            }
        });
        let _kept = StoredValue::new_local(back);
        seat
    }

    fn recall(self) {
        spawn_local(async move {
            if let Some(person) = self.charter.seat_kept().await {
                self.wanted.try_set(Some(person));
            }
        });
    }

    /// Names the captain, from today on.
    pub(crate) fn name(self, chosen: &Chosen) -> Result<(), String> {
        self.tells.set(String::new());
        self.captain.write.run(chosen.value())?;
        self.since.write.run(chosen.value().map(|_| today().into()))?;
        let person = match chosen {
            Chosen::Account(account) => Some(account.id.clone()),
            Chosen::Name(_) | Chosen::Nobody => None,
        };
        self.want(person);
        Ok(())
    }

    fn want(self, person: Option<String>) {
        self.charter.keep_seat(person.as_deref().unwrap_or_default());
        self.wanted.set(person);
    }

    /// Asks for the seat, unless somebody else is named by now.
    fn ask(self) {
        let Some(person) = self.wanted.try_get_untracked().flatten() else { return };
        if self.is_asking.get_value() {
            return;
        }
        if self.captain.register.with_untracked(|held| Named::read(held.words()).id != Some(person.as_str())) {
            return self.want(None);
        }
        self.is_asking.set_value(true);
        spawn_local(async move {
            let seated = self.charter.seat(&person).await;
            // The page may show another charter by now.
            if self.is_asking.try_set_value(false).is_some() {
                return;
            }
            let tells = match seated {
                Seated::Done => String::new(),
                Seated::Refused(why) => format!("Named, without the right to edit: {why}."),
                Seated::Unheard => return self.tells.set(WAITS.to_owned()),
            };
            self.tells.set(tells);
            self.want(None);
        });
    }
}
