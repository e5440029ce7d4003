//! Whether the double that is nearest to a decimal number is integral, and which number that is.
//!
//! The standard library would give the double, by a table of ten kilobytes that do not compress: a twentieth of the core.

/// The least number that becomes infinite, to 20 digits: 309 stand before the point.
const INFINITE: (i64, &[u8]) = (309, b"17976931348623158079");
/// Half of the least double, to 20 digits: what is not above becomes zero. 323 zeros stand between the point and them.
const VANISHING: (i64, &[u8]) = (-323, b"24703282292062327208");
/// The least number below 1 that becomes 1: all of its decimal places.
const NEARLY_ONE: &[u8] = b"999999999999999944488848768742172978818416595458984375";

/// How many binary digits a double has.
const PRECISION: u32 = 53;

/// The value of digits with a decimal exponent, as the nearest double, if that is integral (and finite); values beyond 64
/// bits become `i64::MAX`. Digits are ASCII, the first is not 0 unless there is but one.
pub(super) fn integral(digits: &[u8], exponent: i64) -> Option<i64> {
    if matches!(digits, [] | [b'0']) {
        return Some(0);
    }
    // how many digits stand before the point
    let point = exponent.saturating_add(i64::try_from(digits.len()).unwrap_or(i64::MAX));
    if point > 19 {
        return ((point, digits) < INFINITE).then_some(i64::MAX);
    }
    if point <= 0 {
        let is_one = point == 0 && digits >= NEARLY_ONE;
        let is_zero = (point, digits) <= VANISHING;
        return (is_one || is_zero).then_some(i64::from(is_one));
    }
    let places = usize::try_from(point).unwrap_or_default();
    let (before, after) = digits.split_at_checked(places).unwrap_or((digits, &[]));
    let before = before.iter().chain(std::iter::repeat(&b'0')).take(places);
    let whole = before.fold(0_u64, |sum, digit| {
        sum.saturating_mul(10).saturating_add(u64::from(digit.saturating_sub(b'0')))
    });
    nearest(whole, after).map(|value| i64::try_from(value).unwrap_or(i64::MAX))
}

/// The double nearest to a number from 1 on with these decimal places, if it is integral.
fn nearest(whole: u64, places: &[u8]) -> Option<u64> {
    let bits = u64::BITS.saturating_sub(whole.leading_zeros());
    let is_exact = places.iter().all(|digit| *digit == b'0');
    if let Some(dropped @ 1..) = bits.checked_sub(PRECISION) {
        return Some(round(whole, dropped, is_exact));
    }
    if is_exact {
        return Some(whole);
    }
    // half of what doubles of this size lie apart, in units of the last of so many decimal places
    let count = PRECISION.saturating_add(1).saturating_sub(bits);
    let half = 5_u128.saturating_pow(count);
    let (near, far) = places.split_at_checked(count as usize).unwrap_or((places, &[]));
    let digits = near.iter().chain(std::iter::repeat(&b'0')).take(count as usize);
    let (mut above, mut below) = (0_u128, 0_u128);
    for digit in digits {
        let digit = u128::from(digit.saturating_sub(b'0'));
        above = above.saturating_mul(10).saturating_add(digit);
        below = below.saturating_mul(10).saturating_add(9_u128.saturating_sub(digit));
    }
    let is_exact = far.iter().all(|digit| *digit == b'0');
    // in the middle between two doubles it goes to the even one, which an integral one is unless all are
    let is_middle = above == half && is_exact;
    let is_odd = bits == PRECISION && whole & 1 == 1;
    if above < half || is_middle && !is_odd {
        Some(whole)
    } else if below < half {
        Some(whole.saturating_add(1))
    } else {
        None
    }
}

