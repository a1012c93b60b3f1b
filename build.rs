//! Lists the files that the program carries inside it: the national layer and the built-in theme.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut code = String::new();
    embed(&root.join("src/national"), "NATIONAL", "The national layer: path below its content folder, bytes.", &mut code)?;
    embed(&root.join("themes/plain"), "PLAIN", "The built-in theme: path below its folder, bytes.", &mut code)?;
    embed(&root.join("src/search/reader"), "READER", "Scripts of the search that readers' browsers run: name, bytes.", &mut code)?;
    let out = PathBuf::from(env::var("OUT_DIR").unwrap_or_default()).join("embedded.rs");
    fs::write(out, code)
}

fn embed(folder: &Path, name: &str, about: &str, code: &mut String) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    list(folder, &mut files)?;
    files.sort();
    let _ = writeln!(code, "/// {about}\npub static {name}: &[(&str, &[u8])] = &[");
    for file in files {
        let path = file.strip_prefix(folder).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        if path.ends_with(".js") {
            let _ = writeln!(code, "    ({path:?}, {:?}.as_bytes()),", squeezed(&fs::read_to_string(&file)?)?);
        } else {
            let _ = writeln!(code, "    ({path:?}, include_bytes!({:?})),", file.display().to_string());
        }
    }
    code.push_str("];\n");
    Ok(())
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            list(&entry.path(), files)?;
        } else {
            files.push(entry.path());
        }
    }
    Ok(())
}

/// A script without its comments and indentation, which readers on slow lines need not load. Comments stand in lines of
/// their own, and no text goes over several lines.
fn squeezed(script: &str) -> io::Result<String> {
    let mut out = String::with_capacity(script.len());
    let mut in_comment = false;
    for line in script.lines().map(str::trim) {
        in_comment |= line.starts_with("/*");
        let follows = line.split_once("*/").is_some_and(|(_, rest)| !rest.is_empty());
        if (in_comment && follows) || (!in_comment && !line.starts_with("//") && line.matches('`').count() % 2 == 1) {
            return Err(io::Error::other(format!("this line cannot be squeezed: {line}")));
        }
        if !in_comment && !line.is_empty() && !line.starts_with("//") {
            out.push_str(line);
            out.push('\n');
        }
        in_comment &= !line.ends_with("*/");
    }
    Ok(out)
}
