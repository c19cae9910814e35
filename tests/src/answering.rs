//! A person's device that answers a blind box, as the page does: it takes its right while it is signed in, and sends its answer
//! without a session.
#![allow(clippy::missing_errors_doc, reason = "a helper of tests: what fails here fails the test")]

use anyhow::{Context, Result, ensure};
use fastrand::Rng;
use muster_shared::blind::{Answer, Asked, Given, Right, Sent, ask, padded, take};
use serde_json::{Value, json};

use crate::served::Served;
use crate::server::{Answer as Told, request};

/// Opens a box about a document as somebody, and answers with its id.
pub async fn opened(served: &Served, who: &str, doc: &str, form: &str) -> Result<String> {
    let body = json!({ "form": form }).to_string();
    let told = served.told(who, "POST", &format!("/api/docs/{doc}/boxes"), &body, 201).await?;
    Ok(serde_json::from_str::<Value>(&told)?["id"].as_str().context("an id")?.to_owned())
}

/// A box as somebody sees it.
pub async fn seen(served: &Served, who: &str, doc: &str, id: &str) -> Result<Value> {
    let told = served.told(who, "GET", &format!("/api/docs/{doc}/boxes"), "", 200).await?;
    let all: Value = serde_json::from_str(&told)?;
    let boxes = all["boxes"].as_array().context("boxes")?;
    boxes.iter().find(|one| one["id"] == id).cloned().context("the box")
}

/// Words that nobody else draws.
pub fn asked(dice: &mut Rng) -> Result<Asked> {
    let (word, blinding) = (std::array::from_fn(|_| dice.u8(..)), std::array::from_fn(|_| dice.u8(..)));
    ask(&word, &blinding).context("a blinded word")
}

/// Asks for a right as somebody.
pub async fn wished(served: &Served, who: &str, doc: &str, id: &str, asked: &Asked) -> Result<Told> {
    let body = json!({ "blinded": asked.blinded }).to_string();
    served.ask(who, "POST", &format!("/api/docs/{doc}/boxes/{id}/right"), &body).await
}

/// Somebody's right to a box.
pub async fn right(served: &Served, who: &str, doc: &str, id: &str, dice: &mut Rng) -> Result<Right> {
    let asked = asked(dice)?;
    let told = wished(served, who, doc, id, &asked).await?;
    ensure!(told.status == 200, "{who}: {} {}", told.status, told.body);
    let given: Given = serde_json::from_str(&told.body)?;
    let shown = seen(served, who, doc, id).await?;
    take(&asked, &given, shown["key"].as_str().context("a key")?).context("a right")
}

/// An answer.
pub fn said(pairs: &[(&str, &str)]) -> Answer {
    Answer { said: pairs.iter().map(|(word, said)| ((*word).to_owned(), (*said).to_owned())).collect() }
}

/// Sends an answer with a right, and without a session.
pub async fn answer(served: &Served, id: &str, right: &Right, answer: &Answer) -> Result<Told> {
    let answer = padded(answer).context("an answer that is short enough")?;
    let body = Sent { id: id.to_owned(), right: right.clone(), answer }.body().context("a body of the one size")?;
    let origin = format!("Origin: http://localhost:{}", served.server.address.port());
    request(served.server.address, "POST", "/api/answers", &[&origin], body.as_bytes()).await
}

/// Closes a box as somebody.
pub async fn close(served: &Served, who: &str, doc: &str, id: &str) -> Result<()> {
    served.told(who, "POST", &format!("/api/docs/{doc}/boxes/{id}/close"), "", 204).await.map(drop)
}
