//! Documents: how they read, as files, pages and elements, in this version and in those before.

mod elements;
mod embeds;
mod golden;
mod import;
mod log;
mod markdown;
mod minutes;
mod pack;
mod records;
mod review;
mod series;
