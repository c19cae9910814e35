//! `muster alive`: a server on this machine is asked whether it is alive, without a shell or another program.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::ExitCode;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long the answer may take.
const PATIENCE: Duration = Duration::from_secs(3);
/// The bytes of an answer that are read: its first line says all.
const ANSWER_BYTES_MAX: u64 = 4096;

/// Asks the server that listens there.
///
/// # Errors
/// The address that was asked, when none that is alive answers there.
pub(super) async fn ask(listens: SocketAddr) -> Result<ExitCode, SocketAddr> {
    let address = reached(listens);
    match timeout(PATIENCE, answer(address)).await {
        Ok(Ok(head)) if head.starts_with("HTTP/1.1 200 ") => {
            println!("alive");
            Ok(ExitCode::SUCCESS)
        }
        _ => Err(address),
    }
}

/// The address at which this machine reaches a server that listens there: one that listens everywhere is here too.
fn reached(listens: SocketAddr) -> SocketAddr {
    let here = match listens.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(here, listens.port())
}

async fn answer(address: SocketAddr) -> io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await?;
    let mut bytes = Vec::new();
    stream.take(ANSWER_BYTES_MAX).read_to_end(&mut bytes).await?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_listens_everywhere_is_asked_on_this_machine() {
        for (listens, asked) in [
            ("0.0.0.0:8787", "127.0.0.1:8787"),
            ("[::]:80", "[::1]:80"),
            ("10.0.0.7:8787", "10.0.0.7:8787"),
            ("127.0.0.1:1", "127.0.0.1:1"),
        ] {
            assert_eq!(listens.parse().map(reached), asked.parse(), "{listens}");
        }
    }
}
