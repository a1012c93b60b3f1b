//! Records that somebody has reviewed a page: the day, the role, and a fingerprint of the text, in its front matter.

use jiff::civil::Date;

use crate::diagnostic::nearest;
use crate::document::meaning;
use crate::editing::{self, ChangedLine, Edit, New, Place, changed_lines};
use crate::model::{Handbook, Tree};
use crate::pipeline::Checked;
use crate::source::{FileId, Layer};

/// A review, worked out and not yet written.
#[derive(Debug)]
pub struct Reviewed {
    /// Path of the file below the content folder.
    pub file: String,
    /// Its text as it was read.
    pub before: String,
    /// Its text with the review.
    pub after: String,
    /// The lines that change.
    pub lines: Vec<ChangedLine>,
}

/// Records a review of a page, named by its path or by its id as links name it. For a network's `network.yaml` it is the
/// day on which the network confirmed its details.
///
/// # Errors
/// In words, where there is no such page or role, or the file has to be changed by hand.
pub fn plan(checked: &Checked, page: &str, by: &str, on: Date) -> Result<Reviewed, String> {
    let (handbook, snapshot) = (&checked.handbook, &checked.snapshot);
    let id = find(checked, page)?;
    let file = snapshot.file(id);
    if file.layer != Layer::Handbook {
        return Err(format!(
            "`{}` is not a file of this handbook: it comes with the program or from a handbook that this one extends, and is reviewed there",
            file.path
        ));
    }
    let by = role(handbook, &file.path, by)?;
    let edit = if file.path.ends_with(".md") {
        let unread = || format!("the facts at the top of `{}` cannot be read; `pcn-handbook check` tells why", file.path);
        let text = meaning::fingerprint(&file.path, &file.text).ok_or_else(unread)?;
        let review = New::group(&[("on", &on.to_string()), ("by", &by), ("text", &text)]);
        Edit::Set(Place::top().field("reviewed"), review)
    } else {
        Edit::Set(Place::top().field("confirmed"), New::text(on))
    };
    // A review of before with a line a field is taken away first; the new one stands at the end of the facts.
    let edits = [edit];
    let after = editing::edit(&file.path, &file.text, &edits).or_else(|why| {
        let [Edit::Set(place, _)] = &edits else { return Err(why) };
        editing::edit(&file.path, &file.text, &[Edit::Remove(place.clone()), edits[0].clone()])
    });
    let after = after.map_err(|why| format!("`{}` has to be changed by hand: {why}", file.path))?;
    Ok(Reviewed { file: file.path.clone(), before: file.text.clone(), lines: changed_lines(&file.text, &after), after })
}

/// Files that can be reviewed, each with the names it goes by.
fn candidates(checked: &Checked) -> Vec<(FileId, Vec<String>)> {
    let handbook = &checked.handbook;
    let mut found: Vec<(FileId, Vec<String>)> = Vec::new();
    let kinds = [
        handbook.roles.iter().map(|entry| (entry.file, &entry.id, &entry.path, "role")).collect::<Vec<_>>(),
        handbook.responsibilities.iter().map(|entry| (entry.file, &entry.id, &entry.path, "responsibility")).collect(),
        handbook.checklists.iter().map(|entry| (entry.file, &entry.id, &entry.path, "checklist")).collect(),
        handbook.pages.iter().map(|page| (page.file, &page.id, &page.path, if page.tree == Tree::Guidance { "guidance" } else { "page" })).collect(),
    ];
    for (file, id, path, kind) in kinds.into_iter().flatten() {
        found.push((file, vec![id.clone(), path.clone(), format!("{kind}:{id}"), format!("{kind}:{path}")]));
    }
    found.extend(handbook.home.iter().map(|page| (page.file, vec!["index".to_owned()])));
    for network in &handbook.networks {
        let of = |name: &str| format!("{}/{name}", network.id);
        found.push((network.file, vec![network.id.clone(), format!("network:{}", network.id)]));
        found.extend(network.agreement.iter().map(|entry| (entry.file, vec![of("agreement")])));
        found.extend(network.strategy.iter().map(|entry| (entry.file, vec![of("strategy")])));
        found.extend(network.pages.iter().map(|page| (page.file, vec![of(&page.id), of(&page.path)])));
    }
    found
}

