//! A server to test: the real program in a process of its own, or the same code in this one.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::kept;

/// `muster` in a process of its own. Dropped, it is killed.
pub struct Process {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// Its data folder, if it is its own; it goes after the process.
    _data: Option<TempDir>,
}

impl Process {
    /// Starts `program serve --open` on a data folder and waits until it listens.
    ///
    /// # Errors
    /// When it does not.
    pub fn start(program: &str, data: &Path, more: &[&str]) -> Result<Self> {
        Self::serve(program, data, &[&["--open"], more].concat())
    }

    /// Starts `program serve --open` on a data folder of its own and waits until it listens.
    ///
    /// # Errors
    /// When it does not.
    pub fn fresh(program: &str, more: &[&str]) -> Result<Self> {
        let data = tempfile::tempdir()?;
        let mut process = Self::start(program, data.path(), more)?;
        process._data = Some(data);
        Ok(process)
    }

    /// Starts `program serve`, where people sign in, on a data folder and waits until it listens.
    ///
    /// # Errors
    /// When it does not.
    pub fn serve(program: &str, data: &Path, more: &[&str]) -> Result<Self> {
        let mut command = Command::new(program);
        command.args(["serve", "--data"]).arg(data).args(more);
        if !more.contains(&"--log") {
            command.args(["--log", "warn"]);
        }
        if !more.contains(&"--listen") {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        Self::spawn(command)
    }

    /// Starts a command that becomes `muster serve`, and waits until it listens. A database that keeps its data folder is named
    /// to it.
    ///
    /// # Errors
    /// When it does not.
    pub fn spawn(mut command: Command) -> Result<Self> {
        let data = command.get_args().skip_while(|word| *word != "--data").nth(1).map(PathBuf::from);
        let environment = data.map(|data| kept::environment(&data)).transpose()?.flatten();
        let mut child = command.envs(environment).stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("its output")?).read_line(&mut line)?;
        let address = line.trim().strip_prefix("listening on http://").context("its first line")?.parse()?;
        Ok(Self { child, address, _data: None })
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Kills it, as `kill -9` does.
    ///
    /// # Errors
    /// When it cannot be killed.
    pub fn kill(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Sends a signal by name.
    ///
    /// # Errors
    /// When it cannot be sent.
    pub fn signal(&self, name: &str) -> Result<()> {
        let sent = Command::new("kill").args(["-s", name, &self.id().to_string()]).status()?;
        if sent.success() { Ok(()) } else { bail!("kill -s {name} failed") }
    }

    /// The way in which it has ended, if it has.
    ///
    /// # Errors
    /// When that cannot be known.
    pub fn has_ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Waits until it has ended by itself.
    ///
    /// # Errors
    /// When it has not after `patience`.
    pub fn ended(mut self, patience: Duration) -> Result<ExitStatus> {
        let start = Instant::now();
        while start.elapsed() < patience {
            if let Some(status) = self.has_ended()? {
                return Ok(status);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        bail!("it still runs after {patience:?}")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The answer of a server.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The head, status line included, in lower case.
    pub head: String,
    /// The body.
    pub body: String,
    /// The same as it came, for what is no text.
    pub bytes: Vec<u8>,
}

/// Sends one request, word for word, and reads the answer until the server hangs up.
///
/// # Errors
/// When the connection breaks or what comes back is no HTTP.
pub async fn raw(address: SocketAddr, request: &[u8]) -> Result<Answer> {
    raw_on(TcpStream::connect(address).await?, request).await
}

/// The same on a connection that is there.
///
/// # Errors
/// As [`raw`].
pub async fn raw_on(mut stream: TcpStream, request: &[u8]) -> Result<Answer> {
    let (mut reader, mut writer) = stream.split();
    let mut bytes = Vec::new();
    let answer = async { reader.read_to_end(&mut bytes).await };
    // A server that refuses a long body may hang up before it has read all of it; what it answered counts.
    let (_, answer) = tokio::join!(writer.write_all(request), answer);
    if bytes.is_empty() {
        answer?;
    }
    let text = String::from_utf8_lossy(&bytes);
    let (head, body) = text.split_once("\r\n\r\n").context("a head")?;
    let status = head.split(' ').nth(1).context("a status")?.parse()?;
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").context("a head")?;
    Ok(Answer { status, head: head.to_lowercase(), body: body.to_owned(), bytes: bytes[end + 4..].to_vec() })
}

/// `GET`, with more header lines.
///
/// # Errors
/// As [`raw`].
pub async fn get(address: SocketAddr, path: &str, headers: &[&str]) -> Result<Answer> {
    request(address, "GET", path, headers, b"").await
}

/// A request with a body.
///
/// # Errors
/// As [`raw`].
pub async fn request(address: SocketAddr, method: &str, path: &str, headers: &[&str], body: &[u8]) -> Result<Answer> {
    let host = if headers.iter().any(|line| line.starts_with("Host:")) { "" } else { "Host: localhost\r\n" };
    let more: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    let length = body.len();
    let head = format!("{method} {path} HTTP/1.1\r\n{host}{more}Connection: close\r\nContent-Length: {length}\r\n\r\n");
    raw(address, &[head.as_bytes(), body].concat()).await
}
