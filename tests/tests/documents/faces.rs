//! Faces of documents: views as text and as pictures, each under its tag, and what oEmbed says of them.

use anyhow::{Context, Result, ensure};
use muster_shared::files::faces::closed::stranger;
use muster_tests::server::{Answer, Process, get, request};
use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");

/// An open server with the worked example on it, and the id of its first document of a kind.
async fn example() -> Result<(TempDir, Process)> {
    let folder = tempdir()?;
    let server = Process::start(PROGRAM, folder.path(), &["--public-url", "https://muster.example"])?;
    let made = request(server.address, "POST", "/api/sample", &[], b"").await?;
    ensure!(made.status == 200, "{}", made.body);
    Ok((folder, server))
}

async fn first_of(server: &Process, kind: &str) -> Result<String> {
    let listed: Value = serde_json::from_str(&get(server.address, "/api/docs", &[]).await?.body)?;
    let rows = listed.as_array().or_else(|| listed["docs"].as_array()).context("a list")?;
    let row = rows.iter().find(|row| row["kind"] == kind).context("a document")?;
    Ok(row["id"].as_str().context("an id")?.to_owned())
}

fn tag(answer: &Answer) -> Result<String> {
    let tag = answer.head.lines().find_map(|line| line.strip_prefix("etag: ")).context("a tag")?;
    Ok(tag.trim().to_owned())
}

/// The text of a page.
fn body(page: &str) -> &str {
    page.split_once("<body>").and_then(|(_, rest)| rest.split_once("</body>")).map_or("", |(body, _)| body)
}

/// The most bytes of a picture in somebody else's page.
const PICTURE_BYTES_MAX: usize = 15_000;

const VIEWS: [(&str, &[&str]); 5] = [
    ("charter", &["full", "card", "three-ms", "coverage", "metrics", "metric", "map"]),
    ("review", &["full", "agenda", "advice", "summary"]),
    ("series", &["full", "next", "current", "advice"]),
    ("log", &["full", "recent", "dial"]),
    ("okr", &["full", "card"]),
];

#[tokio::test]
async fn every_document_of_the_example_is_read_as_a_page_in_markdown_and_as_a_file() -> Result<()> {
    let (_folder, server) = example().await?;
    let listed: Value = serde_json::from_str(&get(server.address, "/api/docs", &[]).await?.body)?;
    let examples: Vec<&Value> =
        listed.as_array().context("a list")?.iter().filter(|row| row["example"] == true).collect();
    for row in &examples {
        let (doc, kind) = (row["id"].as_str().context("an id")?, row["kind"].as_str().context("a kind")?);
        let page = get(server.address, &format!("/embed/{doc}.html"), &[]).await?;
        ensure!(page.status == 200 && stranger(body(&page.body)).is_none(), "{kind}: {}", page.body);
        let markdown = get(server.address, &format!("/embed/{doc}.md"), &[]).await?;
        let says = format!("<!-- muster: {kind} {doc}");
        ensure!(markdown.status == 200 && markdown.body.contains(&says), "{kind}: {}", markdown.body);
        let file = get(server.address, &format!("/embed/{doc}.json"), &[]).await?;
        let file: Value = serde_json::from_str(&file.body)?;
        let is_it = |one: &Value| one["id"] == doc && one["example"] == true;
        ensure!(file["documents"].as_array().is_some_and(|all| all.iter().any(is_it)), "{kind}: {file}");
    }
    assert_eq!(examples.len(), 26);
    Ok(())
}

#[tokio::test]
async fn every_view_is_a_text_of_the_closed_list_and_all_but_the_whole_a_picture() -> Result<()> {
    let (_folder, server) = example().await?;
    for (kind, views) in VIEWS {
        let doc = first_of(&server, kind).await?;
        for view in views {
            let page = get(server.address, &format!("/embed/{doc}.html?view={view}"), &[]).await?;
            ensure!(page.status == 200, "{kind} {view}: {} {}", page.status, page.body);
            let text = body(&page.body);
            assert_eq!(stranger(text), None, "{kind} {view}: {text}");
            ensure!(text.contains(&format!("<article class=\"mt mt-{view}\">")), "{kind} {view}: {text}");
            let picture = get(server.address, &format!("/embed/{doc}.svg?view={view}"), &[]).await?;
            ensure!(picture.status == 200 && picture.body.starts_with("<svg "), "{kind} {view}: {}", picture.body);
            ensure!(picture.body.len() <= PICTURE_BYTES_MAX, "{kind} {view}: {} bytes", picture.body.len());
            ensure!(picture.head.contains("content-type: image/svg+xml\r\n"), "{}", picture.head);
            ensure!(picture.head.contains("default-src 'none'; style-src 'unsafe-inline'"), "{}", picture.head);
            ensure!(picture.head.contains("cross-origin-resource-policy: cross-origin\r\n"), "{}", picture.head);
        }
    }
    Ok(())
}

