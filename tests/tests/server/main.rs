//! The running server: connections, limits, costs and receipts.

mod abuse;
mod addresses;
mod behind_caddy;
mod bounds;
mod busy;
mod connections;
mod costs;
mod crowd;
mod drain;
mod guests;
mod half_sent;
mod headers;
mod limits;
mod made;
mod many;
mod many_converge;
mod operate;
mod receipts;
mod server;
mod tries;
mod watched;
