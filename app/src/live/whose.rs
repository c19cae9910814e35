//! The people of the workspace, in the server's word: names of now, whose typed names are, who is here to be picked, and
//! the captain's seat. The last answers are kept on the device, in the database of the person who was told.

use js_sys::{Array, JSON, Object, Reflect};
use muster_shared::id::DocId;
use wasm_bindgen::{JsCast, JsValue};

use super::{LiveDoc, Which};
use crate::browser::{fetch, post};
use crate::store::Store;

/// Where the device keeps the people there are to pick.
const PEOPLE: &str = "people";

/// A person of the workspace.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Account {
    /// The person's id.
    pub(crate) id: String,
    /// The person's name of now.
    pub(crate) name: String,
}

/// The account that a typed name has, or looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Whose {
    /// The name is that of exactly one account.
    Account(Account),
    /// The name is no account's, and can be taken for this account's name.
    Alike(String),
    /// The name is no account's, or that of several.
    Nobody,
}

/// The outcome of asking for the captain's seat for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Seated {
    /// The person may edit from now on.
    Done,
    /// The server does not give it, and says why.
    Refused(String),
    /// The server did not answer.
    Unheard,
}

fn words(json: &JsValue, field: &str) -> Option<String> {
    Reflect::get(json, &field.into()).ok()?.as_string()
}

impl Whose {
    fn read(json: &JsValue) -> Self {
        match (words(json, "is").as_deref(), words(json, "name"), words(json, "id")) {
            (Some("account"), Some(name), Some(id)) => Self::Account(Account { id, name }),
            (Some("alike"), Some(name), _) => Self::Alike(name),
            _ => Self::Nobody,
        }
    }
}

/// Ids with names: a list of people, or a table of names by id.
fn read_accounts(json: &str) -> Option<Vec<Account>> {
    let told = JSON::parse(json).ok()?;
    let account = |one: JsValue| Some(Account { id: words(&one, "id")?, name: words(&one, "name")? });
    if Array::is_array(&told) {
        return Some(Array::from(&told).iter().filter_map(account).collect());
    }
    let entries = Object::entries(told.dyn_ref::<Object>()?);
    let entry = |one: JsValue| {
        let pair: Array = one.dyn_into().ok()?;
        Some(Account { id: pair.get(0).as_string()?, name: pair.get(1).as_string()? })
    };
    Some(entries.iter().filter_map(entry).collect())
}

/// The same as text that is read so again.
fn written(people: &[Account]) -> Option<String> {
    let table = Object::new();
    for one in people {
        Reflect::set(&table, &one.id.as_str().into(), &one.name.as_str().into()).ok()?;
    }
    JSON::stringify(&table).ok().map(String::from)
}

fn labels_of(doc: &DocId) -> String {
    format!("labels {doc}")
}

/// Keeps the names that a pack has for the people of a document, where this device knows none.
pub(crate) async fn keep_labels(store: &Store, doc: &DocId, people: &[(String, String)]) {
    let name = labels_of(doc);
    if !people.is_empty() && store.kept(&name).await.is_none() {
        let people: Vec<Account> =
            people.iter().map(|(id, name)| Account { id: id.clone(), name: name.clone() }).collect();
        written(&people).into_iter().for_each(|text| store.keep(&name, &text));
    }
}

/// The names that this device keeps for the people of a document.
pub(crate) async fn labels_kept_in(store: &Store, doc: &DocId) -> Vec<(String, String)> {
    let kept = store.kept(&labels_of(doc)).await.and_then(|json| read_accounts(&json));
    kept.unwrap_or_default().into_iter().map(|one| (one.id, one.name)).collect()
}

fn seat_of(doc: &DocId) -> String {
    format!("seat {doc}")
}

impl Which {
    /// Whether a person is signed in, and no bearer of a token.
    fn is_persons(&self) -> bool {
        !self.visitor.who().is_empty() && self.visitor.token().is_empty()
    }
}

impl LiveDoc {
    fn which_now(self) -> Option<Which> {
        self.with(|session| session.which.clone())
    }

    /// A small thing that the device keeps.
    async fn kept(self, name: &str) -> Option<String> {
        let store = self.with(|session| session.store.borrow().clone()).flatten()?;
        store.kept(name).await
    }

