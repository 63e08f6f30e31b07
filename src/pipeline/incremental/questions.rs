//! All questions that were asked, each once.

use rustc_hash::FxHashMap;

use super::answers::Answers;
use crate::pipeline::asking::{Log, Question};

/// The questions that stand after those of an earlier build, which are called `old` throughout.
#[derive(Debug, Default)]
pub(super) struct Questions {
    /// The places of all.
    places: FxHashMap<Question, u32>,
    new: Vec<(Question, Option<u64>)>,
}

impl Questions {
    /// The places of a page's questions, sorted.
    pub(super) fn add(&mut self, old: &[(Question, u64)], log: Log) -> Vec<u32> {
        if self.places.is_empty() {
            // Where nothing is made nothing is looked up.
            self.places = (0..).zip(old).map(|(i, (question, _))| (question.clone(), i)).collect();
        }
        let mut asked: Vec<u32> = log
            .into_questions()
            .map(|(question, answer)| {
                if let Some(place) = self.places.get(&question) {
                    return *place;
                }
                let place = u32::try_from(old.len() + self.new.len()).unwrap_or(u32::MAX);
                self.places.insert(question.clone(), place);
                self.new.push((question, answer));
                place
            })
            .collect();
        asked.sort_unstable();
        asked
    }

    /// All of them with their answers: to the old ones those of now, so that what was kept for them stays kept.
    ///
    /// A text that changed while the book was built has had two answers; the one that was compared counts, and the next build
    /// finds that it is another.
    pub(super) fn answered<'q>(&'q self, old: &'q [(Question, u64)], now: &[u64], answers: &Answers<'_>) -> Vec<(&'q Question, u64)> {
        let of_old = |i: usize, question: &Question| now.get(i).copied().unwrap_or_else(|| answers.answer(question));
        let old = old.iter().enumerate().map(|(i, (question, _))| (question, of_old(i, question)));
        let new = self.new.iter().map(|(question, answer)| (question, answer.unwrap_or_else(|| answers.answer(question))));
        old.chain(new).collect()
    }
}
