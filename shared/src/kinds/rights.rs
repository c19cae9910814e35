//! Rights in documents, by their kind: the least rank or grant for each thing that can be done.

use super::Kind;
use crate::access::{Audience, Grant, Rank, Role};

/// The least that a person must be or have been granted, to do something with a document.
#[derive(Debug, Clone, Copy)]
pub struct Right {
    /// The least rank that may do it anywhere; none where no rank may by itself.
    pub rank: Option<Rank>,
    /// The least grant that lets somebody do it in the document; none where grants count nothing.
    pub grant: Option<Grant>,
}

/// Rights in documents of one kind.
#[derive(Debug, Clone, Copy)]
pub struct Rights {
    /// The least rank that begins one; none where the workspace has it from the start, or another document brings it.
    pub begin: Option<Rank>,
    /// The only audience that one may have; none where the person who begins it chooses.
    pub audience: Option<Audience>,
    /// The right to read it; none where everybody reads it who may come to the workspace at all.
    pub read: Option<Right>,
    /// The right to add what is one's own.
    pub add: Right,
    /// The right to change it.
    pub write: Right,
}

/// Rights in documents of stock clients, which have no kind: nobody but leaders knows of them without a grant.
const UNTYPED: Rights = Rights {
    begin: None,
    audience: None,
    read: Some(Right { rank: Some(Rank::Leader), grant: Some(Grant::Reader) }),
    add: Right { rank: Some(Rank::Leader), grant: Some(Grant::Commenter) },
    write: Right { rank: Some(Rank::Leader), grant: Some(Grant::Editor) },
};

/// Rights in a charter, and in what is said about one: members read and comment, leaders edit.
pub(super) const OF_A_CHARTER: Rights = Rights {
    begin: Some(Rank::Member),
    audience: None,
    read: Some(Right { rank: Some(Rank::Member), grant: Some(Grant::Reader) }),
    add: Right { rank: Some(Rank::Member), grant: Some(Grant::Commenter) },
    write: Right { rank: Some(Rank::Leader), grant: Some(Grant::Editor) },
};

/// Rights in a series of reviews and in its reviews: whoever is of the workspace prepares and holds them together, and others
/// take part as they were let in. A series for fewer people is for those alone, whatever their rank.
pub(super) const OF_A_MEETING: Rights =
    Rights { write: Right { rank: Some(Rank::Member), grant: Some(Grant::Editor) }, ..OF_A_CHARTER };

/// Rights in what is its author's alone: no rank and no grant opens it. Its author is known by its id.
pub(super) const OF_NOBODY: Rights = {
    let nobody = Right { rank: None, grant: None };
    Rights { begin: None, audience: Some(Audience::Author), read: Some(nobody), add: nobody, write: nobody }
};

/// Rights in what is two people's alone: its audience lets them in, and no rank and no grant lets in anybody else.
pub(super) const OF_A_PAIR: Rights = Rights { begin: Some(Rank::Member), audience: Some(Audience::Pair), ..OF_NOBODY };

impl Right {
    fn is_held_by(self, rank: Option<Rank>, grant: Option<Grant>) -> bool {
        let by_rank = self.rank.zip(rank).is_some_and(|(least, rank)| rank >= least);
        by_rank || self.grant.zip(grant).is_some_and(|(least, grant)| grant >= least)
    }
}

impl Rights {
    /// The role of somebody with this rank and this grant.
    fn role(&self, rank: Option<Rank>, grant: Option<Grant>) -> Option<Role> {
        if self.write.is_held_by(rank, grant) {
            Some(Role::Editor)
        } else if self.add.is_held_by(rank, grant) {
            Some(Role::Commenter)
        } else {
            self.read.is_none_or(|read| read.is_held_by(rank, grant)).then_some(Role::Reader)
        }
    }
}

