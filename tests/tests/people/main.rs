//! People: who may do what, what their credentials are worth, and whose words are whose.

mod access;
mod addresses;
mod any_date;
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
mod invitations;
mod labels;
mod letters;
mod mailbox;
mod names;
mod old_page;
mod one_to_one;
mod own;
mod rosters;
mod sides;
mod tokens;
mod waiting;
mod worth;
