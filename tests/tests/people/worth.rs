//! Rights over time: a credential is given, then something happens to its giver, then it is used. Its worth by then is
//! held against a table, on the real server.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use muster_server::log::{Log, restore};
use muster_server::people::invite::{Invitation, LASTS};
use muster_server::people::offer::{Called, Refused, Taker};
use muster_server::people::restored::end_what_was_open;
use muster_server::people::token::Wanted;
use muster_server::people::{People, Secret};
use muster_shared::access::{Grant, Rank};
use muster_shared::id::DocId;
use muster_tests::cast::{Cast, OURS};
use muster_tests::client::{Client, Heard};
use muster_tests::server::{Process, request};
use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};
use yrs::Doc;

fn serve(data: &Path) -> Result<Process> {
    Process::serve(env!("CARGO_BIN_EXE_muster-under-test"), data, &[])
}

fn ours() -> Result<DocId> {
    Ok(OURS.parse()?)
}

/// The change of every giver between giving and using.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Nothing,
    /// The giver gets the next lower rank.
    Demoted,
    /// The giver loses the grant in the document.
    Unseated,
    Removed,
    /// The giver is removed, and invited again under the same name with the same rights.
    Anew,
    /// The workspace is made of a backup from before.
    Restored,
}

const CHANGES: [Change; 6] =
    [Change::Nothing, Change::Demoted, Change::Unseated, Change::Removed, Change::Anew, Change::Restored];

/// A credential by who gave it, and what it is worth after each change. Tokens, grants and sessions are worth a role, or
/// the code a connection is closed with; invitations what they offer.
const TABLE: [(&str, [&str; 6]); 14] = [
    ("leader's invitation of a member", ["member", "ended", "member", "ended", "ended", "unknown"]),
    ("owner's invitation of a leader", ["leader", "member", "leader", "ended", "ended", "unknown"]),
    ("leader's invitation of an editor", ["member, editor", "ended", "member, editor", "ended", "ended", "unknown"]),
    ("captain's invitation of an editor", ["guest, editor", "guest, editor", "ended", "ended", "ended", "unknown"]),
    ("leader's link for a member", ["again", "ended", "again", "ended", "ended", "unknown"]),
    ("owner's link for a member", ["again", "again", "again", "ended", "ended", "unknown"]),
    ("leader's token", ["editor", "4401", "editor", "4401", "4401", "4401"]),
    ("captain's token", ["editor", "editor", "4401", "4401", "4401", "4401"]),
    ("captain's token as themselves", ["editor", "editor", "commenter", "4401", "4401", "4401"]),
    ("token of a program with the owner's key", ["editor", "4401", "editor", "4401", "4401", "4401"]),
    ("owner's key", ["201", "401", "201", "401", "401", "401"]),
    ("leader's grant", ["editor", "4403", "editor", "4403", "4403", "4401"]),
    ("captain's grant", ["editor", "editor", "4403", "4403", "4403", "4401"]),
    ("captain's session", ["editor", "editor", "commenter", "4401", "4401", "4401"]),
];

