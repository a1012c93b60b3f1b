//! A static-site generator for the handbooks of Primary Care Networks.
//!
//! A build is a function from a folder of text to a folder of text. The modules stand in the order the data flows.

pub mod source;
pub mod diagnostic;
pub mod document;
pub mod open_lists;
pub mod model;
pub mod links;
pub mod checks;
pub mod years;
pub mod pages;
pub mod theme;
pub mod search;
pub mod output;
pub mod verify;
pub mod pipeline;
pub mod single_file;
pub mod watching;
pub mod serve;
pub mod session;
pub mod who;
pub mod diff;
pub mod editing;
pub mod saving;
pub mod leave;
pub mod review;
pub mod import;
pub mod reconcile;
pub mod scaffold;
pub mod cli;
pub mod embedded;
