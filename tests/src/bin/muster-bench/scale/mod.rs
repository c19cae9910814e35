//! Part `scale`: many readers, many joiners, a reader that does not read, an attack next door, and what is written.

pub(crate) mod hostile;
mod joiners;
mod readers;
mod stalled;
mod writes;

use anyhow::Result;

use crate::report::Section;
use crate::site::Site;

pub(crate) async fn measure(site: &Site) -> Result<Section> {
    let mut section = Section::new("Under load that is not fair");
    readers::measure(site, &mut section).await?;
    joiners::measure(site, &mut section).await?;
    stalled::measure(site, &mut section).await?;
    hostile::measure(site, &mut section).await?;
    writes::measure(site, &mut section).await?;
    Ok(section)
}
