//! Fences of code: what starts one, and what ends it.

use super::super::source_map::Origin;

/// A fence that is open.
#[derive(Debug)]
pub(super) struct Fence {
    pub(super) letter: char,
    pub(super) length: usize,
    /// Column as written, and as given out.
    pub(super) column: usize,
    pub(super) out: usize,
    pub(super) line: Origin,
}

impl Fence {
    /// The line that ends it.
    pub(super) fn closing(&self) -> String {
        std::iter::repeat_n(self.letter, self.length).collect()
    }

    /// Is this line one that ends it, if it stands where it may?
    pub(super) fn is_closed_by(&self, content: &str) -> bool {
        let run = content.chars().take_while(|it| *it == self.letter).count();
        run >= self.length && content.trim_end().chars().all(|it| it == self.letter)
    }

    /// What to write where it is never closed.
    pub(super) fn help(&self) -> String {
        format!("end the code with a line {} at the column of its first line", self.closing())
    }
}

/// The letter and length of the fence that a line starts with.
pub(super) fn start(content: &str) -> Option<(char, usize)> {
    let letter = content.chars().next().filter(|it| matches!(it, '`' | '~'))?;
    let length = content.chars().take_while(|it| *it == letter).count();
    let info = content.get(length..)?;
    (length >= 3 && !(letter == '`' && info.contains('`'))).then_some((letter, length))
}
