//! The accounts behind names that people type into a document, in the server's word.

use js_sys::{Array, JSON, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::LiveDoc;
use crate::browser::post;

/// The account behind a typed name, where that is worth a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Whose {
    /// The name is that of exactly one account.
    Account,
    /// The name is no account's, and can be taken for this account's name.
    Alike(String),
    /// The name is no account's.
    Nobody,
}

impl Whose {
    fn read(json: &JsValue) -> Self {
        let words = |field: &str| Reflect::get(json, &field.into()).ok().and_then(|value| value.as_string());
        match (words("is").as_deref(), words("name")) {
            (Some("account"), _) => Self::Account,
            (Some("alike"), Some(name)) => Self::Alike(name),
            _ => Self::Nobody,
        }
    }
}

impl LiveDoc {
    /// Tells the server whom a leader named captain: where exactly one account has the name, that person may edit from now
    /// on. Nothing happens for a name without an account, or while the server is away.
    pub(crate) async fn seat(self, name: &str) {
        let Some(which) = self.with(|session| session.which.clone()) else { return };
        if which.visitor.who().is_empty() || !which.visitor.token().is_empty() {
            return;
        }
        let wanted = js_sys::Object::new();
        let body = Reflect::set(&wanted, &"name".into(), &name.into()).and_then(|_| JSON::stringify(&wanted));
        let Ok(body) = body else { return };
        let url = format!("{}/api/docs/{}/captain", which.origin, which.doc);
        // The server's answer shows on the page of people.
        drop(post(&url, &body.into(), &which.visitor).await);
    }

    /// The accounts behind these names, in their order; `None` while the server does not say, as to guests and where
    /// nobody signs in.
    pub(crate) async fn whose(self, names: &[String]) -> Option<Vec<Whose>> {
        let which = self.with(|session| session.which.clone())?;
        if which.visitor.who().is_empty() || !which.visitor.token().is_empty() {
            return None;
        }
        let names: Array = names.iter().map(|name| JsValue::from(name.as_str())).collect();
        let body = JSON::stringify(&names).ok()?;
        let answer = post(&format!("{}/api/names", which.origin), &body.into(), &which.visitor).await.ok()?;
        let told = JSON::parse(&answer.body).ok()?.dyn_into::<Array>().ok()?;
        Some(told.iter().map(|one| Whose::read(&one)).collect())
    }
}
