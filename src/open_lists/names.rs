//! Names that a list gives in capitals, in readable case.

/// Words that stay in capitals though they look like words.
const INITIALS: &[&str] = &["NHS", "GP", "PCN", "ICB", "ICS", "PMS", "APMS", "GMS", "CIC", "LLP", "UK", "NE", "SE", "SW", "NW", "IW"];
/// Words that are written small within a name.
const SMALL: &[&str] = &["of", "and", "the", "on", "at", "by", "in", "upon", "for", "to", "with", "next", "le", "de"];
/// Short words that would pass for initials, since they have no vowel or no more than two letters.
const WORDS: &[&str] = &[
    "st", "rd", "dr", "drs", "mr", "mrs", "ltd", "ctr", "ctrs", "cntr", "cnt", "ct", "gt", "mt", "ht", "grp", "hlth", "hth", "blvd", "sq", "pk", "prt", "no",
    "up", "my", "go", "we", "us", "is", "it", "as", "or", "if", "be", "do", "so", "ln", "tce", "al", "el", "la", "om",
];
const NUMERALS: &[&str] = &["II", "III", "IV", "VI", "VII", "VIII", "IX", "XI", "XII"];

/// `ST GEORGE'S & THE VALE (NHS) PCN` as `St George's & the Vale (NHS) PCN`. A name with small letters stays as it is.
pub fn readable(name: &str) -> String {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = name.trim_matches([',', ' ']);
    if name.chars().any(char::is_lowercase) {
        return name.to_owned();
    }
    let short_form = short_form(name);
    let mut readable = String::with_capacity(name.len());
    // A name begins anew after a bracket, a stroke, a comma and a dash.
    let mut first = true;
    let mut rest = name;
    while let Some(sign) = rest.chars().next() {
        if !sign.is_alphanumeric() {
            first = first || matches!(sign, '(' | '/' | ',' | '@' | '[') || (sign == '-' && readable.ends_with(' '));
            readable.push(sign);
            rest = &rest[sign.len_utf8()..];
            continue;
        }
        let end = rest.find(|sign: char| !sign.is_alphanumeric() && !matches!(sign, '\'' | '’')).unwrap_or(rest.len());
        let word = rest[..end].trim_end_matches(['\'', '’']);
        // A small word at the end of a name or of a part of it is no small word: `Way In`.
        let last = rest[word.len()..].chars().find(|sign| *sign != ' ').is_none_or(|sign| matches!(sign, ')' | ',' | '/'));
        if short_form == Some(word) {
            readable.push_str(word);
        } else {
            readable.push_str(&readable_word(word, first || last));
        }
        first = false;
        rest = &rest[word.len()..];
    }
    readable
}

