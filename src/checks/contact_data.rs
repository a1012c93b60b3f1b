//! What in a text is somebody's private contact data, told by its form and by the words beside it.
//!
//! [`find`] goes through a text once. Whatever stands at a digit or an `@` is looked at with a few bytes to either side, so
//! that a long text takes no more than its length.

use std::ops::Range;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An NHS number: ten digits whose last one agrees with the others.
    NhsNumber,
    /// A mobile number of this country.
    Mobile,
    /// An address at a provider of mail for private people.
    PrivateMail,
    /// Where somebody lives.
    HomeAddress,
    /// A number in the register of a profession, with the register's short name.
    Registration(&'static str),
    /// A postcode. It is private only beside a person.
    Postcode,
}

/// Something found, with its bytes in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub at: Range<usize>,
}

/// Providers of mail for private people. One that ends with a dot has addresses under many countries.
const PRIVATE_MAIL: &[&str] = &[
    "aol.",
    "blueyonder.co.uk",
    "btinternet.com",
    "btopenworld.com",
    "fastmail.com",
    "gmail.com",
    "gmx.",
    "googlemail.com",
    "hotmail.",
    "icloud.com",
    "live.",
    "lineone.net",
    "mac.com",
    "mail.com",
    "me.com",
    "msn.com",
    "ntlworld.com",
    "o2.co.uk",
    "outlook.",
    "pm.me",
    "proton.me",
    "protonmail.com",
    "rocketmail.com",
    "sky.com",
    "supanet.com",
    "talktalk.net",
    "tiscali.co.uk",
    "virgin.net",
    "virginmedia.com",
    "yahoo.",
    "ymail.com",
];

/// Registers of professions, by their short name and in full.
const REGISTERS: &[(&str, &str)] = &[
    ("GMC", "General Medical Council"),
    ("GPhC", "General Pharmaceutical Council"),
    ("HCPC", "Health and Care Professions Council"),
    ("NMC", "Nursing and Midwifery Council"),
];

/// Words before a place where somebody lives.
const AT_HOME: &[&str] = &["home address", "private address", "lives at", "lives in", "lives on", "living at", "resides at", "home is at"];

/// What an address in a street ends with.
const STREETS: &[&str] = &[
    "avenue", "ave", "close", "cottages", "court", "crescent", "drive", "gardens", "green", "grove", "hill", "lane", "mews", "park", "place", "rise", "road",
    "rd", "row", "square", "street", "st", "terrace", "view", "walk", "way",
];

/// Words before ten digits that are no NHS number.
const OTHER_NUMBERS: &[&str] =
    &["tel", "telephone", "phone", "ring", "call", "dial", "fax", "mobile", "text", "bleep", "ext", "extension", "isbn", "charity", "order"];

/// All that a text holds, in its order.
pub fn find(text: &str) -> Vec<Found> {
    let bytes = text.as_bytes();
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    // Where the group of digits before ended, unless it was part of something found.
    let mut before = None;
    while let Some(next) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| byte.is_ascii_digit() || *byte == b'@')) {
        let start = at + next;
        if bytes[start] == b'@' {
            found.extend(mail(text, start).map(|at| Found { kind: Kind::PrivateMail, at }));
            at = start + 1;
            continue;
        }
        let end = start + digits(&bytes[start..]);
        let here = Start { text, start, end, follows_digits: before.is_some_and(|before| start - before <= 1) };
        let one = here.mobile().or_else(|| here.registration()).or_else(|| here.nhs_number()).or_else(|| here.address()).or_else(|| here.postcode());
        at = one.as_ref().map_or(end, |one| one.at.end.max(end));
        before = one.is_none().then_some(end);
        found.extend(one);
    }
    found
}

fn digits(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(bytes.len())
}

/// Where a group of digits begins.
struct Start<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    /// Whether other digits stand right before it, as in the middle of a telephone number.
    follows_digits: bool,
}

impl<'a> Start<'a> {
    fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    fn found(&self, kind: Kind, at: Range<usize>) -> Option<Found> {
        Some(Found { kind, at })
    }

