//! Part `reviews`: what a keystroke costs in a large review and in a large log, how soon thirty people see a reveal, and how
//! long the home page of a large workspace takes.

mod filled;
mod home;
mod ready;
mod typing;

use anyhow::Result;

use crate::Pieces;
use crate::report::Section;
use crate::site::Site;

pub(crate) async fn measure(site: &Site, pieces: &Pieces<'_>) -> Result<Section> {
    let mut section = Section::new("Reviews, logs, and a workspace that is full of them");
    if pieces.wants("typing") {
        typing::measure(site, &mut section).await?;
    }
    if pieces.wants("ready") {
        ready::measure(site, &mut section).await?;
    }
    if pieces.wants("home") {
        home::measure(site, &mut section).await?;
    }
    Ok(section)
}
