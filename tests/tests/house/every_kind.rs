//! Every kind of document has every face that people expect of a document, whichever kind it is. A kind that is new to the
//! table of kinds is asked here without a word: what it lacks fails.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use muster_shared::access::{Audience, Grant, Rank, Role};
use muster_shared::files::export::{Exported, json, markdown};
use muster_shared::files::import::{read, says_all};
use muster_shared::id::{DocId, Lineage};
use muster_shared::kinds::outline::Sources;
use muster_shared::kinds::{Kind, Subject, companion, review, role_in, root, talk};
use muster_shared::sheet::{Edit, Field, Is, Place, Schema, Splice, Stamp, apply};
use muster_shared::sync::document::GatedDoc;
use muster_tests::client::Client;
use muster_tests::filled::{KEY, filled, token};
use muster_tests::server::{Process, get, request};
use serde_json::Value;
use tempfile::{TempDir, tempdir};
use yrs::{ReadTxn, StateVector, Transact};

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");

/// Values that name a row, a document or words of one, and read as what that is called or says: list and field, or field alone.
const POINTERS: [(&str, &str); 48] = [
    ("comments", "at"),
    ("claims", "surface"),
    ("serves", "focus"),
    ("roadmap", "focus"),
    ("allocations", "focus"),
    ("notes", "replaces"),
    ("touches", "note"),
    ("touches", "thing"),
    ("answers", "pitch"),
    ("readings", "metric"),
    ("moves", "metric"),
    ("functions", "team"),
    ("", "sources"),
    ("decisions", "instead_of"),
    ("outcomes", "decision"),
    ("answers", "request"),
    ("bet_ends", "of_bet"),
    ("", "now"),
    ("", "ready"),
    ("reveals", "item"),
    ("remarks", "item"),
    ("remarks", "from"),
    ("ballots", "item"),
    ("closes", "ballot"),
    ("votes", "ballot"),
    ("votes", "given"),
    ("dots", "ballot"),
    ("dots", "given"),
    ("questions", "item"),
    ("advice", "item"),
    ("answers", "to"),
    ("actions", "item"),
    ("reads", "item"),
    ("items", "origin"),
    ("parked", "origin"),
    ("teams", "team"),
    ("marks", "series"),
    ("voices", "team"),
    ("voices", "metric"),
    // A fingerprint reads as what has changed since.
    ("looks", "read_as"),
    ("peers", "team"),
    ("peers", "read_as"),
    ("key_results", "objective"),
    ("readings", "key_result"),
    ("check_ins", "key_result"),
    ("moves", "key_result"),
    ("learnings", "key_result"),
    ("dismissed", "key_result"),
];

/// The id of the document of a kind about the team `team-1`, or of the team itself; of a series and what is about one.
fn id_of(kind: Kind) -> Result<DocId> {
    let subject: DocId = KEY.parse()?;
    let series: DocId = "weekly-1".parse()?;
    match kind.spec().subject {
        Subject::Itself if kind == Kind::Series => Ok(series),
        Subject::Itself if kind == Kind::Strategy => Ok("strategy-1".parse()?),
        Subject::Itself if kind == Kind::Okr => Ok("goals-1".parse()?),
        Subject::Itself if kind == Kind::Pressure => Ok("pressure-1".parse()?),
        Subject::Itself if kind == Kind::Pair => Ok("pair-1".parse()?),
        Subject::Itself if kind == Kind::Role => Ok("role-1".parse()?),
        Subject::Each(_) => kind.about_slot(&series, &"2026-11-24T10:00".parse()?).context("an id for an occurrence"),
        Subject::Itself => Ok(subject),
        Subject::Workspace => Ok(DocId::org()),
        Subject::Of(_) => kind.about(&subject).context("an id for a companion"),
        Subject::Personal(_) => {
            let review =
                review::occurrence(&series, &"2026-11-24T10:00".parse()?).context("an id for an occurrence")?;
            kind.about_for(&review, "p1eCf").context("an id for a person's own")
        }
    }
}

