//! A page of HTML as its elements, for tests.

use std::collections::BTreeMap;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

/// Elements that have no end.
const VOID: &[&str] = &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// A page that was read.
pub struct Page {
    /// All elements, in the order of the page.
    pub elements: Vec<Element>,
    /// All stretches of text with the number of the element they stand in.
    pub texts: Vec<(usize, String)>,
    /// What is wrong with the HTML itself: an unknown entity, an element that is not closed.
    pub faults: Vec<String>,
}

/// An element of a page.
pub struct Element {
    /// Its name, for example `a`.
    pub name: String,
    /// Its attributes.
    pub attributes: BTreeMap<String, String>,
    /// The number of the element around it.
    pub parent: Option<usize>,
}

impl Element {
    /// An attribute; empty when it is missing.
    pub fn get(&self, attribute: &str) -> &str {
        self.attributes.get(attribute).map_or("", String::as_str)
    }
}

impl Page {
    /// Reads a page.
    pub fn read(html: &str) -> Self {
        let mut page = Self { elements: Vec::new(), texts: Vec::new(), faults: Vec::new() };
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        let mut open: Vec<usize> = Vec::new();
        for token in Tokenizer::new_with_emitter(html, emitter) {
            let Ok(token) = token;
            match token {
                Token::StartTag(tag) => {
                    let name = words(&tag.name);
                    let attributes = tag.attributes.iter().map(|(name, value)| (words(name), words(&value.value))).collect();
                    page.elements.push(Element { name: name.clone(), attributes, parent: open.last().copied() });
                    if !VOID.contains(&name.as_str()) && !tag.self_closing {
                        open.push(page.elements.len() - 1);
                    }
                }
                Token::EndTag(tag) => {
                    let name = words(&tag.name);
                    match open.pop() {
                        Some(at) if page.elements[at].name == name => {}
                        Some(at) => page.faults.push(format!("<{}> is closed by </{name}>", page.elements[at].name)),
                        None => page.faults.push(format!("</{name}> closes nothing")),
                    }
                }
                Token::String(text) => {
                    if let Some(&at) = open.last() {
                        page.texts.push((at, words(&text.value)));
                    }
                }
                Token::Error(error) => page.faults.push(error.value.to_string()),
                Token::Comment(_) | Token::Doctype(_) => {}
            }
        }
        page.faults.extend(open.iter().map(|&at| format!("<{}> is never closed", page.elements[at].name)));
        page
    }

    /// All elements of a name.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &Element> {
        self.elements.iter().filter(move |element| element.name == name)
    }

    /// Whether an element stands inside one for which `is` holds, or is one.
    pub fn within(&self, at: usize, is: impl Fn(&Element) -> bool) -> bool {
        let mut here = Some(at);
        while let Some(at) = here {
            if is(&self.elements[at]) {
                return true;
            }
            here = self.elements[at].parent;
        }
        false
    }

    /// The text inside elements of a name, white space made single.
    pub fn text_of(&self, name: &str) -> String {
        let text: String = self.texts.iter().filter(|(at, _)| self.within(*at, |element| element.name == name)).map(|(_, text)| text.as_str()).collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The text inside one element, white space made single.
    pub fn text_within(&self, at: usize) -> String {
        let is_inside = |mut here: usize| loop {
            if here == at {
                return true;
            }
            match self.elements[here].parent {
                Some(parent) => here = parent,
                None => return false,
            }
        };
        let text: String = self.texts.iter().filter(|(here, _)| is_inside(*here)).map(|(_, text)| text.as_str()).collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