    /// Groups of digits from here on, with what people put between them, as far as a telephone number can go.
    fn groups(&self) -> Vec<Range<usize>> {
        const MOST: usize = 7;
        let bytes = self.bytes();
        let mut groups: Vec<Range<usize>> = Vec::with_capacity(MOST);
        groups.push(self.start..self.end);
        while groups.len() < MOST {
            let from = groups[groups.len() - 1].end;
            let rest = &self.text[from..];
            let between: usize = rest.chars().take(3).take_while(|c| matches!(c, ' ' | '-' | '.' | '(' | ')' | '\u{a0}')).map(char::len_utf8).sum();
            let start = from + between;
            if between == 0 || !bytes.get(start).is_some_and(u8::is_ascii_digit) {
                break;
            }
            groups.push(start..start + digits(&bytes[start..]));
        }
        groups
    }

    /// `07700 900123` and `+44 7700 900123`, however they are grouped.
    fn mobile(&self) -> Option<Found> {
        let bytes = self.bytes();
        let first = &bytes[self.start..self.end];
        let plus = self.start.checked_sub(1).filter(|at| bytes[*at] == b'+');
        if !(first.starts_with(b"07") || first.starts_with(b"0044") || (plus.is_some() && first.starts_with(b"44"))) || self.is_in_word() {
            return None;
        }
        let mut number = Vec::with_capacity(16);
        for (n, group) in self.groups().into_iter().enumerate() {
            number.extend_from_slice(bytes.get(group.clone())?.get(..group.len().min(16))?);
            if n == 0 && number == b"07" && bytes.get(group.end + 1..group.end + 4).is_some_and(|next| !next.iter().all(u8::is_ascii_digit)) {
                // The month or the hour of a date.
                return None;
            }
            let national = match number.strip_prefix(b"0044").or_else(|| number.strip_prefix(b"44")) {
                Some(abroad) => abroad.strip_prefix(b"0").unwrap_or(abroad),
                None => number.get(1..).unwrap_or_default(),
            };
            if national.len() >= 10 {
                let is_mobile = national.len() == 10 && national[0] == b'7' && national[1] != b'0';
                return is_mobile.then_some(Found { kind: Kind::Mobile, at: plus.unwrap_or(self.start)..group.end });
            }
        }
        None
    }

    /// Whether letters or digits of one word go on before it.
    fn is_in_word(&self) -> bool {
        self.text[..self.start].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_')
    }

