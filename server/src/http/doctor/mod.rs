//! The doctor: what the headers of a wiki's page forbid, and the line to change. It knows headers and lines; the page around
//! it is `sign_in/pages/doctor`.

mod csp;
pub(in crate::http) mod fetched;
pub(in crate::http) mod pasted;
pub(in crate::http) mod product;
pub(in crate::http) mod reason;
pub(in crate::http) mod report;
