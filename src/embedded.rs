//! The files that the program carries inside it.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Which set of views the built-in templates are written for. It goes up when a field of a view is renamed, moved or taken
/// away, or means something else, so that a theme can say for which it was written: `{# views: 1 #}` in a template. A new
/// field leaves it as it is.
pub const VIEWS: u32 = 1;
