//! How often one address may try to get in, over HTTP, behind a proxy and without one.

use anyhow::Result;
use muster_tests::cast::Cast;
use muster_tests::server::{Process, request};
use tempfile::tempdir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");

/// Tries at once, `--tries-per-minute`.
const BURST: usize = 30;

/// The statuses of tries to sign in, from where a proxy says they come.
async fn tries(server: &Process, from: &str, n: usize) -> Result<Vec<u16>> {
    let origin = format!("Origin: http://localhost:{}", server.address.port());
    let forwarded = format!("X-Forwarded-For: {from}");
    let mut statuses = Vec::new();
    for _ in 0..n {
        let headers = [origin.as_str(), forwarded.as_str()];
        let answer = request(server.address, "POST", "/api/sign-in/challenge", &headers, b"").await?;
        statuses.push(answer.status);
    }
    Ok(statuses)
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_address_has_tries_of_its_own() -> Result<()> {
    let folder = tempdir()?;
    Cast::gather(folder.path()).await?;
    let server = Process::serve(PROGRAM, folder.path(), &["--trusted-proxy", "127.0.0.1"])?;
    assert_eq!(tries(&server, "198.51.100.7", BURST).await?, vec![200; BURST]);
    assert_eq!(tries(&server, "198.51.100.7", 1).await?, [429]);
    assert_eq!(
        tries(&server, "203.0.113.9, 198.51.100.7", 1).await?,
        [429],
        "what a client says itself counts for nothing"
    );
    assert_eq!(tries(&server, "198.51.100.8", 1).await?, [200]);
    Ok(())
}

#[tokio::test]
async fn a_trusted_proxy_is_an_address_a_range_or_a_name() -> Result<()> {
    for proxy in ["127.0.0.0/8", "10.0.0.1,127.0.0.1/32", "::ffff:127.0.0.0/104", "localhost"] {
        let folder = tempdir()?;
        Cast::gather(folder.path()).await?;
        let server = Process::serve(PROGRAM, folder.path(), &["--trusted-proxy", proxy, "--tries-per-minute", "1"])?;
        assert_eq!(tries(&server, "198.51.100.7", 2).await?, [200, 429], "{proxy}");
        assert_eq!(tries(&server, "198.51.100.8", 1).await?, [200], "{proxy}");
    }
    Ok(())
}

#[tokio::test]
async fn nobody_gets_more_tries_by_saying_where_they_come_from() -> Result<()> {
    let folder = tempdir()?;
    Cast::gather(folder.path()).await?;
    let server = Process::serve(PROGRAM, folder.path(), &[])?;
    assert_eq!(tries(&server, "198.51.100.7", BURST).await?, vec![200; BURST]);
    assert_eq!(tries(&server, "198.51.100.8", 1).await?, [429]);
    Ok(())
}
