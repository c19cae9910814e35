//! YAML, of which the Kubernetes community's own list of teams is read. The server reads files; the page brings no reader.

use super::{Draft, ImportError, kubernetes};

/// Reads a list of teams.
#[cfg(not(target_family = "wasm"))]
pub(super) fn teams(text: &str) -> Result<Vec<Draft>, ImportError> {
    let file: serde_json::Value = serde_saphyr::from_str(text).map_err(|error| {
        let line = error.location().map_or(1, |at| at.line() as usize);
        let whole = error.to_string();
        ImportError::new(line, whole.lines().next().unwrap_or("this is no YAML"))
    })?;
    let keys = file.as_object().map(|top| top.keys().map(String::as_str));
    if keys.is_some_and(kubernetes::is_of_teams) {
        return kubernetes::teams(text, &file);
    }
    Err(ImportError::new(1, "of YAML the Kubernetes community’s list of teams is read, with `sigs` at its top"))
}

/// Nothing reads files here.
#[cfg(target_family = "wasm")]
pub(super) fn teams(text: &str) -> Result<Vec<Draft>, ImportError> {
    kubernetes::teams(text, &serde_json::Value::Null)
}
