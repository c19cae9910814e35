//! The form that makes a read link.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::json;
use serde::Serialize;

use super::use_share::{Made, UseShare};
use crate::form::plain::{Attributes, acting, el, following, holds, nothing, on, with, wrong};
use crate::form::unique_id;

/// The rights that a link can give, each with its words.
const RIGHTS: [(&str, &str); 2] = [("read", "Read"), ("comment", "Read and comment, by a name of their own choice")];

/// The link that is wanted, as the server reads it.
#[derive(Serialize)]
struct Wanted {
    name: String,
    may: String,
    until: Option<String>,
    sites: Vec<String>,
}

/// The form's fields.
#[derive(Clone, Copy)]
struct Fields {
    name: RwSignal<String>,
    may: RwSignal<String>,
    until: RwSignal<String>,
    sites: RwSignal<String>,
    refused: RwSignal<Option<String>>,
    /// Whether one is being made: a second press makes no second link.
    is_busy: RwSignal<bool>,
}

/// The form. The secret of a new link stands in the lines below; it is told this once.
pub(super) fn making(cx: UseShare) -> AnyView {
    let fields = Fields {
        name: RwSignal::new(String::new()),
        may: RwSignal::new("read".to_owned()),
        until: RwSignal::new(String::new()),
        sites: RwSignal::new(String::new()),
        refused: RwSignal::new(None),
        is_busy: RwSignal::new(false),
    };
    let text = |kind: &str, hint: &str, most: &str| -> Attributes {
        [("type", kind), ("placeholder", hint), ("maxlength", most), ("autocomplete", "off")]
            .map(|(name, value)| (name, value.to_owned()))
            .into()
    };
    let parts = vec![
        field("Name", text("text", "Who or what it is for", "80"), fields.name),
        choice("Its holder may", &RIGHTS, fields.may),
        field("Until", vec![("type", "date".to_owned())], fields.until),
        field("Only on", text("text", "any page", "600"), fields.sites),
        with("button", "btn", vec![("type", "submit".to_owned())], vec!["Make link".into_any()]),
    ];
    let send = on("submit", move |event| {
        event.prevent_default();
        make(cx, fields);
    });
    let form = acting("form", "share-make", vec![("aria-label", "Make a read link".to_owned())], vec![send], parts);
    el("div", "", vec![form, wrong(fields.refused), told(cx)])
}

/// A choice of a few, each a value with its words.
pub(super) fn choice(label: &'static str, all: &[(&'static str, &'static str)], held: RwSignal<String>) -> AnyView {
    let id = unique_id();
    let one = |(value, says): &(&'static str, &'static str)| {
        with("option", "", vec![("value", (*value).to_owned())], vec![(*says).into_any()])
    };
    let acts =
        vec![on("change", move |event| drop(held.try_set(event_target_value(&event)))), holds(move || held.get())];
    let list = acting("select", "line", vec![("id", id.clone())], acts, all.iter().map(one).collect());
    let label = with("label", "label", vec![("for", id)], vec![label.into_any()]);
    el("p", "share-field", vec![label, list])
}

/// A field under its label.
pub(super) fn field(label: &'static str, own: Attributes, held: RwSignal<String>) -> AnyView {
    let id = unique_id();
    let own = own.into_iter().chain([("id", id.clone())]).collect();
    let acts =
        vec![on("input", move |event| drop(held.try_set(event_target_value(&event)))), holds(move || held.get())];
    let input = acting("input", "line", own, acts, Vec::new());
    el("p", "share-field", vec![with("label", "label", vec![("for", id)], vec![label.into_any()]), input])
}

/// A sentence on the link that was made just now.
fn told(cx: UseShare) -> AnyView {
    following(move || match cx.made.get() {
        None => nothing(),
        Some(Made { name, .. }) => {
            let says = format!(
                "“{name}” is made, and stands in the lines below. Its secret is shown this once: copy them now."
            );
            with("p", "small", vec![("role", "status".to_owned()), ("dir", "auto".to_owned())], vec![says.into_any()])
        }
    })
}

fn make(cx: UseShare, fields: Fields) {
    let name = fields.name.get_untracked().trim().to_owned();
    if name.is_empty() {
        fields.refused.set(Some("Name the link, so that you know it again when you want to withdraw it.".to_owned()));
        return;
    }
    let sites = fields.sites.with_untracked(|sites| sites.split([',', ' ']).map(str::to_owned).collect::<Vec<_>>());
    let sites: Vec<String> = sites.into_iter().filter(|site| !site.is_empty()).collect();
    let until = Some(fields.until.get_untracked()).filter(|day| !day.is_empty());
    let wanted = Wanted { name, may: fields.may.get_untracked(), until, sites };
    let Ok(wanted) = serde_json::to_string(&wanted) else { return };
    if fields.is_busy.get_untracked() {
        return;
    }
    fields.is_busy.set(true);
    spawn_local(async move {
        let made = match cx.call("POST", "links", Some(&wanted)).await {
            Ok(answer) => {
                json::read::<Made>(&answer.body).ok_or_else(|| "The server’s answer is not understood.".to_owned())
            }
            Err(why) => Err(why),
        };
        fields.is_busy.try_set(false);
        match made {
            Ok(made) => {
                fields.refused.try_set(None);
                cx.made.try_set(Some(made));
                cx.ask_for_links();
            }
            Err(why) => drop(fields.refused.try_set(Some(why))),
        }
    });
}
