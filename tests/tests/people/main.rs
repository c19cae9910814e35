//! People: who may do what, what their credentials are worth, and whose words are whose.

mod access;
mod any_date;
mod addresses;
mod audience;
mod authors;
mod captains;
mod deleted;
mod drafts;
mod feeds;
mod finding;
mod given_back;
mod house;
mod imported;
mod labels;
mod mailbox;
mod letters;
mod names;
mod old_page;
mod one_to_one;
mod own;
mod rosters;
mod sides;
mod tokens;
mod waiting;
mod worth;