    fn nhs_number(&self) -> Option<Found> {
        let bytes = self.bytes();
        let length = self.end - self.start;
        let at = match length {
            10 => self.start..self.end,
            3 => {
                let groups = self.groups();
                let [first, second, third, ..] = groups.as_slice() else { return None };
                let alike = self.text[first.end..second.start] == self.text[second.end..third.start];
                (alike && second.len() == 3 && third.len() == 4).then_some(first.start..third.end)?
            }
            _ => return None,
        };
        let number: Vec<u32> = bytes[at.clone()].iter().filter(|byte| byte.is_ascii_digit()).map(|digit| u32::from(digit - b'0')).collect();
        let stands_free = !self.is_in_word()
            && !self.follows_digits
            && !self.text[..at.start].ends_with(['/', '=', '#', '&', '%', '.', '@', '+', '-'])
            && !self.text[at.end..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '/' | '@' | '-' | '='));
        if !stands_free || !agrees(&number) {
            return None;
        }
        let before = line_before(self.text, at.start, 40);
        let is_named = words(before).any(|word| word == "NHS" || word.eq_ignore_ascii_case("patient"));
        let is_other = words(line_before(self.text, at.start, 24)).any(|word| OTHER_NUMBERS.iter().any(|other| word.eq_ignore_ascii_case(other)));
        // Those of England and Northern Ireland, and those for tests; by form alone, others may be telephone numbers or times.
        let in_range = matches!(number[0], 3 | 4 | 6 | 7) || number.starts_with(&[9, 9, 9]);
        (is_named || (in_range && !is_other)).then_some(Found { kind: Kind::NhsNumber, at })
    }

    fn registration(&self) -> Option<Found> {
        let bytes = self.bytes();
        let length = self.end - self.start;
        let letters_before = bytes[..self.start].iter().rev().take(4).take_while(|byte| byte.is_ascii_uppercase()).count();
        let follows = |from: usize| bytes.get(from).is_some_and(|byte| byte.is_ascii_alphanumeric());
        let digits_at = |from: usize| bytes.get(from..).map_or(0, digits);
        let letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
        let (at, names): (Range<usize>, &[&str]) = if length == 7 && letters_before == 0 && !self.is_in_word() && !follows(self.end) {
            (self.start..self.end, &["GMC", "GPhC"])
        } else if length == 2 && !self.is_in_word() && letter(self.end) && digits_at(self.end + 1) == 4 && letter(self.end + 5) && !follows(self.end + 6) {
            (self.start..self.end + 6, &["NMC"])
        } else if matches!(length, 5 | 6) && matches!(letters_before, 2 | 3) && !follows(self.end) {
            (self.start - letters_before..self.end, &["HCPC"])
        } else {
            return None;
        };
        let before = line_before(self.text, at.start, 44);
        let after = head(&self.text[at.end..], 8).split('\n').next().unwrap_or_default();
        let nearest = REGISTERS
            .iter()
            .filter(|(short, _)| names.contains(short))
            .filter_map(|(short, full)| Some((last_of(before, short).max(last_of(before, full)).or_else(|| after.contains(short).then_some(0))?, *short)))
            .max_by_key(|(place, _)| *place)?;
        let is_other = words(before).any(|word| ["charity", "company"].iter().any(|other| word.eq_ignore_ascii_case(other)));
        if is_other { None } else { self.found(Kind::Registration(nearest.1), at) }
    }

    /// A house in a street after words that say that somebody lives there.
    fn address(&self) -> Option<Found> {
        if self.end - self.start > 4 || self.is_in_word() || !lives_before(self.text, self.start) {
            return None;
        }
        let rest = head(&self.text[self.end..], 60).split(['.', '\n', ';', ')']).next().unwrap_or_default();
        let mut end = self.end;
        for word in rest.split([' ', ',']).take(6) {
            end += word.len() + 1;
            if STREETS.iter().any(|street| word.eq_ignore_ascii_case(street)) {
                return self.found(Kind::HomeAddress, self.start..end - 1);
            }
        }
        None
    }

    /// `SV1 2AB`, found at its last digit.
    fn postcode(&self) -> Option<Found> {
        let bytes = self.bytes();
        let inward = self.end - 1;
        let is_inward = bytes.get(inward + 1..inward + 3).is_some_and(|two| two.iter().all(u8::is_ascii_uppercase));
        if !is_inward || self.text[inward + 3..].starts_with(char::is_alphanumeric) {
            return None;
        }
        let gap = self.text[..inward].chars().next_back().filter(|c| matches!(c, ' ' | '\u{a0}')).map_or(0, char::len_utf8);
        let outward_end = inward - gap;
        let length = bytes[..outward_end].iter().rev().take(5).take_while(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()).count();
        let outward = &bytes[outward_end - length..outward_end];
        let letters = outward.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
        let well_formed = matches!(letters, 1 | 2) && outward.get(letters).is_some_and(u8::is_ascii_digit) && length <= letters + 2;
        let start = outward_end - length;
        if !well_formed || self.text[..start].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_') {
            return None;
        }
        let kind = if lives_before(self.text, start) { Kind::HomeAddress } else { Kind::Postcode };
        self.found(kind, start..inward + 3)
    }
}

/// Whether ten digits are an NHS number: the last one follows from the others.
fn agrees(number: &[u32]) -> bool {
    let [first @ .., last] = number else { return false };
    let sum: u32 = first.iter().zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    match 11 - sum % 11 {
        11 => *last == 0,
        check => *last == check,
    }
}

