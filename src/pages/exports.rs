//! Open data of the edition: JSON, CSV, calendar, feed, sitemap.

use super::Desk;

/// A file that is no page.
pub struct Export {
    /// Address from the root.
    pub address: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// All files of open data.
pub fn exports(_desk: &Desk<'_>) -> Vec<Export> {
    Vec::new()
}
