//! The files that the program carries inside it.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
