//! Agreement: who agrees with which section as it reads now, and the way to say so.

use leptos::context::Provider;
use leptos::prelude::*;
use muster_shared::kinds::talk::{AGREEMENTS, Agreed, Coverage, Section, Signature, Stand, TEXT, Whole};
use muster_shared::sheet::Place;

use super::own_words::InOwnWords;
use super::ring::{Ring, covered, look, words};
use super::wording::{Answered, Changed, Question};
use crate::boxed::{For, Show, memo};
use crate::browser::now_ms;
use crate::editor::{Editable, TextField};
use crate::form::Section as Part;
use crate::talk::said::UNPROVEN;
use crate::told::{to_say, told};
use crate::widgets::charter::use_charter::UseCharter;
use crate::words::{ago, counted, initials};

/// The section at the end of a charter.
#[component]
pub(crate) fn Agreement(cx: UseCharter) -> impl IntoView {
    let is_there = memo(move || cx.agreement.coverage(|covered| covered.iter().any(|one| !one.people.is_empty())));
    let has_sections = memo(move || cx.agreement.coverage(|covered| !covered.is_empty()));
    let is_open = move |one: &Coverage| cx.own_word(one).is_none_or(|mine| !mine.is_current());
    let several_are_open =
        memo(move || cx.agreement.coverage(|covered| covered.iter().filter(|one| is_open(one)).count() > 1));
    let agree_to_all = move |_| {
        for covered in untrack(|| cx.agreement.coverage(<[_]>::to_vec)) {
            if is_open(&covered) {
                cx.sign(&covered, Stand::Agrees);
            }
        }
    };
    let early = memo(move || cx.too_early());
    let whole = memo(move || cx.agreement.whole().map(Whole::says).unwrap_or_default());
    // Where nobody signs in, a captain under a guest's name would wonder why their word does not count.
    let is_stranger = memo(move || {
        cx.talk.is_anybodys()
            && cx.talk.can_say.get()
            && !cx.agreement.coverage(|covered| covered.iter().any(|one| cx.is_asked(one)))
    });
    let signs_as = move || {
        format!("You sign as {}, the name behind your letters at the top of Muster’s pages.", cx.agreement.my_name())
    };
    view! {
        <Show when=move || is_there.get() || cx.talk.can_say.get()>
            <Part form=cx.charter name="Agreement" part="agreement" aside=whole>
                <Show when=move || early.with(Option::is_some)>
                    <p class="small early no-print" role="note" use:told=to_say(move || early.get().unwrap_or_default())></p>
                </Show>
                <Show when=move || has_sections.get() fallback=|| view! { <p class="empty">"There is nothing to agree with yet."</p> }>
                    <Sections cx/>
                </Show>
                {cx.reading().show()}
                <Show when=move || cx.talk.is_anybodys() && cx.agreement.whole().is_some()>
                    <p class="small quiet unproven">{UNPROVEN}</p>
                </Show>
                <Show when=move || is_stranger.get() && has_sections.get()>
                    <p class="small quiet signs-as no-print" use:told=to_say(signs_as)></p>
                </Show>
                <Show when=move || cx.talk.can_say.get() && several_are_open.get()>
                    <div class="acts no-print">
                        <button class="btn strong" type="button" on:click=agree_to_all>"Agree to all of it, as it reads now"</button>
                    </div>
                </Show>
            </Part>
        </Show>
    }
}

/// Each section with its ring and its people.
#[component]
pub(crate) fn Sections(cx: UseCharter) -> impl IntoView {
    let sections = move || cx.agreement.coverage(|covered| covered.iter().map(|one| one.section).collect::<Vec<_>>());
    view! {
        <ul class="signed ruled">
            <For each=sections key=|section| *section let(section)><Row cx section/></For>
        </ul>
        <p class="key small quiet" aria-hidden="true">
            <span><span class="who yes"></span>"agrees"</span>
            <span><span class="who but"></span>"with a reservation"</span>
            <span><span class="who stale"></span>"agreed to an earlier version"</span>
            <span><span class="who no"></span>"does not agree"</span>
            <span><span class="who not"></span>"not yet"</span>
        </p>
    }
}