    fn keep(self, name: &str, text: &str) {
        self.with(|session| {
            if let Some(store) = session.store.borrow().as_ref() {
                store.keep(name, text);
            }
            session.flush();
        });
    }

    /// The names of now of the people whom the document names by id; `None` while the server does not say.
    pub(crate) async fn labels(self) -> Option<Vec<Account>> {
        let which = self.which_now()?;
        // Nobody signs in on an open server, so nobody is named by id there.
        if which.visitor.who().is_empty() && which.visitor.token().is_empty() {
            return None;
        }
        let answer = fetch(&format!("{}/api/docs/{}/labels", which.origin, which.doc), &which.visitor).await.ok()?;
        let people = read_accounts(&answer.body).filter(|_| answer.status == 200)?;
        self.keep(&labels_of(&which.doc), &written(&people)?);
        Some(people)
    }

    /// The same as the device saw it last.
    pub(crate) async fn labels_kept(self) -> Option<Vec<Account>> {
        read_accounts(&self.kept(&labels_of(&self.id()?)).await?)
    }

    /// The people of the workspace; `None` while the server does not say, as to guests and bearers of tokens. The
    /// device keeps their ids and names alone.
    pub(crate) async fn people_here(self) -> Option<Vec<Account>> {
        let which = self.which_now().filter(Which::is_persons)?;
        let answer = fetch(&format!("{}/api/people", which.origin), &which.visitor).await.ok()?;
        // Somebody who may not read the list any more keeps none either.
        let people = match answer.status {
            200 => read_accounts(&answer.body)?,
            401 | 403 => Vec::new(),
            _ => return None,
        };
        self.keep(PEOPLE, &written(&people)?);
        Some(people)
    }

    /// The same as the device saw it last.
    pub(crate) async fn people_kept(self) -> Option<Vec<Account>> {
        read_accounts(&self.kept(PEOPLE).await?)
    }

    /// Asks for the captain's seat for somebody: the person may edit from then on.
    pub(crate) async fn seat(self, person: &str) -> Seated {
        let Some(which) = self.which_now().filter(Which::is_persons) else { return Seated::Done };
        let wanted = Object::new();
        let body = Reflect::set(&wanted, &"person".into(), &person.into()).and_then(|_| JSON::stringify(&wanted));
        let Ok(body) = body else { return Seated::Unheard };
        let url = format!("{}/api/docs/{}/captain", which.origin, which.doc);
        match post(&url, &body.into(), &which.visitor).await {
            Ok(answer) if answer.status < 300 => Seated::Done,
            // Too many requests, or a server that is starting: it is asked again.
            Ok(answer) if answer.status == 429 || answer.status >= 500 => Seated::Unheard,
            Ok(answer) => {
                let why = JSON::parse(&answer.body).ok().and_then(|problem| words(&problem, "detail"));
                Seated::Refused(why.unwrap_or_default())
            }
            Err(_) => Seated::Unheard,
        }
    }

    /// Remembers whose seat is still to be asked for; nobody's is by the empty text.
    pub(crate) fn keep_seat(self, person: &str) {
        if let Some(doc) = self.id() {
            self.keep(&seat_of(&doc), person);
        }
    }

    /// The person whose seat is still to be asked for.
    pub(crate) async fn seat_kept(self) -> Option<String> {
        self.kept(&seat_of(&self.id()?)).await.filter(|person| !person.is_empty())
    }

    /// The accounts behind these names, in their order; `None` while the server does not say, as to guests and where
    /// nobody signs in.
    pub(crate) async fn whose(self, names: &[String]) -> Option<Vec<Whose>> {
        let which = self.which_now().filter(Which::is_persons)?;
        let names: Array = names.iter().map(|name| JsValue::from(name.as_str())).collect();
        let body = JSON::stringify(&names).ok()?;
        let answer = post(&format!("{}/api/names", which.origin), &body.into(), &which.visitor).await.ok()?;
        let told = JSON::parse(&answer.body).ok()?.dyn_into::<Array>().ok()?;
        Some(told.iter().map(|one| Whose::read(&one)).collect())
    }
}
