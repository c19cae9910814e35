//! Audiences, held against the real server: whoever a document is not for finds nothing of it, by no address, no frame,
//! no list, no metric, no message and no line of the server's own log, whatever their rank.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use muster_server::log::Log;
use muster_server::people::People;
use muster_shared::access::Audience;
use muster_tests::cast::Cast;
use muster_tests::client::Heard;
use muster_tests::server::Process;
use serde_json::Value;
use tempfile::tempdir;

use crate::addresses::{ADDRESSES, PAGES};
use crate::house::{House, PROGRAM};

/// The name of the documents, and their writers' words: they stand nowhere else.
const SECRET: &str = "Nightjar";

/// Everybody who may ask, and whether the documents of this test are for them.
const ASKING: [(&str, bool); 9] = [
    ("nobody", false),
    ("stranger", false),
    ("guest", false),
    ("member", true),
    ("captain", true),
    ("leader", false),
    ("owner", false),
    ("token:editor", false),
    ("token:captain", false),
];

impl House {
    /// A document that the member makes, for themselves and, unless it is theirs alone, the captain.
    async fn make(&self, audience: Audience) -> Result<String> {
        let others = if audience == Audience::Author { "" } else { "\"{captain}\"" };
        let others = others.replace("{captain}", self.cast.id("captain"));
        let name = format!("{SECRET} {audience}");
        let wanted = format!(r#"{{"kind":"charter","name":"{name}","audience":"{audience}","people":[{others}]}}"#);
        let made = self.ask("member", "POST", "/api/docs", &wanted).await?;
        ensure!(made.status == 201, "{audience}: {}", made.body);
        Ok(serde_json::from_str::<Value>(&made.body)?["id"].as_str().context("an id")?.to_owned())
    }

    /// Brings a record into the log of a document of the member's.
    async fn record(&self, doc: &str) -> Result<()> {
        let record = format!("# A decision on {SECRET}\n\n## Decision Outcome\n\nChosen option: \"{SECRET}\".\n");
        let path = format!("/api/import?name=0001-a-decision.md&into={doc}");
        let done = self.ask("member", "POST", &path, &record).await?;
        ensure!(done.status == 200, "{}", done.body);
        Ok(())
    }

    fn log(&self) -> Result<String> {
        Ok(fs::read_to_string(self.folder.path().join("said.log"))?)
    }
}

/// A server that says everything there is to say, into a file.
fn serve(data: &Path) -> Result<Process> {
    let mut command = Command::new(PROGRAM);
    command.args(["serve", "--listen", "127.0.0.1:0", "--log", "trace", "--data"]).arg(data);
    command.stderr(File::create(data.join("said.log"))?);
    Process::spawn(command)
}

const CONFINED: [Audience; 3] = [Audience::Roster, Audience::Pair, Audience::Author];

fn is_for(audience: Audience, who: &str, is_on_list: bool) -> bool {
    is_on_list && (audience != Audience::Author || who == "member")
}

#[tokio::test]
async fn beyond_its_audience_a_document_is_found_by_no_address_and_no_frame_whatever_the_rank() -> Result<()> {
    let house = House::served(serve).await?;
    for audience in CONFINED {
        let doc = house.make(audience).await?;
        for (who, is_on_list) in ASKING {
            let is_theirs = is_for(audience, who, is_on_list);
            let mut client = house.cast.connect(house.server.address, who, &doc).await?;
            if is_theirs {
                ensure!(matches!(client.hear().await?, Heard::Hello(_)), "{who} in {audience}");
                client.sync().await?;
            } else {
                let code = client.until_closed().await?;
                ensure!([4401, 4403].contains(&code), "{who} in {audience}: {code}");
            }
            for (method, path, body) in ADDRESSES.into_iter().chain(PAGES) {
                // The actions of the people it is for are another test's.
                if is_theirs && method != "GET" {
                    continue;
                }
                let answer = house.ask(who, method, &path.replace("{doc}", &doc), body).await?;
                let shows = answer.body.contains(SECRET);
                ensure!(is_theirs || !shows, "{who} in {audience}: {method} {path}: {}", answer.body);
                let is_page = PAGES.contains(&(method, path, body));
                ensure!(is_theirs || is_page || answer.status >= 300, "{who} in {audience}: {method} {path}");
            }
        }
        let kept = house.ask("member", "GET", &format!("/api/docs/{doc}"), "").await?;
        ensure!(kept.status == 200 && kept.body.contains(SECRET), "nobody has changed it: {}", kept.body);
    }
    Ok(())
}

#[tokio::test]
async fn beyond_its_audience_a_document_is_in_no_list_no_export_no_metric_and_no_line_of_the_log() -> Result<()> {
    let house = House::served(serve).await?;
    let mut docs = Vec::new();
    for audience in CONFINED {
        let doc = house.make(audience).await?;
        house.record(&doc).await?;
        docs.push((audience, doc));
    }
    let find = format!("/api/find?words={SECRET}");
    for (audience, doc) in &docs {
        let found = house.ask("member", "GET", &find, "").await?.body;
        ensure!(found.contains(&format!("{doc}-log")), "who it is for finds what was decided, {audience}: {found}");
    }
    for (who, is_on_list) in ASKING {
        for path in [
            find.as_str(),
            "/api/docs",
            "/api/picture",
            "/api/deleted",
            "/api/people/{member}/export",
            "/api/people/{captain}/export",
        ] {
            let body = house.ask(who, "GET", path, "").await?.body;
            for (audience, doc) in &docs {
                let is_theirs = is_for(*audience, who, is_on_list);
                ensure!(is_theirs || !body.contains(doc.as_str()), "{who}: {path} names the {audience}: {body}");
            }
            ensure!(is_on_list || !body.contains(SECRET), "{who}: {path}: {body}");
        }
    }
    let metrics = house.ask("owner", "GET", "/metrics", "").await?.body;
    let audit = house.ask("owner", "GET", "/api/audit", "").await?.body;
    let said = house.log()?;
    for text in [&metrics, &audit, &said] {
        ensure!(!text.contains(SECRET), "{text}");
    }
    for (audience, doc) in &docs {
        ensure!(!metrics.contains(doc.as_str()), "{audience}");
        let rows: Vec<Value> = serde_json::from_str(&audit)?;
        let of_doc = rows.iter().filter(|row| row["doc"] == doc.as_str());
        let names = |row: &Value| row.to_string().contains(house.cast.id("member"));
        ensure!(!audience.is_private() || !of_doc.clone().any(names), "{audience}: {audit}");
        ensure!(audience.is_private() || of_doc.clone().any(names), "a roster is on the record: {audit}");
    }
    let (_, pair) = docs.iter().find(|(audience, _)| *audience == Audience::Pair).context("the pair's")?;
    for who in ["member", "captain"] {
        let renamed = house.ask(who, "PATCH", &format!("/api/docs/{pair}"), r#"{"name":"Ours"}"#).await?;
        assert_eq!(renamed.status, 204, "both of a pair write in it: {who}");
    }
    Ok(())
}

#[tokio::test]
async fn an_owner_sees_that_a_document_exists_and_no_more_and_can_delete_it() -> Result<()> {
    let house = House::served(serve).await?;
    for audience in CONFINED {
        let doc = house.make(audience).await?;
        let listed = house.ask("owner", "GET", "/api/confined", "").await?;
        let rows: Vec<Value> = serde_json::from_str(&listed.body)?;
        let row = rows.iter().find(|row| row["id"] == doc.as_str()).context("it exists")?;
        let keys: Vec<&String> = row.as_object().context("an object")?.keys().collect();
        assert_eq!(keys, ["audience", "bytes", "created_ms", "edited_ms", "id", "kind"]);
        ensure!(row["audience"] == audience.name() && row["bytes"].as_u64() > Some(0), "{row}");
        let path = format!("/api/docs/{doc}");
        assert_eq!(house.ask("leader", "DELETE", &path, "").await?.status, 404, "{audience}");
        assert_eq!(house.ask("owner", "DELETE", &path, "").await?.status, 204, "{audience}");
        assert_eq!(house.ask("member", "GET", &path, "").await?.status, 404, "{audience}");
        ensure!(!house.ask("leader", "GET", "/api/deleted", "").await?.body.contains(&doc), "{audience}");
        assert_eq!(house.ask("owner", "DELETE", &format!("/api/deleted/{doc}"), "").await?.status, 204);
        assert_eq!(house.ask("member", "GET", &path, "").await?.status, 200, "{audience}");
    }
    Ok(())
}

#[tokio::test]
pub(super) async fn a_roster_is_changed_by_those_on_it_and_whoever_leaves_it_is_put_out_at_once() -> Result<()> {
    let house = House::served(serve).await?;
    let doc = house.make(Audience::Roster).await?;
    let mut captain = house.cast.connect(house.server.address, "captain", &doc).await?;
    ensure!(matches!(captain.hear().await?, Heard::Hello(_)));
    let on = |who: &str| format!("/api/docs/{doc}/roster/{}", house.cast.id(who));
    assert_eq!(house.ask("member", "PUT", &on("leader"), "").await?.status, 204);
    assert_eq!(house.ask("leader", "GET", &format!("/api/docs/{doc}"), "").await?.status, 200);
    assert_eq!(house.ask("member", "DELETE", &on("captain"), "").await?.status, 204);
    assert_eq!(captain.until_closed().await?, 4403);
    assert_eq!(house.ask("leader", "DELETE", &on("member"), "").await?.status, 204);
    assert_eq!(house.ask("leader", "DELETE", &on("leader"), "").await?.status, 409, "the last one stays");
    assert_eq!(house.ask("leader", "PUT", &format!("/api/docs/{doc}/roster/nobody"), "").await?.status, 404);
    let audit = house.ask("owner", "GET", "/api/audit", "").await?.body;
    for what in ["set audience", "put on roster", "took off roster"] {
        ensure!(audit.contains(what), "{what}: {audit}");
    }
    Ok(())
}

#[tokio::test]
pub(super) async fn an_audience_is_narrowed_once_and_takes_its_comments_and_open_connections_along() -> Result<()> {
    let house = House::served(serve).await?;
    let mut member = house.cast.connect(house.server.address, "member", "ours").await?;
    ensure!(matches!(member.hear().await?, Heard::Hello(_)));
    let narrow = |audience: &str| format!(r#"{{"audience":"{audience}","people":["{}"]}}"#, house.cast.id("owner"));
    let of_ours = "/api/docs/ours";
    // Somebody has come to the comments before.
    let mut talk = house.cast.connect(house.server.address, "captain", "ours-talk").await?;
    ensure!(matches!(talk.hear().await?, Heard::Hello(_)));
    assert_eq!(house.ask("member", "PATCH", of_ours, &narrow("roster")).await?.status, 403);
    assert_eq!(house.ask("captain", "PATCH", of_ours, &narrow("roster")).await?.status, 204);
    assert_eq!(member.until_closed().await?, 4403);
    for doc in ["ours", "ours-talk"] {
        for (who, is_on_it) in [("captain", true), ("owner", true), ("leader", false), ("token:captain", false)] {
            let answer = house.ask(who, "GET", &format!("/api/docs/{doc}"), "").await?;
            assert_eq!(answer.status == 200, is_on_it, "{who}: {doc}: {}", answer.body);
        }
    }
    for wider in ["workspace", "pair", "author"] {
        let answer = house.ask("captain", "PATCH", of_ours, &narrow(wider)).await?;
        ensure!([400, 409].contains(&answer.status), "{wider}: {}", answer.body);
    }
    let talk = house.ask("captain", "PATCH", "/api/docs/ours-talk", &narrow("roster")).await?;
    assert_eq!(talk.status, 409, "comments are for whom their charter is for: {}", talk.body);
    let token = r#"{"doc":"ours","role":"reader","name":"A wiki"}"#;
    assert_eq!(house.ask("captain", "POST", "/api/tokens", token).await?.status, 409);
    Ok(())
}

#[tokio::test]
async fn a_document_is_renamed_by_those_who_edit_it_and_history_says_by_whom() -> Result<()> {
    let house = House::served(serve).await?;
    let renamed = house.ask("captain", "PATCH", "/api/docs/ours", r#"{"name":"Second Opinion"}"#).await?;
    assert_eq!(renamed.status, 204, "{}", renamed.body);
    let again = house.ask("captain", "PATCH", "/api/docs/ours", r#"{"name":"First Keys"}"#).await?;
    assert_eq!(again.status, 204, "{}", again.body);
    let page = house.ask("captain", "GET", "/embed/ours.md", "").await?.body;
    ensure!(page.starts_with("# First Keys "), "{page}");
    let history = house.ask("leader", "GET", "/api/docs/ours/history", "").await?.body;
    ensure!(history.contains("First Keys") && history.contains(house.cast.id("captain")), "{history}");
    for (body, status) in [(r#"{"name":" "}"#, 400), (r#"{"nam":"x"}"#, 400)] {
        assert_eq!(house.ask("captain", "PATCH", "/api/docs/ours", body).await?.status, status, "{body}");
    }
    let talk = house.ask("captain", "PATCH", "/api/docs/ours-talk", r#"{"name":"x"}"#).await?;
    assert_eq!(talk.status, 409, "comments have no name: {}", talk.body);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn tabs_that_tell_of_one_document_at_once_make_it_once_for_the_people_it_is_for() -> Result<()> {
    let house = House::served(serve).await?;
    for audience in Audience::ALL {
        let others = if audience == Audience::Pair { house.cast.id("captain") } else { house.cast.id("member") };
        let people = match audience {
            Audience::Workspace => String::new(),
            _ => format!(r#","audience":"{audience}","people":["{others}"]"#),
        };
        let wanted = format!(r#"{{"id":"at-once-{audience}","kind":"charter","lineage":"L1"{people}}}"#);
        let tabs = (0..8).map(|_| house.ask("member", "POST", "/api/docs", &wanted));
        let told = futures_util::future::try_join_all(tabs).await?;
        assert_eq!(told.iter().filter(|answer| answer.status == 201).count(), 1, "{audience}");
        assert_eq!(told.iter().filter(|answer| answer.status == 200).count(), 7, "{audience}");
        let of_it = format!("/api/docs/at-once-{audience}");
        let found = house.ask("leader", "GET", &of_it, "").await?.status;
        assert_eq!(found == 200, audience == Audience::Workspace, "{audience}: {found}");
        let renamed = house.ask("member", "PATCH", &of_it, r#"{"name":"Still mine"}"#).await?;
        assert_eq!(renamed.status, 204, "{audience}: its maker still writes it: {}", renamed.body);
    }
    Ok(())
}

#[tokio::test]
async fn a_document_that_is_gone_comes_back_for_no_more_people_than_it_was_for() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let log = Log::open(folder.path())?;
    let people = People::open(log.clone()).await?;
    for (doc, audience) in [("a", Audience::Author), ("r", Audience::Roster)] {
        let on_it = vec![cast.id("member").to_owned()];
        ensure!(people.confine(cast.id("member"), &doc.parse()?, audience, on_it).await?);
    }
    drop(people);
    log.close().await;
    let house = House { server: serve(folder.path())?, folder, cast };
    let tell = |doc: &str, more: &str| format!(r#"{{"id":"{doc}","kind":"charter"{more}}}"#);
    for (doc, more, status) in [
        ("a", "", 404),
        ("a", r#","audience":"roster""#, 404),
        ("r", "", 404),
        ("a", r#","audience":"author""#, 201),
        ("r", r#","audience":"roster""#, 201),
    ] {
        let answer = house.ask("member", "POST", "/api/docs", &tell(doc, more)).await?;
        assert_eq!(answer.status, status, "{doc} {more}: {}", answer.body);
        assert_eq!(house.ask("owner", "GET", &format!("/api/docs/{doc}"), "").await?.status, 404, "{doc} {more}");
    }
    Ok(())
}

#[tokio::test]
async fn a_document_for_somebody_who_has_left_is_not_taken_and_the_answer_says_why() -> Result<()> {
    let house = House::served(serve).await?;
    let gone = house.cast.id("guest").to_owned();
    assert_eq!(house.ask("owner", "DELETE", &format!("/api/people/{gone}"), "").await?.status, 204);
    let wanted = format!(r#"{{"id":"late","kind":"charter","audience":"roster","people":["{gone}"]}}"#);
    let answer = house.ask("member", "POST", "/api/docs", &wanted).await?;
    assert_eq!(answer.status, 404);
    ensure!(answer.body.contains("somebody it is for is not in this workspace any more"), "{}", answer.body);
    Ok(())
}
