//! Themes of an interview: somebody names the theme of each answer once all are out, and answers are counted by it. They go on
//! to the job of the customer that the interview is about, wherever that job is named.

use super::schema::*;
use super::view::{Item, Remark, ReviewView};
use crate::kinds::digest::{Digest, Line};
use crate::names;
use crate::order::sort_by_key;
use crate::text::words::{counted, day_of_ms};

/// A theme, and how many answers are of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// Its name, as it was written first.
    pub name: String,
    /// The number of answers.
    pub n: usize,
}

impl Remark {
    /// The theme that somebody named; empty where nobody has.
    pub fn theme(&self) -> &str {
        self.row.value(THEME).words().trim()
    }
}

impl Item {
    /// Its themes, those of the most answers first.
    pub fn themes(&self) -> Vec<Theme> {
        let mut themes: Vec<Theme> = Vec::new();
        for name in self.remarks.iter().map(Remark::theme).filter(|name| !name.is_empty()) {
            match themes.iter_mut().find(|theme| names::same(&theme.name, name)) {
                Some(theme) => theme.n += 1,
                None => themes.push(Theme { name: name.to_owned(), n: 1 }),
            }
        }
        sort_by_key(&mut themes, |theme| (usize::MAX - theme.n, names::key(&theme.name)));
        themes
    }

    /// The job of the customer that it is about; empty where nobody named one.
    pub fn job(&self) -> &str {
        self.row.value(JOB).words().trim()
    }

    /// Its themes in words, with how many answers there are; nothing where nobody named one.
    pub fn themes_said(&self) -> Option<String> {
        let all = counted(self.remarks.len(), "answer", "answers");
        let one = |theme: &Theme| format!("{} in {}", theme.name, theme.n);
        let themes: Vec<String> = self.themes().iter().map(one).collect();
        (!themes.is_empty()).then(|| format!("{} of {all}", themes.join(", ")))
    }
}

/// Themes of interviews that are about a job, for whoever looks at that job.
pub(super) fn learned(view: &ReviewView) -> Vec<Line> {
    let of_job = view.items.iter().filter(|item| item.row.value(TYPE).words() == "insight" && !item.job().is_empty());
    let line = |item: &Item| {
        let day = item.revealed_ms.map(day_of_ms).unwrap_or_default();
        Some(Line::new(&item.row.id, item.job(), &item.themes_said()?, &day))
    };
    of_job.filter_map(line).take(Digest::LEARNED_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::made::nth as row;
    use crate::sheet::{Sheet, Value};

    #[test]
    fn n15_answers_are_counted_by_theme_and_themes_go_on_to_the_job() {
        for (job, themes, said) in [
            (
                "Waiting at the door",
                &["Waiting", "waiting ", "Keys", ""][..],
                Some("Waiting in 2, Keys in 1 of 4 answers"),
            ),
            ("Waiting at the door", &["", ""], None),
            ("", &["Waiting"], None),
        ] {
            let item = row(1, &[(TYPE, "insight".into()), (JOB, job.into())]);
            let about = Value::from(item.id.as_str());
            let answer = |(nth, theme): (usize, &&str)| {
                row(10 + nth as u32, &[(ITEM, about.clone()), (TEXT, "So.".into()), (THEME, (*theme).into())])
            };
            let reveal = row(2, &[(ITEM, about.clone()), (AT, 1_700_000_000_000.0.into())]);
            let mut sheet = Sheet::default();
            sheet.lists.insert(REMARKS.to_owned(), themes.iter().enumerate().map(answer).collect());
            sheet.lists.insert(REVEALS.to_owned(), vec![reveal]);
            sheet.lists.insert(ITEMS.to_owned(), vec![item]);
            let lines = learned(&ReviewView::of(&sheet));
            assert_eq!(lines.first().map(|line| line.text.as_str()), said, "{job} {themes:?}");
            assert!(lines.iter().all(|line| line.question == job && line.on == "2023-11-14"), "{lines:?}");
        }
    }
}
