//! Drawings as a reader sees them: boxes and words with their places.

use super::letters::Font;
use super::{BOLD, PLAIN, SMALL};

/// No drawing is heavier: a team of 32 posts takes the most, one of six a fifth of it.
const HEAVIEST: usize = 8 * 1024;

/// Names as people have them, and as nobody hopes for.
pub const NAMES: [&str; 9] = [
    "Dr Asha Verma",
    "Professor Anneliese Wolstenholme-Featherstonehaugh of the Upper Estuary Villages",
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
    "陳大文醫生陳大文醫生陳大文醫生陳大文醫生",
    "Δρ. Αικατερίνη Παπαδοπούλου-Χριστοδουλοπούλου",
    "د. عبد الرحمن بن محمد آل سعيد",
    "Zoe\u{301}\u{301}\u{301} N\u{303}ame",
    "🧑‍⚕️🧑‍⚕️🧑‍⚕️🧑‍⚕️🧑‍⚕️🧑‍⚕️🧑‍⚕️🧑‍⚕️🧑‍⚕️🧑‍⚕️",
    "<script>WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW&\"",
];

/// Left, top, right and bottom.
pub type Area = [f64; 4];

/// A drawing, taken apart.
pub struct Seen<'s> {
    svg: &'s str,
    whole: Area,
    /// The boxes.
    pub boxes: Vec<Area>,
    /// Words with the room they take.
    pub words: Vec<(String, Area)>,
}

impl<'s> Seen<'s> {
    /// Takes a drawing apart.
    pub fn of(svg: &'s str) -> Self {
        let mut seen = Self { svg, whole: [0.0; 4], boxes: Vec::new(), words: Vec::new() };
        for piece in svg.split('<').skip(1) {
            let (tag, text) = piece.split_once('>').unwrap();
            let at = |name: &str| attribute(tag, name).unwrap().parse::<f64>().unwrap();
            if tag.starts_with("svg ") {
                let numbers: Vec<f64> = attribute(tag, "viewBox").unwrap().split(' ').map(|number| number.parse().unwrap()).collect();
                seen.whole.copy_from_slice(&numbers);
            } else if tag.starts_with("rect") {
                seen.boxes.push([at("x"), at("y"), at("x") + at("width"), at("y") + at("height")]);
            } else if tag.starts_with("circle") {
                let (x, y, r) = (at("cx"), at("cy"), at("r"));
                seen.inside(&[x - r, y - r, x + r, y + r], "a circle");
            } else if tag.starts_with("text") {
                let class = attribute(tag, "class").unwrap_or_default();
                let has = |name: &str| class.split(' ').any(|one| one == name);
                let font = match (has("small"), has("strong")) {
                    (true, bold) => Font { bold, ..SMALL },
                    (false, true) => BOLD,
                    (false, false) => PLAIN,
                };
                let words = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
                let width = f64::from(font.width(&words));
                let left = if has("start") {
                    0.0
                } else if has("end") {
                    width
                } else {
                    width / 2.0
                };
                let (x, y, size) = (at("x"), at("y"), f64::from(font.size));
                seen.words.push((words, [x - left, y - size * 0.75, x - left + width, y + size * 0.25]));
            }
        }
        seen
    }

    fn inside(&self, area: &Area, what: &str) {
        let [left, top, right, bottom] = *area;
        assert!(left >= 0.0 && top >= 0.0 && right <= self.whole[2] && bottom <= self.whole[3], "{what} at {area:?} is not in {:?}: {}", self.whole, self.svg);
    }

    /// Asserts what holds of every drawing: all is inside and has its room, ids stand once, no colours, not too heavy.
    pub fn holds_together(&self) -> &Self {
        for area in &self.boxes {
            self.inside(area, "a box");
        }
        for (at, (words, area)) in self.words.iter().enumerate() {
            self.inside(area, words);
            for (other, other_area) in &self.words[at + 1..] {
                assert!(!overlap(area, other_area), "{words:?} and {other:?} overlap: {}", self.svg);
            }
        }
        let mut ids: Vec<&str> = self.svg.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "an id stands twice: {}", self.svg);
        for never in [" style=", " stroke=", "<script", "<W", "#0", "rgb"] {
            assert!(!self.svg.contains(never), "{never} in {}", self.svg);
        }
        assert_eq!(self.svg.matches(" fill=").count(), self.svg.matches(" fill=\"url(#").count(), "{}", self.svg);
        assert!(self.svg.len() <= HEAVIEST, "{} bytes: {}", self.svg.len(), self.svg);
        self
    }

    /// Asserts that no two boxes share a spot, and that all words but those that stand outside stand in one box.
    pub fn has_boxes_apart(&self, words_outside: usize) -> &Self {
        for (at, one) in self.boxes.iter().enumerate() {
            for other in &self.boxes[at + 1..] {
                assert!(!overlap(one, other), "{one:?} and {other:?} overlap: {}", self.svg);
            }
        }
        let within = |words: &Area, one: &Area| words[0] >= one[0] && words[1] >= one[1] && words[2] <= one[2] && words[3] <= one[3];
        let outside: Vec<_> = self.words.iter().filter(|(_, words)| !self.boxes.iter().any(|one| within(words, one))).collect();
        assert_eq!(outside.len(), words_outside, "{outside:?} in {}", self.svg);
        self
    }

    /// Asserts which words the drawing holds, in their order, among others.
    pub fn says(&self, words: &[&str]) -> &Self {
        let mut all = self.words.iter();
        for one in words {
            assert!(all.any(|(other, _)| other == one), "{one:?} is not in its place in {:?}", self.words);
        }
        self
    }
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    tag.split_once(&format!(" {name}=\""))?.1.split('"').next()
}

/// Whether two areas share more than an edge.
fn overlap(one: &Area, other: &Area) -> bool {
    one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3]
}
