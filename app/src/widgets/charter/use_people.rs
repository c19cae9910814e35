//! The people of a charter by function, and what can be done about functions.

use crate::boxed::memo;
use crate::form::Rows;
use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::charter::MEMBERS;
use muster_shared::kinds::org::{FUNCTIONS, required_functions};
use muster_shared::names;
use muster_shared::order;
use muster_shared::sheet::Edit;

use super::use_charter::UseCharter;

/// Functions most product teams know.
const USUAL: [&str; 7] = ["Engineering", "Product", "Operations", "Design", "Sales", "Marketing", "Partnerships"];

/// One function with its people.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Group {
    /// The name as it is compared.
    pub(crate) key: String,
    pub(crate) name: String,
    /// The row in `org` that requires it, if one does.
    pub(crate) required: Option<RowId>,
    pub(crate) members: Vec<RowId>,
}

impl Group {
    pub(crate) fn is_hole(&self) -> bool {
        self.required.is_some() && self.members.is_empty()
    }
}

/// The people by function.
#[derive(Clone, Copy)]
pub(crate) struct UsePeople {
    /// Required functions first, then the others in the order of their people.
    pub(crate) groups: Memo<Vec<Group>>,
    /// Names of functions to choose from.
    pub(crate) functions: Signal<Vec<String>>,
    /// Adds a person for a function and goes there.
    pub(crate) join: Callback<String>,
    /// Names a function the team needs.
    pub(crate) require: Callback<String, Result<(), String>>,
    /// A function is no longer needed.
    pub(crate) release: Callback<RowId>,
    pub(crate) can_require: Signal<bool>,
}

/// The people of `cx` by function.
pub(crate) fn use_people(cx: UseCharter, rows: Rows) -> UsePeople {
    let groups = memo(move || grouped(cx, &rows.ids.get()));
    let functions = memo(move || {
        let mut names: Vec<String> = groups.with(|groups| groups.iter().map(|group| group.name.clone()).collect());
        names.extend(USUAL.iter().map(|name| (*name).to_owned()));
        names.retain(|name| !name.is_empty());
        order::sort(&mut names);
        names.dedup();
        names
    });
    let join = move |function: String| {
        let values = if function.is_empty() { Vec::new() } else { vec![("function".to_owned(), function.into())] };
        let after = rows.ids.with_untracked(|ids| ids.last().cloned());
        cx.charter.begin_row(MEMBERS, after, values);
    };
    let require = move |name: String| require(cx, name.trim());
    let release = move |row: RowId| {
        let _ = cx.org.edit(&Edit::Archive { list: FUNCTIONS.to_owned(), row });
    };
    UsePeople {
        groups,
        functions: functions.into(),
        join: Callback::new(join),
        require: Callback::new(require),
        release: Callback::new(release),
        can_require: cx.org.can_edit,
    }
}

fn require(cx: UseCharter, name: &str) -> Result<(), String> {
    let is_there =
        cx.view().with_untracked(|view| view.required_functions.iter().any(|required| names::same(required, name)));
    if name.is_empty() || is_there {
        return Ok(());
    }
    let values = vec![("team".to_owned(), cx.id().as_str().into()), ("name".to_owned(), name.into())];
    let after = cx.org.doc.rows(FUNCTIONS).with_untracked(|ids| ids.last().cloned());
    cx.org.edit(&Edit::Add { list: FUNCTIONS.to_owned(), after, texts: Vec::new(), values }).map(drop)
}

fn grouped(cx: UseCharter, members: &[RowId]) -> Vec<Group> {
    let id = cx.id();
    let mut groups: Vec<Group> = cx.org.doc.sheet.with(|org| {
        let required = required_functions(org, &id);
        required.map(|(row, name)| group(name, Some(row.id.clone()))).collect()
    });
    // Two leaders may have required the same function; one hole is enough.
    let mut seen = Vec::new();
    groups.retain(|group| {
        !seen.contains(&group.key) && {
            seen.push(group.key.clone());
            true
        }
    });
    for row in members {
        let function = cx.charter.doc.row(MEMBERS, row).with(|row| row.value("function").words().to_owned());
        let key = names::key(&function);
        let at = groups.iter().position(|group| group.key == key).unwrap_or_else(|| {
            groups.push(group(&function, None));
            groups.len() - 1
        });
        groups[at].members.push(row.clone());
    }
    groups
}

fn group(name: &str, required: Option<RowId>) -> Group {
    Group { key: names::key(name), name: name.to_owned(), required, members: Vec::new() }
}
