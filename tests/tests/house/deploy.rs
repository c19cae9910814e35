//! The files that operators copy: their options are the program's, their times fit together, their pointers point somewhere.

use std::collections::BTreeSet;
use std::fs;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use clap::{CommandFactory, Parser};
use muster_server::config::{Cli, Command, Serve};
use muster_server::serve::STOP_MAX;
use muster_shared::files::import::FILE_BYTES_MAX;

use crate::sources::{nothing, root};

const UNIT: &str = include_str!("../../../docs/deploy/muster.service");
const CONTAINER: &str = include_str!("../../../docs/deploy/Containerfile");
const CADDY: &str = include_str!("../../../docs/deploy/Caddyfile");
const RULES: &str = include_str!("../../../docs/deploy/muster.rules.yml");
const MANUAL: &str = include_str!("../../../docs/deploy/README.md");
const RUNBOOK: &str = include_str!("../../../docs/runbook.md");

/// The program, as the files name it.
const PROGRAM: &str = "/usr/local/bin/muster";
/// The variables of Caddy's file, which are none of the program's.
const CADDYS: [&str; 4] = ["MUSTER_SITE", "MUSTER_UPSTREAMS", "MUSTER_BIND", "MUSTER_CADDY_ADMIN"];

/// The value of a line of a file.
fn value<'a>(text: &'a str, before: &str) -> Result<&'a str> {
    text.lines().find_map(|line| line.trim().strip_prefix(before)).map(str::trim).context(before.to_owned())
}

/// A time as Caddy and systemd write it.
fn time(text: &str) -> Result<Duration> {
    let millis = text.strip_suffix("ms").map(str::parse).transpose()?.map(Duration::from_millis);
    millis.map_or_else(|| Ok(Duration::from_secs(text.trim_end_matches('s').parse()?)), Ok)
}

/// The settings of a command line that starts a server. The address of a standby's database is in its environment.
fn serves(line: &str) -> Result<Serve> {
    let store = line.contains("--standby").then_some("--store=postgres://muster@db.example/muster");
    let words = line.split_whitespace().chain(store);
    match Cli::try_parse_from(words)?.command {
        Command::Serve(serve) => Ok(*serve),
        other => anyhow::bail!("{other:?} serves nothing"),
    }
}

/// The command lines in a text that start a server.
fn started(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| line.strip_prefix("ExecStart=")).filter(|line| !line.is_empty())
}

/// The words of a command as a container file writes it.
fn container_command(before: &str) -> Result<Vec<String>> {
    let (_, words) = CONTAINER.split_once(before).context(before.to_owned())?;
    Ok(serde_json::from_str(words.lines().next().unwrap_or_default())?)
}

fn drain_of(serve: &Serve) -> Duration {
    Duration::from_millis(serve.bounds().drain_ms)
}

#[test]
fn the_program_takes_every_command_line_of_the_unit_and_of_the_manual() -> Result<()> {
    let lines: Vec<&str> = started(UNIT).chain(started(MANUAL)).collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    for line in lines {
        let mut serve = serves(line)?;
        ensure!(line.starts_with(PROGRAM) && !drain_of(&serve).is_zero(), "{line}");
        serve.listen.public_url = Some("https://muster.example".to_owned());
        serve.check()?;
    }
    Ok(())
}

#[test]
fn the_program_takes_what_the_container_runs_and_asks() -> Result<()> {
    let command = [container_command("\nENTRYPOINT ")?, container_command("\nCMD ")?].concat();
    serves(&command.join(" "))?;
    assert_eq!(command.first().map(String::as_str), Some(PROGRAM));
    let asked = container_command("HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 CMD ")?;
    ensure!(matches!(Cli::try_parse_from(asked)?.command, Command::Alive(_)), "it asks something else");
    assert_eq!(value(CONTAINER, "STOPSIGNAL ")?, "SIGTERM");
    ensure!(value(CONTAINER, "USER ")?.split(':').all(|id| id != "0"), "it runs as root");
    Ok(())
}