/// The address around an `@`, where its provider is one for private people.
fn mail(text: &str, sign: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let is_local = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-' | b'\'');
    let local = bytes[..sign].iter().rev().take(64).take_while(|byte| is_local(byte)).count();
    let domain = bytes[sign + 1..].iter().take(100).take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-')).count();
    let name = text[sign + 1..sign + 1 + domain].trim_end_matches(['.', '-']).to_ascii_lowercase();
    let is_private = PRIVATE_MAIL.iter().any(|known| if known.ends_with('.') { name.starts_with(known) } else { name == *known });
    (local > 0 && is_private).then(|| sign - local..sign + 1 + name.len())
}

/// Some bytes before a place, of its line alone.
fn line_before(text: &str, at: usize, most: usize) -> &str {
    let before = tail(&text[..at], most);
    before.rsplit('\n').next().unwrap_or(before)
}

/// The last bytes of a text, by whole letters.
pub fn tail(text: &str, most: usize) -> &str {
    let from = (text.len().saturating_sub(most)..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    &text[from..]
}

/// The first bytes of a text, by whole letters.
pub fn head(text: &str, most: usize) -> &str {
    let to = (0..=text.len().min(most)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    &text[..to]
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
}

/// Where a name stands last in a text, as words of its own.
fn last_of(text: &str, name: &str) -> Option<usize> {
    let at = text.rfind(name)?;
    let free = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    (free(text[..at].chars().next_back()) && free(text[at + name.len()..].chars().next())).then_some(at + 1)
}

/// Whether words of the same sentence say that what follows is where somebody lives. A care home has an address, too.
fn lives_before(text: &str, at: usize) -> bool {
    let before = tail(&text[..at], 80);
    let sentence = before.rsplit(". ").next().unwrap_or(before);
    let sentence = sentence.rsplit("\n\n").next().unwrap_or(sentence).to_lowercase().replace('\n', " ");
    AT_HOME.iter().any(|said| {
        sentence.match_indices(said).any(|(at, _)| {
            let before = sentence[..at].trim_end();
            !["care", "nursing", "residential", "funeral"].iter().any(|other| before.ends_with(other))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found, in words and with its place cut out.
    fn told(text: &str) -> Vec<(Kind, &str)> {
        find(text).into_iter().filter(|found| found.kind != Kind::Postcode).map(|found| (found.kind, &text[found.at])).collect()
    }

    fn is_clean(text: &str) {
        assert_eq!(told(text), [], "{text}");
    }

    #[test]
    fn mobile_numbers_are_found_however_they_are_grouped() {
        for number in [
            "07700900123",
            "07700 900123",
            "07700 900 123",
            "0770 090 0123",
            "077 0090 0123",
            "07700-900-123",
            "07700.900.123",
            "07700\u{a0}900123",
            "07 700 900123",
            "+447700900123",
            "+44 7700 900123",
            "+44 (0)7700 900123",
            "+44 (0) 7700 900 123",
            "0044 7700 900123",
        ] {
            let text = format!("Ring {number}.");
            assert_eq!(told(&text), [(Kind::Mobile, number)], "{text}");
        }
        assert_eq!(told("(07700) 900123"), [(Kind::Mobile, "07700) 900123")]);
        assert_eq!(told("01632 960001 or 07700 900001"), [(Kind::Mobile, "07700 900001")]);
        assert_eq!(told("[ring](tel:+447700900123)"), [(Kind::Mobile, "+447700900123")]);
    }

    #[test]
    fn other_numbers_are_no_mobile_numbers() {
        for text in [
            "01632 960 001",
            "020 7946 0018",
            "0300 123 4567",
            "2026-07-12 10 00 2026",
            "07 12 10 00 2026 1",
            "Y07700900123",
            "07/12/2026 18:00",
            "070 1234 5678",
            "+33 7700 900123",
            "077009001234",
        ] {
            is_clean(text);
        }
    }

    #[test]
    fn nhs_numbers_are_told_by_their_last_digit_and_from_telephone_numbers_by_the_words_before() {
        assert_eq!(told("She is 999 000 0018."), [(Kind::NhsNumber, "999 000 0018")]);
        assert_eq!(told("9990000018"), [(Kind::NhsNumber, "9990000018")]);
        assert_eq!(told("999-000-0018, 999-000-0026"), [(Kind::NhsNumber, "999-000-0018"), (Kind::NhsNumber, "999-000-0026")]);
        // Another last digit; one of a telephone, of a book, of an address, of more digits.
        for text in
            ["999 000 0019", "Telephone 999 000 0018", "ISBN 9990000018", "https://a.example/9990000018", "?id=9990000018", "99900000181", "1 999 000 0018"]
        {
            is_clean(text);
        }
        // Times and telephone numbers have ten digits, too.
        assert!(agrees(&[1, 6, 3, 2, 9, 6, 0, 2, 5, 7]));
        is_clean("1632960257");
        assert_eq!(told("NHS number: 1632960257"), [(Kind::NhsNumber, "1632960257")]);
    }

    #[test]
    fn private_mail_is_told_by_its_provider() {
        for address in ["asha@gmail.com", "a.b-c@hotmail.co.uk", "x@Yahoo.fr", "x@btinternet.com"] {
            let text = format!("Write to {address}.");
            assert_eq!(told(&text), [(Kind::PrivateMail, address)], "{text}");
        }
        for text in ["asha@quayside.example", "gmail.com", "@gmail.com", "a@gmail.com.example", "a@notgmail.com", "a@sky.community"] {
            is_clean(text);
        }
    }

    #[test]
    fn registrations_need_the_name_of_their_register() {
        assert_eq!(told("GMC number 1234567"), [(Kind::Registration("GMC"), "1234567")]);
        assert_eq!(told("(1234567, GMC)"), [(Kind::Registration("GMC"), "1234567")]);
        assert_eq!(told("GPhC: 2012345"), [(Kind::Registration("GPhC"), "2012345")]);
        assert_eq!(told("NMC PIN 12A3456E"), [(Kind::Registration("NMC"), "12A3456E")]);
        assert_eq!(told("Health and Care Professions Council PH123456"), [(Kind::Registration("HCPC"), "PH123456")]);
        for text in ["1234567", "12A3456E", "PH123456", "The GMC is a charity, number 1089278", "GMC 12345678", "GMC\n\n1234567", "GMCX 1234567"] {
            is_clean(text);
        }
    }

    #[test]
    fn an_address_is_private_where_words_say_that_somebody_lives_there() {
        assert_eq!(told("Home address: 12 Mill Lane, Saltings"), [(Kind::HomeAddress, "12 Mill Lane")]);
        assert_eq!(told("She lives at The Mill, SV1 2AB."), [(Kind::HomeAddress, "SV1 2AB")]);
        for text in [
            "The surgery is at 12 Mill Lane, SV1 2AB.",
            "The care home address is 12 Mill Lane.",
            "Leave out home addresses. 12 practices do.",
            "Never a home address (see section 4).",
            "Tell the home address by 1 April.",
        ] {
            is_clean(text);
        }
    }

    #[test]
    fn postcodes_are_found_at_their_place() {
        let codes = |text: &str| find(text).into_iter().filter(|found| found.kind == Kind::Postcode).map(|found| text[found.at].to_owned()).collect::<Vec<_>>();
        assert_eq!(codes("SV1 2AB, SV12 3CD and EC1A1BB, ZE1 0AA."), ["SV1 2AB", "SV12 3CD", "EC1A1BB", "ZE1 0AA"]);
        assert_eq!(codes("ABC1 2DE, sv1 2ab, SV1 2ABC, 1 2AB, Y99001 4AB"), [""; 0]);
    }

    #[test]
    fn long_texts_and_odd_letters_take_no_longer_than_their_length() {
        for text in ["0".repeat(20_000), "07 ".repeat(10_000), "@".repeat(20_000), "é1é@ü07é".repeat(2_000), "lives at 1 ".repeat(2_000)] {
            find(&text);
        }
    }
}
