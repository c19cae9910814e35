//! The tools that the tests share: chaos, raw clients and the real server; a simulated network with its plans.

pub mod abuse;
pub mod alike;
pub mod cast;
pub mod chaos;
pub mod client;
pub mod compaction;
pub mod desk;
pub mod faults;
pub mod filled;
pub mod flips;
pub mod fuzzing;
pub mod kill;
pub mod ledger;
pub mod network;
pub mod old;
pub mod onslaught;
pub mod page;
pub mod plan;
pub mod power;
pub mod rejoin;
pub mod script;
pub mod served;
pub mod server;
pub mod socket;
pub mod storm;
mod toll;
pub mod words;
