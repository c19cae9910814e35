//! Open invitations, held against the real server: each is known again by the name or note that its maker gave it.

use anyhow::Result;
use muster_tests::cast::Cast;
use muster_tests::server::Process;
use serde_json::{Value, json};
use tempfile::tempdir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");

#[tokio::test]
pub(super) async fn an_invitation_stands_in_the_list_under_its_name_and_without_one_under_its_rank() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = Process::serve(PROGRAM, folder.path(), &[])?;
    let ask = async |method: &str, path: &str, body: Value| {
        cast.ask(server.address, "leader", method, path, &body.to_string()).await
    };
    for (called, status) in [
        (json!(" Mia <from> Porto "), 201),
        (json!(""), 201),
        (json!("two\nlines"), 400),
        (json!("x".repeat(500)), 400),
        (json!(7), 400),
    ] {
        let answer = ask("POST", "/api/invites", json!({ "rank": "member", "called": called })).await?;
        assert_eq!(answer.status, status, "{called}: {}", answer.body);
    }
    let open: Vec<Value> = serde_json::from_str(&ask("GET", "/api/invites", Value::Null).await?.body)?;
    let called: Vec<&str> = open.iter().filter_map(|one| one["called"].as_str()).collect();
    assert_eq!(called, ["Mia <from> Porto"], "{open:?}");
    Ok(())
}
