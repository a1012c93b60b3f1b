//! Other words for the same thing: the glossary's terms and expansions, what roles and organisations are also called,
//! and what took the place of a term that is no longer used.

use std::collections::BTreeMap;

use super::words;
use crate::document::record::Text;
use crate::links::Thing;
use crate::pages::Desk;

/// Names of one thing, as they are written.
struct Names {
    /// How many of the names are those that pages use: a title, or a term and its expansion. The others lead to these.
    main: usize,
    /// Those, and every other.
    names: Vec<String>,
    /// What took the place of a name that is no longer used. It is looked for too, and does not lead back.
    now: Vec<String>,
}

/// Other names that the reader's script looks for beside the one that was typed.
const MOST_OTHERS: usize = 3;

impl Names {
    /// A line for each name, with its words: `CCG|Clinical Commissioning Group>ICB`, the name, what it leads to, and what
    /// is used now. A main name leads to the others as well; those lead to the main ones alone.
    fn lines(&self) -> impl Iterator<Item = (String, String)> {
        let all = &self.names[..self.names.len().min(MOST_OTHERS)];
        let now = if self.now.is_empty() { String::new() } else { format!(">{}", self.now.join("|")) };
        self.names.iter().enumerate().map(move |(at, name)| {
            let others = if at < self.main { all } else { &self.names[..self.main] };
            let others = others.iter().filter(|other| *other != name).fold(String::new(), |line, other| format!("{line}|{other}"));
            (plain(name), format!("{name}{others}{now}"))
        })
    }
}

/// The lines of all names, by the first letter of each.
pub fn by_letter(desk: &Desk<'_>) -> BTreeMap<char, String> {
    let mut lines: BTreeMap<char, String> = BTreeMap::new();
    for (words, line) in groups(desk).iter().flat_map(Names::lines) {
        if let Some(letter) = words.chars().next() {
            let of_letter = lines.entry(letter).or_default();
            if !of_letter.is_empty() {
                of_letter.push('\n');
            }
            of_letter.push_str(&line);
        }
    }
    lines
}

/// Groups of names.
fn groups(desk: &Desk<'_>) -> Vec<Names> {
    let handbook = desk.handbook;
    let mut groups = Vec::new();
    let mut add = |main: &mut dyn Iterator<Item = &Text>, also: &[Text], now: &mut dyn Iterator<Item = &Text>| {
        let mut known = Vec::new();
        let mut of = |texts: &mut dyn Iterator<Item = &Text>| -> Vec<String> {
            without_slips(texts.map(|text| text.value.as_str()), &mut known).into_iter().map(|name| name.replace(['|', '>', '\n'], " ")).collect()
        };
        let mut names = of(main);
        let main = names.len();
        names.extend(of(&mut also.iter()));
        let group = Names { main, names, now: of(now) };
        if group.names.len() + group.now.len() > 1 && main > 0 {
            groups.push(group);
        }
    };
    for role in &handbook.roles {
        add(&mut std::iter::once(&role.facts.title), &role.facts.also, &mut std::iter::empty());
    }
    for term in &handbook.terms {
        let facts = &term.facts;
        let now = facts.now.as_ref().and_then(|now| match desk.links.of(now) {
            Some(Thing::Term(at)) => Some(&handbook.terms[at as usize].facts),
            _ => None,
        });
        let mut now = now.into_iter().flat_map(|now| std::iter::once(&now.term).chain(&now.expansion));
        add(&mut std::iter::once(&facts.term).chain(&facts.expansion), &facts.also, &mut now);
    }
    for organisation in handbook.organisations.iter().filter(|organisation| !organisation.facts.also.is_empty()) {
        add(&mut std::iter::once(&organisation.facts.name), &organisation.facts.also, &mut std::iter::empty());
    }
    groups
}

/// The names that are no plural and no misspelling of one before: those find their way without a table. `known` holds
/// what came before, as words.
pub fn without_slips<'t>(names: impl Iterator<Item = &'t str>, known: &mut Vec<String>) -> Vec<&'t str> {
    names
        .filter(|name| {
            let name = plain(name);
            let is_new = !name.is_empty() && !known.iter().any(|other| name == *other || is_plural(&name, other) || is_slip(&name, other));
            if is_new {
                known.push(name);
            }
            is_new
        })
        .collect()
}

/// A name as its words with single blanks, by which names are compared.
fn plain(name: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    // Joined words repeat their parts; the parts alone are what people type.
    let spaced = name.replace(['-', '‐', '‑', '/'], " ");
    words::each(&spaced, &mut words::Scratch::default(), |word| parts.push(word.to_owned()));
    parts.join(" ")
}

fn is_plural(one: &str, other: &str) -> bool {
    one.strip_suffix('s') == Some(other) || other.strip_suffix('s') == Some(one)
}

/// Whether two names differ as a word and its misspelling do: by few letters, in words that are long enough to tell.
fn is_slip(one: &str, other: &str) -> bool {
    let (mut of_one, mut of_other) = (one.split(' '), other.split(' '));
    one != other
        && one.split(' ').count() == other.split(' ').count()
        && of_one.by_ref().zip(of_other.by_ref()).all(|(a, b)| a == b || (a.len() >= 6 && b.len() >= 6 && strsim::damerau_levenshtein(a, b) <= 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_to_those_that_pages_use_and_they_lead_to_some_others() {
        let names = ["CCG", "Clinical Commissioning Group", "group", "old board"].map(str::to_owned).to_vec();
        let lines: Vec<String> = Names { main: 2, names, now: vec!["ICB".to_owned()] }.lines().map(|(_, line)| line).collect();
        let expected = [
            "CCG|Clinical Commissioning Group|group>ICB",
            "Clinical Commissioning Group|CCG|group>ICB",
            "group|CCG|Clinical Commissioning Group>ICB",
            "old board|CCG|Clinical Commissioning Group>ICB",
        ];
        assert_eq!(lines, expected);
    }

    #[test]
    fn a_misspelt_name_is_no_other_name() {
        assert!(is_slip("cilnical director", "clinical director"));
        assert!(!is_slip("dt lead", "it lead"));
        assert!(!is_slip("lead nurse", "lead pharmacist"));
        assert!(is_plural("ccgs", "ccg") && !is_plural("access", "acces s"));
    }
}
