//! Answers to concerns that were put into a blind box: they are given in the meetings of the series, to questions of the same
//! words, and stand with the closed box.

use std::collections::HashSet;

use muster_shared::id::DocId;
use muster_shared::kinds::review::ReviewView;
use serde::Serialize;

use super::problem::Problem;
use super::state::App;
use crate::reads::Costly;

/// So many of the latest reviews are looked through.
const REVIEWS_MAX: usize = 26;

/// A question that was answered in a meeting.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Answered {
    /// The question, word for word.
    question: String,
    /// The answer.
    answer: String,
}

/// The questions of a review that were answered.
#[derive(Debug)]
struct OfAReview(Vec<Answered>);

impl Costly for OfAReview {
    fn n_bytes(&self) -> usize {
        self.0.iter().map(|one| size_of::<Answered>() + one.question.len() + one.answer.len()).sum()
    }
}

impl App {
    /// Those of these questions that were answered in the latest reviews of a series.
    ///
    /// # Errors
    /// 503 when they cannot be read.
    pub(super) async fn answered_in(&self, series: &DocId, asked: &HashSet<&str>) -> Result<Vec<Answered>, Problem> {
        let mut answered = Vec::new();
        for (_, row) in self.begun(series).await?.iter().rev().take(REVIEWS_MAX) {
            let made = self.made_or_none("answered", &row.id, |cold, around, _| {
                let (_, sheet) = around.sheet(cold)?;
                let view = ReviewView::of(&sheet);
                let with_answer = view.all_questions().filter(|one| !one.answer().is_empty());
                let one = |(question, answer): (&str, &str)| Answered {
                    question: question.trim().to_owned(),
                    answer: answer.to_owned(),
                };
                Some(OfAReview(with_answer.map(|of| one((of.words(), of.answer()))).collect()))
            });
            let made = made.await?;
            let all = made.as_deref().and_then(Option::as_ref).map(|of| of.0.as_slice()).unwrap_or_default();
            answered.extend(all.iter().filter(|one| asked.contains(one.question.as_str())).cloned());
        }
        Ok(answered)
    }
}
