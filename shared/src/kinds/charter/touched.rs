//! Surfaces that words name: a team that decides or builds on a surface which another one owns touches what is not its own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::RowId;
use crate::kinds::org::SURFACES;
use crate::sheet::Sheet;
use crate::text::foreign;
use crate::{names, order};

/// A registered surface that a line of what a team decides names, and that the team neither owns nor shares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touch {
    /// The line.
    pub row: RowId,
    /// The name of the surface.
    pub surface: String,
}

impl Touch {
    /// The surfaces that the lines of what a team decides touch, each once, where it owns or shares those in `held`, which are
    /// names as they are compared. A surface that no leader confirmed is none yet.
    pub(super) fn all(lines: &[(RowId, String)], held: &[String], org: &Sheet) -> Vec<Self> {
        if lines.is_empty() {
            return Vec::new();
        }
        let registered = org.rows(SURFACES).map(|row| row.value("name").words());
        let registered: BTreeMap<String, &str> = order::gather(registered.map(|name| (names::key(name), name)));
        let mut touched: Vec<Self> = Vec::new();
        for (row, line) in lines {
            let named = foreign(line, registered.keys(), held);
            for surface in named.into_iter().filter_map(|key| registered.get(key)) {
                if touched.iter().all(|known| known.surface != *surface) {
                    touched.push(Self { row: row.clone(), surface: (*surface).to_owned() });
                }
            }
        }
        touched
    }
}
