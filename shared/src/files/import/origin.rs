//! Where a page that bears no id of Muster's came from: by this a second import of it finds the charter that it once became.
//! A title proves nothing: many teams have a “Team Charter”.

use crate::files::made::sum;
use crate::names;

/// The word that sources of pages begin with.
const WORD: &str = "markdown:";

/// A page's place and words, as checksums.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Origin {
    /// Its folder and name; empty where the folder is not known.
    path: String,
    file: String,
    title: String,
    /// Empty where the page has no mission.
    mission: String,
    whole: String,
}

/// How surely two pages are one team's, the surest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    /// The same file name, title and mission, where one of the folders is not known.
    Mission,
    /// The same folder and file name, and the same title or mission.
    Place,
    /// The same words altogether.
    Whole,
}

impl Origin {
    /// The origin of a page. `file_name` may say its folder.
    pub(super) fn of(file_name: &str, title: &str, mission: &str, whole: &str) -> Self {
        let path = file_name.replace('\\', "/");
        let file = path.rsplit('/').next().unwrap_or(&path);
        let or_empty = |is_said: bool, text: &str| if is_said { print(text) } else { String::new() };
        Self {
            path: or_empty(path.contains('/'), &path),
            file: print(file),
            title: print(&names::key(title)),
            mission: or_empty(!mission.trim().is_empty(), mission),
            whole: print(whole),
        }
    }

    /// The origin as a source: a word for people, then the checksums.
    pub(super) fn source(&self, stem: &str) -> String {
        let stem: String = names::key(stem).chars().filter(|char| *char != '#').take(60).collect();
        let Self { path, file, title, mission, whole } = self;
        format!("{WORD}{stem}#{path}.{file}.{title}.{mission}.{whole}")
    }

    /// The origin that a source says.
    fn read(source: &str) -> Option<Self> {
        let (_, prints) = source.strip_prefix(WORD)?.rsplit_once('#')?;
        let mut prints = prints.split('.').map(str::to_owned);
        let mut next = || prints.next();
        Some(Self { path: next()?, file: next()?, title: next()?, mission: next()?, whole: next()? })
    }

    fn likeness(&self, other: &Self) -> Option<Likeness> {
        let is_mission = !self.mission.is_empty() && self.mission == other.mission;
        let is_place = !self.path.is_empty() && self.path == other.path;
        if self.whole == other.whole {
            Some(Likeness::Whole)
        } else if is_place && (is_mission || self.title == other.title) {
            Some(Likeness::Place)
        } else {
            let is_bare = self.path.is_empty() || other.path.is_empty();
            let is_alike = is_mission && self.file == other.file && self.title == other.title;
            (is_bare && is_alike).then_some(Likeness::Mission)
        }
    }
}

/// How surely what came from one source is what comes from the other; nothing when in doubt.
pub(super) fn likeness(source: &str, other: &str) -> Option<Likeness> {
    match (Origin::read(source), Origin::read(other)) {
        (Some(one), Some(other)) => one.likeness(&other),
        _ => (names::key(source) == names::key(other)).then_some(Likeness::Whole),
    }
}

/// Words as people take them for the same, as 16 signs.
fn print(text: &str) -> String {
    let words = text.split_whitespace().flat_map(|word| word.bytes().chain([b' ']));
    format!("{:016x}", sum(words) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_found_by_where_it_came_from_and_by_its_title_alone_never() {
        let source = |file: &str, title, mission, whole| Origin::of(file, title, mission, whole).source("charter");
        let first = source("a/charter.md", "Team Charter", "Burn.", "x");
        for (other, is_it) in [
            (source("a/charter.md", "Team Charter", "Burn.", "x "), Some(Likeness::Whole)),
            (source("charter.md", "Team Charter", "Burn.", "x"), Some(Likeness::Whole)),
            (source("a/charter.md", "Team Charter", "Burn more.", "y"), Some(Likeness::Place)),
            (source("a/charter.md", "Lights", "Burn.", "y"), Some(Likeness::Place)),
            (source("a/charter.md", "Bakers", "Bake.", "z"), None),
            (source("b/charter.md", "Team Charter", "Bake.", "z"), None),
            (source("b/charter.md", "Team Charter", "Burn.", "y"), None),
            (source("charter.md", "Team Charter", "Burn.", "y"), Some(Likeness::Mission)),
            (source("charter.md", "Team Charter", "Bake.", "z"), None),
            (source("charter.md", "Team Charter", "", "z"), None),
            ("kubernetes:sig-apps".to_owned(), None),
        ] {
            assert_eq!(likeness(&first, &other), is_it, "{other}");
        }
        let bare = source("charter.md", "Team Charter", "", "x");
        assert_eq!(likeness(&bare, &source("charter.md", "Team Charter", "", "y")), None, "nothing tells them apart");
        assert_eq!(likeness("kubernetes:SIG-apps", "kubernetes:sig-apps"), Some(Likeness::Whole));
    }
}
