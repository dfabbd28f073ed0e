//! International wagon numbers.

/// The check digit of eleven digits.
pub fn check_digit(digits: [u8; 11]) -> u8 {
    let sum: u8 = digits
        .iter()
        .enumerate()
        .map(|(i, digit)| digit * if i % 2 == 0 { 2 } else { 1 })
        .map(|it| it / 10 + it % 10)
        .sum();
    (10 - sum % 10) % 10
}
