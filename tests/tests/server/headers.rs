//! Headers that answers bear, whoever writes them.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use muster_tests::abuse::Stage;
use muster_tests::cast::OURS;
use muster_tests::server::get;

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");

async fn stage(more: &[&str]) -> Result<Stage> {
    Stage::open(PROGRAM, Path::new(env!("CARGO_TARGET_TMPDIR")), 0, more).await
}

#[tokio::test]
async fn what_is_for_whoever_asked_is_not_kept_on_the_way() -> Result<()> {
    let stage = stage(&[]).await?;
    let bearer = format!("Authorization: Bearer {}", stage.cast.token("reader"));
    for path in [
        &format!("/api/docs/{OURS}"),
        &format!("/api/docs/{OURS}/history"),
        "/api/docs/absent",
        "/api/nowhere",
        "/oembed?url=x",
        "/readyz",
        "/metrics",
    ] {
        let head = get(stage.address(), path, &[&bearer]).await?.head;
        ensure!(head.contains("cache-control: no-store"), "{path}: {head}");
        ensure!(head.contains("x-content-type-options: nosniff"), "{path}: {head}");
        ensure!(head.contains("referrer-policy: no-referrer"), "{path}: {head}");
        ensure!(!head.contains("strict-transport-security"), "{path} is not behind TLS: {head}");
    }
    let file = get(stage.address(), &format!("/embed/{OURS}.md"), &[&bearer]).await?;
    ensure!(file.head.matches("cache-control").count() == 1, "what says it itself is believed: {}", file.head);
    Ok(())
}

#[tokio::test]
async fn a_list_that_a_browser_has_already_is_not_sent_again_and_nobody_else_keeps_it() -> Result<()> {
    let stage = stage(&[]).await?;
    let bearer = format!("Authorization: Bearer {}", stage.cast.token("reader"));
    let first = get(stage.address(), "/api/docs", &[&bearer]).await?;
    ensure!(first.status == 200 && first.head.contains("cache-control: private, no-cache"), "{}", first.head);
    let tag = first.head.lines().find_map(|line| line.strip_prefix("etag: ")).context("a tag")?.trim().to_owned();
    let known = format!("If-None-Match: \"another\", W/{tag}");
    let again = get(stage.address(), "/api/docs", &[&bearer, &known]).await?;
    assert_eq!((again.status, again.body.as_str()), (304, ""), "{}", again.head);
    let other = get(stage.address(), "/api/docs", &[&bearer, "If-None-Match: \"another\""]).await?;
    assert_eq!((other.status, other.body), (200, first.body));
    Ok(())
}

#[tokio::test]
async fn a_browser_whose_person_signs_out_is_told_to_forget_the_lists_that_it_keeps() -> Result<()> {
    let stage = stage(&[]).await?;
    let address = stage.address();
    let list = stage.cast.ask(address, "member", "GET", "/api/docs", "").await?;
    ensure!(list.head.contains("etag: ") && !list.head.contains("clear-site-data"), "{}", list.head);
    let out = stage.cast.ask(address, "member", "POST", "/api/sign-out", "").await?;
    ensure!(out.status == 204 && out.head.contains("clear-site-data: \"cache\""), "{}", out.head);
    assert_eq!(stage.cast.ask(address, "member", "GET", "/api/docs", "").await?.status, 401);
    Ok(())
}

#[tokio::test]
async fn behind_tls_browsers_are_told_to_stay_there() -> Result<()> {
    let stage = stage(&["--public-url", "https://muster.example"]).await?;
    for path in ["/livez", "/api/docs", "/", "/sign-in"] {
        let head = get(stage.address(), path, &[]).await?.head;
        ensure!(head.contains("strict-transport-security: max-age=31536000"), "{path}: {head}");
    }
    Ok(())
}

#[tokio::test]
async fn a_page_that_another_one_waits_for_keeps_its_opener_and_all_others_leave_theirs() -> Result<()> {
    let stage = stage(&[]).await?;
    for (path, leaves) in [
        ("/", true),
        (&format!("/d/{OURS}"), true),
        ("/people", true),
        ("/account", true),
        ("/sign-in", false),
        ("/embed/sign-in?origin=https://wiki.example&doc=ours", false),
        ("/join/nothing", false),
        (&format!("/embed/{OURS}"), false),
    ] {
        let head = get(stage.address(), path, &[]).await?.head;
        assert_eq!(head.contains("cross-origin-opener-policy: same-origin"), leaves, "{path}: {head}");
    }
    Ok(())
}
