//! The stylesheets: the app's is the tokens, the base, the bar, then every other file of `style/` by name; that of texts in other
//! people's pages, where each byte counts, has a folder to itself. Other people's pages and those that the server writes have
//! the app's whole. Its own pages begin with what the first words need, in two sheets, and put those of its chunks between the
//! two, so that all rules stand in one order however much has come (`app/web/sheets.js`).

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::shorten::bare;
use crate::split::Groups;

/// The files that must come before the rest, in this order.
const FIRST: [&str; 3] = ["tokens.css", "base.css", "bar.css"];
/// The files that the first words need besides: before the sheets of chunks, and behind them.
const FRONT: [&str; 2] = ["widgets/charter.css", "widgets/frame.css"];
const BACK: [&str; 2] = ["widgets/talk.css", "widgets/text.css"];
/// The files that one group of chunks needs alone.
const OF_GROUPS: [(&str, &str); 6] = [
    ("share.css", "share"),
    ("widgets/blind.css", "boxes"),
    ("widgets/map.css", "map"),
    ("widgets/mine.css", "me"),
    ("widgets/okr.css", "okr"),
    ("widgets/pocket.css", "pocket"),
];
/// The file for pages that the server writes.
const DOORS: &str = "doors.css";
/// The name of the sheet that most chunks need.
pub(crate) const MOST: &str = "most";

/// The sheets of the app's own pages.
pub(crate) struct Sheets {
    pub(crate) front: String,
    pub(crate) back: String,
    /// The sheets that come with chunks: those of one group alone by its name, and that of most.
    pub(crate) of_chunks: BTreeMap<&'static str, String>,
}

/// The whole sheet of the app.
pub(crate) fn read(style: &Path) -> Result<String> {
    joined(&files(style)?)
}

/// The sheets of the app's own pages. An app in one piece has no chunks that could bring any.
pub(crate) fn parts(style: &Path, groups: &Groups) -> Result<Sheets> {
    let files = files(style)?;
    if groups.is_empty() {
        return Ok(Sheets { front: joined(&files)?, back: String::new(), of_chunks: BTreeMap::new() });
    }
    let (mut front, mut back, mut of_chunks) = (Vec::new(), Vec::new(), BTreeMap::<_, Vec<_>>::new());
    for file in files {
        let is = |name: &&str| style.join(name) == file;
        let group = OF_GROUPS.iter().find(|(name, _)| is(name)).map(|(_, group)| *group);
        ensure!(group.is_none_or(|group| groups.contains_key(group)), "no group of chunks needs {}", file.display());
        if FIRST.iter().chain(&FRONT).any(is) {
            front.push(file);
        } else if BACK.iter().any(is) {
            back.push(file);
        } else if !is(&DOORS) {
            of_chunks.entry(group.unwrap_or(MOST)).or_default().push(file);
        }
    }
    let of_chunks = of_chunks.into_iter().map(|(name, files)| Ok((name, joined(&files)?))).collect::<Result<_>>()?;
    Ok(Sheets { front: joined(&front)?, back: joined(&back)?, of_chunks })
}

/// The files of the app's sheet, in its order.
fn files(style: &Path) -> Result<Vec<PathBuf>> {
    let mut files = css_files(style)?;
    files.extend(css_files(&style.join("widgets"))?);
    files.sort_by_key(|file| (place(style, file), file.clone()));
    Ok(files)
}

fn joined(files: &[PathBuf]) -> Result<String> {
    let mut sheet = String::new();
    for file in files {
        let text = fs::read_to_string(file).with_context(|| format!("could not read {}", file.display()))?;
        sheet.push_str(text.trim_end());
        sheet.push('\n');
    }
    Ok(bare(&sheet))
}

/// The stylesheet of a text that stands without the app.
pub(crate) fn of_texts(style: &Path) -> Result<String> {
    read(&style.join("text"))
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
        let folder = filled(&["app.css", "tokens.css", "base.css", "widgets/charter.css", "notes.txt"])?;
        let sheet = read(folder.path())?;
        assert_eq!(sheet, ".tokens {}\n.base {}\n.app {}\n.charter {}\n");
        assert_eq!(read(&folder.path().join("nowhere"))?, "");
        Ok(())
    }

    #[test]
    fn a_page_begins_with_what_its_first_words_need_and_chunks_bring_the_rest() -> Result<()> {
        let folder = filled(&[
            "base.css",
            "doors.css",
            "home.css",
            "tokens.css",
            "widgets/charter.css",
            "widgets/log.css",
            "widgets/okr.css",
            "widgets/text.css",
        ])?;
        let groups: Groups = [("okr".to_owned(), Vec::new())].into();
        let Sheets { front, back, of_chunks } = parts(folder.path(), &groups)?;
        assert_eq!((front.as_str(), back.as_str()), (".tokens {}\n.base {}\n.charter {}\n", ".text {}\n"));
        assert_eq!(of_chunks[MOST], ".home {}\n.log {}\n");
        assert_eq!(of_chunks["okr"], ".okr {}\n");
        let groups: Groups = [("log".to_owned(), Vec::new())].into();
        assert!(parts(folder.path(), &groups).is_err(), "no group has the sheet for goals");
        let whole = parts(folder.path(), &Groups::default())?;
        assert_eq!((whole.front, whole.back), (read(folder.path())?, String::new()));
        Ok(())
    }

    /// A folder with a rule in each file, named like that.
    fn filled(files: &[&str]) -> Result<tempfile::TempDir> {
        let folder = tempfile::tempdir()?;
        fs::create_dir_all(folder.path().join("widgets"))?;
        for file in files {
            let name = Path::new(file).file_stem().unwrap_or_default().to_string_lossy();
            fs::write(folder.path().join(file), format!("/* {file} */\n.{name} {{}}\n\n"))?;
        }
        Ok(folder)
    }
}
