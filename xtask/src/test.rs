//! `cargo xtask test`: everything that must pass, cheapest first.

use anyhow::{Result, bail};

use crate::build::{self, Effort};
use crate::process::{cargo, run, works};
use crate::steps::{Outcome, Steps};
use crate::workspace::Workspace;
use crate::{browser, browser_tests, caddy, npm, postgres, rust_tests, wasm};

const STEPS: [&str; 10] =
    ["fmt", "clippy", "clippy-wasm", "test", "doc", "deny", "build", "npm", "browsers", "browser"];

#[derive(Default)]
pub(crate) struct Options {
    only: Option<String>,
    keep_going: bool,
}

impl Options {
    pub(crate) fn parse(args: &[String]) -> Result<Self> {
        let mut options = Self::default();
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--keep-going" => options.keep_going = true,
                "--only" => options.only = args.next().cloned(),
                other => bail!("`test` does not know `{other}`"),
            }
            if arg == "--only" && !options.only.as_deref().is_some_and(|only| STEPS.contains(&only)) {
                bail!("--only takes one of: {}", STEPS.join(", "));
            }
        }
        Ok(options)
    }
}

pub(crate) fn test(workspace: &Workspace, options: &Options) -> Result<()> {
    let mut steps = Steps::new(options.only.clone(), options.keep_going);
    let quiet_cargo = |args: &[&str]| run(cargo().args(args).current_dir(&workspace.root)).map(|()| Outcome::Passed);
    steps.step("fmt", || quiet_cargo(&["fmt", "--all", "--check"]));
    steps.step("clippy", || {
        quiet_cargo(&["clippy", "--workspace", "--exclude=muster-app", "--all-targets", "--", "-D", "warnings"])
    });
    steps.step("clippy-wasm", || {
        wasm::add_target()?;
        let packages = ["--package=muster-app", "--package=muster-shared", "--target=wasm32-unknown-unknown"];
        quiet_cargo(&[&["clippy"], &packages[..], &["--", "-D", "warnings"]].concat())
    });
    steps.step("test", || cargo_test(workspace));
    steps.step("doc", || doc(workspace));
    steps.step("deny", || deny(workspace));
    steps.step("build", || {
        build::build(workspace, Effort::Full)?;
        Ok(Outcome::Passed)
    });
    steps.step("npm", || npm::install(workspace));
    steps.step("browsers", || {
        for (_, path) in browser::find_or_install(&browser::ALL)? {
            println!("{}", path.display());
        }
        Ok(Outcome::Passed)
    });
    steps.step("browser", || browser_tests::run_all(workspace));
    steps.finish()
}

fn cargo_test(workspace: &Workspace) -> Result<Outcome> {
    postgres::find_or_install()?;
    caddy::find_or_install()?;
    let outcome = rust_tests::run_all(workspace)?;
    run(cargo().args(["test", "--release", "--package=xtask"]).current_dir(&workspace.root))?;
    Ok(outcome)
}

fn doc(workspace: &Workspace) -> Result<Outcome> {
    run(cargo()
        .args(["doc", "--no-deps", "--workspace", "--exclude=muster-app"])
        .env("RUSTDOCFLAGS", "-D warnings")
        .current_dir(&workspace.root))?;
    Ok(Outcome::Passed)
}

/// Licences, bans and sources only: the advisory database would have to be downloaded.
fn deny(workspace: &Workspace) -> Result<Outcome> {
    if !works(cargo().args(["deny", "--version"])) {
        return Ok(Outcome::Skipped("cargo-deny is not installed (`cargo install cargo-deny --locked`)".to_owned()));
    }
    run(cargo().args(["deny", "check", "bans", "licenses", "sources"]).current_dir(&workspace.root))?;
    Ok(Outcome::Passed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_takes_the_name_of_a_step() {
        let parse = |words: &[&str]| Options::parse(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        assert!(parse(&["--only", "fmt"]).is_ok_and(|options| options.only.as_deref() == Some("fmt")));
        assert!(parse(&["--keep-going"]).is_ok_and(|options| options.keep_going));
        assert!(parse(&["--only"]).is_err());
        assert!(parse(&["--only", "everything"]).is_err());
        assert!(parse(&["--fast"]).is_err());
    }
}
