//! The fuzz targets on their seeds, and on every input that once made one of them crash.

use std::path::Path;
use std::{fs, io};

use crate::fuzz_targets::TARGETS;

#[test]
fn every_target_gets_to_the_end_with_most_of_its_seeds() {
    for (name, run, seeds) in TARGETS {
        let seeds = seeds();
        let accepted = seeds.iter().filter(|seed| run(seed)).count();
        println!("{name}: {accepted} of {} seeds accepted", seeds.len());
        assert!(accepted * 3 > seeds.len(), "{name}: {accepted} of {}", seeds.len());
    }
}

#[test]
fn what_once_was_a_crash_is_none() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/fuzz");
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        if path.ends_with("README.md") {
            continue;
        }
        let target = path.file_name().unwrap().to_str().unwrap().split('.').next().unwrap();
        let Some((_, run, _)) = TARGETS.iter().find(|(name, ..)| *name == target) else {
            panic!("{} is of no target", path.display())
        };
        run(&fs::read(path)?);
    }
    Ok(())
}