#[test]
fn every_variable_in_the_files_is_one_that_is_read() -> Result<()> {
    let program = Cli::command();
    let commands = [&program].into_iter().chain(program.get_subcommands());
    let mut known: BTreeSet<String> = CADDYS.map(str::to_owned).into();
    known.extend(
        commands.flat_map(clap::Command::get_arguments).filter_map(|arg| arg.get_env()?.to_str().map(str::to_owned)),
    );
    let is_word = |char: char| char.is_ascii_uppercase() || char == '_';
    let mut unknown = Vec::new();
    for text in [UNIT, CONTAINER, CADDY, MANUAL] {
        let words = text.split(|char| !is_word(char)).filter(|word| word.len() > "MUSTER_".len());
        unknown.extend(words.filter(|word| word.starts_with("MUSTER_") && !known.contains(*word)).map(str::to_owned));
    }
    nothing("nobody reads a variable that the files set", unknown);
    Ok(())
}

#[test]
fn the_time_to_stop_is_longer_than_a_drain_and_everything_that_ending_takes() -> Result<()> {
    let line = started(UNIT).next().context("a command")?;
    let (drain, patience) = (drain_of(&serves(line)?), time(value(UNIT, "TimeoutStopSec=")?)?);
    ensure!(patience > drain + STOP_MAX, "systemd kills a server that still flushes");
    let (_, stated) = CONTAINER.split_once("--stop-timeout ").context("the time")?;
    let in_container = Duration::from_millis(value(CONTAINER, "ENV MUSTER_DRAIN_MS=")?.parse()?);
    let stated = time(stated.split_whitespace().next().unwrap_or_default())?;
    ensure!(stated > in_container + STOP_MAX, "a container is killed that still flushes");
    Ok(())
}

#[test]
fn caddy_notices_a_drain_in_time_and_waits_for_longer_than_a_start_takes() -> Result<()> {
    let serve = serves(started(UNIT).next().context("a command")?)?;
    ensure!(drain_of(&serve) >= 2 * time(value(CADDY, "health_interval ")?)?, "calls go to a server that ends");
    ensure!(time(value(CADDY, "lb_try_duration ")?)? > drain_of(&serve) + STOP_MAX, "calls fail during an update");
    let silence = Duration::from_millis(serve.bounds().head_timeout_ms);
    ensure!(time(value(CADDY, "keepalive ")?)? < silence, "a call meets a connection that Muster hangs up on");
    let megabytes: usize = value(CADDY, "max_size ")?.trim_end_matches("MB").parse()?;
    ensure!(megabytes * 1_000_000 > FILE_BYTES_MAX, "Caddy refuses what Muster would take");
    Ok(())
}

/// The address of a heading, as a page of the docs is shown.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|char| char.is_alphanumeric() || *char == ' ' || *char == '-');
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

#[test]
fn every_alert_has_a_sentence_and_a_part_of_the_runbook() -> Result<()> {
    let anchors: BTreeSet<String> = RUNBOOK
        .lines()
        .filter_map(|line| line.strip_prefix("## "))
        .map(|heading| format!("docs/runbook.md#{}", anchor(heading)))
        .collect();
    let alerts: Vec<&str> = RULES.split("- alert: ").skip(1).collect();
    ensure!(alerts.len() >= 6, "{} alerts", alerts.len());
    let mut wrong = Vec::new();
    for alert in alerts {
        let name = alert.lines().next().unwrap_or_default();
        let summary = value(alert, "summary: ")?.trim_matches('"');
        let runbook = value(alert, "runbook: ")?;
        if !summary.ends_with('.') || !anchors.contains(runbook) {
            wrong.push(format!("{name}: {summary} {runbook}"));
        }
    }
    nothing("an alert says what is wrong and leads to the way out", wrong);
    Ok(())
}

#[test]
fn the_manual_names_every_file_beside_it() -> Result<()> {
    let names = fs::read_dir(root().join("docs/deploy"))?.map(|entry| entry.map(|entry| entry.file_name()));
    let names = names.collect::<std::io::Result<Vec<_>>>()?;
    let names = names.iter().map(|name| name.to_string_lossy().into_owned()).filter(|name| name != "README.md");
    nothing(
        "a file is of no use to people who do not know it",
        names.filter(|name| !MANUAL.contains(&format!("]({name})"))),
    );
    Ok(())
}
