//! Blocks that the build fills in: a line `:::contact [[…]]` shows how to reach whom it links.
//!
//! Such a block is a paragraph of its own, which links one thing or several. Editors and code hosts show the line as it
//! is typed. Here only its syntax is known; `pages` fills it in, for the edition that it makes.

use std::ops::Range;

/// What a block shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InsertKind {
    /// Who holds a post or what else is linked, and how to reach them.
    Contact,
    /// What somebody answers for.
    Responsibilities,
}

impl InsertKind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Contact, Self::Responsibilities];

    /// The word after `:::`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Responsibilities => "responsibilities",
        }
    }

    /// What stands before the link where the block is quoted as a sentence.
    pub fn quoted(self) -> &'static str {
        match self {
            Self::Contact => "Contact: ",
            Self::Responsibilities => "Responsibilities: ",
        }
    }
}

/// A block that the build fills in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insert {
    /// What it shows.
    pub kind: InsertKind,
    /// Its line, as a byte range in the file.
    pub line: Range<u32>,
    /// What it links, as a range of numbers in [`super::prose::Prose::mentions`].
    pub mentions: Range<u32>,
}

/// A private-use character that stands in the masked text for the `:::` of a block: three bytes, as these are, so that
/// every offset stays. Markdown would take a colon after a paragraph for a definition.
pub const MARK: char = '\u{e001}';

/// Every name that may follow `:::`.
pub fn names() -> impl Iterator<Item = &'static str> {
    std::iter::once("staff").chain(InsertKind::ALL.into_iter().map(InsertKind::word))
}

/// The kind of block that a line opens: what follows its `:::`, in small letters.
pub fn opened_by(rest: &str) -> Option<InsertKind> {
    let name = rest.split(|c: char| !c.is_alphanumeric() && c != '-').next().unwrap_or("");
    InsertKind::ALL.into_iter().find(|kind| kind.word() == name)
}

/// What follows the mark and the name in the text of a masked line.
pub fn after_name(masked: &str, kind: InsertKind) -> &str {
    let rest = masked.trim_start_matches(MARK).trim_start();
    rest.get(kind.word().len()..).unwrap_or("")
}
