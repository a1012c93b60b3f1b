//! One file beside the site: it is replaced in one step, and nothing is replaced that this program did not make.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::{MANIFEST, OutputError};

/// Writes a file that bears `mark`. What is there already has to bear it too.
///
/// # Errors
/// When something else is there, the file would lie in a built site, or the disk refuses.
pub fn put_single(path: &Path, bytes: &[u8], mark: &str) -> Result<(), OutputError> {
    let shown = path.display();
    let whole = std::path::absolute(path).map_err(|error| OutputError::disk("write", path, &error))?;
    let folder = whole.parent().map_or_else(|| PathBuf::from("."), Path::to_owned);
    if let Some(site) = folder.ancestors().find(|above| above.join(MANIFEST).is_file()) {
        return Err(OutputError(format!("`{shown}` lies in a built site, `{}`; choose another place with `--out`", site.display())));
    }
    let names_folder = whole.is_dir() || path.as_os_str().to_string_lossy().ends_with(std::path::is_separator);
    if names_folder {
        return Err(OutputError(format!("`{shown}` is a folder; name a file with `--out`")));
    }
    // A pipe or a device would be waited for without end.
    if fs::metadata(&whole).is_ok_and(|there| !there.is_file()) {
        return Err(OutputError(format!("`{shown}` is no file; name one with `--out`")));
    }
    match fs::read(&whole) {
        Ok(there) if there.windows(mark.len()).any(|part| part == mark.as_bytes()) => {}
        Ok(_) => return Err(OutputError(format!("`{shown}` is there, and this command did not make it; choose another name with `--out`"))),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(OutputError::disk("read", path, &error)),
    }
    let refused = |error: &std::io::Error| OutputError::disk("write", path, error);
    fs::create_dir_all(&folder).map_err(|error| OutputError::disk("make the folder", &folder, &error))?;
    // Beside it first, so that a full disk leaves the old file whole; as readable as any new file is.
    let mut new = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        new.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut new = new.prefix(".pcn-handbook-").tempfile_in(&folder).map_err(|error| refused(&error))?;
    new.write_all(bytes).map_err(|error| refused(&error))?;
    new.persist(&whole).map_err(|error| refused(&error.error))?;
    Ok(())
}
