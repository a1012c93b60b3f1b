//! Tests of the program as people use it: commands in a temporary folder, and what comes out.

// A test that cannot go on has failed, and says so by a panic.
#![allow(clippy::unwrap_used, clippy::panic)]

mod again;
mod attack;
mod canaries;
mod commands;
mod editions;
mod example;
mod example_site;
#[cfg(unix)]
mod faults;
mod hostile;
mod html;
mod killed;
mod leave;
mod main_parts;
mod mutations;
mod print;
mod properties;
mod reading;
mod reconcile;
mod replay;
mod review;
mod rows;
mod same_bytes;
mod site;
mod supply;
mod theme_guide;
mod verify;
mod year_diff;
