//! The commit, the time and the machine of a measurement: figures mean nothing without them.

use std::fs::read_to_string;
use std::process::Command;

use anyhow::Result;
use muster_tests::server::get;

use crate::site::Site;

/// The lines above the table.
pub(crate) async fn describe(site: &Site) -> Result<Vec<String>> {
    let data = site.folder()?;
    let server = site.serve(&data, &[])?;
    let page = get(server.address, "/", &["Accept: text/html"]).await?.body;
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    Ok(vec![
        format!("Muster {}, {}", release(&page), date()),
        format!("{cores} cores ({}), {} of memory, {} {}", processor(), memory(), std::env::consts::OS, kernel()),
        format!("data on {}; {} (what is more than 0 is somebody else's)", file_system(&data), load("began")),
    ])
}

/// How much else the machine had to do.
pub(crate) fn load(when: &str) -> String {
    let load = read("/proc/loadavg");
    format!("load when it {when}: {}", load.split(' ').next().unwrap_or("?"))
}

fn release(page: &str) -> String {
    let after = page.split("name=\"muster-release\" content=\"").nth(1).and_then(|rest| rest.split('"').next());
    after.unwrap_or("without its app").to_owned()
}

fn date() -> String {
    said(Command::new("date").args(["-u", "+%Y-%m-%d %H:%M UTC"]))
}

fn processor() -> String {
    let about = read("/proc/cpuinfo");
    let name = about.lines().find(|line| line.starts_with("model name")).and_then(|line| line.split(": ").nth(1));
    name.unwrap_or(std::env::consts::ARCH).to_owned()
}

fn memory() -> String {
    let about = read("/proc/meminfo");
    let total = about.lines().find_map(|line| line.strip_prefix("MemTotal:"));
    let kibibytes: Option<f64> = total.and_then(|total| total.trim().trim_end_matches(" kB").parse().ok());
    kibibytes.map_or("?".to_owned(), |kibibytes| format!("{:.1} GB", kibibytes * 1024.0 / 1e9))
}

fn kernel() -> String {
    read("/proc/sys/kernel/osrelease").trim().to_owned()
}

fn file_system(data: &tempfile::TempDir) -> String {
    let said = said(Command::new("df").arg("--output=fstype").arg(data.path()));
    said.lines().last().unwrap_or_default().to_owned()
}

fn read(file: &str) -> String {
    read_to_string(file).unwrap_or_default()
}

fn said(command: &mut Command) -> String {
    let output = command.output().map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    output.ok().filter(|said| !said.is_empty()).unwrap_or_else(|| "?".to_owned())
}
