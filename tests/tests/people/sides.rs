//! The two sides of a team's authority, held against the real server: a captain cannot confirm for a leader, nor a leader
//! for the captain, and nobody else speaks for either.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that goes wrong should stop")]

use std::path::Path;

use anyhow::Result;
use muster_shared::access::Side;
use muster_shared::kinds::log::*;
use muster_shared::sheet::{Edit, Place, Value};
use muster_shared::sync::wire::NackCode;
use muster_tests::cast::Cast;
use muster_tests::server::Process;
use muster_tests::words::make;
use serde_json::json;
use tempfile::tempdir;

use super::own::Device;

const OF_OURS: &str = "ours-log";

fn serve(data: &Path) -> Result<Process> {
    Process::serve(env!("CARGO_BIN_EXE_muster-under-test"), data, &[])
}

fn says(list: &str, level: Level) -> Edit {
    says_on(list, level, "2026-11-20")
}

fn says_on(list: &str, level: Level, day: &str) -> Edit {
    let values = [(CLASS, "Pricing"), (LEVEL, level.word()), (ON, day)];
    let values = values.map(|(field, value)| (field.to_owned(), Value::from(value))).to_vec();
    Edit::Add { list: list.to_owned(), after: None, texts: Vec::new(), values }
}

fn sees(list: &str) -> Edit {
    let values = [(STATEMENT, "customer"), (VIEW, "yes"), (ON, "2026-11-20")];
    let values = values.map(|(field, value)| (field.to_owned(), Value::from(value))).to_vec();
    Edit::Add { list: list.to_owned(), after: None, texts: Vec::new(), values }
}

