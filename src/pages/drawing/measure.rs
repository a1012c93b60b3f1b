//! How a number has moved: where it began, its readings, and the line it is to reach. It is read at the width of twelve
//! letters; the numbers themselves stand beside it.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::letters::Font;
use super::time::Scale;
use super::{Pen, SMALL, Told};

const WIDTH: u32 = 192;
const HEIGHT: u32 = 56;
/// Where the line of the readings begins and ends.
const LEFT: u32 = 6;
const RIGHT: u32 = 116;
/// The highest and the lowest value.
const TOP: u32 = 9;
const BOTTOM: u32 = 47;
/// Words at the right.
const WORDS: u32 = 126;
/// Between the base lines of the two words.
const LINE: u32 = 15;

const BOLD_SMALL: Font = Font { bold: true, ..SMALL };

/// A number that is watched.
pub struct Measure<'a> {
    /// What is counted.
    pub name: &'a str,
    /// Where it began.
    pub baseline: Option<f64>,
    /// Where it should end.
    pub target: Option<f64>,
    /// The readings in the order of their days.
    pub readings: &'a [(Date, f64)],
    /// The last of them in words: "78%".
    pub latest: &'a str,
    /// All in words: "From 71% to 78%. Target 90%."
    pub shows: &'a str,
}

/// The line; empty where there are fewer than two values to join.
pub fn draw(measure: &Measure<'_>, id: &str) -> String {
    let (Some(first), Some(last)) = (measure.readings.first(), measure.readings.last()) else { return String::new() };
    if measure.readings.len() + usize::from(measure.baseline.is_some()) < 2 {
        return String::new();
    }
    let values = || measure.readings.iter().map(|(_, value)| *value).chain(measure.baseline).chain(measure.target);
    let (low, high) = values().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    let spread = high - low;
    if !spread.is_finite() {
        return String::new();
    }
    let y = |value: f64| {
        let up = if spread > 0.0 { (value - low) / spread } else { 0.5 };
        BOTTOM - (up * f64::from(BOTTOM - TOP)).round() as u32
    };
    // Nobody wrote down the day of the baseline, so it stands a step before the first reading.
    let left = if measure.baseline.is_some() { LEFT + (RIGHT - LEFT) / (measure.readings.len() as u32 + 1).min(5) } else { LEFT };
    let scale = Scale { from: first.0, to: last.0, left, right: RIGHT };
    let at = |day: Date| if measure.readings.len() == 1 { RIGHT } else { scale.x(day) };
    let mut points: Vec<(u32, u32)> = measure.baseline.map(|value| (LEFT, y(value))).into_iter().collect();
    points.extend(measure.readings.iter().map(|(day, value)| (at(*day), y(*value))));

    let mut pen = Pen::default();
    if let Some(target) = measure.target {
        pen.path("target", &format!("M{LEFT} {}H{}", y(target), RIGHT + 4));
    }
    let mut d = String::new();
    for (number, (x, y)) in points.iter().enumerate() {
        let _ = write!(d, "{}{x} {y}", if number == 0 { "M" } else { "L" });
    }
    pen.path("run", &d);
    if measure.baseline.is_some()
        && let Some((x, y)) = points.first()
    {
        pen.put(format_args!("<circle cx=\"{x}\" cy=\"{y}\" r=\"4\"/>"));
    }
    let end = y(last.1);
    pen.put(format_args!("<circle class=\"now\" cx=\"{RIGHT}\" cy=\"{end}\" r=\"4\"/>"));
    let latest = if BOLD_SMALL.width(measure.latest) <= WIDTH - WORDS { measure.latest } else { "Now" };
    match measure.target.map(y) {
        Some(target) => {
            let (of_target, of_latest) = apart(target, end);
            pen.words("small start", (WORDS, of_target + 4), "Target");
            pen.words("small start strong", (WORDS, of_latest + 4), latest);
        }
        None => pen.words("small start strong", (WORDS, end + 4), latest),
    }
    pen.finish("drawing", (WIDTH, HEIGHT), &Told::Picture { id, name: measure.name, shows: measure.shows })
}

/// Two heights moved apart until a line of words has room at each.
fn apart(target: u32, latest: u32) -> (u32, u32) {
    if target.abs_diff(latest) >= LINE {
        return (target, latest);
    }
    let upper = ((target + latest) / 2).saturating_sub(LINE / 2).clamp(TOP, BOTTOM - LINE);
    if target <= latest { (upper, upper + LINE) } else { (upper + LINE, upper) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::{Measure, apart, draw};
    use crate::pages::drawing::testing::Seen;

    const READINGS: [(Date, f64); 3] = [(date(2026, 3, 31), 73.0), (date(2026, 6, 30), 70.5), (date(2026, 9, 30), 78.0)];

    fn measure(baseline: Option<f64>, target: Option<f64>, readings: &[(Date, f64)], latest: &str) -> String {
        draw(&Measure { name: "Calls <answered>", baseline, target, readings, latest, shows: "From 71% & up." }, "access-readings")
    }

    #[test]
    fn the_line_goes_from_the_baseline_through_the_readings() {
        let svg = measure(Some(71.0), Some(90.0), &READINGS, "78%");
        Seen::of(&svg).holds_together().says(&["Target", "78%"]);
        assert!(
            svg.contains("aria-label=\"Calls &lt;answered&gt;\" aria-describedby=\"access-readings\"><desc id=\"access-readings\">From 71% &amp; up.</desc>"),
            "{svg}"
        );
        assert!(svg.contains("class=\"run\" d=\"M6 46L"), "{svg}");
    }

    #[test]
    fn what_cannot_be_joined_is_not_drawn() {
        assert_eq!(measure(None, Some(90.0), &READINGS[..1], "73%"), "");
        assert_eq!(measure(Some(71.0), Some(90.0), &[], ""), "");
        assert_eq!(measure(Some(f64::NAN), None, &[(date(2026, 3, 31), f64::INFINITY), READINGS[1]], ""), "");
    }

    #[test]
    fn extremes_stay_inside() {
        for values in [[0.0, 0.0, 0.0], [-1e300, 0.0, 1e300], [5.0, 4.0, -3.0], [1e-9, 2e-9, 3e-9]] {
            let readings = [(date(2026, 1, 1), values[1]), (date(2026, 1, 1), values[2])];
            for target in [None, Some(values[0]), Some(values[2])] {
                Seen::of(&measure(Some(values[0]), target, &readings, "120,000 referrals")).holds_together().says(&["Now"]);
            }
        }
    }

    #[test]
    fn the_two_words_never_meet() {
        for target in 9..=47 {
            for latest in 9..=47 {
                let (one, other) = apart(target, latest);
                assert!(one.abs_diff(other) >= 15 && one.max(other) <= 47 && one.min(other) >= 9, "{target} and {latest}: {one} and {other}");
            }
        }
    }
}
