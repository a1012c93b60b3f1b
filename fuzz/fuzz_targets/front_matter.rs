#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| pcn_handbook_fuzz::front_matter(bytes));