impl Kind {
    /// Whether documents of this kind are never for more than one or two people, who are named to nobody else.
    pub fn is_private(self) -> bool {
        self.spec().rights.audience.is_some_and(Audience::is_private)
    }

    /// The reason why none may be begun for such an audience, if there is one.
    pub fn why_not_for(self, audience: Audience) -> Option<String> {
        let only = self.spec().rights.audience.filter(|only| *only != audience)?;
        Some(format!("a {} has the audience `{only}` and no other", self.spec().noun.one))
    }

    /// Whether a rank may begin documents of this kind.
    pub fn may_be_begun_by(self, rank: Rank) -> bool {
        self.spec().rights.begin.is_some_and(|least| rank >= least)
    }
}

/// The role of a person in a document, or `None` when they may not even know that it is there. `rank` is `None` for a
/// token: it has what it was minted for, in its own document, and nothing else. In a document about another, `grant` is
/// what was granted in that one.
pub fn role_in(kind: Option<Kind>, rank: Option<Rank>, grant: Option<Grant>) -> Option<Role> {
    kind.map_or(&UNTYPED, |kind| &kind.spec().rights).role(rank, grant)
}

/// The role that somebody surely has in a document about another, as far as a device can know that never had it: whoever
/// edits the other one was granted as much here, and of everybody else only the rank counts.
pub fn role_ahead(kind: Kind, edits_subject: bool, rank: Option<Rank>) -> Role {
    let grant = edits_subject.then_some(Grant::Editor);
    role_in(Some(kind), rank, grant).unwrap_or(Role::Reader)
}

/// Whether somebody with this role in a document opens and closes blind boxes about it.
pub fn may_open_boxes(role: Role) -> bool {
    role == Role::Editor
}

