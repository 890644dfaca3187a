//! Runs the tests of a wasm module in Node or in a browser. Cargo calls it by this name.

fn main() -> anyhow::Result<()> {
    env_logger::init();
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())
}
