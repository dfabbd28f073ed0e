//! What hosts answered before, in a file of the cache folder, so that they are not asked at every run.

use std::collections::BTreeMap;
use std::path::Path;

use super::Answer;

/// Days for which a good answer holds, in seconds.
const FINE_FOR: u64 = 7 * 86_400;
/// The same for a bad one.
const BROKEN_FOR: u64 = 86_400;
/// Answers in one file.
const ANSWERS: usize = 200_000;

/// Answers by address, with the time at which they were given.
#[derive(Debug, Default)]
pub(super) struct Memory {
    answers: BTreeMap<String, (u64, Answer)>,
    now: u64,
}

impl Memory {
    /// Reads what is remembered and not too old. A file that cannot be read remembers nothing.
    pub(super) fn read(file: Option<&Path>, now: u64) -> Self {
        #[expect(clippy::disallowed_methods, reason = "the cache folder is the operator's, and this is its edge")]
        let text = file.and_then(|it| std::fs::read_to_string(it).ok()).unwrap_or_default();
        let mut answers: BTreeMap<String, (u64, Answer)> = serde_json::from_str(&text).unwrap_or_default();
        answers.retain(|_, (at, answer)| {
            let age = now.checked_sub(*at);
            let holds = match answer {
                Answer::Fine => FINE_FOR,
                Answer::Gone(_) => BROKEN_FOR,
                Answer::Unreachable(_) | Answer::Refused(_) => 0,
            };
            age.is_some_and(|it| it < holds)
        });
        Self { answers, now }
    }

    pub(super) fn answer(&self, address: &str) -> Option<&Answer> {
        self.answers.get(address).map(|(_, answer)| answer)
    }

    pub(super) fn remember(&mut self, address: String, answer: Answer) {
        if self.answers.len() < ANSWERS {
            self.answers.insert(address, (self.now, answer));
        }
    }

    /// Writes the file. That it cannot be written costs time at the next run, and nothing else.
    pub(super) fn write(&self, file: Option<&Path>) {
        let Some(file) = file else { return };
        #[expect(clippy::disallowed_methods, reason = "the cache folder is the operator's, and this is its edge")]
        if let Some(folder) = file.parent()
            && std::fs::create_dir_all(folder).is_ok()
            && let Ok(text) = serde_json::to_vec(&self.answers)
        {
            let _ = std::fs::write(file, text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_answers_hold_longer_than_bad_ones() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("external-links.json");
        let mut memory = Memory::read(Some(&file), 1_000_000);
        memory.remember("a".into(), Answer::Fine);
        memory.remember("b".into(), Answer::Gone("x".into()));
        memory.remember("c".into(), Answer::Unreachable("x".into()));
        memory.write(Some(&file));
        let known = |now: u64| {
            let memory = Memory::read(Some(&file), now);
            ["a", "b", "c"].map(|it| memory.answer(it).is_some())
        };
        assert_eq!(known(1_000_000 + 3_600), [true, true, false]);
        assert_eq!(known(1_000_000 + 2 * 86_400), [true, false, false]);
        assert_eq!(known(1_000_000 + 8 * 86_400), [false, false, false]);
    }
}
