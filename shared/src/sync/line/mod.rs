//! The connection of a page to a server, which the page's documents share by `wire/many.rs`: the rules of the page's
//! end. A document has a channel of it.

pub mod pauses;
mod places;
mod turns;
mod way;

pub use places::Places;
pub use turns::Turns;
pub use way::Way;
