//! Writes the example companies: `cargo run --example generate -- DIRECTORY`.
//!
//! The files under `examples/` are what it wrote there. `--utf8` writes the
//! Chinese orders in UTF-8 instead of GB18030; nothing else changes.

mod company;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

fn main() -> Result<()> {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    let utf8 = words.iter().any(|word| word == "--utf8");
    words.retain(|word| word != "--utf8");
    let [directory] = words.as_slice() else {
        bail!("expected one DIRECTORY, such as examples");
    };
    if directory.starts_with('-') {
        bail!("{directory} is not understood; expected [--utf8] DIRECTORY");
    }
    let mut files = company::files()?;
    if utf8 {
        for file in &mut files {
            if file.path == company::CHINESE_ORDERS {
                file.bytes = company::chinese_orders_in_utf8();
            }
        }
    }
    for file in files {
        let path = Path::new(directory).join(file.path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| format!("create {}", folder.display()))?;
        }
        fs::write(&path, file.bytes).with_context(|| format!("write {}", path.display()))?;
    }
    Ok(())
}