fn find(checked: &Checked, page: &str) -> Result<FileId, String> {
    let candidates = candidates(checked);
    let path_of = |id: FileId| checked.snapshot.file(id).path.as_str();
    let typed = page.replace('\\', "/");
    let typed = typed.trim_start_matches("./");
    // A path may begin where the command is run.
    let is_path = |id: &FileId| path_of(*id) == typed || typed.strip_suffix(path_of(*id)).is_some_and(|above| above.ends_with('/'));
    if let Some((id, _)) = candidates.iter().filter(|(id, _)| is_path(id)).max_by_key(|(id, _)| path_of(*id).len()) {
        return Ok(*id);
    }
    let bare = typed.trim_start_matches("[[").trim_end_matches("]]");
    let named: Vec<FileId> = candidates.iter().filter(|(_, names)| names.iter().any(|name| name == bare)).map(|(id, _)| *id).collect();
    match named.as_slice() {
        [one] => Ok(*one),
        [] => {
            let names = candidates.iter().flat_map(|(id, names)| names.iter().map(String::as_str).chain([path_of(*id)]));
            let near = nearest(bare, names).map_or_else(|| "name it by its path below the content folder".to_owned(), |near| format!("did you mean `{near}`?"));
            Err(format!("there is no page `{page}`; {near}"))
        }
        several => {
            let paths: Vec<String> = several.iter().map(|id| format!("`{}`", path_of(*id))).collect();
            Err(format!("`{page}` can be one of: {}; name it by its path", paths.join(", ")))
        }
    }
}

/// The role that reviews, by its id, title or abbreviation; in a network's files also one of its posts.
fn role(handbook: &Handbook, path: &str, by: &str) -> Result<String, String> {
    let network = path.strip_prefix("networks/").and_then(|rest| rest.split('/').next());
    let posts =
        handbook.networks.iter().filter(|known| Some(known.id.as_str()) == network).flat_map(|known| known.facts.posts.iter()).map(|(id, _)| id.value.as_str());
    let known: Vec<&str> = handbook.roles.iter().map(|role| role.id.as_str()).chain(posts).collect();
    if known.contains(&by) {
        return Ok(by.to_owned());
    }
    let is_called = |title: &str| title.eq_ignore_ascii_case(by);
    let named = handbook.roles.iter().find(|role| is_called(&role.facts.title.value) || role.facts.also.iter().any(|name| is_called(&name.value)));
    named.map(|role| role.id.clone()).ok_or_else(|| {
        let near = nearest(by, known.iter().copied());
        format!(
            "no role has the id `{by}`{}",
            near.map_or_else(|| "; `roles/` and the national layer hold them".to_owned(), |near| format!("; did you mean `{near}`?"))
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::check_files;

    const TODAY: Date = Date::constant(2026, 11, 22);

    fn reviewed(page: &str, by: &str) -> Result<Reviewed, String> {
        let handbook = "title: A handbook\npublisher: {name: An LMC, kind: lmc}\ncontract_year: 2026/27\n";
        let files = [
            ("handbook.yaml", handbook),
            ("roles/lmc-secretary.md", "---\ntitle: LMC secretary\n---\n"),
            ("guidance/arrs.md", "---\ntitle: ARRS   # money\nreviewed:\n  on: 2025-01-01 # once\n  by: lmc-secretary\nauthor: lmc-secretary\n---\n\nText.\n"),
            ("guidance/more/time.md", "---\ntitle: Time\n---\r\nText."),
            ("pages/time.md", "Text."),
            ("networks/alpha/network.yaml", "name: Alpha PCN\nposts: {chair: {title: Chair}}\n"),
            ("networks/alpha/strategy.md", "---\nreviewed: 2026-01-01 # by all\n---\n\nText.\n"),
        ];
        plan(&check_files(&files, TODAY, false), page, by, TODAY)
    }

    #[test]
    fn a_review_is_written_into_the_front_matter() {
        let strategy = reviewed("alpha/strategy", "chair").unwrap();
        let print = meaning::fingerprint(&strategy.file, &strategy.before).unwrap();
        assert_eq!(strategy.after, format!("---\nreviewed: {{on: 2026-11-22, by: chair, text: {print}}} # by all\n---\n\nText.\n"));
        assert_eq!(meaning::has_changed(&print, &strategy.file, &strategy.after), Some(false), "the review is no change of its own");
        let page = reviewed("content/pages/time.md", "LMC secretary").unwrap();
        assert!(page.after.starts_with("---\nreviewed: {on: 2026-11-22, by: lmc-secretary, text: m1-") && page.after.ends_with("---\nText."), "{}", page.after);
        let guidance = reviewed("arrs", "lmc-secretary").unwrap();
        assert!(guidance.after.starts_with("---\ntitle: ARRS   # money\nauthor: lmc-secretary\nreviewed: {on: 2026-11-22,"), "{}", guidance.after);
        assert_eq!(reviewed("alpha", "chair").unwrap().lines.len(), 1);
    }

    #[test]
    fn a_page_or_role_that_is_not_there_is_told_with_the_nearest() {
        let why = |page: &str, by: &str| reviewed(page, by).map_or_else(|why| why, |reviewed| panic!("{reviewed:#?}"));
        assert_eq!(why("aars", "lmc-secretary"), "there is no page `aars`; did you mean `arrs`?");
        assert_eq!(why("time", "lmc-secretary"), "`time` can be one of: `guidance/more/time.md`, `pages/time.md`; name it by its path");
        assert_eq!(why("arrs", "lmc-secretery"), "no role has the id `lmc-secretery`; did you mean `lmc-secretary`?");
        assert!(reviewed("guidance:time", "lmc-secretary").is_ok());
    }
}
