//! A share of a whole: how much it is now, and how much it should be. The numbers stand beside it.

use super::{Pen, Told};

/// Units of the bar; small ones stand in rows of a table.
const WIDTH: u32 = 200;
const SMALL_WIDTH: u32 = 100;
const TOP: u32 = 4;
const BAR: u32 = 12;

/// The bar with its target as a line; empty where there is neither. Values are per cent.
pub fn draw(now: Option<f64>, target: Option<f64>) -> String {
    bar(now, target, WIDTH)
}

/// The same, for a row of a table.
pub fn row(now: Option<f64>, target: Option<f64>) -> String {
    bar(now, target, SMALL_WIDTH)
}

fn bar(now: Option<f64>, target: Option<f64>, width: u32) -> String {
    // What is no number reads as nothing, and what is more than all as all.
    let along = |value: f64| 1 + (value.clamp(0.0, 100.0) / 100.0 * f64::from(width - 2)).round() as u32;
    if now.is_none() && target.is_none() {
        return String::new();
    }
    let mut pen = Pen::default();
    pen.rect("", (1, TOP), (width - 2, BAR));
    if let Some(filled) = now.map(|now| along(now) - 1).filter(|filled| *filled > 0) {
        pen.rect("now", (1, TOP), (filled, BAR));
    }
    if let Some(target) = target.map(along) {
        pen.path("today", &format!("M{target} {}V{}", TOP - 3, TOP + BAR + 3));
    }
    pen.finish("drawing share", (width, TOP + BAR + TOP), &Told::Beside)
}

#[cfg(test)]
mod tests {
    use super::{draw, row};
    use crate::pages::drawing::testing::Seen;

    #[test]
    fn the_bar_is_as_long_as_the_share_and_the_line_stands_at_the_target() {
        let svg = draw(Some(45.0), Some(60.0));
        Seen::of(&svg).holds_together();
        assert!(svg.contains("class=\"now\" x=\"1\" y=\"4\" width=\"89\""), "{svg}");
        assert!(svg.contains("d=\"M120 1V19\""), "{svg}");
        assert!(svg.contains("aria-hidden=\"true\""), "the numbers stand beside it: {svg}");
    }

    #[test]
    fn extremes_stay_inside() {
        assert_eq!(draw(None, None), "");
        for value in [f64::NAN, f64::INFINITY, -5.0, 0.0, 0.1, 100.0, 1e9] {
            for svg in [draw(Some(value), Some(value)), row(Some(value), None), row(None, Some(value))] {
                Seen::of(&svg).holds_together();
            }
        }
    }
}