enum Given {
    Invite(Secret),
    Token(String),
    Key(String),
    /// Somebody of the cast uses it by their session.
    Session(&'static str),
}

struct Place {
    data: TempDir,
    cast: Cast,
    /// The giver among the owners; another owner remains.
    owner: String,
    given: BTreeMap<&'static str, Given>,
}

async fn invite(people: &People, by: &str, invitation: Invitation) -> Result<Given> {
    Ok(Given::Invite(people.invite(by, invitation).await?.0))
}

async fn token(people: &People, by: &str, person: Option<(String, String)>) -> Result<Given> {
    let (doc, name, lasts) = (ours()?, format!("bearer of {by}"), Duration::from_secs(3600));
    let wanted = Wanted { doc, role: Grant::Editor, name, sub: None, origins: Vec::new(), person, lasts };
    Ok(Given::Token(people.mint(by, wanted).await?))
}

async fn join(people: &People, name: &str, rank: Rank, grant: Option<Grant>) -> Result<String> {
    let grant = grant.map(|grant| ours().map(|doc| (doc, grant))).transpose()?;
    let (secret, _) = people.invite("muster", Invitation { grant, ..Invitation::of(rank) }).await?;
    let joined = people.take_invite(&secret, Taker::default(), Called::Nearly(name.to_owned()), |_, _| Ok(())).await?;
    Ok(joined.ok().context("an invite that holds")?.id)
}

/// Gives everything the table names.
async fn give(people: &People, cast: &Cast, owner: &str) -> Result<BTreeMap<&'static str, Given>> {
    let (leader, captain) = (cast.id("leader"), cast.id("captain"));
    let letting_in = |grant| ours().map(|doc| Some((doc, grant)));
    let again = Invitation { person: Some(cast.id("member").to_owned()), ..Invitation::of(Rank::Member) };
    let as_editor =
        |rank| letting_in(Grant::Editor).map(|grant| Invitation { grant, lasts: LASTS, ..Invitation::of(rank) });
    let session = people.places(captain).await?.first().context("a session")?.id.clone();
    let (key, secret) = people.make_key(owner, "a program").await?;
    people.grant(leader, &ours()?, cast.id("stranger"), Some(Grant::Editor)).await?;
    people.grant(captain, &ours()?, cast.id("guest"), Some(Grant::Editor)).await?;
    Ok(BTreeMap::from([
        ("leader's invitation of a member", invite(people, leader, Invitation::of(Rank::Member)).await?),
        ("owner's invitation of a leader", invite(people, owner, Invitation::of(Rank::Leader)).await?),
        ("leader's invitation of an editor", invite(people, leader, as_editor(Rank::Member)?).await?),
        ("captain's invitation of an editor", invite(people, captain, as_editor(Rank::Guest)?).await?),
        ("leader's link for a member", invite(people, leader, again.clone()).await?),
        ("owner's link for a member", invite(people, owner, again).await?),
        ("leader's token", token(people, leader, None).await?),
        ("captain's token", token(people, captain, None).await?),
        ("captain's token as themselves", token(people, captain, Some((captain.to_owned(), session))).await?),
        ("token of a program with the owner's key", token(people, &key, None).await?),
        ("owner's key", Given::Key(format!("{key}.{}", secret.reveal()))),
        ("leader's grant", Given::Session("stranger")),
        ("captain's grant", Given::Session("guest")),
        ("captain's session", Given::Session("captain")),
    ]))
}

/// Each giver of the table: the id, what the giver is, and what the next lower rank is.
fn givers(place: &Place) -> [(String, Rank, Option<Grant>, Rank); 3] {
    let id = |who| place.cast.id(who).to_owned();
    [
        (place.owner.clone(), Rank::Owner, None, Rank::Leader),
        (id("leader"), Rank::Leader, None, Rank::Member),
        (id("captain"), Rank::Member, Some(Grant::Captain), Rank::Guest),
    ]
}

async fn happen(people: &People, place: &Place, change: Change) -> Result<()> {
    let by = place.cast.id("owner");
    for (id, rank, grant, lower) in givers(place) {
        match change {
            Change::Nothing | Change::Restored => {}
            Change::Demoted => drop(people.set_rank(by, &id, lower).await?),
            Change::Unseated => drop(people.grant(by, &ours()?, &id, None).await?),
            Change::Removed => drop(people.remove(by, &id).await?),
            Change::Anew => {
                let name = people.person(&id).await?.context("a giver")?.name;
                people.remove(by, &id).await?;
                join(people, &name, rank, grant).await?;
            }
        }
    }
    Ok(())
}

