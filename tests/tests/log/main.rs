//! The files on the disk: the log, its packs and snapshots, damage, power cuts and backups.

mod alone;
mod backup;
mod broken;
mod commands;
mod compaction;
mod disk;
mod erase;
mod flips;
mod flushes;
mod kill;
mod log_contract;
mod log_packs;
mod lost;
mod moving;
mod newer_kinds;
mod old_logs;
mod postgres;
mod postgres_crash;
mod postgres_doubt;
mod postgres_gate;
mod power;
mod quarantine;
mod standby;
mod standby_trial;
