//! Tests of the program as people use it: commands in a temporary folder, and what comes out.

mod commands;
