//! Part `database`: a workspace in PostgreSQL beside one in a file, and how soon a server that waits has taken over.

mod fanout;
mod takeover;

use anyhow::Result;

use crate::Pieces;
use crate::report::Section;
use crate::site::Site;

pub(crate) async fn measure(site: &Site, pieces: &Pieces<'_>) -> Result<Section> {
    let mut section = Section::new("A workspace in PostgreSQL, beside one in a file");
    if pieces.wants("fanout") {
        fanout::measure(site, &mut section).await?;
    }
    if pieces.wants("takeover") {
        takeover::measure(site, &mut section).await?;
    }
    Ok(section)
}
