//! Reading a handbook with the layers below it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{Trouble, add_national};
use crate::diagnostic::{Diagnostic, Findings};
use crate::document;
use crate::document::record::{Read as _, Text};
use crate::source::{Layer, Reading, Snapshot, Span};

/// Reads a handbook with the layers below it: the national one, unless `national: false`; the folder that `extends`
/// names; the content folder itself. Gives what was read, and what is wrong with the layers that `handbook.yaml` names.
///
/// # Errors
/// When the content folder itself cannot be listed.
pub fn load(content: &Path, theme: Option<&str>) -> Result<(Snapshot, Findings), Trouble> {
    read_layers(content, theme, Reading::default())
}

/// Reads a handbook again. `changed` are paths on disk that were written since the snapshot, as far as they are known;
/// of the others, those are read again of which the disk says another date or size.
///
/// # Errors
/// When the content folder itself cannot be listed.
pub fn load_again(content: &Path, theme: Option<&str>, before: &Snapshot, changed: &BTreeSet<PathBuf>) -> Result<(Snapshot, Findings), Trouble> {
    read_layers(content, theme, Reading::after(before, changed))
}

fn read_layers(content: &Path, theme: Option<&str>, mut reading: Reading<'_>) -> Result<(Snapshot, Findings), Trouble> {
    let below = layers_below(content);
    if below.national {
        add_national(&mut reading);
    }
    // The theme named on the command line, else the handbook's; `plain` without a folder is the built-in one alone.
    let themes = content.join("..").join("themes");
    match (theme, &below.theme) {
        (Some(theme), _) => {
            let folder = if themes.join(theme).is_dir() { themes.join(theme) } else { Path::new(theme).to_owned() };
            if folder.is_dir() {
                reading.add_folder(&folder, Layer::Theme)?;
            } else if theme != "plain" {
                return Err(Trouble(format!("there is no theme `{theme}`: neither a folder of that path nor one in `{}`", themes.display())));
            }
        }
        (None, Some(named)) if crate::model::fault_of_id(&named.value).is_none() && themes.join(&named.value).is_dir() => {
            reading.add_folder(&themes.join(&named.value), Layer::Theme)?;
        }
        _ => {}
    }
    let missing_theme = below.theme.filter(|named| theme.is_none() && named.value != "plain" && !themes.join(&named.value).is_dir());
    // They come first: one that lies in the content folder is no text of it.
    for path in &below.lists {
        reading.add_list(content, path);
    }
    let missing = below.extends.and_then(|named| reading.add_folder(&content.join(&named.value), Layer::Extended).err().map(|error| (named, error)));
    reading.add_folder(content, Layer::Handbook).map_err(|error| no_content(content, &error))?;
    let snapshot = reading.finish(shown(content));
    let mut findings = Findings::new();
    let file = snapshot.files().find(|(_, file)| file.layer == Layer::Handbook && file.path == "handbook.yaml").map(|(id, _)| id);
    let in_handbook = |span: Span| file.map_or(span, |file| Span { file, ..span });
    if let Some(named) = missing_theme {
        findings.push(
            Diagnostic::reading("unreadable-file", in_handbook(named.span), format!("there is no theme `{}`", named.value))
                .hint(format!("a theme is a folder `themes/{}` beside the content folder", named.value)),
        );
    }
    if let Some((named, error)) = missing {
        let span = in_handbook(named.span);
        let why = if error.kind() == std::io::ErrorKind::NotFound { "there is no such folder".to_owned() } else { error.to_string() };
        findings.push(
            Diagnostic::reading("unreadable-file", span, format!("the handbook to extend, `{}`, cannot be read: {why}", named.value))
                .hint("`extends` names the content folder of another handbook, seen from the folder of `handbook.yaml`"),
        );
    }
    Ok((snapshot, findings))
}

struct LayersBelow {
    national: bool,
    extends: Option<Text>,
    theme: Option<Text>,
    /// Paths of the lists to compare with.
    lists: Vec<String>,
}

/// What `handbook.yaml` says of the layers below it. What is wrong with it comes out when the folder is read.
fn layers_below(content: &Path) -> LayersBelow {
    let alone = Snapshot::of_one_file(content, "handbook.yaml", Layer::Handbook);
    let facts = alone.files().next().and_then(|(id, file)| document::parse(id, file).0.facts);
    let field = |name: &str| facts.as_ref().and_then(|facts| facts.get(name)).filter(|node| !node.is_blank());
    let unheard = &mut Findings::new();
    LayersBelow {
        national: field("national").and_then(|node| bool::read(node, unheard)).unwrap_or(true),
        extends: field("extends").and_then(|node| Text::read(node, unheard)),
        theme: field("theme").and_then(|node| Text::read(node, unheard)),
        lists: field("reference").map_or_else(Vec::new, |reference| {
            let paths = ["map", "list_sizes"].into_iter().filter_map(|name| Text::read(reference.get(name)?, unheard));
            paths.map(|path| path.value).filter(|path| !path.is_empty()).collect()
        }),
    }
}

/// What a handbook is read from, whether it is there or not, for watching it: the content folder, the folder of the theme
/// and that of the handbook that is extended, and the lists that it is compared with, which are files.
pub fn folders(content: &Path, theme: Option<&str>) -> Vec<PathBuf> {
    let below = layers_below(content);
    let themes = content.join("..").join("themes");
    let theme = match (theme, below.theme) {
        (Some(theme), _) if Path::new(theme).is_dir() && !themes.join(theme).is_dir() => Some(PathBuf::from(theme)),
        (Some(theme), _) => Some(themes.join(theme)),
        (None, Some(named)) => crate::model::fault_of_id(&named.value).is_none().then(|| themes.join(&named.value)),
        (None, None) => None,
    };
    let extended = below.extends.map(|named| content.join(&named.value));
    std::iter::once(content.to_owned()).chain(theme).chain(extended).chain(below.lists.iter().map(|path| content.join(path))).collect()
}

fn shown(folder: &Path) -> String {
    let shown = folder.display().to_string().replace(std::path::MAIN_SEPARATOR, "/");
    let trimmed = shown.trim_end_matches('/');
    if trimmed.is_empty() { shown } else { trimmed.to_owned() }
}

/// Says that a content folder cannot be read, and what to do.
pub fn no_content(content: &Path, error: &std::io::Error) -> Trouble {
    let shown = content.display();
    Trouble(match error.kind() {
        std::io::ErrorKind::NotFound => {
            format!("there is no folder `{shown}`; name the handbook's content folder with `--content`, or begin one with `pcn-handbook init`")
        }
        std::io::ErrorKind::NotADirectory => format!("`{shown}` is a file; `--content` names a folder"),
        std::io::ErrorKind::PermissionDenied => format!("no permission to read the folder `{shown}`"),
        _ => format!("the folder `{shown}` cannot be read: {error}"),
    })
}
