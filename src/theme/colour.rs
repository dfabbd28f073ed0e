//! Colours as the tokens write them (OKLCH), and how well one reads on another (WCAG 2 contrast).

/// A colour: lightness 0 to 1, chroma, hue in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Oklch {
    /// Lightness, 0 (black) to 1 (white).
    pub lightness: f64,
    /// Chroma, 0 (grey) to about 0.4.
    pub chroma: f64,
    /// Hue in degrees.
    pub hue: f64,
}

/// The light theme's page.
pub const WHITE: Oklch = Oklch { lightness: 1.0, chroma: 0.0, hue: 0.0 };
/// The dark theme's lightest surface that text in the accent colour stands on.
pub const DARK_PAGE: Oklch = Oklch { lightness: 0.27, chroma: 0.012, hue: 262.0 };

/// Contrast that WCAG 2 AA asks of text.
pub const TEXT: f64 = 4.5;

impl Oklch {
    /// Reads `#rrggbb`.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('#').filter(|it| it.len() == 6)?;
        let number = u32::from_str_radix(digits, 16).ok()?;
        let channel = |shift: u32| to_linear(f64::from((number >> shift) & 0xff) / 255.0);
        Some(from_linear_rgb([channel(16), channel(8), channel(0)]))
    }

    /// Reads `oklch(0.62 0.15 250)` as the tokens write it; percentages are not used there.
    #[must_use]
    pub fn from_css(text: &str) -> Option<Self> {
        let inner = text.trim().strip_prefix("oklch(")?.strip_suffix(')')?;
        let mut numbers = inner.split_whitespace().map(|it| it.parse::<f64>().ok());
        let colour = Self { lightness: numbers.next()??, chroma: numbers.next()??, hue: numbers.next()?? };
        numbers.next().is_none().then_some(colour)
    }

    /// As `#rrggbb`, of the nearest colour that a screen can show.
    #[must_use]
    pub fn hex(self) -> String {
        let [red, green, blue] = to_linear_rgb(self).map(|it| from_linear(it.clamp(0.0, 1.0)) * 255.0);
        format!("#{:02x}{:02x}{:02x}", byte(red), byte(green), byte(blue))
    }

    /// As CSS writes it.
    #[must_use]
    pub fn css(self) -> String {
        format!("oklch({:.3} {:.3} {:.1})", self.lightness, self.chroma, self.hue)
    }

    /// Relative luminance, 0 to 1, of the nearest colour that a screen can show.
    #[must_use]
    pub fn luminance(self) -> f64 {
        let [red, green, blue] = to_linear_rgb(self).map(|it| it.clamp(0.0, 1.0));
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

/// WCAG 2 contrast of two colours: 1 (none) to 21 (black on white).
#[must_use]
pub fn contrast(a: Oklch, b: Oklch) -> f64 {
    let (a, b) = (a.luminance(), b.luminance());
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The colour, or the nearest of its hue that reads as text on `background`.
#[must_use]
pub fn legible_on(colour: Oklch, background: Oklch) -> Oklch {
    let step = if background.lightness > 0.5 { -0.005 } else { 0.005 };
    // A little more than the rule asks, for tinted surfaces.
    let wanted = TEXT + 0.7;
    let steps = (0..200).map(|it| Oklch { lightness: (colour.lightness + step * f64::from(it)).clamp(0.0, 1.0), ..colour });
    let mut last = colour;
    for candidate in steps {
        last = candidate;
        if contrast(candidate, background) >= wanted {
            break;
        }
    }
    last
}

fn from_linear(channel: f64) -> f64 {
    if channel <= 0.003_130_8 { channel * 12.92 } else { 1.055 * channel.powf(1.0 / 2.4) - 0.055 }
}

/// The nearest whole number below 256.
fn byte(value: f64) -> u8 {
    (0..=u8::MAX).rev().find(|it| f64::from(*it) <= value + 0.5).unwrap_or_default()
}

fn to_linear(channel: f64) -> f64 {
    if channel <= 0.040_45 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
}

/// Björn Ottosson's OKLab matrices, as CSS Color 4 gives them.
fn to_linear_rgb(colour: Oklch) -> [f64; 3] {
    let (sin, cos) = colour.hue.to_radians().sin_cos();
    let (a, b) = (colour.chroma * cos, colour.chroma * sin);
    let long = (colour.lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let medium = (colour.lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let short = (colour.lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
    [
        4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short,
        -1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short,
        -0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701_0 * short,
    ]
}

fn from_linear_rgb([red, green, blue]: [f64; 3]) -> Oklch {
    let long = (0.412_221_470_8 * red + 0.536_332_536_3 * green + 0.051_445_992_9 * blue).cbrt();
    let medium = (0.211_903_498_2 * red + 0.680_699_545_1 * green + 0.107_396_956_6 * blue).cbrt();
    let short = (0.088_302_461_9 * red + 0.281_718_837_6 * green + 0.629_978_700_5 * blue).cbrt();
    let lightness = 0.210_454_255_3 * long + 0.793_617_785_0 * medium - 0.004_072_046_8 * short;
    let a = 1.977_998_495_1 * long - 2.428_592_205_0 * medium + 0.450_593_709_9 * short;
    let b = 0.025_904_037_1 * long + 0.782_771_766_2 * medium - 0.808_675_766_0 * short;
    Oklch { lightness, chroma: a.hypot(b), hue: b.atan2(a).to_degrees().rem_euclid(360.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_and_contrast_agree_with_known_values() {
        let grey = Oklch::from_hex("#767676").expect("a colour");
        assert!((contrast(grey, WHITE) - 4.54).abs() < 0.01, "{}", contrast(grey, WHITE));
        let black = Oklch::from_hex("#000000").expect("a colour");
        assert!((contrast(black, WHITE) - 21.0).abs() < 0.01);
        let red = Oklch::from_hex("#ff0000").expect("a colour");
        assert!((red.lightness - 0.628).abs() < 0.001 && (red.hue - 29.2).abs() < 0.1, "{red:?}");
        assert_eq!((grey.hex().as_str(), red.hex().as_str()), ("#767676", "#ff0000"));
        assert_eq!(Oklch::from_hex("red"), None);
        assert_eq!(Oklch::from_css("oklch(0.5 0.1 20)"), Some(Oklch { lightness: 0.5, chroma: 0.1, hue: 20.0 }));
    }

    #[test]
    fn any_brand_colour_becomes_legible_in_both_themes() {
        for hex in ["#ffff00", "#00ff88", "#112244", "#ff5500", "#808080", "#ffffff", "#000000"] {
            let brand = Oklch::from_hex(hex).expect("a colour");
            for page in [WHITE, DARK_PAGE] {
                assert!(contrast(legible_on(brand, page), page) >= TEXT, "{hex}");
            }
        }
    }
}
