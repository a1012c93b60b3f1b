//! First files: a small handbook to begin with, and one more file of a kind.
//!
//! The texts lie in `scaffold/`; words in `{{ }}` stand for the day and the name.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use jiff::civil::Date;
use jiff::{Span, ToSpan as _};

use crate::choice;
use crate::diagnostic::nearest;
use crate::document::prose::slug;
use crate::document::record::ContractYear;
use crate::embedded::{NATIONAL, PLAIN, VIEWS};
use crate::model::{fault_of_id, words_of};
use crate::saving;

choice! {
    /// For whom a handbook is begun.
    Beginner, "`lmc` or `pcn`" {
        /// An LMC, over many networks.
        Lmc = "lmc",
        /// A network, for itself.
        Pcn = "pcn",
    }
}

choice! {
    /// What kind of file is added.
    Kind, "a kind of file" {
        /// A network.
        Network = "network",
        /// A page of guidance.
        Guidance = "guidance",
        /// A role.
        Role = "role",
        /// A responsibility.
        Responsibility = "responsibility",
        /// A checklist.
        Checklist = "checklist",
    }
}

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Path below the folder, with `/`.
    pub path: String,
    /// The text.
    pub text: String,
}

/// The files of a small handbook, by their paths below its folder.
pub fn handbook(beginner: Beginner, today: Date) -> Vec<NewFile> {
    let (settings, index, title) = match beginner {
        Beginner::Lmc => (include_str!("scaffold/init/handbook-lmc.yaml"), include_str!("scaffold/init/index-lmc.md"), "Riverland PCN handbook"),
        Beginner::Pcn => (include_str!("scaffold/init/handbook-pcn.yaml"), include_str!("scaffold/init/index-pcn.md"), "Riverbank PCN handbook"),
    };
    let author = match beginner {
        Beginner::Lmc => "lmc-secretary",
        Beginner::Pcn => "pcn-manager",
    };
    let files = [
        ("README.md", include_str!("scaffold/init/README.md")),
        ("content/handbook.yaml", settings),
        ("content/index.md", index),
        ("content/organisations.yaml", include_str!("scaffold/init/organisations.yaml")),
        ("content/forums.yaml", include_str!("scaffold/init/forums.yaml")),
        ("content/guidance/clinical-director/choosing-a-clinical-director.md", include_str!("scaffold/init/guidance.md")),
        ("content/networks/riverbank/network.yaml", include_str!("scaffold/init/network.yaml")),
        ("content/networks/riverbank/agreement.md", include_str!("scaffold/init/agreement.md")),
        ("content/networks/riverbank/strategy.md", include_str!("scaffold/init/strategy.md")),
        ("content/networks/riverbank/conflicts.md", include_str!("scaffold/init/conflicts.md")),
    ];
    files.map(|(path, template)| NewFile { path: path.to_owned(), text: filled(template, today, author, title) }).into()
}

/// One more file, by its path below the content folder. An id of guidance or of a responsibility may name folders:
/// `money/arrs`.
///
/// # Errors
/// When the id is none, in words that say what to write instead.
pub fn new_file(kind: Kind, id: &str, today: Date) -> Result<NewFile, String> {
    let in_folders = matches!(kind, Kind::Guidance | Kind::Responsibility);
    for part in id.split('/') {
        if let Some(fault) = fault_of_id(part) {
            let better = slug(part);
            let hint = if better.is_empty() || fault_of_id(&better).is_some() { "for example `severn-bridge`".to_owned() } else { format!("write `{better}`") };
            return Err(format!("{fault}; {hint}"));
        }
    }
    if id.contains('/') && !in_folders {
        return Err(format!("`{id}` names a folder, and {} has none; write the last word alone", kind.word()));
    }
    let stem = id.rsplit('/').next().unwrap_or(id);
    let (path, template, name) = match kind {
        Kind::Network => (format!("networks/{id}/network.yaml"), include_str!("scaffold/new/network.yaml"), network_name(id)),
        Kind::Guidance => (format!("guidance/{id}.md"), include_str!("scaffold/new/guidance.md"), words_of(stem)),
        Kind::Role => (format!("roles/{id}.md"), include_str!("scaffold/new/role.md"), words_of(stem)),
        Kind::Responsibility => (format!("responsibilities/{id}.md"), include_str!("scaffold/new/responsibility.md"), words_of(stem)),
        Kind::Checklist => (format!("checklists/{id}.md"), include_str!("scaffold/new/checklist.md"), words_of(stem)),
    };
    Ok(NewFile { path, text: filled(template, today, "pcn-manager", &name) })
}

