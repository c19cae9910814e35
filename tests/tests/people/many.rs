//! Several people and programs on one connection, held against the real server: each channel has the credential that it was
//! opened with, writes under that author alone, and ends with it.

use anyhow::{Result, ensure};
use muster_shared::access::Role;
use muster_shared::sync::wire::many::{FromPage, Open};
use muster_shared::sync::wire::{Frame, NackCode};
use muster_tests::cast::{OURS, THEIRS};
use muster_tests::many::{Many, Word};
use muster_tests::words::{copy, types};
use rusqlite::{Connection, OpenFlags};

use crate::house::House;
use crate::links::terms;

impl House {
    fn origin(&self) -> String {
        format!("http://localhost:{}", self.server.address.port())
    }

    /// A socket of somebody's page.
    async fn page_of(&self, who: &str) -> Result<Many> {
        Many::signed_in(self.server.address, &self.cast, who, &self.origin()).await
    }

    fn by_token(&self, role: &str) -> String {
        format!("token.{}", self.cast.token(role))
    }

    /// The authors of the updates under a client's id.
    fn author_of(&self, client: i64) -> Result<String> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        let database = Connection::open_with_flags(self.folder.path().join("muster.db"), flags)?;
        Ok(database.query_row("SELECT author FROM authors WHERE client = ?1", [client], |row| row.get(0))?)
    }
}

/// The role that a channel was given.
async fn role(page: &mut Many, on: u64) -> Result<Role> {
    let hello = |frame: Frame<'_>| if let Frame::Hello(hello) = frame { Some(hello.role) } else { None };
    page.until_frame(on, hello).await
}

/// Whether a channel's question is answered.
async fn is_served(page: &mut Many, on: u64) -> Result<()> {
    page.send(on, &Frame::Step1(&[0]).write()).await?;
    page.until_frame(on, |frame| matches!(frame, Frame::Step2(_)).then_some(())).await
}

/// The outcome of a channel's edit.
async fn outcome(page: &mut Many, on: u64, update: &[u8]) -> Result<Option<NackCode>> {
    page.send(on, &Frame::Update(update).write()).await?;
    page.until_frame(on, |frame| match frame {
        Frame::Ack(_) => Some(None),
        Frame::Nack(nack) => Some(Some(nack.code)),
        _ => None,
    })
    .await
}

#[tokio::test]
async fn a_session_a_token_and_a_key_on_one_socket_each_have_their_own_rights_and_author() -> Result<()> {
    let house = House::with_words(&[]).await?;
    let link = house.link("captain", "ours", &terms()).await?;
    let mut page = house.page_of("captain").await?;
    let captain = page.open(OURS).await?;
    let editor = page.open_with(OURS, &house.by_token("editor")).await?;
    let reader = page.open_with(OURS, &house.by_token("reader")).await?;
    let holder = page.open_with(OURS, &format!("key.{}", link.key)).await?;
    for on in [captain, editor, reader, holder] {
        is_served(&mut page, on).await?;
    }
    for (on, given) in [(captain, Role::Editor), (editor, Role::Editor), (reader, Role::Reader), (holder, Role::Reader)]
    {
        let refused = outcome(&mut page, on, &types(&mut copy(1_000 + on), "Ours ")).await?;
        assert_eq!(refused, (given == Role::Reader).then_some(NackCode::ReadOnly), "channel {on}");
    }
    let [captains, editors] = [captain, editor].map(|on| house.author_of(1_000 + on.cast_signed()));
    let (captains, editors) = (captains?, editors?);
    assert_eq!(captains, house.cast.id("captain"));
    ensure!(editors != captains, "both are {editors}");
    // An edit of one on this socket is nothing that the other may go on with.
    let mut mine = copy(2_000);
    let first = types(&mut mine, "mine ");
    assert_eq!(outcome(&mut page, captain, &first).await?, None);
    let forged = types(&mut mine, "forged ");
    assert_eq!(outcome(&mut page, editor, &forged).await?, Some(NackCode::ForgedAuthor));
    is_served(&mut page, captain).await
}

