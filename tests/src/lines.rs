//! An answer that comes line by line for as long as it is read.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(20);

/// An answer that is read as it comes.
pub struct Lines {
    stream: BufReader<TcpStream>,
    /// The HTTP status.
    pub status: u16,
    /// The head, in lower case.
    pub head: String,
}

impl Lines {
    /// Sends a question to an address and reads the head of the answer.
    ///
    /// # Errors
    /// When the connection breaks.
    pub async fn ask(address: SocketAddr, path: &str, headers: &[&str], body: &Value) -> Result<Self> {
        let (body, more) = (body.to_string(), headers.iter().map(|line| format!("{line}\r\n")).collect::<String>());
        let length = body.len();
        let head = format!("POST {path} HTTP/1.1\r\nHost: localhost\r\n{more}Content-Length: {length}\r\n\r\n");
        let mut stream = BufReader::new(TcpStream::connect(address).await?);
        stream.write_all(format!("{head}{body}").as_bytes()).await?;
        let mut lines = Self { stream, status: 0, head: String::new() };
        loop {
            let line = lines.raw().await?.context("a head")?;
            if line.trim().is_empty() {
                break;
            }
            lines.head.push_str(&line.to_lowercase());
        }
        lines.status = lines.head.split(' ').nth(1).context("a status")?.parse()?;
        Ok(lines)
    }

    /// The next line that says something; nothing once the answer has ended.
    ///
    /// # Errors
    /// When nothing comes, or no JSON.
    pub async fn next(&mut self) -> Result<Option<Value>> {
        // Between the lines stand the lengths of the parts in which they come.
        while let Some(line) = self.raw().await? {
            if line.starts_with('{') {
                return Ok(Some(serde_json::from_str(&line)?));
            }
            if line.trim() == "0" {
                break;
            }
        }
        Ok(None)
    }

    /// The next line, which must come.
    ///
    /// # Errors
    /// When the answer has ended.
    pub async fn one(&mut self) -> Result<Value> {
        self.next().await?.context("the answer has ended")
    }

    async fn raw(&mut self) -> Result<Option<String>> {
        let mut line = String::new();
        let read = timeout(PATIENCE, self.stream.read_line(&mut line)).await.context("the server said nothing")??;
        ensure!(read == 0 || line.ends_with('\n'), "half a line: {line}");
        Ok((read > 0).then_some(line))
    }
}