/// The files of a theme: its guide, a sheet for rules of its own, and copies of those built-in files that are `wanted`. A
/// copied template says for which views it was written.
///
/// # Errors
/// When the name is no id, or there is no built-in file of a wanted name; in words that say what to write instead.
pub fn theme(name: &str, wanted: &[String]) -> Result<Vec<NewFile>, String> {
    if let Some(fault) = fault_of_id(name) {
        return Err(format!("{fault}; a theme's name is the name of its folder, for example `severnside`"));
    }
    // What is no template counts only below `assets/`.
    let is_copied = |path: &str| path.ends_with(".html") || (path.starts_with("assets/") && !path.ends_with(".svg"));
    let built_in = |wanted: &str| PLAIN.iter().find(|(path, _)| *path == wanted && is_copied(path));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let guide = PLAIN.iter().find(|(path, _)| *path == GUIDE).map_or(String::new(), |(_, bytes)| text(bytes));
    let mut files = vec![
        NewFile { path: GUIDE.to_owned(), text: guide },
        NewFile { path: "assets/own.css".to_owned(), text: include_str!("scaffold/theme/own.css").to_owned() },
    ];
    for path in wanted {
        let Some((_, bytes)) = built_in(path) else {
            let names = PLAIN.iter().map(|(path, _)| *path).filter(|path| is_copied(path));
            return Err(match nearest(path, names.clone()) {
                Some(near) => format!("there is no built-in file `{path}`; did you mean `{near}`?"),
                None => format!("there is no built-in file `{path}`; it can be one of: {}", names.collect::<Vec<_>>().join(", ")),
            });
        };
        let mark = if path.ends_with(".html") { format!("{{# views: {VIEWS} #}}\n") } else { String::new() };
        files.push(NewFile { path: path.clone(), text: mark + &text(bytes) });
    }
    Ok(files)
}

/// The guide for those who make themes.
const GUIDE: &str = "README.md";

/// Whether a new file takes the place of one that comes with the program.
pub fn replaces_national(kind: Kind, id: &str) -> bool {
    let folder = match kind {
        Kind::Role => "roles/",
        Kind::Responsibility => "responsibilities/",
        _ => return false,
    };
    let name = format!("/{}.md", id.rsplit('/').next().unwrap_or(id));
    NATIONAL.iter().any(|(path, _)| path.starts_with(folder) && path.ends_with(&name))
}

/// `severn-bridge` as `Severn Bridge PCN`.
fn network_name(id: &str) -> String {
    let words = id.split('-').map(words_of);
    words.filter(|word| word != "Pcn").chain(["PCN".to_owned()]).collect::<Vec<_>>().join(" ")
}

fn filled(template: &str, today: Date, author: &str, name: &str) -> String {
    let year = ContractYear(if today.month() >= 4 { today.year() } else { today.year() - 1 });
    let later = |date: Date, span: Span| date.checked_add(span).unwrap_or(date);
    template
        .replace("{{today}}", &today.to_string())
        .replace("{{next_year}}", &later(today, 12.months()).to_string())
        .replace("{{year}}", &year.to_string())
        .replace("{{april}}", &year.first_day().to_string())
        .replace("{{term_end}}", &later(year.last_day(), 2.years()).to_string())
        .replace("{{author}}", author)
        .replace("{{name}}", name)
        .replace("{{title}}", name)
}

