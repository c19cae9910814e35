//! The engine: the gate, rooms and replicas by their rules, under random plans and hostile input.

mod alike;
mod chaos;
mod converge;
mod corpus;
mod hostile;
mod onslaught;
mod rejoin;
mod replica_back;
mod replica_device;
mod replica_own;
mod replica_receipts;
mod replica_rights;
mod replica_rules;
mod replica_tabs;
mod rules;
mod rules_authors;
mod rules_back;
mod rules_bounds;
mod rules_own;
mod rules_receipts;
mod rules_rights;
mod sheet;
mod split;
mod trespass;
mod trespasses;
mod undo;
