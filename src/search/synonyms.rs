//! Other words for the same thing: the glossary's terms and expansions, what roles and organisations are also called,
//! and what took the place of a term that is no longer used.

use super::words;
use crate::document::record::Text;
use crate::links::Thing;
use crate::pages::Desk;

/// Names of one thing, as they are written.
pub struct Names {
    /// How many of the names are those that pages use: a title, or a term and its expansion. The others lead to these.
    main: usize,
    /// Those, and every other.
    names: Vec<String>,
    /// What took the place of a name that is no longer used. It is looked for too, and does not lead back.
    now: Vec<String>,
}

impl Names {
    /// `CCG=Clinical Commissioning Group|CCGs>ICB`: main names, others, what is used now.
    pub fn line(&self) -> String {
        let (main, others) = self.names.split_at(self.main);
        let part = |sign: &str, names: &[String]| if names.is_empty() { String::new() } else { format!("{sign}{}", names.join("|")) };
        format!("{}{}{}", main.join("="), part("|", others), part(">", &self.now))
    }
}

/// Groups of names. Reading any name of a group, the reader's script looks for the others too.
pub fn groups(desk: &Desk<'_>) -> Vec<Names> {
    let handbook = desk.handbook;
    let mut groups = Vec::new();
    let mut add = |main: &mut dyn Iterator<Item = &Text>, also: &[Text], now: &mut dyn Iterator<Item = &Text>| {
        let mut kept: Vec<String> = Vec::new();
        let mut of = |texts: &mut dyn Iterator<Item = &Text>| -> Vec<String> {
            let mut names = Vec::new();
            for text in texts {
                let name = plain(&text.value);
                // Plurals and slips of the keyboard find their way without a table.
                // So does a name that holds a shorter one: "network digital lead" beside "digital lead".
                let is_slip = kept.iter().any(|other| is_plural(&name, other) || is_slip(&name, other) || holds(&name, other));
                if !name.is_empty() && !is_slip && !kept.contains(&name) {
                    kept.push(name);
                    names.push(text.value.replace(['=', '|', '>', '\n'], " "));
                }
            }
            names
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

/// A name as its words with single blanks, by which names are compared.
fn plain(name: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    // Joined words repeat their parts; the parts alone are what people type.
    let spaced = name.replace(['-', '‐', '‑', '/'], " ");
    words::each(&spaced, &mut words::Scratch::default(), |word| parts.push(word.to_owned()));
    parts.join(" ")
}

/// Whether one name holds another as whole words.
fn holds(one: &str, other: &str) -> bool {
    one.len() > other.len() && format!(" {one} ").contains(&format!(" {other} "))
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
    fn a_misspelt_name_is_no_other_name() {
        assert!(is_slip("cilnical director", "clinical director"));
        assert!(holds("network digital lead", "digital lead") && !holds("digital leaders", "digital lead"));
        assert!(!is_slip("dt lead", "it lead"));
        assert!(!is_slip("lead nurse", "lead pharmacist"));
        assert!(is_plural("ccgs", "ccg") && !is_plural("access", "acces s"));
    }
}
