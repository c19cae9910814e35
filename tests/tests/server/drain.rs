//! A server that goes down: it says so for a time, and serves on meanwhile.

use std::process::Command;
use std::time::Duration;

use anyhow::{Result, ensure};
use muster_tests::client::Client;
use muster_tests::server::{Process, get};

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");
/// How long a server may take to end. Only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(20);
/// A time that no test waits for.
const LONG: &str = "3600000";

/// A server that has been told to end, and serves on until it is told again.
async fn going_down() -> Result<(Process, Client)> {
    let server = Process::fresh(PROGRAM, &["--drain-ms", LONG])?;
    let ada = Client::synced(server.address, "drained").await?;
    assert_eq!(get(server.address, "/readyz", &[]).await?.status, 200);
    server.signal("TERM")?;
    while get(server.address, "/readyz", &[]).await?.status == 200 {}
    Ok((server, ada))
}

#[tokio::test]
async fn a_server_that_goes_down_says_so_and_serves_on_until_its_time_is_over() -> Result<()> {
    let (server, mut ada) = going_down().await?;
    let ready = get(server.address, "/readyz", &[]).await?;
    ensure!(ready.status == 503 && ready.body.contains("the server is going down"), "{ready:?}");
    assert_eq!(get(server.address, "/livez", &[]).await?.status, 200);
    ada.insert("late words").await?;
    ada.until_saved().await?;
    let mut bo = Client::synced(server.address, "drained").await?;
    bo.until_text("late words").await?;
    let page = get(server.address, "/api/docs/drained", &[]).await?;
    assert_eq!(page.status, 200, "{page:?}");
    server.signal("TERM")?;
    assert_eq!((ada.until_closed().await?, bo.until_closed().await?), (1012, 1012));
    drop((ada, bo));
    ensure!(server.ended(PATIENCE)?.success(), "it ended badly");
    Ok(())
}

#[tokio::test]
async fn a_server_that_has_drained_ends_by_itself_and_one_at_a_terminal_at_once() -> Result<()> {
    for (drain, signal) in [("50", "TERM"), (LONG, "INT")] {
        let server = Process::fresh(PROGRAM, &["--drain-ms", drain])?;
        server.signal(signal)?;
        ensure!(server.ended(PATIENCE)?.success(), "{signal}");
    }
    Ok(())
}

#[tokio::test]
async fn a_program_without_a_shell_is_told_whether_the_server_is_alive() -> Result<()> {
    let (server, _ada) = going_down().await?;
    let address = server.address.to_string();
    let alive = || Command::new(PROGRAM).args(["alive", "--listen", &address]).output();
    let told = alive()?;
    ensure!(told.status.success() && told.stdout == b"alive\n", "a server that drains is alive: {told:?}");
    server.kill()?;
    let told = alive()?;
    let words = String::from_utf8_lossy(&told.stderr);
    ensure!(!told.status.success() && words.contains("no server that is alive answers"), "{words}");
    Ok(())
}