/// The kinds whose documents others may come to see.
fn shown() -> impl Iterator<Item = Kind> {
    Kind::ALL.into_iter().filter(|kind| !kind.is_private())
}

/// One document of each kind, every field of it filled, in the form they are exported in.
fn documents() -> Result<Vec<Exported>> {
    let lineage = Some(Lineage::from_random(7));
    let document = |(kind, client): (Kind, u64)| {
        let sheet = filled(kind, client)?.sheet().context("a sheet")?;
        Ok(Exported { id: id_of(kind)?, kind, lineage: lineage.clone(), example: false, sheet })
    };
    shown().zip(100..).map(document).collect()
}

fn run(data: &Path, arguments: &[&str]) -> Result<Output> {
    let output = Command::new(PROGRAM).args(arguments).arg("--data").arg(data).output()?;
    ensure!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(output)
}

/// A workspace that holds one document of each kind, imported.
fn workspace() -> Result<TempDir> {
    let folder = tempdir()?;
    let file = folder.path().join("all.json");
    fs::write(&file, json(&documents()?))?;
    run(&folder.path().join("data"), &["import", &file.to_string_lossy()])?;
    Ok(folder)
}

/// The documents of a workspace, as the export of each says them.
fn exported(data: &Path) -> Result<Vec<(Kind, Value)>> {
    let out = tempdir()?;
    run(data, &["export", "--format", "json", &out.path().to_string_lossy()])?;
    let each = |kind: Kind| {
        let file = fs::read_to_string(out.path().join(format!("{}.json", id_of(kind)?)))?;
        let file: Value = serde_json::from_str(&file)?;
        Ok((kind, told(kind, &file["documents"][0])))
    };
    shown().map(each).collect()
}

/// A document without the history it belongs to, where each workspace has one of its own.
fn told(kind: Kind, document: &Value) -> Value {
    let mut document = document.clone();
    if kind.spec().subject == Subject::Workspace
        && let Some(document) = document.as_object_mut()
    {
        document.remove("lineage");
    }
    document
}

/// The words of every text and of every value of words that a document of a kind holds.
fn words_of(schema: &Schema) -> Vec<String> {
    let is_words = |field: &&Field| matches!(field.is, Is::Words | Is::Paragraphs | Is::Person);
    let is_pointer = |list: &str, field: &str| POINTERS.contains(&(list, field));
    let texts = schema.texts.iter().map(|name| token("sheet", name));
    let single = schema.values.iter().chain(schema.keyed).filter(|field| is_words(field));
    let single = single.filter(|field| !is_pointer("", field.name)).map(|field| token(field.name, field.name));
    let rows = schema.lists.iter().flat_map(|list| {
        let texts = list.texts.iter().map(|name| token(list.name, name));
        let values = list.values.iter().filter(|field| is_words(field) && !is_pointer(list.name, field.name));
        texts.chain(values.map(|field| token(list.name, field.name))).collect::<Vec<_>>()
    });
    texts.chain(single).chain(rows).collect()
}

#[test]
fn what_is_exported_of_every_kind_is_imported_again_and_is_equal() -> Result<()> {
    let folder = workspace()?;
    let first = exported(&folder.path().join("data"))?;
    for ((kind, document), was) in first.iter().zip(documents()?) {
        let file: Value = serde_json::from_str(&json(&[was]))?;
        assert_eq!(*document, told(*kind, &file["documents"][0]), "{kind}");
    }
    let out = folder.path().join("out");
    run(&folder.path().join("data"), &["export", "--format", "json", &out.to_string_lossy()])?;
    let files: Vec<String> =
        fs::read_dir(&out)?.map(|entry| Ok(entry?.path().to_string_lossy().into_owned())).collect::<Result<_>>()?;
    let elsewhere = folder.path().join("elsewhere");
    run(&elsewhere, &[vec!["import"], files.iter().map(String::as_str).collect()].concat())?;
    assert_eq!(exported(&elsewhere)?, first);
    run(&elsewhere, &[vec!["import"], files.iter().map(String::as_str).collect()].concat())?;
    assert_eq!(exported(&elsewhere)?, first, "a second time changes nothing");
    Ok(())
}