/// A workspace in which everything was given, and then something happened.
async fn place(change: Change) -> Result<Place> {
    let data = tempdir()?;
    let cast = Cast::gather(data.path()).await?;
    let log = Log::open(data.path())?;
    let people = People::open(log.clone()).await?;
    let owner = join(&people, "another owner", Rank::Owner, None).await?;
    let given = give(&people, &cast, &owner).await?;
    let mut place = Place { data, cast, owner, given };
    happen(&people, &place, change).await?;
    let backup = place.data.path().join("backup");
    log.backup(backup.clone(), |_| Ok(())).await?;
    drop(people);
    log.close().await;
    if change == Change::Restored {
        let restored = tempdir()?;
        restore(&backup, restored.path(), 1, end_what_was_open)?;
        place.data = restored;
    }
    Ok(place)
}

async fn offered(people: &People, secret: &Secret) -> Result<String> {
    Ok(match people.look_at_invite(secret, Taker::default()).await? {
        Ok(offer) if offer.person.is_some() => "again".to_owned(),
        Ok(offer) => [offer.rank.to_string()]
            .into_iter()
            .chain(offer.grant.map(|(_, grant)| grant.to_string()))
            .collect::<Vec<_>>()
            .join(", "),
        Err(Refused::Ended) => "ended".to_owned(),
        Err(Refused::Unknown) => "unknown".to_owned(),
        Err(refused) => format!("{refused:?}"),
    })
}

async fn greeting(mut client: Client) -> Result<String> {
    match client.hear().await? {
        Heard::Hello(hello) => Ok(hello.role.name().to_owned()),
        Heard::Closed(code) => Ok(code.to_string()),
        heard => bail!("{heard:?}"),
    }
}

/// The worth of a credential on the server.
async fn used(server: &Process, place: &Place, given: &Given, offer: &str) -> Result<String> {
    let address = server.address;
    match given {
        Given::Token(token) => greeting(Client::muster(address, &format!("{OURS}?token={token}")).await?).await,
        Given::Session(who) => greeting(place.cast.connect(address, who, OURS).await?).await,
        Given::Key(key) => {
            let authorization = format!("Authorization: Bearer {key}");
            let wanted = json!({ "doc": OURS, "role": "reader", "name": "Ada" }).to_string();
            let answer = request(address, "POST", "/api/tokens", &[&authorization], wanted.as_bytes()).await?;
            Ok(answer.status.to_string())
        }
        Given::Invite(secret) => {
            let wanted = json!({ "invite": secret.reveal(), "name": "Somebody new" }).to_string();
            let answer = place.cast.ask(address, "nobody", "POST", "/api/passkeys/challenge", &wanted).await?;
            let refused = ["ended", "unknown"].contains(&offer);
            ensure!(answer.status == if refused { 410 } else { 200 }, "{offer}: {} {}", answer.status, answer.body);
            Ok(offer.to_owned())
        }
    }
}

#[tokio::test]
async fn a_credential_is_worth_what_its_giver_may_give_when_it_is_used() -> Result<()> {
    for (nth, change) in CHANGES.into_iter().enumerate() {
        let place = place(change).await?;
        let mut offers = BTreeMap::new();
        let log = Log::open(place.data.path())?;
        let people = People::open(log.clone()).await?;
        for (name, given) in &place.given {
            if let Given::Invite(secret) = given {
                offers.insert(*name, offered(&people, secret).await?);
            }
        }
        drop(people);
        log.close().await;
        let server = serve(place.data.path())?;
        for (name, worth) in TABLE {
            let given = place.given.get(name).with_context(|| format!("{name} is given"))?;
            let offer = offers.get(name).map_or("", String::as_str);
            assert_eq!(used(&server, &place, given, offer).await?, worth[nth], "{name}, {change:?}");
        }
        assert_eq!(place.given.len(), TABLE.len());
    }
    Ok(())
}