#[tokio::test]
async fn a_channel_is_let_in_as_a_connection_would_be_or_is_told_why_not() -> Result<()> {
    let house = House::open().await?;
    let token = house.by_token("reader");
    let at = |doc, credential| Open { doc, kind: "", person: "", credential };
    let key = format!("key.{}", "A".repeat(43));
    let cases = [
        ("no credential", at(OURS, ""), 4401),
        ("a word that is none", at(OURS, "hello"), 4401),
        ("a token that is none", at(OURS, "token.nobody.nothing"), 4401),
        ("a key that is none", at(OURS, &key), 4401),
        ("a document that the token is not for", at(THEIRS, &token), 4403),
        ("a document that there is not", at("absent", &token), 4403),
        ("an id that is none", at("../ours", &token), 4403),
        ("another kind", Open { kind: "log", ..at(OURS, &token) }, 4404),
        ("another person", Open { person: "somebody", ..at(OURS, &token) }, 4401),
    ];
    let mut page = Many::connect(house.server.address).await?;
    let good = page.open_with(OURS, &token).await?;
    assert_eq!(role(&mut page, good).await?, Role::Reader);
    for (what, open, code) in cases {
        let on = page.ask(open).await?;
        assert_eq!(page.until_closed(on).await?, code, "{what}");
    }
    is_served(&mut page, good).await
}

#[tokio::test]
async fn a_cookie_counts_from_our_own_pages_alone_and_a_key_from_any_that_it_is_for() -> Result<()> {
    let house = House::with_words(&[]).await?;
    let key = format!("key.{}", house.link("captain", "ours", &terms()).await?.key);
    for (origin, counts) in [(house.origin().as_str(), true), ("https://evil.example", false), ("null", false)] {
        let mut page = Many::signed_in(house.server.address, &house.cast, "captain", origin).await?;
        let by_cookie = page.open(OURS).await?;
        if counts {
            assert_eq!(role(&mut page, by_cookie).await?, Role::Editor, "{origin}");
        } else {
            assert_eq!(page.until_closed(by_cookie).await?, 4403, "{origin}");
        }
        let by_token = page.open_with(OURS, &house.by_token("reader")).await?;
        if origin.starts_with("https") {
            assert_eq!(page.until_closed(by_token).await?, 4403, "a token for our own pages at {origin}");
        } else {
            assert_eq!(role(&mut page, by_token).await?, Role::Reader, "{origin}");
        }
        let by_key = page.open_with(OURS, &key).await?;
        assert_eq!(role(&mut page, by_key).await?, Role::Reader, "{origin}");
    }
    Ok(())
}

#[tokio::test]
async fn a_credential_that_ends_closes_its_own_channels_and_no_other() -> Result<()> {
    let house = House::with_words(&[]).await?;
    let link = house.link("owner", "ours", &terms()).await?;
    let mut page = house.page_of("member").await?;
    let (member, also) = (page.open(OURS).await?, page.open(THEIRS).await?);
    let (holder, reader) = (
        page.open_with(OURS, &format!("key.{}", link.key)).await?,
        page.open_with(OURS, &house.by_token("reader")).await?,
    );
    for on in [member, also, holder, reader] {
        is_served(&mut page, on).await?;
    }
    assert_eq!(house.withdraw("owner", "ours", &link).await?, 204);
    assert_eq!(page.until_closed(holder).await?, 4401);
    for on in [member, also, reader] {
        is_served(&mut page, on).await?;
    }
    let removed = house.ask("owner", "DELETE", "/api/people/{member}", "").await?;
    ensure!(removed.status == 204, "{} {}", removed.status, removed.body);
    let mut open = vec![member, also];
    while !open.is_empty() {
        let on = page.until(|on, word| matches!(word, Word::Closed(_)).then_some(on)).await?;
        ensure!(open.contains(&on), "channel {on} was closed too");
        open.retain(|still| *still != on);
    }
    is_served(&mut page, reader).await
}

#[tokio::test]
async fn guesses_of_keys_are_counted_over_all_channels_of_an_address() -> Result<()> {
    let house = House::with_words(&["--tries-per-minute", "2"]).await?;
    let mut page = Many::connect(house.server.address).await?;
    for (guess, code) in [("A", 4401), ("B", 4401), ("C", 1013)] {
        let on = page.open_with(OURS, &format!("key.{}", guess.repeat(43))).await?;
        assert_eq!(page.until_closed(on).await?, code, "{guess}");
    }
    let mut other = Many::connect(house.server.address).await?;
    let on = other.open_with(OURS, &format!("key.{}", "D".repeat(43))).await?;
    assert_eq!(other.until_closed(on).await?, 1013, "another socket is no other address");
    other.say(on, FromPage::Close).await
}
