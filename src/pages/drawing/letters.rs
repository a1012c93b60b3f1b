//! How much room words take, and where their lines break.
//!
//! Nobody measures letters while a page is built, and readers have fonts of their own. So every letter gets the width
//! that it has in the widest of the usual system fonts, and words that fit by this table fit on any screen.

/// Widths of the letters from space to tilde, in hundredths of the size of the font.
const WIDTHS: [u8; 95] = [
    28, 30, 40, 60, 56, 89, 80, 24, 34, 34, 42, 69, 28, 40, 28, 40, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 28, 28, 69, 69, 69, 56, // space to ?
    102, 68, 67, 73, 73, 67, 61, 78, 74, 28, 50, 67, 57, 90, 75, 79, 67, 79, 73, 67, 62, 73, 67, 98, 67, 67, 63, 31, 40, 31, 69, 56, // @ to _
    34, 57, 60, 52, 60, 57, 33, 60, 58, 26, 26, 54, 26, 88, 58, 60, 60, 60, 37, 51, 36, 58, 52, 76, 52, 52, 52, 34, 28, 34, 69, // ` to ~
];

/// How words are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Font {
    /// Size in units of the drawing.
    pub size: u32,
    /// Bold letters are wider.
    pub bold: bool,
}

impl Font {
    /// The room of a letter, in hundredths of a unit.
    fn letter(self, letter: char) -> u32 {
        let width = match letter {
            ' '..='~' => u32::from(WIDTHS[letter as usize - 32]),
            // Marks that stand over the letter before them, and joiners that are not seen.
            '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0,
            '\u{a0}' | '\u{2018}'..='\u{201a}' => 28,
            '\u{2013}' => 60,
            ..'\u{250}' if letter.is_lowercase() => 66,
            ..'\u{1100}' => 84,
            _ => 105,
        };
        width * self.size * if self.bold { 107 } else { 100 } / 100
    }

    /// The room of some words, in units.
    pub fn width(self, words: &str) -> u32 {
        words.chars().map(|letter| self.letter(letter)).sum::<u32>().div_ceil(100)
    }

    /// The words in lines of at most `width` units. What has no room in `most` lines ends in "…".
    pub fn lines(self, words: &str, width: u32, most: usize) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = String::new();
        let mut left = width * 100;
        for mut word in words.split_whitespace() {
            loop {
                let space = if line.is_empty() { 0 } else { self.letter(' ') };
                let needed = space + word.chars().map(|letter| self.letter(letter)).sum::<u32>();
                if needed <= left {
                    if space > 0 {
                        line.push(' ');
                    }
                    line.push_str(word);
                    left -= needed;
                    break;
                }
                if line.is_empty() {
                    let (head, tail) = word.split_at(self.fitting(word, width * 100));
                    line.push_str(head);
                    word = tail;
                }
                if lines.len() + 1 >= most {
                    lines.push(self.shortened(line, width * 100));
                    return lines;
                }
                lines.push(std::mem::take(&mut line));
                left = width * 100;
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
        lines
    }

    /// How many bytes of a word that is longer than a line stand on it: up to a hyphen or a stroke, else up to the
    /// line's end. Marks stay with their letter, and at least one letter is taken.
    fn fitting(self, word: &str, room: u32) -> usize {
        let (mut used, mut end, mut after_hyphen) = (0, 0, 0);
        for (at, letter) in word.char_indices() {
            used += self.letter(letter);
            if used > room && end > 0 {
                break;
            }
            end = at + letter.len_utf8();
            if matches!(letter, '-' | '/' | '–') {
                after_hyphen = end;
            }
        }
        if after_hyphen > 0 { after_hyphen } else { end }
    }

    /// A line that stands for more than it has room for.
    fn shortened(self, mut line: String, room: u32) -> String {
        let dots = self.letter('…');
        let mut used = line.chars().map(|letter| self.letter(letter)).sum::<u32>() + dots;
        while used > room {
            let Some(letter) = line.pop() else { break };
            used -= self.letter(letter);
        }
        line.truncate(line.trim_end().len());
        line.push('…');
        line
    }
}

#[cfg(test)]
mod tests {
    use super::Font;
    use crate::pages::drawing::testing::NAMES;

    const FONT: Font = Font { size: 14, bold: true };

    #[test]
    fn every_line_fits() {
        for name in NAMES {
            for width in [40, 132, 300] {
                for most in [1, 2, 5] {
                    let lines = FONT.lines(name, width, most);
                    assert!(!lines.is_empty() && lines.len() <= most, "{name}: {lines:?}");
                    for line in &lines {
                        assert!(FONT.width(line) <= width, "{line:?} is wider than {width}");
                    }
                }
            }
        }
    }

    #[test]
    fn nothing_is_lost_where_there_is_room() {
        for name in NAMES {
            let lines = FONT.lines(name, 60, 100);
            let letters = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
            assert_eq!(letters(&lines.concat()), letters(name));
        }
    }

    #[test]
    fn lines_break_between_words_and_after_hyphens() {
        assert_eq!(FONT.lines("Deputy clinical director", 132, 3), ["Deputy clinical", "director"]);
        assert_eq!(FONT.lines("Wolstenholme-Featherstonehaugh", 150, 3), ["Wolstenholme-", "Featherstonehaugh"]);
    }

    #[test]
    fn what_has_no_room_is_seen_to_go_on() {
        assert_eq!(FONT.lines("Population health management and prevention lead", 132, 2), ["Population health", "management an…"]);
        assert_eq!(FONT.lines("", 132, 2), Vec::<String>::new());
    }
}
