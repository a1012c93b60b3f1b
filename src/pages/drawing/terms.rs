//! Who held a post, who holds it and who will: a bar for each term under the years, with today marked.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::time::Scale;
use super::{PLAIN, Pen, Told};

const WIDTH: u32 = 672;
/// The names at the left.
const NAMES: u32 = 196;
/// The years.
const HEAD: u32 = 26;
const ROW: u32 = 28;
const BAR: u32 = 16;
/// "Today".
const FOOT: u32 = 22;
/// The latest of a long line of holders.
const MOST: usize = 12;

/// When a term is, seen from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// It is over.
    Before,
    /// It runs.
    Now,
    /// It is to come.
    Next,
}

/// A term of office.
pub struct Term<'a> {
    /// Who holds it, as the edition may say.
    pub name: &'a str,
    /// The first day, if known.
    pub from: Option<Date>,
    /// The last day, if there is one.
    pub to: Option<Date>,
    /// When it is.
    pub when: When,
}

/// Terms in their order of time; empty where fewer than two have a day to go by.
pub fn draw(mut terms: Vec<Term<'_>>, today: Date, id: &str, post: &str) -> String {
    terms.retain(|term| term.from.is_some() || term.to.is_some());
    if terms.len() < 2 {
        return String::new();
    }
    terms.sort_by_key(|term| (term.from.or(term.to), term.to));
    terms.drain(..terms.len().saturating_sub(MOST));
    let days = || terms.iter().flat_map(|term| [term.from, term.to]).flatten();
    let first = days().chain([today]).min().unwrap_or(today);
    let last = days().chain([today]).max().unwrap_or(today);
    let scale = Scale { from: first.first_of_year(), to: last.last_of_year(), left: NAMES, right: WIDTH - 8 };
    let bottom = HEAD + ROW * terms.len() as u32 + 4;
    let mut pen = Pen::default();
    let years = i32::from(last.year() - first.year()) + 1;
    let step = (years / 9 + 1) as usize;
    let mut d = String::new();
    for year in (first.year()..=last.year()).step_by(step) {
        let x = Date::new(year, 1, 1).map_or(scale.left, |day| scale.x(day));
        let _ = write!(d, "M{x} {HEAD}V{bottom}");
        // The last year begins near the edge where it is a short one.
        if x + 32 <= WIDTH {
            pen.words("small start", (x, HEAD - 9), &year.to_string());
        }
    }
    pen.path("grid", &d);
    let mut shows = String::new();
    for (row, term) in terms.iter().enumerate() {
        let top = HEAD + ROW * row as u32 + (ROW - BAR) / 2 + 2;
        if let Some(name) = PLAIN.lines(term.name, NAMES - 16, 1).first() {
            pen.words("start", (0, top + 12), name);
        }
        let class = match term.when {
            When::Before => "past",
            When::Now => "lead",
            When::Next => "open",
        };
        bar(&mut pen, class, &scale, term, top);
        let span = match (term.from, term.to) {
            (Some(from), Some(to)) => format!("{} to {}", from.year(), to.year()),
            (Some(from), None) => format!("since {}", from.year()),
            (None, Some(to)) => format!("until {}", to.year()),
            (None, None) => String::new(),
        };
        let _ = write!(shows, "{}{}, {span}", if row == 0 { "" } else { "; " }, term.name);
    }
    let x = scale.x(today);
    pen.path("today", &format!("M{x} {}V{}", HEAD - 4, bottom + 2));
    pen.words("small strong", (x.min(WIDTH - 20), bottom + FOOT - 6), "Today");
    shows.push('.');
    pen.finish("drawing", (WIDTH, bottom + FOOT), &Told::Picture { id, name: &format!("Timeline of {post}"), shows: &shows })
}

/// A bar; where a day is not known, its end is pointed and goes to the edge of the drawing.
fn bar(pen: &mut Pen, class: &str, scale: &Scale, term: &Term<'_>, top: u32) {
    let left = term.from.map_or(scale.left, |from| scale.x(from));
    // Of a short term something is still to be seen.
    let right = term.to.map_or(scale.right, |to| scale.x(to)).max(left + 8);
    if term.from.is_some() && term.to.is_some() {
        return pen.rect(class, (left, top), (right - left, BAR));
    }
    let mut d = format!("M{left} {top}H{right}");
    let _ = if term.to.is_some() { write!(d, "v{BAR}") } else { write!(d, "l7 8l-7 8") };
    let _ = write!(d, "H{left}");
    d.push_str(if term.from.is_some() { "z" } else { "l-7 -8z" });
    pen.path(class, &d);
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::{Term, When, draw};
    use crate::pages::drawing::testing::{NAMES, Seen};

    const TODAY: Date = date(2026, 11, 22);

    fn term(name: &str, from: Option<Date>, to: Option<Date>, when: When) -> Term<'_> {
        Term { name, from, to, when }
    }

    #[test]
    fn terms_stand_in_the_order_of_time() {
        let terms = vec![
            term("Ben Okoro", Some(date(2025, 4, 1)), None, When::Now),
            term("Asha Verma", Some(date(2019, 7, 1)), Some(date(2025, 3, 31)), When::Before),
            term("Cai Lloyd", None, Some(date(2019, 6, 30)), When::Before),
        ];
        let svg = draw(terms, TODAY, "post-terms", "clinical director");
        Seen::of(&svg).holds_together().says(&["2019", "2026", "Cai Lloyd", "Asha Verma", "Ben Okoro", "Today"]);
        assert!(svg.contains("Cai Lloyd, until 2019; Asha Verma, 2019 to 2025; Ben Okoro, since 2025."), "{svg}");
    }

    #[test]
    fn names_and_spans_of_any_length_have_room() {
        for years in [0, 1, 3, 30, 900] {
            let terms = NAMES.iter().map(|name| term(name, Some(date(2026 - years, 1, 1)), Some(date(2026, 12, 31)), When::Now));
            Seen::of(&draw(terms.collect(), TODAY, "post-terms", "<post>")).holds_together();
        }
        let ahead = vec![term("A", Some(date(2027, 1, 1)), None, When::Next), term("B", Some(date(9999, 12, 31)), None, When::Next)];
        Seen::of(&draw(ahead, TODAY, "post-terms", "post")).holds_together();
    }

    #[test]
    fn one_term_alone_is_not_drawn() {
        let terms = vec![term("Asha Verma", Some(date(2025, 4, 1)), None, When::Now), term("Ben Okoro", None, None, When::Before)];
        assert_eq!(draw(terms, TODAY, "post-terms", "clinical director"), "");
    }
}
