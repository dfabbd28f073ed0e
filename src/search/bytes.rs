//! Numbers and texts as bytes: the small alphabet that all parts of the export are written in (FORMAT.md, "Bytes").

/// Bytes that do not say what they should.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a part of the search index is damaged")]
pub struct Damaged;

/// Appends a number, seven bits to a byte, lowest first; the top bit says that another byte follows.
pub(super) fn put_number(out: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push((number & 0x7f) as u8);
}

/// Appends a length and that many bytes.
pub(super) fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_number(out, bytes.len());
    out.extend_from_slice(bytes);
}

/// Appends a text as UTF-8 with its length.
pub(super) fn put_text(out: &mut Vec<u8>, text: &str) {
    put_bytes(out, text.as_bytes());
}

/// The last place at or before `at` where a character of the text begins.
pub(super) fn floor_boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// How many bytes two texts share at their beginning, in whole characters.
pub(super) fn shared_start(a: &str, b: &str) -> usize {
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    floor_boundary(a, same)
}

/// FNV-1a, 32 bits: notices a part that was cut, mixed up or damaged on its way.
pub(super) fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |sum, byte| (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

/// How many bytes so many written numbers take from the beginning; `None`: there are not as many.
pub(super) fn length_of(bytes: &[u8], count: usize) -> Option<usize> {
    // A number ends with its only byte below 0x80. Each round takes as many bytes as ends are missing: never one too many.
    let (mut length, mut missing) = (0_usize, count);
    while missing > 0 {
        let end = length.checked_add(missing)?;
        missing -= bytes.get(length..end)?.iter().filter(|byte| **byte < 0x80).count();
        length = end;
    }
    Some(length)
}

/// Reads what the `put_` functions wrote; never past the end.
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Reads from the start of the bytes.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The next number.
    pub(super) fn number(&mut self) -> Result<usize, Damaged> {
        let mut number = 0_usize;
        for shift in (0..35).step_by(7) {
            let (byte, rest) = self.rest.split_first().ok_or(Damaged)?;
            self.rest = rest;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(Damaged)
    }

    /// The next number where it is to fit 32 bits: most are one byte long.
    pub(super) fn small(&mut self) -> Result<u32, Damaged> {
        match self.rest {
            [byte, rest @ ..] if *byte < 0x80 => {
                self.rest = rest;
                Ok(u32::from(*byte))
            }
            _ => self.number().and_then(|number| u32::try_from(number).map_err(|_| Damaged)),
        }
    }

    /// The next `count` numbers, as they are written.
    pub(super) fn numbers(&mut self, count: usize) -> Result<&'a [u8], Damaged> {
        self.take(length_of(self.rest, count).ok_or(Damaged)?)
    }

    /// Adds up the next `count` numbers, from `sum` on, and appends each sum.
    pub(super) fn sums(&mut self, count: usize, mut sum: u32, out: &mut Vec<u32>) -> Result<(), Damaged> {
        let written = self.numbers(count)?;
        if written.len() == count {
            // Each is one byte long, as most are. No sum of ours comes near the end of the numbers.
            out.extend(written.iter().map(|step| {
                sum = sum.saturating_add(u32::from(*step));
                sum
            }));
            return Ok(());
        }
        let mut reader = Self::new(written);
        out.reserve(count);
        while !reader.is_empty() {
            sum = sum.checked_add(reader.small()?).ok_or(Damaged)?;
            out.push(sum);
        }
        Ok(())
    }

    /// A count of things of at least one byte each, so that damage never makes anyone reserve more than there is.
    pub(super) fn count(&mut self) -> Result<usize, Damaged> {
        self.number().and_then(|count| if count > self.rest.len() { Err(Damaged) } else { Ok(count) })
    }

    /// The next `count` bytes.
    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], Damaged> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(Damaged)?;
        self.rest = rest;
        Ok(taken)
    }

    /// The next text.
    pub(super) fn text(&mut self) -> Result<&'a str, Damaged> {
        let length = self.number()?;
        std::str::from_utf8(self.take(length)?).map_err(|_| Damaged)
    }

    /// How many bytes are left.
    pub(super) fn left(&self) -> usize {
        self.rest.len()
    }

    /// Whether all was read.
    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        for number in [0, 1, 127, 128, 16_383, 16_384, 1 << 20, u32::MAX as usize] {
            let mut out = Vec::new();
            put_number(&mut out, number);
            let mut reader = Reader::new(&out);
            assert_eq!(reader.number(), Ok(number));
            assert!(reader.is_empty());
        }
        assert_eq!(Reader::new(&[0xff; 9]).number(), Err(Damaged));
        assert_eq!(Reader::new(&[0x80]).number(), Err(Damaged));
    }

    #[test]
    fn many_numbers_are_as_long_as_they_are_written() {
        let numbers = [1, 300, 2, 70_000, 127, 128, 0];
        let mut out = Vec::new();
        let ends: Vec<usize> = numbers
            .iter()
            .map(|number| {
                put_number(&mut out, *number);
                out.len()
            })
            .collect();
        for (at, end) in ends.iter().enumerate() {
            assert_eq!(length_of(&out, at + 1), Some(*end));
        }
        assert_eq!((length_of(&out, 0), length_of(&out, 8), length_of(&[0x80; 9], 1)), (Some(0), None, None));
        assert_eq!(length_of(&out, usize::MAX), None);
        let mut sums = vec![9];
        assert_eq!(Reader::new(&out).sums(4, 10, &mut sums), Ok(()));
        assert_eq!(Reader::new(&[3, 4]).sums(2, 0, &mut sums), Ok(()));
        assert_eq!(sums, [9, 11, 311, 313, 70_313, 3, 7]);
        assert_eq!(Reader::new(&[0xff, 0xff, 0xff, 0xff, 0x0f]).sums(1, 1, &mut sums), Err(Damaged));
    }

    #[test]
    fn shared_starts_end_between_characters() {
        assert_eq!(shared_start("abc", "abd"), 2);
        assert_eq!(shared_start("xé", "xè"), 1);
        assert_eq!(floor_boundary("é", 9), 2);
    }

    #[test]
    fn checksums_are_fnv() {
        assert_eq!(checksum(b""), 0x811c_9dc5);
        assert_eq!(checksum(b"a"), 0xe40c_292c);
    }
}
