#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    pocket_kms_fuzz::key::run(data);
});
