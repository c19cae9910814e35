//! The whole page of a kind that has none of its own.

use leptos::prelude::*;
use muster_shared::id::DocId;
use muster_shared::kinds::Kind;
use muster_shared::kinds::outline::{Ask, Outline, Section};
use muster_shared::sheet::Place;

use super::field::value_of;
use super::{Face, Own, Titled, is_drawn_elsewhere, part_of, section, values};
use crate::editor::TextField;
use crate::form::plain::{button, el, while_so, with, words};
use crate::form::{Form, Makers, UseNames, banner, come_to, sheet};
use crate::live::LiveDoc;
use crate::talk::list::all_said;
use crate::talk::use_talk;
use crate::visitor::sign_in_link;
use crate::widgets::origin::origin;

/// A document of a kind that has no page of its own.
#[derive(Clone, Copy)]
pub(crate) struct Shown {
    pub(crate) doc: LiveDoc,
    pub(crate) kind: Kind,
    /// Whether people talk about it.
    pub(crate) has_talk: bool,
}

impl Shown {
    /// Shows it, as far as it has come, with what its kind draws and knows by itself.
    pub(crate) fn show(self, own: Box<dyn Own>) -> AnyView {
        let doc = self.doc;
        let form = Form::of(doc, doc.can_edit.into(), 1);
        let (names, makers) = (UseNames::new(), Makers::new());
        let talk = self.has_talk.then(|| use_talk(form, Signal::stored("edit".to_owned())));
        let face = Face::with(form, names, makers, talk, own);
        let way = ("All teams", format!("{}/", origin()));
        let class = if self.has_talk { "muster-outline" } else { "muster-outline without-margin" };
        sheet(form, class, false, way, move || self.full(face))
    }

    fn full(self, face: Face) -> AnyView {
        let (doc, outline) = (self.doc, self.kind.outline());
        let id = doc.id().unwrap_or_else(DocId::org);
        face.names.follow([doc, doc], id);
        face.makers.follow_all(doc);
        if let Some(talk) = face.talk {
            talk.open();
        }
        let can_say = face.talk.map_or(Signal::stored(false), |talk| talk.can_say);
        let is_locked = Signal::derive(move || !doc.can_edit.get());
        let titled = face.own(|own| own.titled());
        let whose = (self.kind.spec().noun.one, titled.editors);
        let banner = banner(whose, doc.is_example.into(), is_locked, doc.refusal.into(), can_say, Some(sign_in_link()));
        let facts = outline.facts.iter();
        let asks: Vec<Ask> = facts.filter_map(|fact| Some(Ask::new(value_of(fact)?, fact.label, ""))).collect();
        let values = (!asks.is_empty()).then(|| el("div", "part", vec![values(face, asks)]));
        let sections = outline.sections.iter().map(|one| section(face, one));
        let said = face.talk.map(all_said);
        let above = [el("div", "part banners", vec![banner]), head(face, self.kind, &titled)];
        el("article", "doc", above.into_iter().chain(values).chain(sections).chain(said).collect())
    }
}

/// The head of the page: the document's title, where it has one, a sentence on what it is, and the way back.
fn head(face: Face, kind: Kind, titled: &Titled) -> AnyView {
    let outline = kind.outline();
    let name = match outline.title {
        Some(name) => {
            let (doc, place) = (face.form.doc, Place::on_sheet(name));
            let (label, hint) = (titled.label, titled.hint);
            view! { <TextField doc place label hint line=true/> }.into_any()
        }
        None => outline.untitled.into_any(),
    };
    let page = titled.page.map(|page| words("h1", "vh", page));
    let level = || vec![("role", "heading".to_owned()), ("aria-level", face.form.level.to_string())];
    let level = if page.is_none() { level() } else { Vec::new() };
    let says = (!titled.says.is_empty()).then(|| words("p", "quiet", titled.says));
    let undo = move || el("p", "acts no-print", vec![button("btn word", "Undo", move || face.form.undo.undo())]);
    let has_steps = move || {
        // The steps are looked at again whenever the document has changed.
        face.form.doc.sheet.track();
        face.form.can_edit.get() && face.form.undo.can_undo()
    };
    let undo = while_so(has_steps, undo);
    let parts = page.into_iter().chain([with("div", "team", level, vec![name])]).chain(says);
    let parts = parts.chain(ways(face, outline)).chain([undo]);
    el("header", "part title", parts.collect())
}

/// The ways on: to pages that show more of it, and to the sections where there are several.
fn ways(face: Face, outline: &'static Outline) -> Option<AnyView> {
    let pages = face.own(|own| own.ways()).into_iter();
    let pages = pages.map(|(name, href)| with("a", "btn word", vec![("href", href)], vec![name.into_any()]));
    let drawn: Vec<&'static Section> = outline.sections.iter().filter(|one| !is_drawn_elsewhere(one)).collect();
    let has_several = drawn.len() > 1;
    let jump = |one: &'static Section| {
        let at = format!(".of-{}", part_of(one));
        button("btn word", format!("To {}", one.heading.to_lowercase()), move || go_to(face, &at))
    };
    let jumps = drawn.into_iter().filter(|_| has_several).map(jump);
    let ways: Vec<AnyView> = pages.chain(jumps).collect();
    (!ways.is_empty())
        .then(|| with("nav", "acts no-print", vec![("aria-label", "Parts of this page".to_owned())], ways))
}

/// Goes to a section, and on by Tab from there.
fn go_to(face: Face, at: &str) {
    let Some(section) = face.form.root.get_untracked().and_then(|root| root.query_selector(at).ok().flatten()) else {
        return;
    };
    let _ = come_to(&section);
}
