//! The program's end: who does the work, and what the person at the terminal sees of it.

use std::fs;
use std::io::{self, IsTerminal};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use indicatif::{ProgressBar, ProgressStyle};
use muster_shared::files::pack;
use muster_shared::sync::limits::Limits;
use thiserror::Error;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;
use tokio::sync::mpsc;

use super::{NamedFile, Report, Request, alive, backup, work};
use crate::clock;
use crate::config::{Alive, Backup, BadConfig, Command, Data, Export, Import, Invite, Sample, Token, Whole};
use crate::folder::{Folder, FolderError, admin_socket};
use crate::log::{self, Keeper};
use crate::opening::{self, OpenError};
use crate::people::restored::end_what_was_open;
use crate::people::{People, define};

/// Reports that may wait to be shown.
const REPORTS_MAX: usize = 16;

/// Why the work could not even begin, or broke off: a sentence for whoever started it.
#[derive(Debug, Error)]
pub(crate) enum TellError {
    #[error("`{0}` cannot be read: {1}")]
    Read(PathBuf, io::Error),
    #[error("the folder `{0}` holds no Markdown or JSON file, no pack and no Yjs update")]
    Nothing(PathBuf),
    #[error("`{0}` cannot be written: {1}")]
    Write(PathBuf, io::Error),
    #[error("a server has the data folder `{0}`, and cannot be asked: {1}")]
    Ask(PathBuf, io::Error),
    #[error(
        "another muster has the data folder `{0}` and takes no orders: it starts, waits for its turn, or is a command itself. \
         With two servers name the folder of the one that serves, on its machine"
    )]
    TakesNoOrders(PathBuf),
    #[error("there is no workspace in `{0}`")]
    NoWorkspace(PathBuf),
    #[error("there is no workspace in the database of `--store`")]
    NoneElsewhere,
    #[error(transparent)]
    Config(#[from] BadConfig),
    #[error("no server that is alive answers at {0}")]
    NotAlive(SocketAddr),
    #[error("the server broke off; what it had reported is done")]
    BrokeOff,
    #[error(transparent)]
    Open(#[from] OpenError),
}

/// Does what the command says; answers with an error code when a file was refused.
///
/// # Errors
/// [`TellError`].
pub(crate) async fn run(command: Command) -> Result<ExitCode, TellError> {
    match command {
        Command::Import(Import { files, into, suggest, data }) => {
            let files = listed(files)?;
            let folder = files.first().map(|path| folder_of(path)).unwrap_or_default();
            let files = files.iter().map(|path| read(path)).collect::<Result<_, _>>()?;
            order(&data, Request::Import { files, into, folder, suggests: suggest }, Into::Nothing).await
        }
        Command::Export(Export { folder, format, doc, data }) => {
            fs::create_dir_all(&folder).map_err(|error| TellError::Write(folder.clone(), error))?;
            order(&data, Request::Export { format, doc }, Into::Folder(&folder)).await
        }
        Command::Invite(Invite { rank, person, public_url, data }) => {
            order(&data, Request::Invite { rank, person, origin: public_url }, Into::Nothing).await
        }
        Command::Token(Token { doc, role, name, ttl, origin, data }) => {
            let request = Request::Token { doc, role, name, origins: origin, lasts_s: ttl.as_secs() };
            order(&data, request, Into::Nothing).await
        }
        Command::Sample(Sample { remove, data }) => order(&data, Request::Sample { remove }, Into::Nothing).await,
        Command::Verify(Whole { data }) => {
            must_be_there(&data)?;
            order(&data, Request::Verify, Into::Nothing).await
        }
        Command::Backup(Backup { file, data }) => {
            must_be_there(&data)?;
            order(&data, Request::Backup, Into::Backup { from: &data.data, file: &file }).await
        }
        Command::Restore(Backup { file, data }) => restore(&file, &data),
        Command::Alive(Alive { listen }) => alive::ask(listen).await.map_err(TellError::NotAlive),
        Command::Try(_) | Command::Serve(_) => Ok(ExitCode::FAILURE),
    }
}

/// A workspace that is not there is not made either, only to be looked at.
fn must_be_there(data: &Data) -> Result<(), TellError> {
    let keeper = data.store.keeper().map_err(BadConfig::Store)?;
    match keeper.holds_one(&data.data).map_err(OpenError::from)? {
        true => Ok(()),
        false if data.store.is_elsewhere() => Err(TellError::NoneElsewhere),
        false => Err(TellError::NoWorkspace(data.data.clone())),
    }
}

/// No server may have the folder, as there must be nothing in it yet.
fn restore(file: &Path, data: &Data) -> Result<ExitCode, TellError> {
    let keeper = data.store.keeper().map_err(BadConfig::Store)?;
    let folder = Folder::take(&data.data).map_err(OpenError::from)?;
    let place = (folder.path(), &keeper);
    let restored = log::restore_in(file, place, clock::now_ms(), end_what_was_open, define);
    let (n_docs, ended) = restored.map_err(OpenError::from)?;
    println!("{n_docs} documents restored; `muster verify` reads each of them");
    println!("{}", ended.sentence());
    Ok(ExitCode::SUCCESS)
}

/// Endings of files that are taken from a folder.
const ENDINGS: &[&str] = &["md", "markdown", "txt", "json", "yaml", "yml", "yjs", pack::ENDING];

/// Files that were named, and those that lie in folders which were, by their names.
fn listed(named: Vec<PathBuf>) -> Result<Vec<PathBuf>, TellError> {
    let mut files = Vec::new();
    for path in named {
        if !path.is_dir() {
            files.push(path);
            continue;
        }
        let unreadable = |error| TellError::Read(path.clone(), error);
        let entries = fs::read_dir(&path).map_err(unreadable)?;
        let entries = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>();
        let is_taken = |path: &PathBuf| {
            let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
            path.is_file() && ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
        };
        let mut within: Vec<PathBuf> = entries.map_err(unreadable)?.into_iter().filter(is_taken).collect();
        if within.is_empty() {
            return Err(TellError::Nothing(path));
        }
        // The id of a document about another begins with that one's, which is to be read first.
        within.sort_by(|one, other| one.file_stem().cmp(&other.file_stem()).then_with(|| one.cmp(other)));
        files.extend(within);
    }
    Ok(files)
}

fn read(path: &Path) -> Result<NamedFile, TellError> {
    let bytes = fs::read(path).map_err(|error| TellError::Read(path.to_owned(), error))?;
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    Ok(NamedFile { name, folder: folder_of(path), bytes })
}

/// The name of the folder that a file lies in.
fn folder_of(path: &Path) -> String {
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = whole.parent().and_then(Path::file_name);
    folder.unwrap_or_default().to_string_lossy().into_owned()
}

/// Has the work done by whoever has the data folder.
async fn order(data: &Data, request: Request, into: Into<'_>) -> Result<ExitCode, TellError> {
    let (reports, mut incoming) = mpsc::channel(REPORTS_MAX);
    let show = async {
        let mut shown = Shown::new();
        while let Some(report) = incoming.recv().await {
            shown.show(report, &into)?;
        }
        shown.code.ok_or(TellError::BrokeOff)
    };
    let done = async {
        let keeper = data.store.keeper().map_err(BadConfig::Store)?;
        let data = &data.data;
        match Folder::take(data) {
            Ok(folder) => do_it_here(folder, &keeper, request, reports).await,
            Err(FolderError::InUse(_)) => ask(data, &request, reports).await.map_err(|error| unasked(data, error)),
            Err(error) => Err(OpenError::from(error).into()),
        }
    };
    let (done, shown) = tokio::join!(done, show);
    done.and(shown)
}

async fn do_it_here(
    folder: Folder,
    keeper: &Keeper,
    request: Request,
    reports: mpsc::Sender<Report>,
) -> Result<(), TellError> {
    let rooms = opening::open(&folder, keeper, Limits::DEFAULT).await?;
    let people = People::open(rooms.log().clone()).await.map_err(OpenError::from)?;
    work(&rooms, &people, folder.path(), request, &reports).await;
    drop(reports);
    rooms.close().await;
    rooms.log().clone().close().await;
    Ok(())
}

async fn ask(data: &Path, request: &Request, reports: mpsc::Sender<Report>) -> io::Result<()> {
    let mut stream = UnixStream::connect(admin_socket(data)).await?;
    let (reader, mut writer) = stream.split();
    let mut line = serde_json::to_vec(request)?;
    line.push(b'\n');
    writer.write_all(&line).await?;
    let mut lines = BufReader::new(reader).lines();
    while let Some(line) = lines.next_line().await? {
        if reports.send(serde_json::from_str(&line)?).await.is_err() {
            return Ok(());
        }
    }
    Ok(())
}

/// The reason for which a process that has the folder was not asked. A server that serves listens on a socket in it.
fn unasked(data: &Path, error: io::Error) -> TellError {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => TellError::TakesNoOrders(data.to_owned()),
        _ => TellError::Ask(data.to_owned(), error),
    }
}

