//! Risks by likelihood and impact: a table of five by five with the numbers that the list beside it gives them.

use super::{Pen, SMALL, Told};

const CELL: (u32, u32) = (84, 54);
/// The names of the rows.
const LEFT: u32 = 92;
/// The names of the columns.
const FOOT: u32 = 44;
const EDGE: u32 = 1;
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
    let bottom = EDGE + 5 * CELL.1;
    let mut badges = Pen::default();
    for likelihood in (1..=5).rev() {
        let y = EDGE + (5 - likelihood) * CELL.1;
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
    pen.words("small end", (LEFT - 28, EDGE + 5 * CELL.1 / 2 + 4), "Likelihood");
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
    pen.put(format_args!("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"url(#{id}-{pattern})\"/>", at.0, at.1, size.0, size.1));
}

/// Up to six badges; of more, five and how many there are besides.
fn numbers_in_cell(pen: &mut Pen, numbers: &[usize], (x, y): (u32, u32)) {
    let shown = if numbers.len() > 6 { 5 } else { numbers.len() };
    let mut badges: Vec<String> = numbers.iter().take(shown).map(usize::to_string).collect();
    if numbers.len() > shown {
        badges.push(format!("+{}", numbers.len() - shown));
    }
    let rows = badges.len().div_ceil(3) as u32;
    for (row, badges) in (0..).zip(badges.chunks(3)) {
        let middle = y + CELL.1 / 2 + row * PITCH - (rows - 1) * PITCH / 2;
        let mut at = x + CELL.0 / 2 - (badges.len() as u32 - 1) * PITCH / 2;
        for badge in badges {
            pen.put(format_args!("<circle cx=\"{at}\" cy=\"{middle}\" r=\"{BADGE}\"/>"));
            pen.words("small strong", (at, middle + 4), badge);
            at += PITCH;
        }
    }
}
