//! *Say it plainly*: one press asks the author of a sentence for plain words, and those stand beside it. Nobody's sentence is
//! changed by it.

use leptos::context::Provider;
use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::RowId;
use muster_shared::kinds::talk::{Anchor, Asked, OF, ON, PLAINLY, Plainly, Remark, TEXT};
use muster_shared::names;
use muster_shared::sheet::people::naming;
use muster_shared::sheet::{Named, Place, Row, Value};

use super::UseTalk;
use super::compose::{Composer, What};
use crate::boxed::{alive, effect, memo};
use crate::browser::now_ms;
use crate::editor::{Editable, TextField};
use crate::form::plain::{acting, button, each, el, following, icon, nothing, of_button, on, while_so, words};
use crate::live::{LiveDoc, my_name_signal};
use crate::words::ago;

/// The way to ask for plain words, as a round button.
pub(super) fn round(talk: UseTalk, anchor: StoredValue<Anchor>) -> AnyView {
    while_so(
        move || anchor.with_value(|on| talk.plainly(on)).is_none(),
        move || {
            let says = "Say it plainly";
            let attributes =
                of_button().into_iter().chain([("aria-label", says.to_owned()), ("title", says.to_owned())]);
            let press = on("click", move |_| talk.ask_plainly(anchor.get_value()));
            acting("button", "round", attributes.collect(), vec![press], vec![icon("i i-plain")])
        },
    )
}

/// All that was asked and said about one place; nothing where nothing was.
pub(super) fn plain_words(talk: UseTalk, anchor: StoredValue<Anchor>, class: &'static str) -> AnyView {
    let about = memo(move || anchor.with_value(|on| talk.plainly(on)));
    while_so(
        move || about.with(Option::is_some),
        move || {
            let answer = Composer::of(talk, anchor, What::Plainly);
            effect(move || {
                let is_next = talk.plainly_next.with(|next| anchor.with_value(|on| next.as_ref() == Some(on)));
                if is_next {
                    talk.plainly_next.set(None);
                    answer.open();
                }
            });
            let asked = following(move || {
                about.with(|about| match about.as_ref().and_then(Plainly::waits) {
                    Some(asked) => waits(talk, answer, asked),
                    None => nothing(),
                })
            });
            let said =
                move || about.with(|about| about.iter().flat_map(|about| about.said.clone()).collect::<Vec<_>>());
            let ids = move || said().into_iter().map(|said| said.row).collect();
            let list = each(ids, move |row| {
                untrack(said).into_iter().find(|said| said.row == row).map_or_else(nothing, |said| one(talk, said))
            });
            el("div", class, vec![asked, answer.show(), list])
        },
    )
}

/// A request that waits, and, for the author, the way to answer it.
fn waits(talk: UseTalk, answer: Composer, asked: &Asked) -> AnyView {
    let of = Named::read(&asked.of).name.to_owned();
    let by = talk.author(&asked.remark);
    let at = ago(asked.remark.at_ms, now_ms());
    let says = match of.as_str() {
        "" => format!("{by} asks to have this said plainly, {at}."),
        of => format!("{by} asks {of} to say this plainly, {at}."),
    };
    let mut parts = vec![icon("i i-plain"), words("span", "", says)];
    if talk.is_asked(asked) {
        parts.push(button("btn no-print", "Say it in plain words", move || answer.open()));
    }
    if talk.is_mine(PLAINLY, &asked.remark.row) {
        let row = asked.remark.row.clone();
        parts.push(button("btn word no-print", "Withdraw", move || talk.remove(PLAINLY, &row)));
    }
    el("p", "small acts", parts)
}

/// Plain words; whoever wrote them may go on writing.
fn one(talk: UseTalk, said: Remark) -> AnyView {
    let (mine, by, left) = (said.clone(), said.clone(), said.clone());
    let may = memo(move || talk.can_say.get() && talk.is_mine(PLAINLY, &mine.row));
    let place = StoredValue::new(Place::in_row(PLAINLY, &said.row, TEXT));
    let head = following(move || words("p", "by", format!("In plain words · {}", talk.author(&by))));
    let field = move || {
        talk.doc.get().map(|doc| {
            view! { <TextField doc place=place.get_value() label="In plain words" hint="The same, so that anybody understands it"/> }
        })
    };
    let row = said.row.clone();
    let back = while_so(
        move || may.get(),
        move || {
            let row = row.clone();
            button("btn word no-print", "Withdraw", move || talk.remove(PLAINLY, &row))
        },
    );
    let id = said.row.to_string();
    view! {
        <div class="plain-note" data-row=id on:focusout=alive(move |event| talk.left(&event, &left))>
            {head}
            <Provider value=Editable(may.into())>{field}</Provider>
            {back}
        </div>
    }
    .into_any()
}

impl UseTalk {
    /// All that was asked and said of a place; none where nothing was.
    pub(super) fn plainly(self, on: &Anchor) -> Option<Plainly> {
        self.plain.get().and_then(|plain| plain.with(|all| all.get(on).cloned()))
    }

    /// Whether this person is the author who is asked; where nobody is known to be, whoever edits the document.
    fn is_asked(self, asked: &Asked) -> bool {
        let named = Named::read(&asked.of);
        match (named.id, named.name.trim()) {
            (Some(id), _) => self.about.doc.is_me(id),
            (None, "") => self.about.can_edit.get(),
            (None, name) => names::same(name, &my_name_signal().get()),
        }
    }

    /// Asks the author of a sentence for plain words. An author who presses it writes them at once.
    fn ask_plainly(self, on: Anchor) {
        let about = self.about.doc;
        spawn_local(async move {
            let of = author(about, &on).await;
            let asked =
                Asked { remark: Remark { list: PLAINLY, row: RowId::made_by(0, 0), by: String::new(), at_ms: 0 }, of };
            if self.doc.try_get_untracked().flatten().is_none() {
                return;
            }
            let is_mine = !asked.of.is_empty() && untrack(|| self.is_asked(&asked));
            let mut values: Vec<(&str, Value)> = vec![(ON, on.to_string().into())];
            values.extend((!asked.of.is_empty()).then(|| (OF, asked.of.as_str().into())));
            if self.add(PLAINLY, &[], &values).is_some() && is_mine {
                self.plainly_next.set(Some(on));
            }
        });
    }
}

/// The author of a place, as a person field says it: by the server's word, else by the row's own; empty where a place is no
/// row, as many people write in it.
async fn author(about: LiveDoc, on: &Anchor) -> String {
    let Some(row) = &on.row else { return String::new() };
    if let Some(made) = about.maker(&on.name, row)
        && let Some(bound) = about.authors().await
        && let Some(author) =
            bound.iter().find(|bound| bound.client == made.client && bound.made(made) && !bound.is_server())
    {
        return naming(&author.author, &author.name);
    }
    about.sheet.with_untracked(|sheet| {
        let row = sheet.all_rows(&on.name).iter().find(|one| one.id == *row);
        row.and_then(first_writer).unwrap_or_default()
    })
}

/// The name of the person who wrote the first of a row's values.
fn first_writer(row: &Row) -> Option<String> {
    let writes = row.values.values().flat_map(|register| &register.writes);
    writes.min_by_key(|write| write.at_ms).map(|write| write.by.clone())
}