/// Whether somebody with this role in a document answers blind boxes about it. They have to be signed in, as each person answers
/// once.
pub fn may_answer_boxes(role: Role) -> bool {
    role >= Role::Commenter
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::may_write;

    #[test]
    fn a_rank_and_a_grant_make_one_role_in_each_kind_of_document() {
        let (charter, talk) = (Some(Kind::Charter), Some(Kind::Talk));
        for (kind, rank, grant, role) in [
            (charter, Some(Rank::Owner), None, Some(Role::Editor)),
            (charter, Some(Rank::Leader), None, Some(Role::Editor)),
            (charter, Some(Rank::Leader), Some(Grant::Reader), Some(Role::Editor)),
            (charter, Some(Rank::Member), None, Some(Role::Commenter)),
            (charter, Some(Rank::Member), Some(Grant::Reader), Some(Role::Commenter)),
            (charter, Some(Rank::Member), Some(Grant::Captain), Some(Role::Editor)),
            (charter, Some(Rank::Guest), None, None),
            (charter, Some(Rank::Guest), Some(Grant::Reader), Some(Role::Reader)),
            (charter, Some(Rank::Guest), Some(Grant::Editor), Some(Role::Editor)),
            (charter, None, None, None),
            (charter, None, Some(Grant::Commenter), Some(Role::Commenter)),
            (charter, None, Some(Grant::Captain), Some(Role::Editor)),
            (talk, Some(Rank::Owner), None, Some(Role::Editor)),
            (talk, Some(Rank::Leader), None, Some(Role::Editor)),
            (talk, Some(Rank::Member), None, Some(Role::Commenter)),
            (talk, Some(Rank::Member), Some(Grant::Captain), Some(Role::Editor)),
            (talk, Some(Rank::Guest), None, None),
            (talk, Some(Rank::Guest), Some(Grant::Reader), Some(Role::Reader)),
            (talk, Some(Rank::Guest), Some(Grant::Commenter), Some(Role::Commenter)),
            (talk, None, None, None),
            (talk, None, Some(Grant::Reader), Some(Role::Reader)),
            (talk, None, Some(Grant::Commenter), Some(Role::Commenter)),
            (talk, None, Some(Grant::Captain), Some(Role::Editor)),
            (Some(Kind::Org), Some(Rank::Owner), None, Some(Role::Editor)),
            (Some(Kind::Org), Some(Rank::Leader), None, Some(Role::Editor)),
            (Some(Kind::Org), Some(Rank::Member), Some(Grant::Captain), Some(Role::Reader)),
            (Some(Kind::Org), Some(Rank::Guest), None, Some(Role::Reader)),
            (Some(Kind::Org), None, Some(Grant::Editor), Some(Role::Reader)),
            (None, Some(Rank::Owner), None, Some(Role::Editor)),
            (None, Some(Rank::Member), None, None),
            (None, Some(Rank::Member), Some(Grant::Editor), Some(Role::Editor)),
            (None, None, None, None),
        ] {
            assert_eq!(role_in(kind, rank, grant), role, "{kind:?} {rank:?} {grant:?}");
        }
    }

    #[test]
    fn ahead_of_the_servers_word_nobody_has_more_in_a_talk_or_a_log_than_it_will_say() {
        for kind in [Kind::Talk, Kind::Log] {
            for (edits_subject, rank, role) in [
                (true, Some(Rank::Guest), Role::Editor),
                (true, None, Role::Editor),
                (false, Some(Rank::Leader), Role::Editor),
                (false, Some(Rank::Member), Role::Commenter),
                (false, Some(Rank::Guest), Role::Reader),
                (false, None, Role::Reader),
            ] {
                assert_eq!(role_ahead(kind, edits_subject, rank), role, "{kind} {edits_subject} {rank:?}");
            }
        }
    }

    #[test]
    fn a_commenter_writes_where_comments_stand_and_deletes_there_their_own() {
        for role in Role::ALL {
            assert_eq!(may_write(Some(Kind::Talk.schema()), role), role != Role::Reader, "{role:?}");
            for kind in [Some(Kind::Charter), Some(Kind::Org), None] {
                let schema = kind.map(Kind::schema);
                assert_eq!(may_write(schema, role), role == Role::Editor, "{kind:?} {role:?}");
            }
            assert_eq!(role.deletes_others(), role == Role::Editor, "{role:?}");
        }
    }

    #[test]
    fn a_private_kind_has_one_audience_and_no_rank_and_no_grant_opens_it() {
        for (kind, only) in
            [(Kind::Pressure, Audience::Pair), (Kind::Pair, Audience::Pair), (Kind::Draft, Audience::Author)]
        {
            for audience in Audience::ALL {
                assert_eq!(kind.why_not_for(audience).is_none(), audience == only, "{kind} {audience}");
            }
            for rank in Rank::ALL.into_iter().map(Some).chain([None]) {
                for grant in Grant::ALL.into_iter().map(Some).chain([None]) {
                    assert_eq!(role_in(Some(kind), rank, grant), None, "{kind} {rank:?} {grant:?}");
                }
            }
        }
        let private: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| kind.is_private()).collect();
        assert_eq!(private, [Kind::Draft, Kind::Pressure, Kind::Pair]);
        assert_eq!(Audience::ALL.map(|audience| Kind::Series.why_not_for(audience)), [None, None, None, None]);
    }

    #[test]
    fn members_begin_charters_series_tests_feedback_canvases_and_goals_leaders_a_strategy_and_nobody_begins_what_comes_by_itself()
     {
        let by_members = [Kind::Charter, Kind::Series, Kind::Pressure, Kind::Pair, Kind::Role, Kind::Okr]
            .map(|kind| (kind, Rank::Member));
        let least = [by_members.as_slice(), &[(Kind::Strategy, Rank::Leader)]].concat();
        for rank in Rank::ALL {
            for kind in Kind::ALL {
                let may = least.iter().any(|(begun, least)| *begun == kind && rank >= *least);
                assert_eq!(kind.may_be_begun_by(rank), may, "{kind} {rank}");
            }
        }
    }
}
