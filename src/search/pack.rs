//! Numbers and lists in printable characters, as short as they can be without bytes: the index travels in scripts.
//!
//! A digit is one of 91 characters, `#` to `~` without the backslash, so that nothing needs an escape between quotation
//! marks. A number is one to five digits: those below 66 end it, those above carry on.

/// How many digits there are.
pub const DIGITS: u32 = 91;
/// Digits that end a number.
const ENDS: u32 = 66;
/// Digits that carry on.
const CARRIES: u32 = DIGITS - ENDS;

/// One digit. What may be larger is a [`number`].
pub fn digit(value: u32) -> char {
    debug_assert!(value < DIGITS, "{value}");
    let byte = 35 + (value % DIGITS) as u8;
    char::from(if byte >= b'\\' { byte + 1 } else { byte })
}

/// Appends a number, its lowest part last.
pub fn number(mut value: u32, out: &mut String) {
    let last = value % ENDS;
    value /= ENDS;
    let mut carried = ['#'; 8];
    let mut n = 0;
    while value > 0 {
        value -= 1;
        carried[n] = digit(ENDS + value % CARRIES);
        value /= CARRIES;
        n += 1;
    }
    out.extend(carried[..n].iter().rev());
    out.push(digit(last));
}

/// Appends a rising list as its gaps.
pub fn gaps(values: impl Iterator<Item = u32>, out: &mut String) {
    let mut before = 0;
    for value in values {
        number(value - before, out);
        before = value;
    }
}

/// Four digits that tell whether texts, one after the other, are still the same.
pub fn fingerprint<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    let mut all = xxhash_rust::xxh3::Xxh3::new();
    texts.for_each(|text| all.update(text.as_bytes()));
    let mut hash = all.digest();
    let mut next = || {
        let value = (hash % u64::from(DIGITS)) as u32;
        hash /= u64::from(DIGITS);
        digit(value)
    };
    [next(), next(), next(), next()].iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a number as `engine.js` does.
    fn read(text: &str) -> u32 {
        let mut value = 0;
        for c in text.bytes() {
            let digit = u32::from(c) - if c > b'\\' { 36 } else { 35 };
            if digit < ENDS {
                return value * ENDS + digit;
            }
            value = value * CARRIES + digit - ENDS + 1;
        }
        panic!("{text:?} does not end");
    }

    #[test]
    fn every_number_comes_back() {
        let mut values: Vec<u32> = (0..200_000).collect();
        values.extend((0..32).flat_map(|bit| [(1u32 << bit) - 1, 1 << bit, (1 << bit) + 1]));
        values.push(u32::MAX);
        for value in values {
            let mut out = String::new();
            number(value, &mut out);
            assert_eq!(read(&out), value, "{out:?}");
            assert!(out.bytes().all(|c| (35..127).contains(&c) && c != b'\\'), "{out:?}");
        }
    }
}