#[tokio::test]
async fn what_is_in_use_ends_at_once_with_the_rights_of_its_giver() -> Result<()> {
    for (change, path, body, ends) in [
        ("PATCH", "/api/people/{leader}", r#"{"rank":"member"}"#, ["leader's token", "leader's grant"]),
        ("DELETE", "/api/people/{leader}", "", ["leader's token", "leader's grant"]),
        ("DELETE", "/api/docs/ours/people/{captain}", "", ["captain's token", "captain's grant"]),
        ("DELETE", "/api/people/{captain}", "", ["captain's token as themselves", "captain's session"]),
    ] {
        let place = place(Change::Nothing).await?;
        let server = serve(place.data.path())?;
        let mut clients = Vec::new();
        for name in ends {
            let mut client = match &place.given[name] {
                Given::Token(token) => Client::muster(server.address, &format!("{OURS}?token={token}")).await?,
                Given::Session(who) => place.cast.connect(server.address, who, OURS).await?,
                Given::Invite(_) | Given::Key(_) => bail!("{name} is no connection"),
            };
            client.sync().await?;
            clients.push((name, client));
        }
        let answer = place.cast.ask(server.address, "owner", change, path, body).await?;
        assert_eq!(answer.status, 204, "{change} {path}: {}", answer.body);
        for (name, mut client) in clients {
            let code = client.until_closed().await?;
            ensure!(code == 4401 || code == 4403, "{name} after {change} {path}: {code}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_key_nobody_answers_for_signs_again_once_an_owner_confirms_it() -> Result<()> {
    for change in [Change::Demoted, Change::Removed] {
        let place = place(change).await?;
        let server = serve(place.data.path())?;
        let Given::Key(key) = &place.given["owner's key"] else { bail!("a key") };
        let id = key.split('.').next().context("an id")?;
        let owner = "owner";
        assert_eq!(used(&server, &place, &place.given["owner's key"], "").await?, "401", "{change:?}");
        let listed = place.cast.ask(server.address, owner, "GET", "/api/keys", "").await?.body;
        let keys: Vec<Value> = serde_json::from_str(&listed)?;
        let answered = |key: &Value| (key["id"] == id, key["answered"].as_bool());
        ensure!(keys.iter().map(answered).any(|key| key == (true, Some(false))), "{listed}");
        let path = format!("/api/keys/{id}/confirm");
        for (who, status) in [("nobody", 401), ("member", 403), ("stranger", 403), (owner, 204)] {
            assert_eq!(place.cast.ask(server.address, who, "POST", &path, "").await?.status, status, "{who}");
        }
        assert_eq!(used(&server, &place, &place.given["owner's key"], "").await?, "201", "{change:?}");
        let audit = place.cast.ask(server.address, owner, "GET", "/api/audit", "").await?.body;
        ensure!(audit.contains("suspended key") && audit.contains("confirmed key"), "{audit}");
    }
    Ok(())
}

#[tokio::test]
async fn a_link_for_somebody_is_taken_by_nobody_who_made_it_and_by_nobody_once_they_rose() -> Result<()> {
    let data = tempdir()?;
    let cast = Cast::gather(data.path()).await?;
    let log = Log::open(data.path())?;
    let people = People::open(log.clone()).await?;
    let (leader, member) = (cast.id("leader"), cast.id("member"));
    let made_in = Some(vec![7]);
    let link = Invitation { person: Some(member.to_owned()), made_in: made_in.clone(), ..Invitation::of(Rank::Member) };
    let (secret, _) = people.invite(leader, link).await?;
    let nobody = Called::Nearly(String::new());
    let taker = |person: Option<&str>, browser: Option<Vec<u8>>| Taker { person: person.map(str::to_owned), browser };
    for (taker, taken) in [
        (taker(Some(leader), None), Some(Refused::Maker)),
        (taker(None, made_in.clone()), Some(Refused::Maker)),
        (taker(Some(member), made_in.clone()), Some(Refused::Maker)),
        (taker(Some(leader), Some(vec![8])), Some(Refused::Maker)),
        (taker(Some(member), None), None),
        (taker(Some(cast.id("owner")), Some(vec![8])), None),
        (taker(None, None), None),
    ] {
        assert_eq!(people.look_at_invite(&secret, taker.clone()).await?.err(), taken, "{taker:?}");
        if taken.is_some() {
            let tried = people.take_invite(&secret, taker.clone(), nobody.clone(), |_, _| Ok(())).await?;
            assert_eq!(tried.err(), taken, "{taker:?}");
        }
    }
    for (rank, refused) in [(Rank::Leader, Refused::Risen), (Rank::Owner, Refused::Risen)] {
        people.set_rank(cast.id("owner"), member, rank).await?;
        assert_eq!(people.look_at_invite(&secret, Taker::default()).await?.err(), Some(refused), "{rank}");
    }
    people.set_rank(cast.id("owner"), member, Rank::Guest).await?;
    let taken = people.take_invite(&secret, Taker::default(), nobody, |_, _| Ok(())).await?;
    assert_eq!(taken.map(|person| (person.id, person.rank)), Ok((member.to_owned(), Rank::Guest)));
    drop(people);
    log.close().await;
    Ok(())
}

#[tokio::test]
async fn a_person_is_told_of_every_link_to_their_account_until_they_say_that_they_know() -> Result<()> {
    let data = tempdir()?;
    let cast = Cast::gather(data.path()).await?;
    let server = serve(data.path())?;
    let links = async || -> Result<Vec<Value>> {
        let me: Value = serde_json::from_str(&cast.ask(server.address, "member", "GET", "/api/me", "").await?.body)?;
        Ok(me["links"].as_array().cloned().unwrap_or_default())
    };
    assert_eq!(links().await?.len(), 0);
    let wanted = json!({ "person": cast.id("member") }).to_string();
    let made = cast.ask(server.address, "leader", "POST", "/api/invites", &wanted).await?;
    assert_eq!(made.status, 201, "{}", made.body);
    ensure!(made.head.contains("set-cookie: muster-browser"), "the browser is known again: {}", made.head);
    let told = links().await?;
    assert_eq!(told.len(), 1);
    assert_eq!((&told[0]["maker"], &told[0]["open"]), (&json!("leader"), &json!(true)));
    let link: Value = serde_json::from_str(&made.body)?;
    let code = link["link"].as_str().and_then(|link| link.rsplit('/').next()).context("a code")?.to_owned();
    let challenge = json!({ "invite": code }).to_string();
    let by_maker = cast.ask(server.address, "leader", "POST", "/api/passkeys/challenge", &challenge).await?;
    assert_eq!(by_maker.status, 410, "{}", by_maker.body);
    let audit = cast.ask(server.address, "owner", "GET", "/api/audit", "").await?.body;
    let rows: Vec<Value> = serde_json::from_str(&audit)?;
    let named = rows.iter().any(|row| {
        row["what"] == "made a sign-in link for"
            && row["who"] == cast.id("leader")
            && row["detail"].as_str().is_some_and(|detail| detail.starts_with(cast.id("member")))
    });
    ensure!(named, "the audit log names the person the link is for: {audit}");
    let path = format!("/api/me/links/{}", link["id"].as_str().context("an id")?);
    for (who, status) in [("leader", 404), ("captain", 404), ("member", 204), ("member", 404)] {
        assert_eq!(cast.ask(server.address, who, "DELETE", &path, "").await?.status, status, "{who}");
    }
    assert_eq!(links().await?.len(), 0);
    let after = cast.ask(server.address, "nobody", "POST", "/api/passkeys/challenge", &challenge).await?;
    assert_eq!(after.status, 410, "who is signed in needs no link: {}", after.body);
    Ok(())
}

#[tokio::test]
async fn a_socket_goes_on_with_a_fresh_token_of_the_same_bearer_alone() -> Result<()> {
    let data = tempdir()?;
    let cast = Cast::gather(data.path()).await?;
    let server = serve(data.path())?;
    let mut client = Client::with(
        server.address,
        &format!("{OURS}?token={}", cast.token("reader")),
        &[("sec-websocket-protocol", muster_shared::sync::wire::SUBPROTOCOL)],
        Doc::new(),
    )
    .await?;
    client.sync().await?;
    client.send(&muster_shared::sync::wire::Frame::Token(cast.token("captain")).write()).await?;
    assert_eq!(client.until_closed().await?, 4401, "another bearer's rights under this bearer's name");
    Ok(())
}
