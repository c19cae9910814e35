//! Blind boxes attacked: from one copy of the disk, the logs, a backup and what other people sent, a program guesses who said what.
//! It must do no better than chance; over a table in which answers stand as they came, the same program does.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use fastrand::Rng;
use muster_tests::answering::{answer, close, opened, right, said, seen};
use muster_tests::cast::OURS;
use muster_tests::served::Served;
use muster_tests::server::Process;
use rusqlite::Connection;
use tempfile::tempdir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");
const ALL: [&str; 6] = ["guest", "stranger", "member", "captain", "leader", "owner"];
const ROUNDS: usize = 24;

/// People in some order, with words in some order: the guess is that the first said the first.
type Guess = (Vec<&'static str>, Vec<String>);

fn serve(data: &Path) -> Result<Process> {
    let log = File::create(data.join("server.log"))?;
    let mut command = Command::new(PROGRAM);
    command.args(["serve", "--data"]).arg(data).args(["--listen", "127.0.0.1:0", "--log", "debug"]);
    command.args(["--reads-per-minute", "1000000", "--invites-per-hour", "1000000"]).stderr(Stdio::from(log));
    Process::spawn(command)
}

/// One round: everybody answers, in whatever order.
struct Round {
    id: String,
    /// Each person with their words, which the attacker is to guess.
    truth: BTreeMap<&'static str, String>,
    /// The order in which people took their rights: these requests bear their names.
    asked: Vec<&'static str>,
    /// The order in which the answers came, for the control.
    came: Vec<String>,
    nonces: Vec<String>,
}

async fn played(served: &Served, dice: &mut Rng) -> Result<Round> {
    let id = opened(served, "captain", OURS, "feedback").await?;
    let mut round = Round { id, truth: BTreeMap::new(), asked: Vec::new(), came: Vec::new(), nonces: Vec::new() };
    let mut waiting = Vec::new();
    let mut order = ALL;
    dice.shuffle(&mut order);
    for who in order {
        let right = right(served, who, OURS, &round.id, dice).await?;
        round.asked.push(who);
        round.nonces.push(right.nonce.clone());
        waiting.push((who, right));
        // Many answer as soon as they have their right, others later.
        if dice.bool() {
            let at = waiting.len() - 1;
            sent(served, &mut round, waiting.remove(at), dice).await?;
        }
    }
    dice.shuffle(&mut waiting);
    for one in waiting {
        sent(served, &mut round, one, dice).await?;
    }
    Ok(round)
}

async fn sent(
    served: &Served,
    round: &mut Round,
    (who, right): (&'static str, muster_shared::blind::Right),
    dice: &mut Rng,
) -> Result<()> {
    let words: String = std::iter::repeat_with(|| dice.lowercase()).take(24).collect();
    let told = answer(served, &round.id, &right, &said(&[("words", &words)])).await?;
    ensure!([202, 204].contains(&told.status), "{} {}", told.status, told.body);
    round.truth.insert(who, words.clone());
    round.came.push(words);
    Ok(())
}

/// One copy of the disk: the database and what stands beside it.
fn copied(data: &Path) -> Result<Vec<u8>> {
    let mut bytes = std::fs::read(data.join("muster.db"))?;
    bytes.extend(std::fs::read(data.join("muster.db-wal")).unwrap_or_default());
    Ok(bytes)
}

/// Words in the order in which they first stand in bytes.
fn by_place<T: Clone>(bytes: &[u8], all: impl IntoIterator<Item = (T, String)>) -> Vec<T> {
    let place = |word: &str| bytes.windows(word.len()).position(|window| window == word.as_bytes());
    let mut found: Vec<(Option<usize>, T)> = all.into_iter().map(|(what, word)| (place(&word), what)).collect();
    found.sort_by_key(|(place, _)| place.unwrap_or(usize::MAX));
    found.into_iter().map(|(_, what)| what).collect()
}

/// People by when their sessions were last seen, as the disk says.
fn last_seen(served: &Served, data: &Path) -> Result<Vec<&'static str>> {
    let db = Connection::open_with_flags(data.join("muster.db"), rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut select = db.prepare("SELECT person FROM sessions ORDER BY seen_ms, rowid")?;
    let ids = select.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    let named = |id: &String| ALL.into_iter().find(|who| served.cast.id(who) == id);
    Ok(ids.iter().filter_map(named).collect())
}

/// The guesses from everything that there is.
async fn guesses(served: &Served, round: &Round, copy: &[u8]) -> Result<Vec<(&'static str, Guess)>> {
    let words = || round.truth.values().map(|words| (words.clone(), words.clone()));
    let stored = by_place(copy, words());
    let rows = by_place(copy, ALL.into_iter().map(|who| (who, format!("\"{}\":\"", served.cast.id(who)))));
    let shown = seen(served, "owner", OURS, &round.id).await?;
    let outcome = shown["outcome"]["questions"][0]["words"].as_array().context("words")?;
    let outcome: Vec<String> = outcome.iter().filter_map(|word| word.as_str().map(ToOwned::to_owned)).collect();
    let sessions = last_seen(served, served.folder.path())?;
    ensure!(outcome.len() == ALL.len() && sessions.len() == ALL.len(), "{outcome:?} {sessions:?}");
    Ok(vec![
        ("rows of rights against rows of answers", (rows.clone(), stored.clone())),
        ("requests for rights against rows of answers", (round.asked.clone(), stored.clone())),
        ("sessions against rows of answers", (sessions.clone(), stored)),
        ("requests for rights against the outcome", (round.asked.clone(), outcome.clone())),
        ("sessions against the outcome", (sessions, outcome.clone())),
        ("rows of rights against the outcome", (rows, outcome)),
    ])
}

/// How many a guess names rightly, forwards and backwards.
fn hits(truth: &BTreeMap<&'static str, String>, (people, words): &Guess) -> [usize; 2] {
    let right = |(who, said): (&&'static str, &String)| truth.get(*who) == Some(said);
    let forwards = people.iter().zip(words).filter(|(who, said)| right((who, said))).count();
    let backwards = people.iter().zip(words.iter().rev()).filter(|(who, said)| right((who, said))).count();
    [forwards, backwards]
}

/// The number of hits that chance passes once in a million: of a guess, one is right a round, give or take one.
fn chance() -> usize {
    ROUNDS + (5.0 * (ROUNDS as f64).sqrt()).ceil() as usize
}

/// The same answers in a table as anybody would make it.
fn naive(round: &Round) -> Result<Vec<u8>> {
    let folder = tempdir()?;
    let path = folder.path().join("naive.db");
    let db = Connection::open(&path)?;
    db.execute_batch("CREATE TABLE answers (said TEXT NOT NULL)")?;
    for words in &round.came {
        db.execute("INSERT INTO answers (said) VALUES (?1)", [words])?;
    }
    drop(db);
    Ok(std::fs::read(path)?)
}

#[tokio::test]
async fn from_disk_logs_backup_and_other_peoples_traffic_nobody_is_named() -> Result<()> {
    let seed =
        std::env::var("MUSTER_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(|| fastrand::u64(..));
    println!("MUSTER_SEED={seed}");
    let mut dice = Rng::with_seed(seed);
    let served = Served::open(serve).await?;
    let data = served.folder.path();
    for who in ["guest", "stranger"] {
        let path = format!("/api/docs/{OURS}/people/{{{who}}}");
        served.told("owner", "PUT", &path, r#"{"grant":"commenter"}"#, 204).await?;
    }
    let (mut named, mut control) = (BTreeMap::<&str, [usize; 2]>::new(), [0; 2]);
    let mut secrets = Vec::new();
    for number in 0..ROUNDS {
        let round = played(&served, &mut dice).await?;
        let copy = copied(data)?;
        if number == 0 {
            no_backup_tells(data, &round)?;
        }
        close(&served, "captain", OURS, &round.id).await?;
        for (how, guess) in guesses(&served, &round, &copy).await? {
            let sum = named.entry(how).or_default();
            hits(&round.truth, &guess).iter().zip(sum).for_each(|(hits, sum)| *sum += hits);
        }
        let who_came: Vec<&'static str> = round
            .came
            .iter()
            .filter_map(|said| round.truth.iter().find(|(_, other)| *other == said))
            .map(|(who, _)| *who)
            .collect();
        let stored = by_place(&naive(&round)?, round.came.iter().map(|words| (words.clone(), words.clone())));
        hits(&round.truth, &(who_came, stored)).iter().zip(&mut control).for_each(|(hits, sum)| *sum += hits);
        secrets.extend(round.truth.into_values().chain(round.nonces).chain([round.id]));
    }
    println!("{named:?}, by chance {ROUNDS}, control {control:?}");
    for (how, sums) in &named {
        ensure!(
            sums.iter().all(|hits| *hits <= chance()),
            "seed {seed}: {how} names {sums:?} of {}",
            ROUNDS * ALL.len()
        );
    }
    ensure!(
        control.iter().any(|hits| *hits > chance()),
        "seed {seed}: the program finds nothing in any table: {control:?}"
    );
    let log = std::fs::read_to_string(data.join("server.log"))?;
    let metrics = served.told("owner", "GET", "/metrics", "", 200).await?;
    for secret in &secrets {
        ensure!(!log.contains(secret) && !metrics.contains(secret), "seed {seed}: {secret} is in the logs or metrics");
    }
    Ok(())
}

/// A backup that is made while a box is open has neither words nor rights of it.
fn no_backup_tells(data: &Path, round: &Round) -> Result<()> {
    let files = tempdir()?;
    let backup = files.path().join("backup");
    let output = Command::new(PROGRAM).args(["backup", &backup.to_string_lossy(), "--data"]).arg(data).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let bytes = std::fs::read(&backup)?;
    for secret in round.truth.values().chain(&round.nonces) {
        ensure!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret} is in the backup");
    }
    Ok(())
}

#[tokio::test]
async fn a_short_answer_and_a_long_one_look_alike_on_the_wire() -> Result<()> {
    let (served, mut dice) = (Served::open(serve).await?, Rng::with_seed(8));
    let id = opened(&served, "captain", OURS, "feedback").await?;
    let mut heads = Vec::new();
    for (who, words) in ["member", "captain", "leader", "owner"].into_iter().zip(["a", "b", "c", "d"]) {
        let right = right(&served, who, OURS, &id, &mut dice).await?;
        answer(&served, &id, &right, &said(&[("words", &words.repeat(800))])).await?;
        let told = answer(&served, &id, &right, &said(&[("words", words)])).await?;
        ensure!(told.body.is_empty(), "{}", told.body);
        heads.push((told.status, told.head.len()));
    }
    heads.retain(|(status, _)| *status == 202);
    ensure!(heads.len() == 3 && heads.windows(2).all(|pair| pair[0] == pair[1]), "{heads:?}");
    Ok(())
}
