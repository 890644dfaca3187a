//! Writes the seeds of every target: `seeds FOLDER` makes FOLDER/TARGET/NUMBER.

use std::{env, fs, path::Path};

fn main() -> std::io::Result<()> {
    let folder = env::args().nth(1).expect("the folder of the seeds");
    for (name, _, seeds) in pocket_kms_fuzz::TARGETS {
        let folder = Path::new(&folder).join(name);
        fs::create_dir_all(&folder)?;
        for (number, seed) in seeds().into_iter().enumerate() {
            fs::write(folder.join(format!("seed-{number:03}")), seed)?;
        }
    }
    Ok(())
}
