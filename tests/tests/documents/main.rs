//! Documents: how they read, as files, pages and elements, in this version and in those before.

mod asks;
mod away;
mod draft;
mod elements;
mod embeds;
mod faces;
mod foreign;
mod golden;
mod import;
mod inventory;
mod log;
mod log_files;
mod markdown;
mod metrics;
mod minutes;
mod pack;
mod pack_import;
mod records;
mod review;
mod series;
mod signals;
