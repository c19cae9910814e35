//! `muster invite` and `muster token`.

use muster_shared::access::Rank;

use super::WorkError;
use crate::people::invite::{BY_THE_SERVER, Invitation};
use crate::people::token::Wanted;
use crate::people::{People, Secret};
use crate::rooms::{RoomError, Rooms};

/// The page an invite is taken on. `origin` is where browsers reach the server.
pub(crate) fn invite_link(origin: &str, secret: &Secret) -> String {
    format!("{origin}/join/{}", secret.reveal())
}

/// Makes an invite; answers with its link.
pub(super) async fn invite(
    people: &People,
    rank: Rank,
    person: Option<String>,
    origin: &str,
) -> Result<String, WorkError> {
    let rank = match &person {
        Some(id) => people.person(id).await?.ok_or(WorkError::Nobody)?.rank,
        None => rank,
    };
    let invitation = Invitation { person, ..Invitation::of(rank) };
    let (secret, _) = people.invite(BY_THE_SERVER, invitation).await?;
    Ok(invite_link(origin, &secret))
}

/// Signs a token; answers with it.
pub(super) async fn token(rooms: &Rooms, people: &People, wanted: Wanted) -> Result<String, WorkError> {
    if rooms.log().doc(&wanted.doc).await?.is_none() || people.is_deleted(&wanted.doc).await? {
        return Err(RoomError::NoDocument.into());
    }
    Ok(people.mint(BY_THE_SERVER, wanted).await?)
}