#[test]
fn the_markdown_of_every_kind_is_read_again_and_where_it_says_not_all_it_is_refused_in_a_sentence() -> Result<()> {
    let org = filled(Kind::Org, 99)?.sheet().context("a sheet")?;
    for was in documents()? {
        let page = markdown(was.kind, &Sources { sheet: &was.sheet, org: &org, doc: &was.id });
        match read("page.md", page.as_bytes()) {
            Ok(drafts) => {
                ensure!(says_all(was.kind), "{}: read, though not all is said", was.kind);
                assert_eq!((drafts[0].kind, drafts[0].doc.as_ref()), (was.kind, Some(&was.id)));
            }
            Err(error) => ensure!(!says_all(was.kind) && error.reason.contains("JSON"), "{}: {error}", was.kind),
        }
    }
    Ok(())
}

#[tokio::test]
async fn every_kind_is_in_the_list_and_reads_as_page_file_frame_and_embed_with_every_field() -> Result<()> {
    let folder = workspace()?;
    let server = Process::start(PROGRAM, &folder.path().join("data"), &[])?;
    let list = get(server.address, "/api/docs", &[]).await?.body;
    let rows: Vec<Value> = serde_json::from_str(&list)?;
    for kind in shown() {
        let id = id_of(kind)?;
        let row = rows.iter().find(|row| row["id"] == id.as_str()).with_context(|| format!("{kind} in the list"))?;
        assert_eq!(row["kind"], kind.name());
        let is_sought = kind.spec().face.is_ok() && kind.spec().subject != Subject::Workspace;
        let has_words = row["summary"].is_object() || row["digest"]["title"].as_str().is_some_and(|it| !it.is_empty());
        ensure!(has_words || !is_sought, "search finds no {kind}: the list says nothing of it, {row}");
        let one = get(server.address, &format!("/api/docs/{id}"), &[]).await?;
        assert_eq!(one.status, 200, "{kind}");
        for ending in ["md", "html", "json"] {
            let file = get(server.address, &format!("/embed/{id}.{ending}"), &[]).await?;
            assert_eq!(file.status, 200, "{kind}: {ending}");
            for words in words_of(kind.schema()) {
                ensure!(file.body.contains(&words), "{kind}.{ending} does not say “{words}”:\n{}", file.body);
            }
        }
        let at = format!("http%3A%2F%2F{}%2Fd%2F{id}", server.address.to_string().replace(':', "%3A"));
        let embed = get(server.address, &format!("/oembed?url={}", at.replace("127.0.0.1", "localhost")), &[]).await?;
        ensure!(embed.status == 200 && embed.body.contains(&format!("/embed/{id}")), "{kind}: {}", embed.body);
    }
    Ok(())
}

#[tokio::test]
async fn every_kind_is_edited_without_a_network_and_its_history_tells_what_changed() -> Result<()> {
    let folder = workspace()?;
    let server = Process::start(PROGRAM, &folder.path().join("data"), &[])?;
    for (kind, number) in shown().zip(500..) {
        let id = id_of(kind)?;
        let mut client = Client::muster(server.address, id.as_str()).await?;
        client.sync().await?;
        let whole = client.doc.transact().encode_state_as_update_v1(&StateVector::default());
        // The copy on the device: what is written into it goes to the server later.
        let mut device = GatedDoc::new(Some(kind.schema()), number);
        device.admit(&Arc::from(whole)).map_err(|refusal| anyhow::anyhow!("{kind}: {refusal}"))?;
        let words = format!("written on a train, a {kind}");
        for update in write(&mut device, &words)? {
            client.update(&update).await?;
        }
        client.until_saved().await?;
        let page = get(server.address, &format!("/embed/{id}.md"), &[]).await?.body;
        ensure!(page.contains(&words), "{kind}: {page}");
        let history = get(server.address, &format!("/api/docs/{id}/history"), &[]).await?;
        ensure!(history.status == 200 && history.body.contains(&words), "{kind}: {}", history.body);
    }
    Ok(())
}

