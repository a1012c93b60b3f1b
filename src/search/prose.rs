//! Drawn prose as the search reads it: cut at its headings, and without its tags.

use super::documents::LONGEST_LINE;
use crate::document::prose::shorten;

/// A heading of drawn prose with what stands under it; what stands before the first heading has no id.
pub struct Section<'h> {
    /// The anchor.
    pub id: String,
    /// The words of the heading.
    pub heading: String,
    /// What stands under it.
    pub html: &'h str,
}

impl Section<'_> {
    /// The first words under the heading, as many as a line of a result has.
    pub fn first_words(&self) -> String {
        let mut text = String::new();
        // Enough for a line, however long the section is; cut where a tag begins.
        let most = self.html.len().min(1_000);
        let end = (0..=most).rev().find(|end| self.html.is_char_boundary(*end)).unwrap_or(0);
        let end = if end < self.html.len() { self.html[..end].rfind('<').unwrap_or(end) } else { end };
        text_of(&self.html[..end], &mut text);
        shorten(&text, LONGEST_LINE)
    }
}

/// Cuts drawn prose at its headings.
pub fn sections(html: &str) -> Vec<Section<'_>> {
    let mut sections = Vec::new();
    let (mut id, mut heading, mut from) = (String::new(), String::new(), 0);
    let mut at = 0;
    while let Some(found) = html[at..].find("<h") {
        let tag = at + found;
        at = tag + 2;
        let Some((level, rest)) = html[at..].split_at_checked(1).filter(|(level, _)| matches!(*level, "1" | "2" | "3" | "4" | "5" | "6")) else { continue };
        let Some(rest) = rest.strip_prefix(" id=\"") else { continue };
        let (Some((anchor, rest)), close) = (rest.split_once("\">"), format!("</h{level}>")) else { continue };
        let Some((inner, after)) = rest.split_once(&close) else { continue };
        if tag > from || !id.is_empty() {
            sections.push(Section { id: std::mem::take(&mut id), heading: std::mem::take(&mut heading), html: &html[from..tag] });
        }
        let mut words = String::new();
        text_of(inner, &mut words);
        heading = words.trim().to_owned();
        let mut plain = String::new();
        decode(anchor, &mut plain);
        id = plain;
        from = html.len() - after.len();
        at = from;
    }
    if from < html.len() || !id.is_empty() {
        sections.push(Section { id, heading, html: &html[from..] });
    }
    sections
}

/// The words of drawn prose. Blocks are parted by a blank; tags inside a line part nothing.
pub fn text_of(html: &str, text: &mut String) {
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        decode(&rest[..open], text);
        let tag = &rest[open + 1..];
        let close = tag.find('>').map_or(tag.len(), |close| close + 1);
        let name = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
        if !matches!(name, "a" | "abbr" | "b" | "code" | "del" | "em" | "i" | "mark" | "s" | "span" | "strong" | "sub" | "sup") {
            text.push(' ');
        }
        rest = &tag[close..];
    }
    decode(rest, text);
}

/// Text as it was before it was escaped for HTML.
fn decode(escaped: &str, text: &mut String) {
    const NAMES: [(&str, char); 7] = [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&#39;", '\''), ("&#x27;", '\''), ("&nbsp;", ' ')];
    let mut rest = escaped;
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        match NAMES.iter().find(|(name, _)| rest.starts_with(name)) {
            Some((name, c)) => {
                text.push(*c);
                rest = &rest[name.len()..];
            }
            None => {
                text.push('&');
                rest = &rest[1..];
            }
        }
    }
    text.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_cut_at_its_headings() {
        let html = "<p>First <em>wo</em>rds &amp; more</p>\n<h2 id=\"a\">One <code>x</code></h2>\n<p>Under one</p><h3 id=\"b&quot;c\">Two</h3>";
        let found: Vec<(String, String, String)> = sections(html)
            .iter()
            .map(|section| {
                let mut text = String::new();
                text_of(section.html, &mut text);
                (section.id.clone(), section.heading.clone(), text.split_whitespace().collect::<Vec<_>>().join(" "))
            })
            .collect();
        let expected = [("", "", "First words & more"), ("a", "One x", "Under one"), ("b\"c", "Two", "")];
        assert_eq!(found, expected.map(|(id, heading, text)| (id.to_owned(), heading.to_owned(), text.to_owned())));
        assert!(sections("").is_empty());
    }

    #[test]
    fn a_line_is_cut_where_a_character_ends() {
        let html = format!("<p>{}</p>", "é".repeat(2_000));
        assert!(sections(&html)[0].first_words().chars().count() <= LONGEST_LINE + 1);
    }
}
