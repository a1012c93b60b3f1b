//! Risks by likelihood and impact: a table of five by five with the numbers that the list beside it gives them.

use super::{Pen, SMALL, Told};

/// Small enough for a telephone as it is.
const CELL: (u32, u32) = (58, 56);
/// The numbers of the rows.
const LEFT: u32 = 24;
/// What the rows are.
const HEAD: u32 = 22;
/// The numbers of the columns, and what they are.
const FOOT: u32 = 44;
const EDGE: u32 = 1;
/// Badges side by side in a cell.
const SIDE_BY_SIDE: usize = 2;
/// Half a badge, and from one to the next.
const BADGE: u32 = 11;
const PITCH: u32 = 26;

/// How heavy a risk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Band {
    /// To live with.
    Low,
    /// To watch.
    Medium,
    /// To act on.
    High,
}

impl Band {
    /// The bands of the five by five table that the NHS uses, with its two highest as one.
    pub fn of(likelihood: u32, impact: u32) -> Self {
        match likelihood.saturating_mul(impact) {
            0..=3 => Self::Low,
            4..=7 => Self::Medium,
            _ => Self::High,
        }
    }

    /// The band in a reader's words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Low => "Low",
            Self::Medium => "Medium",
            Self::High => "High",
        }
    }
}

/// A risk with both its marks.
#[derive(Clone, Copy, Debug)]
pub struct Risk {
    /// Its number in the list.
    pub number: usize,
    /// 1 to 5.
    pub likelihood: u32,
    /// 1 to 5.
    pub impact: u32,
}

/// The table; empty where there is no risk to put in it.
pub fn draw(risks: &[Risk], id: &str) -> String {
    let inside: Vec<&Risk> = risks.iter().filter(|risk| (1..=5).contains(&risk.likelihood) && (1..=5).contains(&risk.impact)).collect();
    if inside.is_empty() {
        return String::new();
    }
    let mut pen = Pen::default();
    pen.put(format_args!(
        "<defs><pattern id=\"{id}-medium\" width=\"10\" height=\"10\" patternUnits=\"userSpaceOnUse\"><path d=\"M-2 12L12 -2M-2 2L2 -2M8 12L12 8\"/></pattern><pattern id=\"{id}-high\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><path d=\"M-1 7L7 -1M-1 -1L7 7\"/></pattern></defs>"
    ));
    let bottom = HEAD + 5 * CELL.1;
    let mut badges = Pen::default();
    for likelihood in (1..=5).rev() {
        let y = HEAD + (5 - likelihood) * CELL.1;
        pen.words("small end", (LEFT - 10, y + CELL.1 / 2 + 4), &likelihood.to_string());
        for impact in 1..=5 {
            let x = LEFT + (impact - 1) * CELL.0;
            cell(&mut pen, id, Band::of(likelihood, impact), (x, y), CELL);
            let numbers: Vec<usize> = inside.iter().filter(|risk| risk.likelihood == likelihood && risk.impact == impact).map(|risk| risk.number).collect();
            numbers_in_cell(&mut badges, &numbers, (x, y));
        }
    }
    for impact in 1..=5 {
        pen.words("small", (LEFT + (impact - 1) * CELL.0 + CELL.0 / 2, bottom + 18), &impact.to_string());
    }
    pen.words("small start", (0, HEAD - 9), "Likelihood");
    pen.words("small", (LEFT + 5 * CELL.0 / 2, bottom + 36), "Impact");
    pen.svg.push_str(&badges.svg);
    let top = bottom + FOOT + 6;
    let mut x = LEFT;
    for band in [Band::Low, Band::Medium, Band::High] {
        cell(&mut pen, id, band, (x, top), (22, 18));
        pen.words("small start", (x + 30, top + 13), band.words());
        x += 46 + SMALL.width(band.words());
    }
    let shows = format!(
        "The numbers of the risks stand in a table of five rows for likelihood and five columns for impact. {}.",
        inside
            .iter()
            .map(|risk| format!(
                "Risk {}: likelihood {}, impact {}, {}",
                risk.number,
                risk.likelihood,
                risk.impact,
                Band::of(risk.likelihood, risk.impact).words().to_lowercase()
            ))
            .collect::<Vec<_>>()
            .join("; ")
    );
    pen.finish("drawing", (LEFT + 5 * CELL.0 + EDGE, top + 20), &Told::Picture { id, name: "Risks by likelihood and impact", shows: &shows })
}