#[component]
fn Row(cx: UseCharter, section: Section) -> impl IntoView {
    let covered = covered(cx, section);
    let people = move || covered.get().map(|one| one.people).unwrap_or_default();
    let doubts = move || {
        let mut doubts = people();
        doubts.retain(|one| one.signature.as_ref().is_some_and(|given| given.stand != Stand::Agrees));
        doubts
    };
    let said = move || covered.with(|one| one.as_ref().map(words).unwrap_or_default());
    let others = memo(move || covered.with(|one| one.as_ref().map(others).unwrap_or_default()));
    let unproven = memo(move || covered.with(|one| one.as_ref().map(unproven).unwrap_or_default()));
    view! {
        <li part="agreed">
            <Ring covered/>
            <span class="section">{section.title()}</span>
            <span class="names" role="img" aria-label=said>
                <For each=people key=Clone::clone let(one)>
                    <span class=format!("who {}", look(&one)) title=one.name.clone()>{initials(&one.name)}</span>
                </For>
            </span>
            <Show when=move || others.with(|others| !others.is_empty())>
                <p class="more small quiet" use:told=to_say(move || others.get())></p>
            </Show>
            <Show when=move || unproven.with(|names| !names.is_empty())>
                <p class="more small quiet" use:told=to_say(move || unproven.get())></p>
            </Show>
            <For each=doubts key=|one| one.signature.as_ref().map(|given| given.row.clone()) let(one)>
                <Doubt cx one/>
            </For>
            <Question cx covered/>
            <Answered cx covered/>
            <Mine cx covered/>
            {(section == Section::Mission).then(|| view! { <InOwnWords cx covered/> })}
        </li>
    }
}

/// The people who are asked too and whom the reader does not see; empty where there are none.
fn others(one: &Coverage) -> String {
    let Whole { agreed, of, .. } = one.unseen;
    match of {
        0 => String::new(),
        n => {
            format!("Asked too: {} of teams beside this one. {agreed} of {n} agree.", counted(n, "captain", "captains"))
        }
    }
}

/// The signatures that count as nobody's agreement, and why.
fn unproven(one: &Coverage) -> String {
    let mut told: Vec<String> = one.unproven.iter().map(|(maker, name)| maker.told(name)).collect();
    muster_shared::order::sort(&mut told);
    told.dedup();
    if told.is_empty() { String::new() } else { format!("Counted as nobody’s agreement here: {}", told.join("; ")) }
}

/// A reservation or an objection, in its writer's words.
#[component]
fn Doubt(cx: UseCharter, one: Agreed) -> impl IntoView {
    let me = one.identity();
    let Some(given) = one.signature else { return ().into_any() };
    let place = StoredValue::new(Place::in_row(AGREEMENTS, &given.row, TEXT));
    let own = memo(move || {
        let mine = cx
            .agreement
            .coverage(|covered| covered.iter().filter_map(|one| cx.own_word(one)).any(|mine| mine.identity() == me));
        mine && cx.talk.can_say.get()
    });
    let says = if given.stand == Stand::Objects { "does not agree" } else { "agrees, with a reservation" };
    let id = given.row.to_string();
    view! {
        <div class="more doubt" data-row=id>
            <p><b><bdi>{one.name}</bdi></b>" "{says}":"</p>
            <Provider value=Editable(own.into())>
                {move || cx.talk.doc.get().map(|doc| view! { <TextField doc place=place.get_value() label="What you doubt" hint="What would have to change?"/> })}
            </Provider>
        </div>
    }
    .into_any()
}

/// This person's last word, and the words they can choose.
#[component]
fn Mine(cx: UseCharter, covered: Memo<Option<Coverage>>) -> impl IntoView {
    let mine = memo(move || covered.get().and_then(|covered| cx.own_word(&covered)).and_then(|one| one.signature));
    let is_open = memo(move || mine.with(|mine| mine.as_ref().is_none_or(|mine| mine.is_stale)));
    let sign = move |stand: Stand| {
        move |_| covered.with_untracked(|covered| covered.iter().for_each(|covered| cx.sign(covered, stand)))
    };
    let take_back = move |_| {
        mine.with_untracked(|mine| mine.iter().for_each(|mine| cx.talk.remove(AGREEMENTS, &mine.row)));
    };
    view! {
        <Show when=move || cx.talk.can_say.get()>
            <div class="more mine no-print">
                {move || mine.get().filter(|mine| mine.is_stale).map(|mine| view! { <Changed cx mine covered/> })}
                <Show when=move || is_open.get() fallback=move || view! {
                    <span class="small quiet" use:told=to_say(move || mine.with(|mine| mine.as_ref().map(agreed_when)).unwrap_or_default())></span>
                    <button class="btn word" type="button" on:click=take_back>"Withdraw"</button>
                }>
                    <button class="btn" type="button" on:click=sign(Stand::Agrees)>"Agree"</button>
                    <details class="other">
                        <summary class="btn word">"Not quite…"</summary>
                        <div class="acts">
                            <button class="btn word" type="button" on:click=sign(Stand::Reserves)>"With a reservation…"</button>
                            <button class="btn word" type="button" on:click=sign(Stand::Objects)>"I do not agree…"</button>
                        </div>
                    </details>
                </Show>
            </div>
        </Show>
    }
}

fn agreed_when(mine: &Signature) -> String {
    let when = ago(mine.at_ms, now_ms());
    match mine.stand {
        Stand::Agrees => format!("You agreed, {when}"),
        Stand::Reserves => format!("You agreed with a reservation, {when}"),
        Stand::Objects => format!("You do not agree, {when}"),
    }
}
