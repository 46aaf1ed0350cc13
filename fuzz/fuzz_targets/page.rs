#![no_main]

libfuzzer_sys::fuzz_target!(
    init: tierbook_fuzz::forgive_what_is_caught(),
    |bytes: &[u8]| tierbook_fuzz::page(bytes)
);
