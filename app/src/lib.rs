//! The page: a charter as a custom element and as an installable app, over live documents.

mod browser;
mod link;
mod live;
mod store;
mod tabs;
