//! How wide and high a picture is, read from its first bytes, so that a page keeps its shape while pictures load.
//! Nothing is decoded.

/// Bytes of a picture that are read; the size stands at the front, in a JPEG behind its metadata.
pub(crate) const HEAD: usize = 256_000;
/// Larger pictures are somebody's mistake or joke.
const LARGEST: u32 = 20_000;

/// Width and height in pixels. `None` for other formats, and for what is not what its name says.
pub(crate) fn of(head: &[u8]) -> Option<(u32, u32)> {
    let size = png(head).or_else(|| gif(head)).or_else(|| webp(head)).or_else(|| jpeg(head)).or_else(|| svg(head))?;
    ((1..=LARGEST).contains(&size.0) && (1..=LARGEST).contains(&size.1)).then_some(size)
}

fn big(bytes: &[u8], at: usize, count: usize) -> Option<u32> {
    Some(bytes.get(at..at + count)?.iter().fold(0, |value, it| (value << 8) | u32::from(*it)))
}

fn little(bytes: &[u8], at: usize, count: usize) -> Option<u32> {
    Some(bytes.get(at..at + count)?.iter().rev().fold(0, |value, it| (value << 8) | u32::from(*it)))
}

fn png(head: &[u8]) -> Option<(u32, u32)> {
    head.starts_with(b"\x89PNG\r\n\x1a\n").then_some(())?;
    Some((big(head, 16, 4)?, big(head, 20, 4)?))
}

fn gif(head: &[u8]) -> Option<(u32, u32)> {
    (head.starts_with(b"GIF87a") || head.starts_with(b"GIF89a")).then_some(())?;
    Some((little(head, 6, 2)?, little(head, 8, 2)?))
}

fn webp(head: &[u8]) -> Option<(u32, u32)> {
    (head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP")).then_some(())?;
    match head.get(12..16)? {
        b"VP8X" => Some((little(head, 24, 3)? + 1, little(head, 27, 3)? + 1)),
        b"VP8L" => {
            let bits = little(head, 21, 4)?;
            Some(((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1))
        }
        b"VP8 " => Some((little(head, 26, 2)? & 0x3fff, little(head, 28, 2)? & 0x3fff)),
        _ => None,
    }
}

/// Walks from segment to segment to the one that begins the picture.
fn jpeg(head: &[u8]) -> Option<(u32, u32)> {
    head.starts_with(&[0xff, 0xd8]).then_some(())?;
    let mut at = 2;
    loop {
        if big(head, at, 1)? != 0xff {
            return None;
        }
        match big(head, at + 1, 1)? {
            0xff => at += 1,
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => return Some((big(head, at + 7, 2)?, big(head, at + 5, 2)?)),
            _ => at += 2 + (big(head, at + 2, 2)?.max(2) as usize),
        }
    }
}

/// `width` and `height` of the root element in pixels, else those of its `viewBox`.
fn svg(head: &[u8]) -> Option<(u32, u32)> {
    let text = String::from_utf8_lossy(head.get(..head.len().min(8000))?).into_owned();
    let (_, root) = text.split_once("<svg")?;
    let (root, _) = root.split_once('>')?;
    let value = |name: &str| {
        let (_, after) = root.split_once(&format!(" {name}=")).or_else(|| root.split_once(&format!("\n{name}=")))?;
        let quote = after.chars().next().filter(|it| matches!(it, '"' | '\''))?;
        after.get(1..)?.split_once(quote).map(|(it, _)| it.trim().to_owned())
    };
    let pixels =
        |text: String| text.trim_end_matches("px").parse::<f64>().ok().filter(|it| it.is_finite()).map(|it| it.round() as u32);
    if let (Some(width), Some(height)) = (value("width").and_then(pixels), value("height").and_then(pixels)) {
        return Some((width, height));
    }
    let numbers: Vec<u32> =
        value("viewBox")?.split([' ', ',']).filter(|it| !it.is_empty()).filter_map(|it| pixels(it.to_owned())).collect();
    let [_, _, width, height] = numbers.as_slice() else { return None };
    Some((*width, *height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_each_format() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0rest";
        assert_eq!(of(png), Some((640, 480)));
        assert_eq!(of(b"GIF89a\x0a\0\x14\0"), Some((10, 20)));
        assert_eq!(of(b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\0\x30\0\x40"), Some((64, 48)));
        assert_eq!(of(b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x3f\0\0\x1f\0\0"), Some((64, 32)));
        assert_eq!(of(b"<?xml?><svg xmlns='x' width=\"24px\" height='12'>"), Some((24, 12)));
        assert_eq!(of(b"<svg viewBox=\"0 0 100 50\" width=\"100%\" height=\"auto\"/>"), Some((100, 50)));
    }

    #[test]
    fn says_nothing_of_nonsense() {
        for head in [
            &b""[..],
            b"\x89PNG\r\n\x1a\n",
            b"\xff\xd8\xff",
            b"\xff\xd8\xff\xe0\xff\xff",
            b"<svg",
            b"<svg viewBox=\"0 0 1e9 5\">",
            b"RIFF\0\0\0\0WEBPVP8X",
        ] {
            assert_eq!(of(head), None, "{head:?}");
        }
        assert_eq!(of(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\xff\xff\xff\0\0\x01\xe0"), None);
    }
}