/// What two ways to write one name have in common: `ST. BRIDE'S HEALTH CENTRE` and `St Brides`.
///
/// Words that say what kind of thing it is are left out, unless nothing else is there.
pub fn same_name(name: &str) -> String {
    const KINDS: &[&str] = &[
        "the",
        "and",
        "surgery",
        "surgeries",
        "practice",
        "practices",
        "medical",
        "health",
        "healthcare",
        "care",
        "centre",
        "center",
        "ctr",
        "group",
        "gp",
        "pcn",
        "primary",
        "network",
        "nhs",
        "icb",
        "integrated",
        "board",
    ];
    // An apostrophe is written or not, and other signs part words.
    let plain = deunicode::deunicode(name).to_lowercase().replace('\'', "").replace('&', " and ");
    let words: Vec<&str> = plain.split(|sign: char| !sign.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let own: Vec<&str> = words.iter().copied().filter(|word| !KINDS.contains(word)).collect();
    if own.is_empty() { words.join(" ") } else { own.join(" ") }
}

fn readable_word(word: &str, edge: bool) -> String {
    let low = word.to_lowercase();
    if word == "GPS" || word == "PCNS" || word == "ICBS" {
        return format!("{}s", &word[..word.len() - 1]);
    }
    if INITIALS.contains(&word) || NUMERALS.contains(&word) {
        return word.to_owned();
    }
    if word.chars().any(|sign| sign.is_ascii_digit()) {
        return with_digits(word);
    }
    if SMALL.contains(&low.as_str()) {
        return if edge { capital(&low) } else { low };
    }
    let letters = word.chars().count();
    let vowel = |sign: char| matches!(sign, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let initials = letters <= 2 || (letters <= 5 && !low.contains(vowel));
    if initials && low.chars().all(char::is_alphabetic) && !WORDS.contains(&low.as_str()) {
        return word.to_owned();
    }
    // `George's`, but `O'Brien`.
    let mut parts = low.split_inclusive(['\'', '’']);
    let mut readable = parts.next().map(surname).unwrap_or_default();
    for part in parts {
        readable.push_str(&if part.chars().count() > 2 { capital(part) } else { part.to_owned() });
    }
    readable
}

/// `MCBRIDE` as `McBride`: after `Mc` a consonant begins the name proper.
fn surname(word: &str) -> String {
    match word.strip_prefix("mc") {
        Some(rest) if rest.len() > 3 => format!("Mc{}", capital(rest)),
        _ => capital(word),
    }
}

/// `LS25` stays, `4TH` becomes `4th`, `TOGETHER4HEALTH` becomes `Together4Health`.
fn with_digits(word: &str) -> String {
    let ordinal = word.trim_start_matches(|sign: char| sign.is_ascii_digit());
    if ordinal.len() < word.len() && matches!(ordinal, "ST" | "ND" | "RD" | "TH") {
        return word.to_lowercase();
    }
    word.split_inclusive(|sign: char| sign.is_ascii_digit())
        .map(|part| {
            let letters = part.chars().filter(|sign| sign.is_alphabetic()).count();
            if letters > 3 { capital(&part.to_lowercase()) } else { part.to_owned() }
        })
        .collect()
}

fn capital(word: &str) -> String {
    let mut signs = word.chars();
    signs.next().map_or_else(String::new, |first| first.to_uppercase().chain(signs).collect())
}

/// The short form that stands beside a long one, before or within brackets: `KIWY` in `KIDLINGTON, ISLIP, WOODSTOCK &
/// YARNTON (KIWY) PCN`. Its letters come from the long form in their order, and the first ones are the same.
fn short_form(name: &str) -> Option<&str> {
    let (before, rest) = name.split_once('(')?;
    let (within, _) = rest.split_once(')')?;
    let (before, within) = (before.trim(), within.trim());
    let (short, long) = if before.contains(' ') { (within, before) } else { (before, within) };
    let letters = |text: &str| text.chars().filter(|sign| sign.is_alphabetic()).collect::<Vec<char>>();
    let fits = (2..=6).contains(&short.len()) && short.chars().all(char::is_alphabetic) && long.contains(' ') && {
        let long = letters(long.strip_prefix("THE ").unwrap_or(long));
        let mut left = long.iter();
        long.first() == short.chars().next().as_ref() && short.chars().all(|sign| left.any(|other| *other == sign))
    };
    fits.then_some(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_capitals_become_readable() {
        for (capitals, expected) in [
            ("STOCKTON PCN", "Stockton PCN"),
            ("ST. GEORGE'S SURGERY", "St. George's Surgery"),
            ("THE VALE & THE DOWNS PCN", "The Vale & the Downs PCN"),
            ("STOKE-ON-TRENT NORTH PCN", "Stoke-on-Trent North PCN"),
            ("NHS GP HEALTH CENTRE", "NHS GP Health Centre"),
            ("NETWORK IV PCN", "Network IV PCN"),
            ("O'BRIEN'S HEALTH CENTRE", "O'Brien's Health Centre"),
            ("ST. JAMES' HEALTH CENTRE", "St. James' Health Centre"),
            ("MCBRIDE HOUSE", "McBride House"),
            ("LS25/LS26 PCN", "LS25/LS26 PCN"),
            ("GP PRACTICE K99618", "GP Practice K99618"),
            ("TOGETHER4HEALTH PCN", "Together4Health PCN"),
            ("4TH FLOOR SURGERY", "4th Floor Surgery"),
            ("RIVER GROUP PCN4", "River Group PCN4"),
            ("K AND C SOUTH PCN", "K and C South PCN"),
            ("SE SHORE PCN", "SE Shore PCN"),
            ("SWB HARBOUR PCN", "SWB Harbour PCN"),
            ("NORTH QUAY, OLD DOCK & YARD (NOY) PCN", "North Quay, Old Dock & Yard (NOY) PCN"),
            ("FABB (FERRY, ANCHOR, BRIDGE & BARN) PCN", "FABB (Ferry, Anchor, Bridge & Barn) PCN"),
            ("UNITY (BEDFORD) PCN", "Unity (Bedford) PCN"),
            ("THE MEDICAL CENTRE, THE QUAY", "The Medical Centre, The Quay"),
            ("PARK RD.MEDICAL CTR.", "Park Rd.Medical Ctr."),
            ("MILL LANE MEDICAL CENTRE (RP REED)", "Mill Lane Medical Centre (RP Reed)"),
            ("FERRY MEDICAL CENTRE,", "Ferry Medical Centre"),
            ("TWO  SPACES LTD", "Two Spaces Ltd"),
            ("HARBOUR - NORTH CENTRAL PCN", "Harbour - North Central PCN"),
            ("WALK IN", "Walk In"),
            ("QUAY GPS TOGETHER", "Quay GPs Together"),
            ("Already Readable PCN", "Already Readable PCN"),
            ("", ""),
        ] {
            assert_eq!(readable(capitals), expected);
        }
    }

    #[test]
    fn a_name_is_the_same_however_it_is_written() {
        assert_eq!(same_name("ST. BRIDE'S HEALTH CENTRE"), same_name("St Bride’s Surgery"));
        assert_eq!(same_name("VALE & DOWNS PCN"), same_name("Vale and Downs"));
        assert_eq!(same_name("NHS Vale Integrated Care Board"), same_name("NHS Vale ICB"));
        assert_ne!(same_name("DOCK STREET SURGERY"), same_name("Quayside Surgery"));
        assert_ne!(same_name("THE HEALTH CENTRE"), same_name("THE SURGERY"));
    }
}
