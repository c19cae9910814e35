//! Sentences about sign-in, members, rights, tokens, read links, captains, rosters, blind boxes and feeds that hold over PostgreSQL
//! too: these tests run over both stores, here over a database each.

use anyhow::Result;
use muster_tests::kept::over_postgres;

macro_rules! over_postgres_too {
    ($($file:ident::$sentence:ident),* $(,)?) => {
        $(#[test]
        fn $sentence() -> Result<()> {
            over_postgres(crate::$file::$sentence)
        })*
    };
}

over_postgres_too! {
    access::everybody_may_do_in_each_document_what_the_table_says_and_no_more,
    access::a_session_that_ends_takes_its_connections_along,
    access::a_retired_key_takes_its_tokens_along,
    access::a_program_with_a_key_has_tokens_signed_and_one_without_has_not,
    access::a_deleted_document_is_gone_for_everybody_until_it_is_brought_back,
    access::nobody_writes_under_another_ones_name,
    names::nobody_takes_a_name_that_looks_like_somebody_else_s_or_like_nothing,
    names::members_are_told_whose_a_typed_name_is_and_nobody_asks_about_too_many,
    names::an_invitation_asks_for_another_name_and_can_still_be_taken,
    invitations::an_invitation_stands_in_the_list_under_its_name_and_without_one_under_its_rank,
    tokens::a_token_signed_on_the_command_line_lets_in_with_the_server_running_or_stopped,
    tokens::a_wikis_own_back_end_signs_tokens_and_what_is_wrong_with_others_is_said_and_written_down,
    links::a_key_reads_every_file_of_its_document_in_its_address_or_in_a_header,
    links::a_link_is_worth_what_its_giver_may_give_when_it_is_used,
    links::terms_must_make_sense_and_uses_are_counted_and_never_by_whom,
    links_live::whoever_is_in_a_document_by_a_link_is_put_out_when_it_ends,
    captains::naming_a_captain_gives_the_right_and_the_name_in_one_call_and_the_captain_before_goes_on_as_editor,
    captains::a_captain_hands_the_seat_over_once_the_other_has_accepted_and_it_is_on_the_record,
    rosters::a_roster_is_changed_by_those_on_it_and_whoever_leaves_it_is_put_out_at_once,
    rosters::an_audience_is_narrowed_once_and_takes_its_comments_and_open_connections_along,
    boxes::four_answers_are_shown_at_closing_and_not_before_and_the_next_time_compares,
    boxes::an_answer_counts_once_however_often_it_comes_and_a_right_is_one_persons_once,
    boxes::the_answer_of_somebody_who_is_removed_counts_and_names_nobody,
    feeds::a_secret_opens_its_own_address_and_no_document,
    feeds::a_feed_follows_its_person_out_of_a_roster_and_out_of_the_workspace,
}
