//! Working memory of a program: buffers and what is known of dictionaries.
//!
//! Kept from batch to batch, so that evaluation allocates nothing once the
//! first batches have shown how much is needed.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::evaluate::{BLANK, FALSE, TRUE};
use super::program::{WordTest, compared};

/// Working memory of one program; see `Program::scratch`.
#[derive(Debug, Clone)]
pub struct Scratch {
    pub(super) numbers: Pool<f64>,
    pub(super) truths: Pool<u8>,
    pub(super) codes: Pool<u32>,
    pub(super) days: Pool<i32>,
    /// Per test: the answer for each code of the dictionary.
    answers: Vec<Vec<u8>>,
    /// Per input: the id of each code of the dictionary.
    ids: Vec<Vec<u32>>,
    /// Texts in their compared form, by id; the program's literals first.
    words: Vec<String>,
    known: HashMap<String, u32, RandomState>,
}

impl Scratch {
    pub(super) fn new(tests: usize, inputs: usize, words: &[String]) -> Self {
        let known = words
            .iter()
            .enumerate()
            .map(|(id, word)| (word.clone(), id as u32))
            .collect();
        Self {
            numbers: Pool::default(),
            truths: Pool::default(),
            codes: Pool::default(),
            days: Pool::default(),
            answers: vec![Vec::new(); tests],
            ids: vec![Vec::new(); inputs],
            words: words.to_vec(),
            known,
        }
    }

    /// Forgets all dictionaries: to be called when one of them was replaced.
    pub fn forget_words(&mut self) {
        self.answers.iter_mut().for_each(Vec::clear);
        self.ids.iter_mut().for_each(Vec::clear);
    }

    /// Makes sure that a test is answered for the whole dictionary.
    pub(super) fn answer(&mut self, place: usize, test: &WordTest, dictionary: &[String]) {
        let answers = &mut self.answers[place];
        for word in dictionary.iter().skip(answers.len()) {
            let holds = test.holds(&compared(word));
            answers.push(if holds { TRUE } else { FALSE });
        }
    }

    pub(super) fn answers(&self, place: usize) -> &[u8] {
        &self.answers[place]
    }

    pub(super) fn words(&self) -> &[String] {
        &self.words
    }

    /// Replaces codes by ids, which are the same for equal texts of all inputs.
    pub(super) fn replace_by_ids(
        &mut self,
        input: usize,
        dictionary: &[String],
        codes: &mut [u32],
    ) {
        for word in dictionary.iter().skip(self.ids[input].len()) {
            let id = self.id(compared(word));
            self.ids[input].push(id);
        }
        let ids = &self.ids[input];
        for code in codes {
            *code = ids.get(*code as usize).copied().unwrap_or(BLANK);
        }
    }

    fn id(&mut self, word: String) -> u32 {
        if let Some(id) = self.known.get(&word) {
            return *id;
        }
        let id = self.words.len() as u32;
        self.words.push(word.clone());
        self.known.insert(word, id);
        id
    }
}

/// Buffers that are not in use.
#[derive(Debug, Clone, Default)]
pub(super) struct Pool<T> {
    free: Vec<Vec<T>>,
}

impl<T: Clone + Default> Pool<T> {
    /// A buffer of a length, with whatever it held before.
    pub(super) fn take(&mut self, length: usize) -> Vec<T> {
        let mut buffer = self.free.pop().unwrap_or_default();
        buffer.resize(length, T::default());
        buffer
    }

    pub(super) fn give_back(&mut self, buffer: Vec<T>) {
        self.free.push(buffer);
    }
}
