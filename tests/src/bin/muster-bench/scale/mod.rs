//! Part `scale`: many readers, many joiners, a reader that does not read, an attack next door, and what is written.

pub(crate) mod hostile;
mod joiners;
mod readers;
mod stalled;
mod writes;

use anyhow::Result;

use crate::Pieces;
use crate::report::Section;
use crate::site::Site;

pub(crate) async fn measure(site: &Site, pieces: &Pieces<'_>) -> Result<Section> {
    let mut section = Section::new("Under load that is not fair");
    if pieces.wants("readers") {
        readers::measure(site, &mut section).await?;
    }
    if pieces.wants("joiners") {
        joiners::measure(site, &mut section).await?;
    }
    if pieces.wants("stalled") {
        stalled::measure(site, &mut section).await?;
    }
    if pieces.wants("hostile") {
        hostile::measure(site, &mut section).await?;
    }
    if pieces.wants("writes") {
        writes::measure(site, &mut section).await?;
    }
    Ok(section)
}