#[tokio::test(flavor = "multi_thread")]
async fn v14_each_side_of_a_teams_authority_speaks_for_itself_and_nobody_else_for_either() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = serve(folder.path())?;
    let given = cast.ask(server.address, "leader", "PUT", "/api/docs/ours/people/{member}", r#"{"grant":"editor"}"#);
    assert_eq!(given.await?.status, 204);
    let sides = [
        ("captain", Some(Side::Captain)),
        ("token:captain", Some(Side::Captain)),
        ("leader", Some(Side::Leader)),
        ("owner", Some(Side::Leader)),
        // A deputy edits everything else.
        ("member", None),
        ("token:editor", None),
    ];
    let mut client = 100;
    for (who, side) in sides {
        for of in Side::ALL {
            for edit in [says(levels_of(of), Level::Advise), sees(views_of(of))] {
                client += 1;
                let mut device = Device::of(&cast, &server, who, OF_OURS, client).await?;
                let update = make(&mut device.copy, &edit);
                let expected = if side == Some(of) { Ok(()) } else { Err(NackCode::ReadOnly) };
                assert_eq!(device.sends(&update).await?, expected, "{who} as {}: {edit:?}", of.name());
            }
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn v14_what_one_side_said_is_not_rewritten_by_the_other_and_agreed_is_what_both_said() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = serve(folder.path())?;
    let mut captain = Device::of(&cast, &server, "captain", OF_OURS, 1).await?;
    let update = make(&mut captain.copy, &says(CAPTAIN_LEVELS, Level::Inquire));
    assert_eq!(captain.sends(&update).await?, Ok(()));
    let mut leader = Device::of(&cast, &server, "leader", OF_OURS, 2).await?;
    let row = leader.rows(CAPTAIN_LEVELS)[0].id.clone();
    let at = Place::in_row(CAPTAIN_LEVELS, &row, LEVEL);
    let lower = make(&mut leader.copy, &Edit::Set { at, to: Value::from("tell") });
    assert_eq!(leader.sends(&lower).await?, Err(NackCode::ReadOnly));
    let mut leader = Device::of(&cast, &server, "leader", OF_OURS, 3).await?;
    let levels = Levels::of(&leader.copy.sheet().expect("a log"));
    assert_eq!(levels.class("Pricing").unwrap().agreed, None, "one side alone is a proposal");
    let update = make(&mut leader.copy, &says(LEADER_LEVELS, Level::Inquire));
    assert_eq!(leader.sends(&update).await?, Ok(()));
    for (who, client) in [("captain", 4), ("leader", 5), ("guest", 6)] {
        let mut reader = Device::of(&cast, &server, who, OF_OURS, client).await?;
        let levels = Levels::of(&reader.copy.sheet().expect("a log"));
        let agreed = levels.class("Pricing").unwrap().agreed.as_ref().map(|agreed| agreed.level);
        assert_eq!(agreed, Some(Level::Inquire), "{who}");
    }
    let page = cast.ask(server.address, "member", "GET", "/embed/ours.md", "").await?.body;
    assert!(page.contains("Agreed: 6 Inquire on Pricing."), "{page}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn v14_who_is_captain_is_asked_when_a_word_comes_and_what_was_said_before_stays() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = serve(folder.path())?;
    let mut captain = Device::of(&cast, &server, "captain", OF_OURS, 1).await?;
    let update = make(&mut captain.copy, &says(CAPTAIN_LEVELS, Level::Agree));
    assert_eq!(captain.sends(&update).await?, Ok(()));
    let seat = json!({ "person": cast.id("member") }).to_string();
    assert_eq!(cast.ask(server.address, "leader", "POST", "/api/docs/ours/captain", &seat).await?.status, 204);
    let mut again = Device::of(&cast, &server, "captain", OF_OURS, 2).await?;
    let late = make(&mut again.copy, &says(CAPTAIN_LEVELS, Level::Delegate));
    assert_eq!(again.sends(&late).await?, Err(NackCode::ReadOnly), "an editor from now on");
    let mut new = Device::of(&cast, &server, "member", OF_OURS, 3).await?;
    let update = make(&mut new.copy, &says(CAPTAIN_LEVELS, Level::Sell));
    assert_eq!(new.sends(&update).await?, Ok(()));
    assert_eq!(new.rows(CAPTAIN_LEVELS).len(), 2);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn v14_levels_of_a_file_are_nobodys_present_agreement() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = serve(folder.path())?;
    for (who, list, client) in [("captain", CAPTAIN_LEVELS, 1), ("leader", LEADER_LEVELS, 2)] {
        let mut device = Device::of(&cast, &server, who, OF_OURS, client).await?;
        let update = make(&mut device.copy, &says(list, Level::Advise));
        assert_eq!(device.sends(&update).await?, Ok(()));
    }
    let strip = |page: &str| page.contains("Agreed: 5 Advise on Pricing.");
    assert!(strip(&cast.ask(server.address, "member", "GET", "/embed/ours.md", "").await?.body));
    let file = cast.ask(server.address, "member", "GET", "/embed/ours-log.json", "").await?.body;
    let theirs = file.replace("\"ours-log\"", "\"theirs-log\"");
    let there = cast.ask(server.address, "leader", "POST", "/api/import?name=log.json", &theirs).await?;
    assert_eq!(there.status, 200, "{}", there.body);
    let page = cast.ask(server.address, "member", "GET", "/embed/theirs-log.md", "").await?.body;
    assert!(page.contains("Authority as a leader says it"), "the words are there: {page}");
    assert!(!strip(&cast.ask(server.address, "member", "GET", "/embed/theirs.md", "").await?.body));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn v14_one_person_who_was_on_both_sides_agrees_with_nobody_whatever_name_they_write() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = serve(folder.path())?;
    let strip = async || -> Result<bool> {
        let page = cast.ask(server.address, "member", "GET", "/embed/ours.md", "").await?.body;
        Ok(page.contains("Agreed: 5 Advise on Pricing."))
    };
    // Each row says that Ada wrote it, whoever does.
    let mut captain = Device::of(&cast, &server, "captain", OF_OURS, 1).await?;
    let update = make(&mut captain.copy, &says(CAPTAIN_LEVELS, Level::Advise));
    assert_eq!(captain.sends(&update).await?, Ok(()));
    let seat = json!({ "person": cast.id("member") }).to_string();
    assert_eq!(cast.ask(server.address, "leader", "POST", "/api/docs/ours/captain", &seat).await?.status, 204);
    let raised = cast.ask(server.address, "owner", "PATCH", "/api/people/{captain}", r#"{"rank":"leader"}"#).await?;
    assert_eq!(raised.status, 204, "{}", raised.body);
    let mut raised = Device::of(&cast, &server, "captain", OF_OURS, 2).await?;
    let update = make(&mut raised.copy, &says_on(LEADER_LEVELS, Level::Advise, "2026-11-21"));
    assert_eq!(raised.sends(&update).await?, Ok(()), "a leader speaks for the leaders");
    assert!(!strip().await?, "one person has said it for both sides");
    let mut leader = Device::of(&cast, &server, "leader", OF_OURS, 3).await?;
    let update = make(&mut leader.copy, &says_on(LEADER_LEVELS, Level::Advise, "2026-11-22"));
    assert_eq!(leader.sends(&update).await?, Ok(()));
    assert!(strip().await?, "somebody else has said it too");
    Ok(())
}
