//! The messages that a room's task is sent.

use std::sync::Arc;

use axum::body::Bytes;
use muster_shared::access::{Author, Rank, Role, Side, Visitor};
use muster_shared::id::SessionId;
use muster_shared::sheet::{EditError, Filled, Sheet, Source, Stamp};
use muster_shared::sync::room::{Plan, Protocol};
use thiserror::Error;
use tokio::sync::oneshot;

use super::outbox::Outbox;
use crate::log::LogError;

/// Why a room could not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RoomError {
    /// There is no such document.
    #[error("there is no such document")]
    NoDocument,
    /// There are as many documents as there may be.
    #[error("this workspace holds as many documents as it may; whoever runs it can raise --documents-max")]
    Full,
    /// The log failed.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The edit does not fit the document.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The room closed again and again while it was asked.
    #[error("the document cannot be kept open")]
    Unsteady,
    /// The server is going down.
    #[error("the server is going down")]
    Closing,
}

/// An answer that is given once.
pub(super) type Reply<T> = oneshot::Sender<Result<T, RoomError>>;

/// A connection that wants to join.
pub(super) struct Joining {
    pub(super) session: SessionId,
    pub(super) protocol: Protocol,
    pub(super) visitor: Visitor,
    pub(super) outbox: Arc<Outbox>,
}

/// The rights of a connection, and the rank by whose limits it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rights {
    /// The role in the document.
    pub role: Role,
    /// The rank in the workspace.
    pub rank: Option<Rank>,
    /// The side of the team's authority.
    pub side: Option<Side>,
}

impl Rights {
    /// Those of a visitor.
    pub(crate) fn of(visitor: &Visitor) -> Self {
        let Visitor { role, rank, side, .. } = *visitor;
        Self { role, rank, side }
    }
}

/// An edit that the server makes in a document.
#[derive(Clone)]
pub(super) enum Written {
    /// The parts of a sheet that the document does not say yet, whether they are part of the worked example, and the file
    /// that they came from.
    Sheet(Arc<Sheet>, bool, Option<Source>),
    /// Edits on behalf of somebody.
    Edits(Arc<Plan>, Author, Stamp),
}

/// One message to a room's task. A sender that gets no answer came to a room that was just closing, and asks again.
pub(super) enum Mail {
    Join {
        joining: Joining,
        reply: Reply<()>,
    },
    Frame {
        from: SessionId,
        bytes: Bytes,
    },
    Leave {
        session: SessionId,
    },
    /// A slow reader has read all that waited for it.
    CatchUp {
        session: SessionId,
    },
    /// Rights changed while it is connected.
    ChangeRights {
        session: SessionId,
        rights: Rights,
    },
    Names {
        reply: Reply<Vec<String>>,
    },
    /// Something for the server itself to write. Answered once it is flushed.
    Write {
        what: Written,
        reply: Reply<Filled>,
    },
}

impl Mail {
    /// Tells whoever asked that it cannot be.
    pub(super) fn refuse(self, error: &RoomError) {
        match self {
            Self::Join { reply, .. } => drop(reply.send(Err(error.clone()))),
            Self::Names { reply } => drop(reply.send(Err(error.clone()))),
            Self::Write { reply, .. } => drop(reply.send(Err(error.clone()))),
            Self::Frame { .. } | Self::Leave { .. } | Self::CatchUp { .. } | Self::ChangeRights { .. } => {}
        }
    }
}
