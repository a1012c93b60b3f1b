//! Where somebody should speak for a network, level by level, and who does.

use super::{BOLD, PLAIN, Pen, Told};

/// The names of the levels.
const LEFT: u32 = 118;
/// A box, where four stand side by side, and where two at most do.
const BOX: u32 = 163;
const BROAD_BOX: u32 = 224;
const GAP: u32 = 14;
const PER_ROW: usize = 4;
const PADDING: u32 = 10;
const TITLE_LINE: u32 = 17;
const LINE: u32 = 16;
/// Above and below the boxes of a level.
const MARGIN: u32 = 12;
const EDGE: u32 = 1;
/// More meetings are no longer taken in at a look.
const MOST: usize = 24;

/// A meeting.
pub struct Seat<'a> {
    /// Meetings of one level stand together; the levels go from the lowest number to the highest.
    pub level: usize,
    /// "System".
    pub level_name: &'a str,
    /// The meeting.
    pub forum: &'a str,
    /// Who speaks there: a post, and who holds it.
    pub speaks: Vec<&'a str>,
    /// Somebody does speak there.
    pub is_held: bool,
}

/// The map; empty where there is one meeting alone, or more than a look takes in.
pub fn draw(mut seats: Vec<Seat<'_>>, id: &str) -> String {
    if !(2..=MOST).contains(&seats.len()) {
        return String::new();
    }
    seats.sort_by_key(|seat| seat.level);
    let columns = seats.chunk_by(|one, other| one.level == other.level).map(<[_]>::len).max().unwrap_or(0).min(PER_ROW) as u32;
    let box_width = if columns <= 2 { BROAD_BOX } else { BOX };
    let width = LEFT + columns * (box_width + GAP) - GAP + EDGE;
    let mut pen = Pen::default();
    let mut y = EDGE;
    for level in seats.chunk_by(|one, other| one.level == other.level) {
        if y > EDGE {
            pen.path("grid", &format!("M0 {y}H{width}"));
        }
        y += MARGIN;
        for (at, line) in (0..).zip(BOLD.lines(level[0].level_name, LEFT - 4, 3)) {
            pen.words("start strong", (0, y + PADDING + 13 + at * LINE), &line);
        }
        for row in level.chunks(PER_ROW) {
            let room = box_width - 2 * PADDING;
            let lettered: Vec<_> = row
                .iter()
                .map(|seat| {
                    let speaks: Vec<String> = seat.speaks.iter().take(3).flat_map(|words| PLAIN.lines(words, room, 2)).collect();
                    (seat, BOLD.lines(seat.forum, room, 3), speaks)
                })
                .collect();
            let height = |title: &[String], speaks: &[String]| TITLE_LINE * title.len() as u32 + 2 + LINE * speaks.len() as u32 + 2 * PADDING;
            let tallest = lettered.iter().map(|(_, title, speaks)| height(title, speaks)).max().unwrap_or(0);
            let mut x = LEFT;
            for (seat, title, speaks) in lettered {
                pen.rect(if seat.is_held { "" } else { "open" }, (x, y), (box_width, tallest));
                let mut line = y + PADDING;
                for words in &title {
                    pen.words("start strong", (x + PADDING, line + 13), words);
                    line += TITLE_LINE;
                }
                line += 2;
                for words in &speaks {
                    pen.words("start", (x + PADDING, line + 12), words);
                    line += LINE;
                }
                x += box_width + GAP;
            }
            y += tallest + GAP;
        }
        y = y + MARGIN - GAP;
    }
    let shows = "Meetings by level, from the nearest to the furthest, with the post that speaks for the network in each. The table that follows says the same.";
    pen.finish("drawing", (width, y), &Told::Picture { id, name: "Who speaks for the network at each level", shows })
}

#[cfg(test)]
mod tests {
    use super::{Seat, draw};
    use crate::pages::drawing::testing::{NAMES, Seen};

    fn seat<'a>(level: usize, forum: &'a str, speaks: &[&'a str]) -> Seat<'a> {
        let level_name = ["Neighbourhood", "Place", "System", "Region", "National"][level];
        Seat { level, level_name, forum, speaks: speaks.to_vec(), is_held: speaks != ["Nobody"] }
    }

    #[test]
    fn meetings_stand_by_level_with_who_speaks() {
        let svg = draw(vec![seat(2, "Board", &["Manager", "Ifeoma Grant"]), seat(0, "Team", &["Nobody"]), seat(2, "Forum", &["Manager"])], "voice-map");
        Seen::of(&svg).holds_together().has_boxes_apart(2).says(&["Neighbourhood", "Team", "Nobody", "System", "Board", "Manager", "Ifeoma Grant", "Forum"]);
        assert_eq!(svg.matches("class=\"open\"").count(), 1);
    }

    #[test]
    fn names_of_any_length_have_room() {
        let seats = NAMES.iter().enumerate().map(|(at, name)| seat(at % 2, name, &[name, name]));
        Seen::of(&draw(seats.collect(), "voice-map")).holds_together().has_boxes_apart(2);
    }

    #[test]
    fn one_meeting_alone_or_a_crowd_is_left_to_the_table() {
        assert_eq!(draw(vec![seat(0, "Team", &["Manager"])], "voice-map"), "");
        assert_eq!(draw((0..25).map(|_| seat(0, "Team", &["Manager"])).collect(), "voice-map"), "");
    }
}
