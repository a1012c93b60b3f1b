//! What comes in the next twelve months, as marks under the months.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::time::{Scale, month};
use super::{PLAIN, Pen, SMALL, Told};

const WIDTH: u32 = 672;
/// The names of the months.
const HEAD: u32 = 26;
const ROW: u32 = 26;
/// Left and right of the line.
const MARGIN: u32 = 10;
/// Between a mark and its words.
const APART: u32 = 13;
/// The list beside the drawing has the rest.
const MOST: usize = 14;

/// A mark, told from the others by its shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A milestone: a diamond.
    Milestone,
    /// A last day to apply: a triangle.
    Deadline,
    /// A review: a circle.
    Review,
}

/// Something that is to happen.
pub struct Event<'a> {
    /// The day.
    pub on: Date,
    /// Its shape.
    pub mark: Mark,
    /// What sort of thing it is: "Milestone".
    pub kind: &'a str,
    /// What is to happen.
    pub what: &'a str,
}

/// The year from today on; empty where fewer than two things come. Events are in the order of their days.
pub fn draw(events: &[Event<'_>], today: Date) -> String {
    let scale = Scale { from: today, to: today.saturating_add(1.year()), left: MARGIN, right: WIDTH - MARGIN };
    let shown: Vec<&Event<'_>> = events.iter().filter(|event| (scale.from..=scale.to).contains(&event.on)).take(MOST).collect();
    if shown.len() < 2 {
        return String::new();
    }
    let height = HEAD + ROW * shown.len() as u32 + 4;
    let mut pen = Pen::default();
    let mut d = String::new();
    let mut first = today.first_of_month();
    for _ in 0..12 {
        first = first.saturating_add(1.month());
        let x = scale.x(first);
        d.push_str(&format!("M{x} {HEAD}V{height}"));
        let name = if first.month() == 1 { format!("{} {}", month(first), first.year()) } else { month(first).to_owned() };
        // "Today" stands at the left end; the last name must not reach over the right one.
        if x > MARGIN + 44 && x + SMALL.width(&name) < WIDTH {
            pen.words("small start", (x, HEAD - 9), &name);
        }
    }
    let mut grid = Pen::default();
    grid.path("grid", &d);
    grid.path("", &format!("M{MARGIN} {HEAD}H{}M{MARGIN} {HEAD}V{height}", WIDTH - MARGIN));
    grid.words("small start strong", (MARGIN, HEAD - 9), "Today");
    for (row, event) in shown.iter().enumerate() {
        let (x, y) = (scale.x(event.on), HEAD + ROW * row as u32 + ROW / 2 + 3);
        pen.path("mark", &shape(event.mark, x, y));
        let words = format!("{} {}: {}: {}", event.on.day(), month(event.on), event.kind, event.what);
        let (class, from, room) = if x <= WIDTH / 2 { ("start", x + APART, WIDTH - x - APART) } else { ("end", x - APART, x - APART) };
        if let Some(words) = PLAIN.lines(&words, room, 1).first() {
            pen.words(class, (from, y + 4), words);
        }
    }
    grid.svg.push_str(&pen.svg);
    grid.finish("drawing", (WIDTH, height), &Told::Beside)
}

fn shape(mark: Mark, x: u32, y: u32) -> String {
    match mark {
        Mark::Milestone => format!("M{x} {}l7 7l-7 7l-7 -7z", y - 7),
        Mark::Deadline => format!("M{x} {}l7 12h-14z", y - 6),
        Mark::Review => format!("M{} {y}a6 6 0 1 0 12 0a6 6 0 1 0 -12 0z", x - 6),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::{Event, Mark, draw};
    use crate::pages::drawing::testing::{NAMES, Seen};

    const TODAY: Date = date(2026, 11, 22);

    fn event(on: Date, what: &str) -> Event<'_> {
        Event { on, mark: Mark::Milestone, kind: "Milestone", what }
    }

    #[test]
    fn what_comes_within_a_year_stands_under_its_month() {
        let events = [
            event(date(2026, 10, 31), "Too late"),
            event(date(2026, 12, 15), "Hub opens"),
            event(date(2027, 11, 22), "Second hub"),
            event(date(2027, 11, 23), "Too far"),
        ];
        let svg = draw(&events, TODAY);
        Seen::of(&svg).holds_together().says(&["Today", "Jan 2027", "Nov", "15 Dec: Milestone: Hub opens", "22 Nov: Milestone: Second hub"]);
        assert!(!svg.contains("Too"), "{svg}");
    }

    #[test]
    fn long_titles_have_room_on_every_day_of_the_year() {
        for today in [TODAY, date(2026, 1, 1), date(2026, 12, 31), date(2028, 2, 29)] {
            let days: Vec<Date> = (0..365).step_by(27).map(|days| today.saturating_add(jiff::Span::new().days(days))).collect();
            let events: Vec<_> = days.iter().zip(NAMES.iter().cycle()).map(|(on, what)| event(*on, what)).collect();
            Seen::of(&draw(&events, today)).holds_together();
        }
    }

    #[test]
    fn one_thing_alone_needs_no_drawing() {
        assert_eq!(draw(&[event(date(2026, 12, 15), "Hub opens")], TODAY), "");
    }
}
