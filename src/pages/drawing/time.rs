//! Days as places on a line.

use jiff::civil::Date;

/// Short names of the months.
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// "Mar".
pub fn month(day: Date) -> &'static str {
    MONTHS[(day.month() - 1) as usize % 12]
}

/// A stretch of time along a line.
pub struct Scale {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// Where the first day stands.
    pub left: u32,
    /// Where the last day stands.
    pub right: u32,
}

impl Scale {
    /// Where a day stands; days outside stand at the nearer end.
    pub fn x(&self, day: Date) -> u32 {
        let all = days(self.from, self.to).max(1);
        let at = days(self.from, day).clamp(0, all);
        self.left + (at * i64::from(self.right - self.left) / all) as u32
    }
}

fn days(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours() / 24
}