#[tokio::test]
async fn each_face_has_a_tag_by_its_words_and_is_not_sent_twice() -> Result<()> {
    let (_folder, server) = example().await?;
    let doc = first_of(&server, "charter").await?;
    let metrics = get(server.address, &format!("/embed/{doc}.json"), &[]).await?;
    let all: Value = serde_json::from_str(&metrics.body)?;
    ensure!(all["documents"].is_array(), "{all}");
    let faces = [".html", ".html?view=card", ".svg?view=three-ms", ".md", ".json"];
    let mut tags = Vec::new();
    for face in faces {
        let path = format!("/embed/{doc}{face}");
        let first = get(server.address, &path, &[]).await?;
        let known = tag(&first)?;
        ensure!(known.starts_with('"') && first.head.contains("cache-control: no-cache\r\n"), "{face}: {}", first.head);
        let again = get(server.address, &path, &[&format!("If-None-Match: {known}")]).await?;
        assert_eq!((again.status, again.body.as_str(), tag(&again)?), (304, "", known.clone()), "{face}");
        tags.push(known);
    }
    let named = json!({ "name": "Another name" }).to_string();
    let head = ["Content-Type: application/json"];
    let renamed = request(server.address, "PATCH", &format!("/api/docs/{doc}"), &head, named.as_bytes()).await?;
    ensure!(renamed.status == 204, "{}", renamed.body);
    for (face, known) in faces.into_iter().zip(tags) {
        let path = format!("/embed/{doc}{face}");
        let again = get(server.address, &path, &[&format!("If-None-Match: {known}")]).await?;
        ensure!(again.status == 200 && again.body.contains("Another name"), "{face}: {} {}", again.status, again.body);
    }
    Ok(())
}

#[tokio::test]
async fn one_metric_is_chosen_by_its_row_and_a_theme_by_its_word() -> Result<()> {
    let (_folder, server) = example().await?;
    let doc = first_of(&server, "charter").await?;
    let gone = get(server.address, &format!("/embed/{doc}.html?view=metric&item=nothing"), &[]).await?;
    ensure!(gone.status == 200 && gone.body.contains("This metric is not there any more."), "{}", gone.body);
    let dark = get(server.address, &format!("/embed/{doc}.html?theme=dark"), &[]).await?;
    ensure!(dark.body.contains("<html lang=\"en\" data-theme=\"dark\">"), "{}", dark.body);
    let picture = get(server.address, &format!("/embed/{doc}.svg?theme=light"), &[]).await?;
    ensure!(!picture.body.contains("prefers-color-scheme"), "{}", picture.body);
    let odd = get(server.address, &format!("/embed/{doc}.html?view=%3Cscript%3E&theme=x"), &[]).await?;
    ensure!(odd.status == 200 && odd.body.contains("mt-full") && !odd.body.contains("<script"), "{}", odd.body);
    Ok(())
}

#[tokio::test]
async fn oembed_keeps_the_view_fits_its_height_and_takes_an_empty_size_for_none() -> Result<()> {
    let (_folder, server) = example().await?;
    let doc = first_of(&server, "charter").await?;
    let ask = async |view: &str, more: &str| -> Result<Value> {
        let url = format!("https%3A%2F%2Fmuster.example%2Fd%2F{doc}%3F{view}");
        let answer = get(server.address, &format!("/oembed?url={url}{more}"), &[]).await?;
        ensure!(answer.status == 200, "{} {}", answer.status, answer.body);
        Ok(serde_json::from_str(&answer.body)?)
    };
    let whole = ask("", "&maxwidth=&maxheight=").await?;
    let metric = ask("view%3Dmetric%26mode%3Dread%26item%3Dr1%26other%3D1", "").await?;
    ensure!(metric["height"].as_u64() < whole["height"].as_u64(), "{metric}");
    let html = metric["html"].as_str().context("a frame")?;
    let src = format!("src=\"https://muster.example/embed/{doc}?view=metric&amp;item=r1&amp;mode=read\"");
    ensure!(html.contains(&src), "{html}");
    for mode in ["read", "comment", "edit"] {
        let html = ask(&format!("mode%3D{mode}"), "").await?["html"].to_string();
        ensure!(html.contains(&format!("/embed/{doc}?mode={mode}\\\"")), "{html}");
    }
    ensure!(metric["cache_age"].as_u64().is_some_and(|age| age > 0), "{metric}");
    Ok(())
}