/// A field with the pattern of its band.
fn cell(pen: &mut Pen, id: &str, band: Band, at: (u32, u32), size: (u32, u32)) {
    pen.rect("cell", at, size);
    let pattern = match band {
        Band::Low => return,
        Band::Medium => "medium",
        Band::High => "high",
    };
    // Within the field's edges, which stay whole.
    let (x, y, width, height) = (at.0 + EDGE, at.1 + EDGE, size.0 - 2 * EDGE, size.1 - 2 * EDGE);
    pen.put(format_args!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"url(#{id}-{pattern})\"/>"));
}

/// Up to four badges; of more, three and how many there are besides.
fn numbers_in_cell(pen: &mut Pen, numbers: &[usize], (x, y): (u32, u32)) {
    let shown = if numbers.len() > 4 { 3 } else { numbers.len() };
    let mut badges: Vec<String> = numbers.iter().take(shown).map(usize::to_string).collect();
    if numbers.len() > shown {
        badges.push(format!("+{}", numbers.len() - shown));
    }
    let rows = badges.len().div_ceil(SIDE_BY_SIDE) as u32;
    for (row, badges) in (0..).zip(badges.chunks(SIDE_BY_SIDE)) {
        let middle = y + CELL.1 / 2 + row * PITCH - (rows - 1) * PITCH / 2;
        let mut at = x + CELL.0 / 2 - (badges.len() as u32 - 1) * PITCH / 2;
        for badge in badges {
            pen.put(format_args!("<circle cx=\"{at}\" cy=\"{middle}\" r=\"{BADGE}\"/>"));
            pen.words("small strong", (at, middle + 4), badge);
            at += PITCH;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Band, Risk, draw};
    use crate::pages::drawing::testing::Seen;

    fn risk(number: usize, likelihood: u32, impact: u32) -> Risk {
        Risk { number, likelihood, impact }
    }

    #[test]
    fn a_risk_stands_where_its_likelihood_meets_its_impact() {
        let svg = draw(&[risk(1, 3, 4), risk(2, 1, 1)], "risk-matrix");
        let seen = Seen::of(&svg);
        seen.holds_together().says(&["Impact", "1", "2", "Low", "Medium", "High"]);
        assert!(svg.contains("Risk 1: likelihood 3, impact 4, high; Risk 2: likelihood 1, impact 1, low."), "{svg}");
        let badges = &seen.words[seen.words.len() - 5..seen.words.len() - 3];
        assert!(badges[0].1[1] < badges[1].1[1] && badges[0].1[0] > badges[1].1[0], "{badges:?}");
    }

    #[test]
    fn a_full_cell_says_how_many_more_there_are() {
        let risks: Vec<Risk> = (1..=99).map(|number| risk(number, 5, 5)).chain((100..=103).map(|number| risk(number, 4, 4))).collect();
        let svg = draw(&risks[..12], "risk-matrix");
        Seen::of(&svg).holds_together().says(&["1", "2", "3", "+9"]);
        let svg = draw(&risks[98..], "risk-matrix");
        Seen::of(&svg).holds_together().says(&["99", "100", "101", "102", "103"]);
    }

    #[test]
    fn marks_outside_the_table_are_left_out() {
        assert_eq!(draw(&[], "risk-matrix"), "");
        assert_eq!(draw(&[risk(1, 0, 9)], "risk-matrix"), "");
        assert_eq!(Band::of(u32::MAX, u32::MAX), Band::High);
    }
}