/// The number without its last bits, of which there is at least one, to the nearest, to the even one in the middle.
fn round(whole: u64, dropped: u32, is_exact: bool) -> u64 {
    let step = 1_u64.checked_shl(dropped).unwrap_or(u64::MAX);
    let rest = whole & step.wrapping_sub(1);
    let floor = whole ^ rest;
    let half = step >> 1;
    let is_odd = floor & step != 0;
    let up = rest > half || rest == half && (!is_exact || is_odd);
    floor.saturating_add(if up { step } else { 0 })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What the standard library says of a number.
    fn by_double(digits: &str, exponent: i64) -> Option<i64> {
        let value: f64 = format!("{digits}e{exponent}").parse().unwrap();
        (value.is_finite() && value.fract() == 0.0).then_some(value as i64)
    }

    fn agrees(digits: &str, exponent: i64) {
        let digits = digits.trim_start_matches('0');
        assert_eq!(
            integral(digits.as_bytes(), exponent),
            by_double(if digits.is_empty() { "0" } else { digits }, exponent),
            "{digits}e{exponent}"
        );
    }

    /// The exact decimal digits of a double times a power of ten, and of what lies in the middle of it and the next.
    fn around(value: f64) -> [(String, i64); 2] {
        let next = f64::from_bits(value.to_bits() + 1);
        let places = 1100;
        let exact = |value: f64| format!("{value:.places$}").replace('.', "");
        let double = |digits: &str| {
            // the sum of both, halved, digit by digit
            let mut carry = 0;
            digits
                .bytes()
                .map(|digit| {
                    let sum = carry * 10 + u32::from(digit - b'0');
                    carry = sum % 2;
                    char::from(b'0' + (sum / 2) as u8)
                })
                .collect::<String>()
        };
        let (a, b) = (exact(value), exact(next));
        let width = a.len().max(b.len()) + 1;
        let mut carry = 0;
        let mut sum: Vec<u8> = format!("{a:0>width$}")
            .bytes()
            .rev()
            .zip(format!("{b:0>width$}").bytes().rev())
            .map(|(a, b)| {
                let sum = a - b'0' + b - b'0' + carry;
                carry = sum / 10;
                b'0' + sum % 10
            })
            .collect();
        sum.reverse();
        let middle = double(&format!("{}0", String::from_utf8(sum).unwrap()));
        [(a, -(places as i64)), (middle, -(places as i64) - 1)]
    }

    #[test]
    fn rounds_as_doubles_do_where_they_meet() {
        let mut values = vec![5e-324, 0.5, 0.999_999_999_999_999_9, 1.0, 1e-310];
        for power in 0..64 {
            let value = 2_f64.powi(power);
            for value in [value, value + 1.0, value - 1.0, value * 1.5] {
                values.extend([value, f64::from_bits(value.to_bits().saturating_sub(1))]);
            }
        }
        for value in values.into_iter().filter(|value| *value > 0.0) {
            for (digits, exponent) in around(value) {
                agrees(&digits, exponent);
                agrees(&format!("{digits}1"), exponent - 1);
                // a little less: the last digit that is not zero, lowered
                let last = digits.rfind(|digit| digit != '0');
                if let Some(last) = last {
                    let mut less = digits.clone().into_bytes();
                    less[last] -= 1;
                    let less = String::from_utf8(less).unwrap();
                    agrees(&format!("{less}9"), exponent - 1);
                }
            }
        }
        agrees("17976931348623157", 292);
        agrees("17976931348623158", 292);
        agrees("17976931348623159", 292);
        agrees("1", 309);
        agrees("247032822920623272", -341);
        agrees("247032822920623273", -341);
        agrees("1", -400);
    }

    proptest! {
        #[test]
        fn says_what_the_standard_library_says(
            digits in "[1-9][0-9]{0,40}|[1-9]0{0,30}|9{1,30}|[1-9][0-9]{0,4}0{10,20}[0-9]|[1-9][0-9]{0,4}9{10,20}[0-9]{0,3}",
            exponent in prop_oneof![-60_i64..30, -400_i64..400],
        ) {
            agrees(&digits, exponent);
        }
    }
}
