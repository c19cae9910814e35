//! Running other programs: what they print goes straight to the terminal, and a failure names the command.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

/// The cargo that started us, so that a toolchain override is kept.
pub(crate) fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("could not start `{}`", shown(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", shown(command));
    }
    Ok(())
}

/// A command that runs beside others. It is ended where nobody waits for it.
pub(crate) struct Beside(Option<Child>, String);

impl Beside {
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let name = shown(command);
        let child = command.spawn().with_context(|| format!("could not start `{name}`"))?;
        Ok(Self(Some(child), name))
    }

    pub(crate) fn wait(mut self) -> Result<()> {
        let Some(mut child) = self.0.take() else { return Ok(()) };
        let status = child.wait()?;
        if !status.success() {
            bail!("`{}` failed ({status})", self.1);
        }
        Ok(())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            drop(child.kill().and_then(|()| child.wait()));
        }
    }
}

pub(crate) fn output_of(command: &mut Command) -> Result<String> {
    let output =
        command.stderr(Stdio::inherit()).output().with_context(|| format!("could not start `{}`", shown(command)))?;
    if !output.status.success() {
        bail!("`{}` failed ({})", shown(command), output.status);
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{}` printed something else than text", shown(command)))
}

/// Whether a command can be run at all, without a word of its output.
pub(crate) fn works(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(program)).find(|file| file.is_file())
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
