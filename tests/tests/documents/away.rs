//! A file that a device took in without a network and that reaches the server afterwards: the documents have ids of their own there,
//! and the server puts the rest of the file beside them.

use anyhow::{Result, ensure};
use muster_tests::server::{Process, get, request};
use serde_json::{Value, json};
use tempfile::tempdir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");

async fn import(server: &Process, file: &Value) -> Result<Value> {
    let body = file.to_string();
    let answer = request(server.address, "POST", "/api/import?name=all.json", &[], body.as_bytes()).await?;
    ensure!(answer.status == 200, "{}", answer.body);
    Ok(serde_json::from_str(&answer.body)?)
}

async fn ids(server: &Process) -> Result<Vec<(String, String)>> {
    let list: Vec<Value> = serde_json::from_str(&get(server.address, "/api/docs", &[]).await?.body)?;
    let words = |doc: &Value, name: &str| doc[name].as_str().unwrap_or_default().to_owned();
    let mut ids: Vec<(String, String)> = list.iter().map(|doc| (words(doc, "kind"), words(doc, "id"))).collect();
    ids.retain(|(kind, _)| kind != "org");
    ids.sort();
    Ok(ids)
}

#[tokio::test]
async fn a_whole_file_goes_beside_the_charter_that_was_brought_of_it_under_another_id() -> Result<()> {
    let data = tempdir()?;
    let server = Process::start(PROGRAM, data.path(), &[])?;
    let charter = |lineage: Option<&str>| json!({ "id": "t", "kind": "charter", "lineage": lineage, "sheet": { "texts": { "name": "Porto", "mission": "Keys on the day" } } });
    // As a device does: without a history the charter is new, and the workspace's document says where it came from.
    import(&server, &json!({ "muster": 1, "documents": [charter(None)] })).await?;
    let brought = ids(&server).await?;
    let [(kind, id)] = &brought[..] else { anyhow::bail!("{brought:?}") };
    assert!(kind == "charter" && id != "t", "{brought:?}");

    let decision = json!({ "id": "a-1", "order": "V", "values": { "choice": "Two crews", "question": "How many?" } });
    let log = json!({ "id": "t-log", "kind": "log", "lineage": "history", "sheet": { "lists": { "decisions": [decision] } } });
    let whole = json!({ "muster": 1, "documents": [charter(Some("history")), log] });
    import(&server, &whole).await?;
    let expected = vec![("charter".to_owned(), id.clone()), ("log".to_owned(), format!("{id}-log"))];
    assert_eq!(ids(&server).await?, expected, "nothing was made under the old id");
    let page = get(server.address, &format!("/embed/{id}-log.md"), &[]).await?.body;
    assert!(page.contains("Two crews"), "{page}");
    let again = import(&server, &whole).await?;
    assert_eq!((again["made"].as_array().map(Vec::len), again["same"].as_u64()), (Some(0), Some(2)), "{again}");
    Ok(())
}
