//! Drawings as inline SVG.
//!
//! Each part makes one drawing out of plain words and numbers that its edition may show, and gives finished SVG, or
//! nothing where there is too little to draw or too much for one look. Beside every drawing its page says the same in
//! a list or table, so a drawing may leave things out, but never be the only one to tell.
//!
//! Drawings bear classes and no colours: the theme's stylesheet has the colours, light and dark, forced and printed.

pub(super) mod ahead;
pub(super) mod measure;
pub(super) mod risks;
pub(super) mod share;
pub(super) mod team;
pub(super) mod terms;
pub(super) mod voices;

mod letters;
mod time;

#[cfg(test)]
mod testing;

use std::fmt::Write as _;

use crate::document::render::escape;
use letters::Font;

/// What stands out, such as a post's title.
const BOLD: Font = Font { size: 14, bold: true };
/// All other words.
const PLAIN: Font = Font { size: 13, bold: false };
/// Small print: years, months, names of axes.
const SMALL: Font = Font { size: 12, bold: false };

/// How a drawing meets those who don't see it.
enum Told<'a> {
    /// The list beside it takes its place, links and all.
    Beside,
    /// It is a picture with a name and what it shows. Its id is unique on the page.
    Picture { id: &'a str, name: &'a str, shows: &'a str },
}

/// A drawing in the making.
#[derive(Default)]
struct Pen {
    svg: String,
}

impl Pen {
    /// Pieces of SVG that have no words in them.
    fn put(&mut self, piece: std::fmt::Arguments<'_>) {
        // A text takes whatever is written to it.
        let _ = self.svg.write_fmt(piece);
    }

    /// A box. Its corners are rounded by the stylesheet.
    fn rect(&mut self, class: &str, (x, y): (u32, u32), (width, height): (u32, u32)) {
        self.put(format_args!("<rect{} x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>", Class(class)));
    }

    /// Words from a point of their base line on: before, around or after it, as the class says.
    fn words(&mut self, class: &str, (x, y): (u32, u32), words: &str) {
        self.put(format_args!("<text{} x=\"{x}\" y=\"{y}\">{}</text>", Class(class), escape(words)));
    }

    /// A line along the path `d`.
    fn path(&mut self, class: &str, d: &str) {
        self.put(format_args!("<path{} d=\"{d}\"/>", Class(class)));
    }

    /// The finished drawing. It is as wide as its units at the usual size of letters, and grows with them.
    fn finish(self, class: &str, (width, height): (u32, u32), told: &Told<'_>) -> String {
        let mut svg = format!("<svg class=\"{class}\" viewBox=\"0 0 {width} {height}\" width=\"{}em\" ", f64::from(width) / 16.0);
        match told {
            Told::Beside => svg.push_str("aria-hidden=\"true\" focusable=\"false\">"),
            // A name in an attribute: a `<title>` would stand over the drawing wherever the mouse rests.
            Told::Picture { id, name, shows } => {
                let (name, shows) = (escape(name), escape(shows));
                let _ = write!(svg, "role=\"img\" aria-label=\"{name}\" aria-describedby=\"{id}\"><desc id=\"{id}\">{shows}</desc>");
            }
        }
        svg.push_str(&self.svg);
        svg.push_str("</svg>");
        svg
    }
}

/// An attribute that is left out where there is nothing to say.
struct Class<'a>(&'a str);

impl std::fmt::Display for Class<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(out, " class=\"{}\"", self.0) }
    }
}
