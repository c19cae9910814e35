//! The stylesheets: the app's is the tokens, the base, then every other file of `style/` by name; that of texts in other
//! people's pages, where each byte counts, has a folder to itself.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::shorten::bare;

/// The files that must come before the rest, in this order.
const FIRST: [&str; 2] = ["tokens.css", "base.css"];

pub(crate) fn read(style: &Path) -> Result<String> {
    let mut files = css_files(style)?;
    files.extend(css_files(&style.join("widgets"))?);
    files.sort_by_key(|file| (place(style, file), file.clone()));
    let mut sheet = String::new();
    for file in files {
        let text = fs::read_to_string(&file).with_context(|| format!("could not read {}", file.display()))?;
        sheet.push_str(text.trim_end());
        sheet.push('\n');
    }
    Ok(sheet)
}

/// The stylesheet of a text that stands without the app.
pub(crate) fn of_texts(style: &Path) -> Result<String> {
    Ok(bare(&read(&style.join("text"))?))
}

fn css_files(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    Ok(entries
        .into_iter()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "css"))
        .collect())
}

fn place(style: &Path, file: &Path) -> usize {
    FIRST.iter().position(|name| style.join(name) == file).unwrap_or(FIRST.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_come_first_and_a_missing_folder_is_an_empty_sheet() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("muster-style-{}", std::process::id()));
        fs::create_dir_all(folder.join("widgets"))?;
        for name in ["app.css", "tokens.css", "base.css", "widgets/charter.css", "notes.txt"] {
            fs::write(folder.join(name), format!("/* {name} */\n\n"))?;
        }
        let sheet = read(&folder)?;
        fs::remove_dir_all(&folder)?;
        assert_eq!(sheet, "/* tokens.css */\n/* base.css */\n/* app.css */\n/* widgets/charter.css */\n");
        assert_eq!(read(&folder)?, "");
        Ok(())
    }
}