#[tokio::test]
async fn a_kind_that_is_one_persons_alone_comes_in_by_no_file_and_is_nowhere_on_an_open_server() -> Result<()> {
    let folder = workspace()?;
    let data = folder.path().join("data");
    let server = Process::start(PROGRAM, &data, &[])?;
    for kind in Kind::ALL.into_iter().filter(|kind| kind.is_personal()) {
        let id = id_of(kind)?;
        let mut client = Client::muster(server.address, &format!("{id}?kind={kind}")).await?;
        assert_eq!(client.until_closed().await?, 4403, "{kind}");
        let mut client = Client::muster(server.address, id.as_str()).await?;
        assert_eq!(client.until_closed().await?, 4403, "{kind} without its kind");
        let sheet = filled(kind, 900)?.sheet().context("a sheet")?;
        let file = json(&[Exported { id: id.clone(), kind, lineage: None, example: false, sheet }]);
        let path = "/api/import?name=own.json";
        let answer = request(server.address, "POST", path, &[], file.as_bytes()).await?;
        ensure!(answer.body.contains("comes in by no file"), "{kind}: {}", answer.body);
        for path in [format!("/api/docs/{id}"), format!("/embed/{id}.md"), format!("/api/docs/{id}/history")] {
            assert_eq!(get(server.address, &path, &[]).await?.status, 404, "{kind}: {path}");
        }
        ensure!(!get(server.address, "/api/docs", &[]).await?.body.contains(id.as_str()), "{kind}");
        let review = kind.subject_of(&id).context("a subject")?;
        let told = get(server.address, &format!("/api/docs/{review}/drafts"), &[]).await?;
        assert_eq!((told.status, told.body.as_str()), (200, r#"{"mine":false}"#));
    }
    Ok(())
}

#[tokio::test]
async fn a_kind_that_is_for_two_people_alone_comes_in_by_no_file_and_is_begun_by_nobody_on_an_open_server() -> Result<()>
{
    let folder = workspace()?;
    let server = Process::start(PROGRAM, &folder.path().join("data"), &[])?;
    for kind in Kind::ALL.into_iter().filter(|kind| kind.is_private() && !kind.is_personal()) {
        let id = id_of(kind)?;
        let sheet = filled(kind, 901)?.sheet().context("a sheet")?;
        let file = json(&[Exported { id: id.clone(), kind, lineage: None, example: false, sheet }]);
        let answer = request(server.address, "POST", "/api/import?name=two.json", &[], file.as_bytes()).await?;
        ensure!(answer.body.contains("comes in by no file"), "{kind}: {}", answer.body);
        for audience in Audience::ALL {
            let wanted = format!(r#"{{"id":"{id}","kind":"{kind}","audience":"{audience}","people":["p1eCf"]}}"#);
            let answer = request(server.address, "POST", "/api/docs", &[], wanted.as_bytes()).await?;
            assert_eq!(answer.status, 400, "{kind} for {audience}: {}", answer.body);
        }
        let mut client = Client::muster(server.address, &format!("{id}?kind={kind}")).await?;
        client.until_closed().await?;
        for path in [format!("/api/docs/{id}"), format!("/embed/{id}.md"), format!("/api/docs/{id}/history")] {
            assert_eq!(get(server.address, &path, &[]).await?.status, 404, "{kind}: {path}");
        }
        ensure!(!get(server.address, "/api/docs", &[]).await?.body.contains(id.as_str()), "{kind}");
    }
    Ok(())
}

/// Kinds that people do not speak about: a talk is what they say, and of the workspace's own lists they speak at the charter,
/// a draft is nobody's but its author's, and the two of a pressure test or of feedback say in it what there is to say.
const SILENT: [&str; 5] = ["org", "talk", "draft", "pressure", "pair"];

#[tokio::test]
async fn every_kind_that_people_speak_about_has_a_talk_of_its_own_with_its_history_name_and_rights() -> Result<()> {
    let folder = workspace()?;
    let server = Process::start(PROGRAM, &folder.path().join("data"), &[])?;
    for (kind, number) in Kind::ALL.into_iter().zip(700..) {
        let has_talk = kind.spec().beside.contains(&talk::KIND);
        assert_eq!(has_talk, !SILENT.contains(&kind.name()), "{kind}: a talk in `beside`, or a reason in `SILENT`");
        if !has_talk {
            continue;
        }
        let (doc, of) = (talk::about(&id_of(kind)?).context("an id for a talk")?, id_of(kind)?);
        assert_eq!(companion(&doc), Some((talk::KIND, of.clone())), "{kind}");
        let mut client = Client::synced(server.address, &format!("{doc}?kind=talk")).await?;
        // The device's copy: what is written into it without a network goes to the server later.
        let mut device = GatedDoc::new(Some(talk::KIND.schema()), number);
        let whole = client.doc.transact().encode_state_as_update_v1(&StateVector::default());
        device.admit(&Arc::from(whole)).map_err(|refusal| anyhow::anyhow!("{kind}: {refusal}"))?;
        let words = format!("said of a {kind}");
        for update in write(&mut device, &words)? {
            client.update(&update).await?;
        }
        client.until_saved().await?;
        for path in [format!("/embed/{doc}.md"), format!("/embed/{doc}.json"), format!("/api/docs/{doc}/history")] {
            let told = get(server.address, &path, &[]).await?;
            ensure!(told.status == 200 && told.body.contains(&words), "{kind}: {path} {} {}", told.status, told.body);
        }
        let lineage = async |doc: &DocId| -> Result<Value> {
            let told: Value = serde_json::from_str(&get(server.address, &format!("/api/docs/{doc}"), &[]).await?.body)?;
            Ok(told["lineage"].clone())
        };
        assert_eq!(
            lineage(&doc).await?,
            lineage(&root(&of, Some(kind))).await?,
            "{kind}: it is given back with its document"
        );
        for rank in Rank::ALL {
            let (says, reads) = (role_in(Some(talk::KIND), Some(rank), None), role_in(Some(kind), Some(rank), None));
            assert_eq!(says.is_some(), reads.is_some(), "{kind}: {rank} reads what is said of what they read");
        }
    }
    Ok(())
}

/// Writes into the first text a document of a kind has, or adds a row with one.
fn write(device: &mut GatedDoc, words: &str) -> Result<Vec<Arc<[u8]>>> {
    let schema = device.schema().context("a schema")?;
    let stamp = Stamp { by: "Bo".to_owned(), at_ms: 1_700_000_000_001 };
    let edit = match schema.texts.first() {
        Some(text) => {
            let splice = Splice { at: 0, remove: 0, insert: words.to_owned() };
            Edit::Write { at: Place::on_sheet(text), splice }
        }
        None => {
            let list = schema.lists.first().context("a list")?;
            let texts = list.texts.first().map(|text| ((*text).to_owned(), words.to_owned()));
            let is_words = |field: &&Field| field.is == Is::Words && texts.is_none();
            let values = list.values.iter().find(is_words).map(|field| (field.name.to_owned(), words.into()));
            let (texts, values) = (Vec::from_iter(texts), Vec::from_iter(values));
            Edit::Add { list: list.name.to_owned(), after: None, texts, values }
        }
    };
    let written = device.transact("a device", |txn| apply(schema, txn, &edit, &stamp));
    written.result?;
    Ok(written.updates)
}

/// A kind, the role of each rank without a grant, and that of a guest with each grant.
type Roles = (&'static str, [Option<Role>; 4], [Option<Role>; 4]);

const ROLES: [Roles; 12] = {
    use Role::{Commenter, Editor, Reader};
    [
        (
            "charter",
            [None, Some(Commenter), Some(Editor), Some(Editor)],
            [Some(Reader), Some(Commenter), Some(Editor), Some(Editor)],
        ),
        (
            "org",
            [Some(Reader), Some(Reader), Some(Editor), Some(Editor)],
            [Some(Reader), Some(Reader), Some(Reader), Some(Reader)],
        ),
        (
            "talk",
            [None, Some(Commenter), Some(Editor), Some(Editor)],
            [Some(Reader), Some(Commenter), Some(Editor), Some(Editor)],
        ),
        (
            "log",
            [None, Some(Commenter), Some(Editor), Some(Editor)],
            [Some(Reader), Some(Commenter), Some(Editor), Some(Editor)],
        ),
        (
            "series",
            [None, Some(Editor), Some(Editor), Some(Editor)],
            [Some(Reader), Some(Commenter), Some(Editor), Some(Editor)],
        ),
        (
            "review",
            [None, Some(Editor), Some(Editor), Some(Editor)],
            [Some(Reader), Some(Commenter), Some(Editor), Some(Editor)],
        ),
        (
            "strategy",
            [None, Some(Commenter), Some(Editor), Some(Editor)],
            [Some(Reader), Some(Commenter), Some(Editor), Some(Editor)],
        ),
        (
            "okr",
            [None, Some(Commenter), Some(Editor), Some(Editor)],
            [Some(Reader), Some(Commenter), Some(Editor), Some(Editor)],
        ),
        ("draft", [None, None, None, None], [None, None, None, None]),
        // The audience of these two lets their two people in, and no rank and no grant does.
        ("pressure", [None, None, None, None], [None, None, None, None]),
        ("pair", [None, None, None, None], [None, None, None, None]),
        (
            "role",
            [None, Some(Editor), Some(Editor), Some(Editor)],
            [Some(Reader), Some(Commenter), Some(Editor), Some(Editor)],
        ),
    ]
};

#[test]
fn every_kind_says_who_may_do_what_in_it_and_no_rank_gets_a_new_kind_unasked() -> Result<()> {
    for kind in Kind::ALL {
        let (_, by_rank, by_grant) = ROLES.iter().find(|(name, ..)| *name == kind.name()).context(kind.name())?;
        for (rank, role) in Rank::ALL.into_iter().zip(by_rank) {
            assert_eq!(role_in(Some(kind), Some(rank), None), *role, "{kind}: {rank}");
        }
        for (grant, role) in Grant::ALL.into_iter().zip(by_grant) {
            assert_eq!(role_in(Some(kind), Some(Rank::Guest), Some(grant)), *role, "{kind}: a guest as {grant}");
        }
    }
    Ok(())
}

#[test]
fn every_kind_has_names_for_sentences_and_a_page_or_a_reason_why_not() {
    for kind in Kind::ALL {
        let spec = kind.spec();
        assert!(!spec.noun.one.is_empty() && !spec.noun.many.is_empty(), "{kind}");
        assert!(spec.face.is_ok() || spec.face.is_err_and(|why| why.ends_with('.')), "{kind}");
        assert_eq!(kind.name().parse(), Ok(kind));
        let is_named_by_itself = matches!(spec.subject, Subject::Itself | Subject::Workspace);
        assert!(kind.outline().title.is_some() || !is_named_by_itself, "the outline of a {kind} has no title");
    }
}

#[test]
fn the_description_of_the_interface_names_every_kind() -> Result<()> {
    let description: Value = serde_json::from_str(include_str!("../../../server/src/http/openapi.json"))?;
    let named = &description["components"]["schemas"]["Kind"]["enum"];
    assert_eq!(*named, serde_json::json!(Kind::ALL.map(Kind::name)), "`Kind` in server/src/http/openapi.json");
    Ok(())
}
