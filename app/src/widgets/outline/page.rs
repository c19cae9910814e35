//! The page around a face: the document as far as it has come, the bar in other people's pages, and the whole page of a kind
//! that draws nothing itself.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::DocId;
use muster_shared::kinds::outline::{Ask, Outline};
use muster_shared::sheet::Place;

use super::field::value_of;
use super::{Face, Plain, section, values};
use crate::browser::pause;
use crate::editor::TextField;
use crate::form::plain::{el, with, words};
use crate::form::{Form, Makers, UseNames, banner, closed, skeleton};
use crate::lean::{alive, memo};
use crate::live::{LiveDoc, Phase};
use crate::talk::use_talk;
use crate::visitor::sign_in_link;
use crate::widgets::origin::origin;

/// How long a document may take before the page says that it takes long, in milliseconds.
const PATIENCE_MS: i32 = 4000;

/// A page, until its document is here and around it.
pub(crate) struct Framed {
    pub(crate) form: Form,
    /// The classes of the whole page.
    pub(crate) class: &'static str,
    /// The document in words that begin a sentence.
    pub(crate) name: String,
    /// The sentence for a document that is not given.
    pub(crate) lost: &'static str,
    /// Where to go on then: words and address.
    pub(crate) way: (&'static str, String),
    pub(crate) in_host_page: bool,
}

impl Framed {
    /// Shows the page once the document is here.
    pub(crate) fn show(self, full: impl Fn() -> AnyView + Send + 'static) -> AnyView {
        self.shown(Box::new(full))
    }

    fn shown(self, full: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
        let Self { form, class, name, lost, way, in_host_page } = self;
        form.provide();
        let phase = memo(move || form.doc.phase.get());
        let is_late = late();
        let face = move || match phase.get() {
            Phase::Opening if is_late.get() => {
                let sentence = format!("{name} is not on this device yet.");
                closed(sentence, "It opens by itself as soon as the server answers.", way.clone())
            }
            Phase::Opening => skeleton(),
            Phase::Closed(reason) => closed(reason.sentence(), lost, way.clone()),
            Phase::Ready => full(),
        };
        view! {
            <div class=format!("{class} sheet") class:in-host=in_host_page node_ref=form.root
                on:keydown=move |event| form.key(&event) on:focusout=alive(move |event| form.focus_left(&event))>
                {face}
            </div>
        }
        .into_any()
    }
}

/// Whether the document takes long to come.
fn late() -> RwSignal<bool> {
    let is_late = RwSignal::new(false);
    spawn_local(async move {
        pause(PATIENCE_MS).await;
        is_late.try_set(true);
    });
    is_late
}

/// The head of a document that has a title of its own, with what else belongs there.
fn title(face: Face, name: &'static str, label: &'static str, hint: &'static str, more: Vec<AnyView>) -> AnyView {
    let place = Place::on_sheet(name);
    let text = view! { <TextField doc=face.form.doc place label hint line=true/> }.into_any();
    let level = vec![("role", "heading".to_owned()), ("aria-level", face.form.level.to_string())];
    let head = with("div", "team", level, vec![text]);
    el("header", "part title", [head].into_iter().chain(more).collect())
}

/// A document of a kind that draws nothing itself.
#[derive(Clone, Copy)]
pub(crate) struct Shown {
    pub(crate) doc: LiveDoc,
    pub(crate) outline: &'static Outline,
    /// The kind in a sentence.
    pub(crate) noun: &'static str,
    /// Whether people talk about it.
    pub(crate) has_talk: bool,
}

impl Shown {
    /// Shows it, as far as it has come.
    pub(crate) fn show(self) -> AnyView {
        let Self { doc, noun, .. } = self;
        let form = Form::of(doc, doc.can_edit.into(), 1);
        let (names, makers) = (UseNames::new(), Makers::new());
        let talk = self.has_talk.then(|| use_talk(form, Signal::stored("edit".to_owned())));
        let face = Face::of(form, names, makers, talk, Plain);
        let framed = Framed {
            form,
            class: "muster-outline",
            name: format!("This {noun}"),
            lost: "Nothing that was written is lost.",
            way: ("All teams", format!("{}/", origin())),
            in_host_page: false,
        };
        framed.show(move || self.full(face))
    }

    fn full(self, face: Face) -> AnyView {
        let doc = self.doc;
        let id = doc.id().unwrap_or_else(DocId::org);
        face.names.follow([doc, doc], id);
        face.makers.follow_all(doc);
        if let Some(talk) = face.talk {
            talk.open();
        }
        let can_say = face.talk.map_or(Signal::stored(false), |talk| talk.can_say);
        let is_locked = Signal::derive(move || !doc.can_edit.get());
        let banner = banner(doc.is_example.into(), is_locked, doc.refusal.into(), can_say, Some(sign_in_link()));
        let head = match self.outline.title {
            Some(name) => title(face, name, "Name", "Name it", Vec::new()),
            None => el("header", "part title", vec![words("div", "team", self.outline.untitled)]),
        };
        let facts = self.outline.facts.iter();
        let asks: Vec<Ask> = facts.filter_map(|fact| Some(Ask::new(value_of(fact)?, fact.label, ""))).collect();
        let values = (!asks.is_empty()).then(|| el("div", "part", vec![values(face, asks)]));
        let sections = self.outline.sections.iter().map(|one| section(face, one));
        let above = [el("div", "part banners", vec![banner]), head];
        el("article", "doc", above.into_iter().chain(values).chain(sections).collect())
    }
}
