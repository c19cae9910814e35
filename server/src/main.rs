//! The program `muster`.

use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser;
use muster_server::config::{Cli, Command, LogFormat, Logging, Serve};
use muster_server::serve;
use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{SignalKind, signal};
use tracing::info;
use tracing_subscriber::EnvFilter;

/// More would only cost memory: a frame takes microseconds, and what takes longer has threads of its own.
const WORKERS_MAX: usize = 4;
/// Threads for reading the log.
const READERS_MAX: usize = 8;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match log_to_stderr(&cli.logging).and_then(|()| run(cli.command)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("muster: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    let runtime = runtime()?;
    match command {
        Command::Serve(config) => runtime.block_on(serve_until_told(config)),
        Command::Import(_) | Command::Export(_) | Command::Sample(_) => Ok(ExitCode::FAILURE),
    }
}

fn runtime() -> anyhow::Result<Runtime> {
    let n_cores = std::thread::available_parallelism().map_or(1, usize::from);
    Builder::new_multi_thread()
        .worker_threads(n_cores.clamp(1, WORKERS_MAX))
        .max_blocking_threads(READERS_MAX)
        .enable_all()
        .build()
        .context("the runtime cannot start")
}

fn log_to_stderr(logging: &Logging) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&logging.log).with_context(|| format!("`{}` is not a log level", logging.log))?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match logging.log_format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().init(),
    }
    Ok(())
}

async fn serve_until_told(config: Serve) -> anyhow::Result<ExitCode> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    info!(?config, "muster {} starts", env!("CARGO_PKG_VERSION"));
    let running = serve::start(config).await?;
    println!("listening on http://{}", running.address);
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    info!("stopping");
    running.stop().await;
    Ok(ExitCode::SUCCESS)
}
