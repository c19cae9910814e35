//! The program: it runs the command of its command line.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::Parser;
use thiserror::Error;
use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing::{debug, info};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use crate::admin::{self, TellError};
use crate::carried::{self, Carried};
use crate::config::{BadConfig, Cli, Command, LogFormat, Logging, Serve};
use crate::log::LogError;
use crate::metrics::count_panics;
use crate::rooms::cold;
use crate::serve::{self, Running, StartError};

/// More would only cost memory: a frame takes microseconds, and what takes longer has threads of its own.
const WORKERS_MAX: usize = 4;
/// Threads for reading the log.
const READERS_MAX: usize = 8;

/// Why the program ends with an error: a sentence for whoever started it.
#[derive(Debug, Error)]
enum Trouble {
    #[error("`{0}` is not a log level: write `info`, or `muster_server=debug,info`")]
    LogLevel(String),
    #[error("the program cannot start: {0}")]
    Start(#[from] io::Error),
    #[error(transparent)]
    Serve(#[from] StartError),
    #[error(
        "another muster has taken the database over, and this one ends; started again with `--standby` it waits for its turn"
    )]
    TakenOver,
    #[error(transparent)]
    Tell(#[from] TellError),
    #[error(transparent)]
    Log(#[from] LogError),
}

/// Runs the program with this process's arguments and environment, and the app it carries.
pub fn main(app: Carried) -> ExitCode {
    carried::carry(app);
    let cli = Cli::parse();
    count_panics();
    match log_to_stderr(&cli.logging).and_then(|()| run(cli.command)) {
        Ok(code) => code,
        Err(trouble) => {
            eprintln!("muster: {trouble}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode, Trouble> {
    let runtime = runtime()?;
    match command {
        Command::Serve(config) => {
            let ended = runtime.block_on(serve_until_told(*config));
            // A reader of the log, a backup perhaps, must not keep a server from ending that was told to.
            runtime.shutdown_background();
            ended
        }
        Command::Try(asked) => {
            // On a thread like those that read in the server, with as much stack.
            let keeper = asked.data.store.keeper().map_err(BadConfig::Store).map_err(StartError::from)?;
            let read = move || cold::read_in_a_trial(&asked.data.data, &keeper, &asked.doc);
            runtime.block_on(async { tokio::task::spawn_blocking(read).await }).map_err(io::Error::from)??;
            Ok(ExitCode::SUCCESS)
        }
        command => Ok(runtime.block_on(admin::run(command))?),
    }
}

fn runtime() -> io::Result<Runtime> {
    let n_cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(n_cores.clamp(2, WORKERS_MAX)).max_blocking_threads(READERS_MAX).enable_all().build()
}

/// Libraries that print at *trace* what goes through them: words of documents. They stay below it, whoever asks for more.
const QUIETER: [&str; 2] = ["tungstenite=debug", "tokio_tungstenite=debug"];

fn log_to_stderr(logging: &Logging) -> Result<(), Trouble> {
    let asked = EnvFilter::try_new(&logging.log).map_err(|_| Trouble::LogLevel(logging.log.clone()))?;
    let filter = match asked.max_level_hint() {
        Some(LevelFilter::TRACE) => {
            QUIETER.iter().filter_map(|directive| directive.parse().ok()).fold(asked, EnvFilter::add_directive)
        }
        _ => asked,
    };
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    match logging.log_format {
        LogFormat::Text => lines.with_ansi(io::stderr().is_terminal()).init(),
        LogFormat::Json => lines.json().init(),
    }
    Ok(())
}

async fn serve_until_told(config: Serve) -> Result<ExitCode, Trouble> {
    let mut stop = [signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?];
    info!("muster {} starts", carried::release());
    debug!(?config, "settings");
    let listening = serve::listen(config).await?;
    let (line, is_waiting) = (format!("listening on http://{}", listening.address), listening.is_waiting());
    if is_waiting {
        say(&line);
    }
    let running = tokio::select! {
        running = listening.serve() => running?,
        _ = told(&mut stop) => return Ok(ExitCode::SUCCESS),
    };
    if !is_waiting {
        say(&line);
    }
    if let Some(link) = &running.owner_link {
        say(&format!("nobody owns this workspace yet; whoever opens this first becomes its owner: {link}"));
    }
    let is_ours = tokio::select! {
        why = told(&mut stop) => {
            if why == Told::Terminate {
                drain(&running, &mut stop).await;
            }
            true
        }
        () = running.taken_over() => false,
    };
    info!("stopping");
    running.stop().await;
    if is_ours { Ok(ExitCode::SUCCESS) } else { Err(Trouble::TakenOver) }
}

/// Serves on for a time, so that a proxy sends new calls elsewhere. A second signal is sent by somebody who will not wait.
async fn drain(running: &Running, stop: &mut [Signal; 2]) {
    info!("going down");
    tokio::select! {
        () = running.drain() => {}
        _ = told(stop) => {}
    }
}

/// A line for whoever started us. Whether they still read is no reason to stop serving.
fn say(line: &str) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// The signal that the program was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// By a service manager, behind a proxy perhaps.
    Terminate,
    /// By somebody at the terminal, who waits.
    Interrupt,
}

async fn told([terminate, interrupt]: &mut [Signal; 2]) -> Told {
    tokio::select! {
        _ = terminate.recv() => Told::Terminate,
        _ = interrupt.recv() => Told::Interrupt,
    }
}
