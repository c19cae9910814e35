//! Letters to people, against a mail server that does not always answer.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Result, ensure};
use muster_server::log::Log;
use muster_server::people::People;
use muster_shared::sheet::people::naming;
use muster_tests::cast::Cast;
use muster_tests::server::Process;
use serde_json::json;
use tempfile::tempdir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::house::{House, PROGRAM};

const ADDRESS: &str = "ines@company.example";

/// A mail server that says nothing to whoever connects first, and takes the letters of everybody else.
struct Post {
    port: u16,
    letters: watch::Receiver<Vec<String>>,
}

impl Post {
    async fn open() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let (taken, letters) = watch::channel(Vec::new());
        tokio::spawn(async move {
            let taken = Arc::new(taken);
            if let Ok((mut silent, _)) = listener.accept().await {
                tokio::spawn(async move { silent.read_to_end(&mut Vec::new()).await });
            }
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, Arc::clone(&taken)));
            }
        });
        Ok(Self { port, letters })
    }
}

/// The mail server's side of one connection.
async fn converse(stream: TcpStream, taken: Arc<watch::Sender<Vec<String>>>) -> Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 post.example\r\n").await?;
    let mut line = String::new();
    while stream.read_line(&mut line).await? > 0 {
        let word = line.split_whitespace().next().unwrap_or_default().to_uppercase();
        let answer = match word.as_str() {
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                let letter = letter(&mut stream).await?;
                taken.send_modify(|letters| letters.push(letter));
                "250 taken\r\n"
            }
            "QUIT" => "221 bye\r\n",
            _ => "250 well\r\n",
        };
        stream.write_all(answer.as_bytes()).await?;
        line.clear();
    }
    Ok(())
}

async fn letter(stream: &mut BufReader<TcpStream>) -> Result<String> {
    let mut letter = String::new();
    while !letter.ends_with("\r\n.\r\n") {
        ensure!(stream.read_line(&mut letter).await? > 0, "the letter has no end");
    }
    Ok(letter)
}

/// A workspace in which letters reach the member, and its server.
async fn reached(data: &Path, more: &[&str]) -> Result<(Cast, Process)> {
    let cast = Cast::gather(data).await?;
    let log = Log::open(data)?;
    let people = People::open(log.clone()).await?;
    people.confirm_verified(cast.id("member"), ADDRESS, "Europe/Lisbon").await?;
    drop(people);
    log.close().await;
    Ok((cast, Process::serve(PROGRAM, data, more)?))
}

#[tokio::test]
async fn letters_go_on_once_a_mail_server_that_said_nothing_answers() -> Result<()> {
    let (folder, mut post) = (tempdir()?, Post::open().await?);
    let smtp = format!("smtp://127.0.0.1:{}", post.port);
    let mail = ["--smtp", smtp.as_str(), "--mail-from", "muster@company.example"];
    let soon = ["--digest-every", "2s", "--mail-gather", "1s", "--mail-retry", "1s"];
    let (cast, server) = reached(folder.path(), &[&mail[..], &soon[..]].concat()).await?;
    let house = House { folder, cast, server };
    let series = json!({ "kind": "series", "id": "weekly", "name": "Product review" }).to_string();
    ensure!(house.ask("leader", "POST", "/api/docs", &series).await?.status == 201);
    let owner = naming(house.cast.id("member"), "member");
    let action = json!({ "id": "x1", "texts": { "action": "Inspect ahead" }, "values": { "owner": owner, "due": "2020-01-14" } });
    let sheet = json!({ "lists": { "actions": [action] } });
    let file =
        json!({ "muster": 1, "documents": [{ "id": "weekly-r20200107T1000", "kind": "review", "sheet": sheet }] });
    let brought = house.ask("leader", "POST", "/api/import?name=weekly.json", &file.to_string()).await?;
    ensure!(brought.status == 200, "{}", brought.body);
    let letters = post.letters.wait_for(|letters| !letters.is_empty()).await?.clone();
    ensure!(letters[0].contains(&format!("To: {ADDRESS}")), "{}", letters[0]);
    Ok(())
}
