//! What was worked out lately, kept while what it rests on stays the same.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;
use std::sync::{Mutex, PoisonError};

/// Answers by their questions, each with a mark of what it rests on: the same question with the same mark has the same
/// answer. The mark is to be read before what it stands for.
#[derive(Debug)]
pub struct Remembered<M, A> {
    kept: Mutex<HashMap<String, (M, A)>>,
    /// Questions that came once, by their hash.
    asked: Mutex<HashSet<u64>>,
    most: usize,
}

impl<M: PartialEq, A: Clone> Remembered<M, A> {
    /// Nothing yet; and how many answers are kept at most.
    pub fn up_to(most: usize) -> Remembered<M, A> {
        Remembered { kept: Mutex::default(), asked: Mutex::default(), most }
    }

    /// The answer, where it was given with this mark.
    pub fn answer(&self, question: &str, mark: &M) -> Option<A> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(question).filter(|(own, _)| own == mark).map(|(_, answer)| answer.clone())
    }

    /// Keeps an answer once its question comes for the second time: most questions come once, and what is kept of them is in
    /// the way of others.
    pub fn keep_if_asked_again(&self, question: String, mark: M, answer: A) {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let once = asked.hasher().hash_one(&question);
        if asked.remove(&once) {
            drop(asked);
            return self.keep(question, mark, answer);
        }
        if asked.len() >= self.most * 4 {
            asked.clear();
        }
        asked.insert(once);
    }

    /// Keeps an answer. Where there are too many, all are forgotten: they are worked out again as they are asked for.
    pub fn keep(&self, question: String, mark: M, answer: A) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= self.most && !kept.contains_key(&question) {
            kept.clear();
        }
        kept.insert(question, (mark, answer));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_once_is_not_kept() {
        let remembered = Remembered::up_to(2);
        for (times, expected) in [(1, None), (2, Some("x")), (3, Some("x"))] {
            remembered.keep_if_asked_again("a".to_owned(), 1, "x");
            assert_eq!(remembered.answer("a", &1), expected, "asked {times} times");
        }
    }

    #[test]
    fn an_answer_is_kept_while_its_mark_is_the_same() {
        let remembered = Remembered::up_to(2);
        for (question, mark, answer) in [("a", 1, "x"), ("b", 1, "y"), ("a", 2, "z")] {
            assert_eq!(remembered.answer(question, &mark), None);
            remembered.keep(question.to_owned(), mark, answer);
            assert_eq!(remembered.answer(question, &mark), Some(answer));
        }
        assert_eq!((remembered.answer("a", &1), remembered.answer("b", &1)), (None, Some("y")));
        remembered.keep("c".to_owned(), 1, "w");
        assert_eq!((remembered.answer("b", &1), remembered.answer("c", &1)), (None, Some("w")));
    }
}
