//! The whole page of a kind that draws nothing itself.

use leptos::prelude::*;
use muster_shared::id::DocId;
use muster_shared::kinds::outline::{Ask, Outline};
use muster_shared::sheet::Place;

use super::field::value_of;
use super::{Face, Plain, section, values};
use crate::editor::TextField;
use crate::form::plain::{el, with, words};
use crate::form::{Form, Makers, UseNames, banner, sheet};
use crate::live::LiveDoc;
use crate::talk::use_talk;
use crate::visitor::sign_in_link;
use crate::widgets::origin::origin;

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
    /// Whether people talk about it.
    pub(crate) has_talk: bool,
}

impl Shown {
    /// Shows it, as far as it has come.
    pub(crate) fn show(self) -> AnyView {
        let doc = self.doc;
        let form = Form::of(doc, doc.can_edit.into(), 1);
        let (names, makers) = (UseNames::new(), Makers::new());
        let talk = self.has_talk.then(|| use_talk(form, Signal::stored("edit".to_owned())));
        let face = Face::of(form, names, makers, talk, Plain);
        let way = ("All teams", format!("{}/", origin()));
        sheet(form, "muster-outline", false, way, move || self.full(face))
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
