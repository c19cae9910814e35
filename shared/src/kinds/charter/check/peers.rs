//! The checks on the teams beside a team.

use super::super::peers::Peer;
use super::found::Check;
use super::sort::PEER_CHANGED;

/// The teams beside whose words are others than when somebody read them.
pub fn of_peers(peers: &[Peer]) -> Vec<Check> {
    let changed = peers.iter().filter(|peer| peer.is_changed);
    changed.map(|peer| Check::of(&PEER_CHANGED, peer.team.name.as_str()).part(peer.team.doc.as_str())).collect()
}
