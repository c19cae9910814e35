//! A charter of sixty rows: about as much as a large team writes down.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use muster_shared::kinds::Kind;
use muster_shared::sheet::{Sheet, fill};
use muster_shared::sync::document::GatedDoc;
use muster_shared::sync::wire::Frame;
use muster_tests::server::request;
use serde_json::{Map, Value, json};

use muster_tests::socket::Socket;

/// How the text begins that is typed into.
pub(crate) const MISSION: &str = "Measured: every team knows what it owns, and everybody else can look it up";

/// The name of its team.
pub(crate) const NAME: &str = "The measured team";

/// Lists of the charter and how many rows each gets: sixty in all.
const LISTS: [(&str, usize); 8] = [
    ("members", 10),
    ("in_scope", 10),
    ("out_of_scope", 10),
    ("metrics", 6),
    ("non_negotiables", 6),
    ("decide", 6),
    ("consult", 6),
    ("inform", 6),
];

/// Makes a charter and fills it; answers its id.
pub(crate) async fn make(address: SocketAddr) -> Result<String> {
    let doc = create(address).await?;
    let (mut socket, told) = Socket::joined(address, &doc).await?;
    let updates = written(&told)?;
    for update in &updates {
        socket.send(Frame::Update(update).write()).await?;
    }
    socket.until_acked(updates.len() as u64).await?;
    Ok(doc)
}

async fn create(address: SocketAddr) -> Result<String> {
    let body = json!({ "kind": "charter" }).to_string();
    let answer = request(address, "POST", "/api/docs", &["Content-Type: application/json"], body.as_bytes()).await?;
    ensure!(answer.status == 201, "a charter could not be made: {} {}", answer.status, answer.body);
    let made: Value = serde_json::from_str(&answer.body)?;
    Ok(made["id"].as_str().context("the new charter has an id")?.to_owned())
}

/// The updates a copy of ours makes when the content is filled in it.
fn written(told: &[u8]) -> Result<Vec<Arc<[u8]>>> {
    let mut copy = GatedDoc::new(Some(Kind::Charter.schema()), (1 << 40) + 1);
    copy.admit(&told.into())?;
    let sheet = sheet()?;
    let written = copy.transact("bench", |txn| fill(Kind::Charter.schema(), txn, &sheet, false));
    ensure!(written.result?.rows == 60, "sixty rows");
    Ok(written.updates)
}

fn sheet() -> Result<Sheet> {
    let lists: Map<String, Value> = LISTS.into_iter().map(|(list, n)| (list.to_owned(), rows(list, n))).collect();
    let texts = json!({ "name": NAME, "mission": MISSION, "goal": "Figures people believe" });
    Ok(serde_json::from_value(json!({ "texts": texts, "lists": lists }))?)
}

fn rows(list: &str, n: usize) -> Value {
    (0..n).map(|number| row(list, number)).collect()
}

fn row(list: &str, number: usize) -> Value {
    let line = format!("Row {number} of {list}: a sentence of the length that people write into such a row");
    let word = |name: &str, word: Value| json!([{ "id": format!("{name}{number}"), "value": word, "by": "Bench" }]);
    let (texts, values) = match list {
        "members" => {
            let name = word("name", json!(format!("Member {number}")));
            (json!({}), json!({ "name": name, "function": word("function", json!("Engineering")) }))
        }
        "metrics" => {
            let target = word("target", json!(90 + number));
            (json!({ "name": "Readers a week", "definition": line }), json!({ "target": target }))
        }
        "non_negotiables" => (json!({ "rule": line, "why": "It was learned the hard way" }), json!({})),
        _ => (json!({ "line": line }), json!({})),
    };
    json!({ "id": format!("{list}-{number}"), "texts": texts, "values": values })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_charter_has_sixty_rows() -> Result<()> {
        assert!(!written(&[0, 0])?.is_empty());
        Ok(())
    }
}
