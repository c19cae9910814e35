//! The browsers the end-to-end tests drive, the system's own: Chromium, Firefox and WebKitGTK with its driver and a
//! screen nobody sees. Missing ones are installed where we may, all in one go.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::process::{on_path, output_of, run};
use crate::steps::timed;

/// A program that the tests need.
pub(crate) struct Program {
    /// The variable that overrides what is found, and by which the tests are told.
    pub(crate) variable: &'static str,
    names: &'static [&'static str],
    /// The Debian package that has it.
    package: &'static str,
}

pub(crate) const CHROMIUM: Program = Program {
    variable: "CHROMIUM",
    names: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    package: "chromium",
};

/// Everything the browser tests start.
pub(crate) const ALL: [Program; 4] = [
    CHROMIUM,
    Program { variable: "FIREFOX", names: &["firefox-esr", "firefox"], package: "firefox-esr" },
    Program { variable: "WEBKIT_DRIVER", names: &["WebKitWebDriver"], package: "webkit2gtk-driver" },
    Program { variable: "XVFB", names: &["Xvfb"], package: "xvfb" },
];

impl Program {
    fn find(&self) -> Option<PathBuf> {
        match std::env::var_os(self.variable) {
            Some(path) => Some(PathBuf::from(path)).filter(|path| path.is_file()),
            None => self.names.iter().copied().find_map(on_path),
        }
    }
}

/// Where each program is, after what was missing has been installed.
pub(crate) fn find_or_install(programs: &[Program]) -> Result<Vec<(&'static str, PathBuf)>> {
    let missing: Vec<&str> = programs.iter().filter(|one| one.find().is_none()).map(|one| one.package).collect();
    if !missing.is_empty() {
        if !may_install()? {
            bail!("{}", advice(&missing));
        }
        install(&missing)?;
    }
    programs.iter().map(|one| Ok((one.variable, found(one)?))).collect()
}

fn found(program: &Program) -> Result<PathBuf> {
    match program.find() {
        Some(path) => Ok(path),
        None => bail!("apt-get installed {}, but it is not on the PATH; set {}", program.package, program.variable),
    }
}

/// Whether packages can be installed here.
pub(crate) fn may_install() -> Result<bool> {
    Ok(is_root()? && on_path("apt-get").is_some())
}

/// Installs packages of Debian's.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    timed(&format!("installing {}", packages.join(", ")), || {
        // A clean machine has no list of packages, and one source of several may be away: what matters is the installing.
        if let Err(error) = run(&mut apt_get(&["update"])) {
            println!("  {error}; going on with the packages that are known");
        }
        run(apt_get(&["install", "--yes", "--no-install-recommends"]).args(packages))
    })
}

/// One line for whoever has to install it by hand.
fn advice(packages: &[&str]) -> String {
    let variables: Vec<&str> =
        ALL.iter().filter(|one| packages.contains(&one.package)).map(|one| one.variable).collect();
    format!(
        "install what the browser tests start (Debian: `apt-get install {}`), or set {} to where it is",
        packages.join(" "),
        variables.join(" and "),
    )
}

/// Networks and other installations on the same machine are waited for.
fn apt_get(args: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    command.args(["-o", "Acquire::Retries=3", "-o", "DPkg::Lock::Timeout=300"]).args(args);
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn is_root() -> Result<bool> {
    Ok(on_path("id").is_some() && output_of(Command::new("id").arg("-u"))?.trim() == "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_says_what_to_install_and_how_to_name_what_is_elsewhere() {
        let line = advice(&["firefox-esr", "xvfb"]);
        assert!(!line.contains('\n'));
        assert!(line.contains("`apt-get install firefox-esr xvfb`") && line.contains("FIREFOX and XVFB"), "{line}");
    }

    #[test]
    fn every_program_has_a_name_a_package_and_a_variable_of_its_own() {
        for (at, one) in ALL.iter().enumerate() {
            assert!(!one.names.is_empty());
            let others = ALL.iter().skip(at + 1);
            assert!(others.clone().all(|other| other.variable != one.variable && other.package != one.package));
        }
    }
}