/// Whether a small handbook can be begun in a folder: it is not there yet, or holds nothing but hidden files.
///
/// # Errors
/// When the folder cannot be listed.
pub fn is_free(folder: &Path) -> io::Result<bool> {
    match fs::read_dir(folder) {
        Ok(entries) => {
            for entry in entries {
                if !entry?.file_name().to_string_lossy().starts_with('.') {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

/// Writes files into a folder; none of them may be there.
///
/// # Errors
/// When the disk refuses, or a file came there meanwhile. Every file is then whole or not there.
pub fn write(folder: &Path, files: &[NewFile]) -> io::Result<()> {
    let added = saving::add(folder, files.iter().map(|file| (file.path.as_str(), file.text.as_str())))?;
    if added.left_alone > 0 {
        let why = format!("some files came to `{}` meanwhile, and were left as they are", folder.display());
        return Err(io::Error::new(ErrorKind::AlreadyExists, why));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{self, Diagnostic, Format, Severity};
    use crate::model::catalogue::{ResponsibilityFacts, RoleFacts};
    use crate::model::network::NetworkFacts;
    use crate::model::page::{ChecklistFacts, PageFacts};
    use crate::pipeline;

    const TODAY: Date = Date::constant(2026, 11, 22);

    /// Findings of the files below `content/`, as far as they are wanted.
    fn findings(files: &[NewFile], today: Date, wanted: impl Fn(&Diagnostic) -> bool) -> String {
        let files: Vec<(&str, &str)> = files.iter().filter_map(|file| Some((file.path.strip_prefix("content/")?, file.text.as_str()))).collect();
        let mut checked = pipeline::check_files(&files, today, true);
        checked.findings.retain(wanted);
        diagnostic::draw(&checked.findings, &checked.snapshot, Format::Short, false)
    }

    fn with_one_more(kind: Kind, id: &str) -> Vec<NewFile> {
        let mut files = handbook(Beginner::Lmc, TODAY);
        let new = new_file(kind, id, TODAY).unwrap();
        files.push(NewFile { path: format!("content/{}", new.path), ..new });
        files
    }

    #[test]
    fn a_small_handbook_checks_clean_on_any_day() {
        for day in [TODAY, Date::constant(2027, 3, 31), Date::constant(2027, 4, 1), Date::constant(2028, 2, 29)] {
            for beginner in Beginner::ALL {
                let found = findings(&handbook(*beginner, day), day, |finding| finding.severity >= Severity::Warning);
                assert_eq!(found, "", "{} on {day}", beginner.word());
            }
        }
    }

    /// Gaps there may be: a network that is only named has no strategy yet.
    #[test]
    fn one_more_file_of_any_kind_has_no_errors() {
        for kind in Kind::ALL {
            let files = with_one_more(*kind, "severn-bridge");
            assert_eq!(findings(&files, TODAY, |finding| finding.severity == Severity::Error), "", "{}", kind.word());
            assert!(!files.iter().any(|file| file.text.contains("{{")), "a word was not filled in");
        }
    }

    /// With all its fields in use a file is still well formed; only the things it names are not there.
    #[test]
    fn the_fields_that_a_new_file_explains_are_well_formed() {
        for kind in Kind::ALL {
            let mut files = with_one_more(*kind, "severn-bridge");
            let last = files.last_mut().unwrap();
            let lines = last.text.lines().map(|line| line.strip_prefix("# ").unwrap_or(line));
            last.text = lines.map(|line| format!("{line}\n")).collect();
            let found = findings(&files, TODAY, |finding| {
                finding.severity == Severity::Error && finding.rule != "unknown-reference" && finding.rule != "practice-in-two-networks"
            });
            assert_eq!(found, "", "{}\n{}", kind.word(), files.last().unwrap().text);
        }
    }

    #[test]
    fn a_new_file_explains_every_field_of_its_kind() {
        let mut missing = Vec::new();
        for (kind, fields) in [
            (Kind::Network, NetworkFacts::FIELDS),
            (Kind::Guidance, PageFacts::FIELDS),
            (Kind::Role, RoleFacts::FIELDS),
            (Kind::Responsibility, ResponsibilityFacts::FIELDS),
            (Kind::Checklist, ChecklistFacts::FIELDS),
        ] {
            let text = new_file(kind, "one", TODAY).unwrap().text;
            let says = |field: &str| text.lines().any(|line| line.trim_start_matches("# ").starts_with(&format!("{field}:")));
            missing.extend(fields.iter().filter(|field| !says(field)).map(|field| format!("{} says nothing of {field}", kind.word())));
        }
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn a_name_follows_from_the_id() {
        let name = |kind, id| new_file(kind, id, TODAY).unwrap().text.lines().find_map(|line| line.strip_prefix("name: ").map(str::to_owned));
        assert_eq!(name(Kind::Network, "severn-bridge").as_deref(), Some("Severn Bridge PCN"));
        assert_eq!(name(Kind::Network, "vale-pcn").as_deref(), Some("Vale PCN"));
        let guidance = new_file(Kind::Guidance, "money/additional-roles", TODAY).unwrap();
        assert_eq!(guidance.path, "guidance/money/additional-roles.md");
        assert!(guidance.text.contains("\ntitle: Additional roles\n"));
    }

    #[test]
    fn a_bad_id_is_refused_with_a_better_one() {
        let refused = |kind, id| new_file(kind, id, TODAY).unwrap_err();
        assert_eq!(refused(Kind::Network, "Severn Bridge"), "`Severn Bridge` is not an id: ids are lower-case words joined by hyphens; write `severn-bridge`");
        assert_eq!(refused(Kind::Role, "con"), "Windows keeps the name `con` for itself; for example `severn-bridge`");
        assert!(refused(Kind::Role, "a/b").contains("names a folder"));
        assert!(refused(Kind::Guidance, "../a").contains("is not an id"));
        assert!(refused(Kind::Guidance, "").contains("is not an id"));
    }

    #[test]
    fn a_copied_template_stands_in_for_the_built_in_one() {
        let wanted: Vec<String> = PLAIN.iter().map(|(path, _)| (*path).to_owned()).filter(|path| path.ends_with(".html")).collect();
        let mut content = handbook(Beginner::Pcn, TODAY);
        content.retain(|file| file.path.starts_with("content/"));
        let mut reading = crate::source::Reading::default();
        pipeline::add_national(&mut reading);
        for file in &content {
            reading.add_memory(file.path.trim_start_matches("content/"), crate::source::Layer::Handbook, file.text.as_bytes());
        }
        for file in theme("ours", &wanted).unwrap().iter().filter(|file| file.path.ends_with(".html")) {
            assert!(file.text.starts_with("{# views: "), "{}", file.path);
            reading.add_memory(&file.path, crate::source::Layer::Theme, file.text.as_bytes());
        }
        let checked = pipeline::check_all(reading.finish("content".to_owned()), TODAY);
        let (_, mistakes) = crate::theme::compile(&checked.snapshot).unwrap();
        let found: Vec<_> = checked.findings.iter().chain(&mistakes).filter(|finding| finding.rule.starts_with("template-")).collect();
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn a_theme_is_refused_with_a_better_name() {
        assert_eq!(theme("ours", &["networks.htm".to_owned()]).unwrap_err(), "there is no built-in file `networks.htm`; did you mean `networks.html`?");
        assert!(theme("ours", &["x".to_owned()]).unwrap_err().contains("base.html"));
        // A file that the program reads in any theme would do nothing in one of its own.
        assert!(theme("ours", &["single-file.js".to_owned()]).is_err());
        assert!(theme("Our theme", &[]).unwrap_err().contains("for example `severnside`"));
    }

    #[test]
    fn a_file_that_takes_the_place_of_a_national_one_is_known() {
        assert!(replaces_national(Kind::Role, "clinical-director"));
        assert!(replaces_national(Kind::Responsibility, "local/cd-vi-research"));
        assert!(!replaces_national(Kind::Role, "research-lead") && !replaces_national(Kind::Guidance, "clinical-director"));
    }
}