/// Where what comes out of the work goes.
enum Into<'p> {
    Nothing,
    Folder(&'p Path),
    Backup { from: &'p Path, file: &'p Path },
}

/// The progress that the person at the terminal sees.
struct Shown {
    bar: ProgressBar,
    was_refused: bool,
    code: Option<ExitCode>,
}

impl Shown {
    fn new() -> Self {
        let bar = if io::stderr().is_terminal() { ProgressBar::new(0) } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} {msg}") {
            bar.set_style(style);
        }
        Self { bar, was_refused: false, code: None }
    }

    fn show(&mut self, report: Report, into: &Into<'_>) -> Result<(), TellError> {
        match report {
            Report::Step { done, of, what } => {
                self.bar.set_length(of as u64);
                self.bar.set_position(done as u64);
                self.bar.set_message(what);
            }
            Report::File(file) => {
                if let Into::Folder(folder) = into {
                    write(folder, &file)?;
                }
            }
            Report::Left { name } => {
                if let Into::Backup { from, file } = into {
                    backup::take(from, &name, file).map_err(|error| TellError::Write(file.to_path_buf(), error))?;
                }
            }
            Report::Refused { file, line, reason } => {
                let place = line.map_or(file.clone(), |line| format!("{file}:{line}"));
                self.bar.suspend(|| eprintln!("{place}: {reason}"));
                self.was_refused = true;
            }
            Report::Told { file, line, words } => {
                let place = line.map_or(file.clone(), |line| format!("{file}:{line}"));
                self.bar.suspend(|| println!("{place}: {words}"));
            }
            Report::Done { sentence } => {
                self.bar.finish_and_clear();
                println!("{sentence}");
                self.code = Some(if self.was_refused { ExitCode::FAILURE } else { ExitCode::SUCCESS });
            }
            Report::Failed { reason } => {
                self.bar.abandon();
                eprintln!("muster: {reason}");
                self.code = Some(ExitCode::FAILURE);
            }
        }
        Ok(())
    }
}

/// The server names the file, and a folder within the one that was chosen; where that lies is not for it to say.
fn write(folder: &Path, file: &NamedFile) -> Result<(), TellError> {
    let named = Path::new(&file.name);
    let within =
        named.parent().and_then(Path::file_name).map_or_else(|| folder.to_owned(), |within| folder.join(within));
    fs::create_dir_all(&within).map_err(|error| TellError::Write(within.clone(), error))?;
    let path = within.join(named.file_name().unwrap_or_default());
    fs::write(&path, &file.bytes).map_err(|error| TellError::Write(path, error))
}
