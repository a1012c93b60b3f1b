//! What differs between a handbook's networks and the open lists, and the lines that would make it the same.
//!
//! [`compare`] tells it, network by network, with the changed text of each file; [`apply`] puts those texts in the place of
//! the old ones. Nothing is taken away: a practice that left gets its day. Nobody is invented: a network that is new has
//! vacant posts. What a list cannot know, or what would be a guess, is told and left to a person.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::Serialize;

use crate::checks::codes::letter_and_five_digits;
use crate::checks::membership;
use crate::checks::shared::{is_at_work, is_core, is_member, name_of, practice_name};
use crate::diagnostic::Severity;
use crate::document::record::Text;
use crate::editing::{self, Edit, New, Place};
use crate::import;
use crate::links::Thing;
use crate::model::network::{NetworkStatus, Practice};
use crate::model::shared::OrganisationKind;
use crate::model::{Network, thousands};
use crate::open_lists::{ListSizes, ListedNetwork, Named, OpenList, Row, readable, same_name, short};
use crate::pipeline::Checked;
use crate::saving;
use crate::source::{FileId, Layer};

/// What differs.
#[derive(Debug, Serialize)]
pub struct Reconciled {
    /// The day of the list of practices.
    pub list: String,
    /// The day of the list sizes, where they were given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list_sizes: Option<String>,
    /// The day that counts as today.
    pub as_at: String,
    /// By file: networks in the order of their ids, those that are new, then organisations.
    pub differences: Vec<OfFile>,
    /// What is worth knowing and no difference.
    pub notes: Vec<String>,
    /// Why nothing of this may be written, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doubt: Option<String>,
    /// The files as they would be.
    #[serde(skip)]
    pub changes: Vec<Change>,
}

/// What differs in one file.
#[derive(Debug, Serialize)]
pub struct OfFile {
    /// The network's name, or "Organisations".
    pub name: String,
    /// Code of the network.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// The file below the content folder.
    pub file: String,
    /// What differs.
    pub differences: Vec<Difference>,
}

/// One difference.
#[derive(Debug, Serialize)]
pub struct Difference {
    /// joined, left, renamed, list-size, icb, sub-icb, code, closed, new, still-listed, new-organisation.
    pub kind: &'static str,
    /// Code of the practice, network or organisation.
    pub code: String,
    /// What differs, in words.
    pub says: String,
    /// What would be written; empty where a person must decide.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub writes: String,
    /// Why nothing would be written, if so.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub by_hand: String,
    #[serde(skip)]
    edits: Vec<Edit>,
}

impl Difference {
    fn new(kind: &'static str, code: &str, says: String, writes: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self { kind, code: code.to_owned(), says, writes: writes.into(), by_hand: String::new(), edits }
    }

    fn by_hand(kind: &'static str, code: &str, says: String, why: impl Into<String>) -> Self {
        Self { kind, code: code.to_owned(), says, writes: String::new(), by_hand: why.into(), edits: Vec::new() }
    }
}

/// A file as it would be.
#[derive(Debug)]
pub struct Change {
    /// Path below the content folder.
    pub path: String,
    /// Where it lies, with its text of now; none for a file that is new.
    pub before: Option<(PathBuf, String)>,
    /// Its text to come.
    pub after: String,
}

impl Reconciled {
    /// How many differences there are.
    pub fn count(&self) -> usize {
        self.differences.iter().map(|file| file.differences.len()).sum()
    }

    /// How many of them would be written.
    pub fn written(&self) -> usize {
        self.differences.iter().flat_map(|file| &file.differences).filter(|difference| !difference.writes.is_empty()).count()
    }
}

/// Compares the handbook's own networks with the lists.
pub fn compare(checked: &Checked, list: &OpenList, sizes: Option<&ListSizes>) -> Reconciled {
    let mut comparison = Comparison::new(checked, list, sizes);
    let mut files = Vec::new();
    let mut changes = Vec::new();
    for network in &checked.handbook.networks {
        let differences = comparison.of_network(network);
        comparison.put(network.file, name_of(network), code_of(network), differences, &mut files, &mut changes);
    }
    comparison.new_networks(&mut files, &mut changes);
    comparison.organisations(&mut files, &mut changes);
    let doubt = comparison.doubt();
    let Comparison { notes, .. } = comparison;
    Reconciled {
        list: list.extracted.to_string(),
        list_sizes: sizes.map(|sizes| sizes.extracted.unwrap_or(list.extracted).to_string()),
        as_at: checked.today.to_string(),
        differences: files,
        notes,
        doubt,
        changes,
    }
}

/// Writes the files as they would be.
///
/// # Errors
/// When a file was changed since it was read, or the disk refuses; each file is then whole, old or new.
pub fn apply(reconciled: &Reconciled, content: &Path) -> std::io::Result<()> {
    let changes: Vec<saving::Change<'_>> = reconciled
        .changes
        .iter()
        .filter_map(|change| {
            let (path, before) = change.before.as_ref()?;
            Some(saving::Change { path: path.clone(), before, after: &change.after })
        })
        .collect();
    // All are looked at before the first is written.
    saving::replace(&changes.iter().map(|change| saving::Change { after: change.before, ..change.clone() }).collect::<Vec<_>>())?;
    let new: Vec<(String, String)> =
        reconciled.changes.iter().filter(|change| change.before.is_none()).map(|change| (change.path.clone(), change.after.clone())).collect();
    if !new.is_empty() {
        import::write(&new, content)?;
    }
    // Organisations come last in the list, and are named by the others.
    saving::replace(&changes.into_iter().rev().collect::<Vec<_>>())
}

/// In words, for those who keep the handbook. `applied` tells of what was written, not of what would be.
pub fn in_words_of(reconciled: &Reconciled, applied: bool) -> String {
    let mut text = String::new();
    for OfFile { name, code, file, differences } in &reconciled.differences {
        let code = if code.is_empty() { String::new() } else { format!(" ({code})") };
        let _ = writeln!(text, "{name}{code}, {file}");
        for Difference { kind, says, writes, by_hand, .. } in differences {
            let kind = kind.replace('-', " ");
            let then = if writes.is_empty() { format!("by hand: {by_hand}") } else { writes.clone() };
            let _ = writeln!(text, "  {kind:<12} {says} -> {then}");
        }
        text.push('\n');
    }
    for note in &reconciled.notes {
        let _ = writeln!(text, "note: {note}");
    }
    let (count, written) = (reconciled.count(), reconciled.written());
    let lists = format!("the list of {}", reconciled.list);
    if count == 0 {
        let _ = writeln!(text, "nothing differs from {lists}");
        return text;
    }
    let counted = |number: usize, thing: &str| if number == 1 { format!("1 {thing}") } else { format!("{} {thing}s", thousands(number as u64)) };
    let _ = write!(text, "{} from {lists} in {}", counted(count, "difference"), counted(reconciled.differences.len(), "file"));
    if let Some(doubt) = &reconciled.doubt {
        let _ = writeln!(text, "; nothing is written: {doubt}");
        return text;
    }
    let _ = match (applied, written) {
        (_, 0) => writeln!(text, ", all for you to decide"),
        (true, _) => writeln!(text, "; {written} written"),
        (false, _) => writeln!(text, "; `--apply` writes {written}"),
    };
    if written > 0 && written < count {
        let _ = writeln!(text, "{} for you to decide", counted(count - written, "difference"));
    }
    text
}

struct Comparison<'a> {
    checked: &'a Checked,
    list: &'a OpenList,
    sizes: Option<&'a ListSizes>,
    today: Date,
    /// Networks of the handbook by the code that the list has.
    by_code: HashMap<String, &'a Network>,
    /// Members of all networks, by their codes.
    memberships: HashMap<&'a str, Vec<(&'a Network, &'a Practice)>>,
    /// Codes that networks have by a slip, with the right ones.
    right_codes: HashMap<&'a str, String>,
    /// Files with errors: what stands in them may have been read in part.
    with_errors: HashSet<FileId>,
    /// Ids of organisations that were looked for, by kind and code.
    known: HashMap<(OrganisationKind, String), Option<String>>,
    of_organisations: Vec<Difference>,
    notes: Vec<String>,
    /// Members of the handbook, and those that the list does not have at all.
    members: (usize, usize),
    /// Networks with a code, and those that the list does not have.
    networks: (usize, usize),
}

fn code_of(network: &Network) -> &str {
    network.facts.code.as_ref().map_or("", |code| code.value.as_str())
}

fn is_network_code(code: &str) -> bool {
    letter_and_five_digits(code, |letter| letter == b'U')
}

fn set(place: Place, text: impl std::fmt::Display) -> Edit {
    Edit::Set(place, New::text(text))
}

fn field(name: &str) -> Place {
    Place::top().field(name)
}

fn practice_field(n: usize, name: &str) -> Place {
    field("practices").entry(n).field(name)
}

impl<'a> Comparison<'a> {
    fn new(checked: &'a Checked, list: &'a OpenList, sizes: Option<&'a ListSizes>) -> Self {
        let with_errors = checked.findings.iter().filter(|finding| finding.severity == Severity::Error).map(|finding| finding.span.file).collect();
        let mut comparison = Self {
            checked,
            list,
            sizes,
            today: checked.today,
            by_code: HashMap::new(),
            memberships: HashMap::new(),
            right_codes: HashMap::new(),
            with_errors,
            known: HashMap::new(),
            of_organisations: Vec::new(),
            notes: Vec::new(),
            members: (0, 0),
            networks: (0, 0),
        };
        let networks = checked.handbook.networks.iter().map(AsRef::as_ref);
        for network in networks.clone() {
            for practice in comparison.members_of(network) {
                comparison.memberships.entry(practice.code.value.as_str()).or_default().push((network, practice));
            }
        }
        for network in networks.clone().filter(|network| list.has_network(code_of(network))) {
            comparison.by_code.insert(code_of(network).to_owned(), network);
        }
        for network in networks.filter(|network| is_network_code(code_of(network)) && !list.has_network(code_of(network))) {
            if let Some(listed) = comparison.meant(network) {
                comparison.right_codes.insert(code_of(network), listed.code.to_owned());
                comparison.by_code.insert(listed.code.to_owned(), network);
            }
        }
        comparison
    }

    /// The network of the list that most members are in, where it has this name and is in the handbook under no other.
    fn meant(&self, network: &Network) -> Option<ListedNetwork<'a>> {
        let members = self.members_of(network);
        let (code, count) = self.whereabouts(&members).into_iter().max_by_key(|(_, count)| *count)?;
        let listed = self.list.network(code)?;
        let is_it = count * 2 > members.len() && same_name(listed.name) == same_name(&network.facts.name.value) && !self.by_code.contains_key(code);
        is_it.then_some(listed)
    }

    fn members_of(&self, network: &'a Network) -> Vec<&'a Practice> {
        let practices = network.facts.practices.iter();
        practices.filter(|practice| is_core(practice) && is_member(practice, self.today) && !practice.code.value.is_empty()).collect()
    }

    /// Codes of the networks where the list has some practices, with their numbers.
    fn whereabouts(&self, members: &[&Practice]) -> BTreeMap<&'a str, usize> {
        let mut places = BTreeMap::new();
        for row in members.iter().filter_map(|practice| self.list.practice(&practice.code.value)).filter(|row| !row.network.is_empty()) {
            *places.entry(row.network.as_str()).or_default() += 1;
        }
        places
    }

    /// A network of the list in words: as the handbook calls it, where it has it.
    fn called(&self, code: &str) -> String {
        match (self.by_code.get(code), self.list.network(code)) {
            (Some(network), _) => format!("{} ({code})", name_of(network)),
            (None, Some(listed)) => format!("{} ({code}), which is not in this handbook", readable(listed.name)),
            (None, None) => code.to_owned(),
        }
    }

    fn of_network(&mut self, network: &'a Network) -> Vec<Difference> {
        let facts = &network.facts;
        let code = code_of(network);
        if !is_at_work(network, self.today) || !is_network_code(code) {
            if code.is_empty() {
                self.hint_at_code(network);
            }
            return Vec::new();
        }
        self.networks.0 += 1;
        let members = self.members_of(network);
        self.members.0 += members.len();
        self.members.1 += members.iter().filter(|practice| self.list.practice(&practice.code.value).is_none()).count();
        let mut differences = Vec::new();
        let right = self.right_codes.get(code);
        if let Some(right) = right {
            differences.push(Difference::new(
                "code",
                code,
                format!("the list has {} with the code {right}, not {code}", name_of(network)),
                format!("code: {right}"),
                vec![set(field("code"), right)],
            ));
        }
        let Some(listed) = self.list.network(right.map_or(code, String::as_str)) else {
            if facts.opened.as_ref().is_none_or(|opened| opened.value <= self.list.extracted) {
                self.networks.1 += 1;
                differences.push(self.closed(network, &members));
            }
            return differences;
        };
        differences.extend(renamed(name_of(network), &facts.former_names, listed.name, listed.code, &Place::top()));
        self.icbs(network, &listed, &mut differences);
        self.membership(network, &listed, &mut differences);
        self.practices(network, &listed, &mut differences);
        self.list_sizes(network, &listed, &mut differences);
        differences
    }

    fn hint_at_code(&mut self, network: &Network) {
        let name = same_name(&network.facts.name.value);
        let mut same = self.list.networks().filter(|listed| same_name(listed.name) == name && !self.by_code.contains_key(listed.code));
        if let (Some(listed), None) = (same.next(), same.next()) {
            self.notes.push(format!("{} has no code here, and the list has a network of that name with the code {}", name_of(network), listed.code));
        }
    }

    fn closed(&self, network: &Network, members: &[&Practice]) -> Difference {
        let code = code_of(network);
        let places: Vec<String> = self.whereabouts(members).into_iter().map(|(other, count)| format!("{count} in {}", self.called(other))).collect();
        let places = if places.is_empty() { "none of its practices in any network".to_owned() } else { format!("of its practices {}", places.join(", ")) };
        let says = format!("the list has no network {code}; it has {places}");
        if let Some(closed) = &network.facts.closed {
            return Difference::by_hand("closed", code, says, format!("the handbook says that it ends on {}", closed.value));
        }
        let edits = vec![set(field("status"), NetworkStatus::Closed.word()), set(field("closed"), self.today)];
        Difference::new("closed", code, says, format!("status: closed, closed: {} (the as-at date)", self.today), edits)
    }

    fn icbs(&mut self, network: &'a Network, listed: &ListedNetwork<'a>, differences: &mut Vec<Difference>) {
        let (icb, sub_icb) = (&network.facts.icb, &network.facts.sub_icb);
        for (kind, name, written, theirs) in [(OrganisationKind::Icb, "icb", icb, listed.icb), (OrganisationKind::SubIcb, "sub_icb", sub_icb, listed.sub_icb)] {
            let Some(written) = written else { continue };
            if self.code_of_organisation(written).is_none_or(|code| code == theirs.code) {
                continue;
            }
            differences.extend(self.icb(kind, name, field(name), written, theirs, listed.icb, "the network"));
        }
    }

    /// The code of an organisation that a field names; none where the name leads nowhere, which `check` tells.
    fn code_of_organisation(&self, written: &Text) -> Option<&'a str> {
        let Some(Thing::Organisation(n)) = self.checked.links.of(written) else { return None };
        Some(self.checked.handbook.organisations[n as usize].facts.code.as_ref().map_or("", |code| code.value.as_str()))
    }

    #[allow(clippy::too_many_arguments, reason = "the same for networks and practices")]
    fn icb(&mut self, kind: OrganisationKind, name: &'static str, place: Place, written: &Text, theirs: &Named, icb: &Named, of: &str) -> Option<Difference> {
        let called = if kind == OrganisationKind::Icb { "icb" } else { "sub-icb" };
        let says = format!("{of} is in {} ({}) in the list, and in `{}` here", short(&theirs.name), theirs.code, written.value);
        match self.organisation(kind, theirs, icb) {
            // Its own code was put right.
            Some(id) if id == written.value => None,
            Some(id) => Some(Difference::new(called, &theirs.code, says, format!("{name}: {id}"), vec![set(place, &id)])),
            None => Some(Difference::by_hand(called, &theirs.code, says, "the organisations could not be changed")),
        }
    }

    /// The id of an organisation of the list: one that is there, one whose code is put right, or one that is added.
    fn organisation(&mut self, kind: OrganisationKind, named: &Named, icb: &Named) -> Option<String> {
        let key = (kind, named.code.clone());
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let found = self.find_organisation(kind, named, icb);
        self.known.insert(key, found.clone());
        found
    }

    fn find_organisation(&mut self, kind: OrganisationKind, named: &Named, icb: &Named) -> Option<String> {
        let organisations = &self.checked.handbook.organisations;
        let of_kind = || organisations.iter().filter(|item| item.facts.kind.value == kind);
        if let Some(known) = of_kind().find(|item| item.facts.code.as_ref().is_some_and(|code| code.value == named.code)) {
            return Some(known.facts.id.value.clone());
        }
        let in_list = |code: &str| if kind == OrganisationKind::Icb { self.list.icb(code) } else { self.list.sub_icb(code) };
        let renumbered = of_kind().find(|item| {
            let has_old_code = item.facts.code.as_ref().is_none_or(|code| in_list(&code.value).is_none());
            item.layer == Layer::Handbook && has_old_code && same_name(&item.facts.name.value) == same_name(&named.name)
        });
        if let Some(item) = renumbered {
            let mut own: Vec<&Text> = organisations.iter().filter(|item| item.layer == Layer::Handbook).map(|item| &item.facts.id).collect();
            own.sort_by_key(|id| id.span);
            let n = own.iter().position(|id| id.span == item.facts.id.span)?;
            let says = format!(
                "{} has the code {} in the list, and {} here",
                item.facts.name.value,
                named.code,
                item.facts.code.as_ref().map_or("none", |code| code.value.as_str())
            );
            let edits = vec![set(Place::top().entry(n).field("code"), &named.code)];
            self.of_organisations.push(Difference::new("code", &named.code, says, format!("code: {}", named.code), edits));
            return Some(item.facts.id.value.clone());
        }
        let (plain, word, parent) = match kind {
            OrganisationKind::Icb => (import::icb_id(named), "icb", None),
            _ => (import::sub_icb_id(named), "sub-icb", self.organisation(OrganisationKind::Icb, icb, icb)),
        };
        let is_taken = self.checked.handbook.organisations.iter().any(|item| item.facts.id.value == plain);
        let id = if is_taken { format!("{plain}-{}", named.code.to_ascii_lowercase()) } else { plain };
        let mut fields = vec![("id", id.as_str()), ("name", named.name.as_str()), ("kind", word), ("code", named.code.as_str())];
        fields.extend(parent.as_ref().map(|parent| ("parent", parent.as_str())));
        let written: Vec<String> = fields.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        let says = format!("{} ({}) is not among the organisations", short(&named.name), named.code);
        self.of_organisations.push(Difference::new(
            "new-organisation",
            &named.code,
            says,
            written.join(", "),
            vec![Edit::Add(Place::top(), New::group(&fields))],
        ));
        Some(id)
    }

    fn membership(&mut self, network: &'a Network, listed: &ListedNetwork<'a>, differences: &mut Vec<Difference>) {
        let found = membership::compare(network, self.list, listed, self.today);
        for practice in found.gone {
            let Some(n) = network.facts.practices.iter().position(|other| std::ptr::eq(other, practice)) else { continue };
            let code = &practice.code.value;
            let now = match self.list.practice(code) {
                None => "is not in the list any more".to_owned(),
                Some(row) if row.network.is_empty() => "is in no network in the list".to_owned(),
                Some(row) => format!("is in {} in the list", self.called(&row.network)),
            };
            let (day, why) = self.day(self.list.left(code, listed.code));
            let says = format!("{} ({code}) {now}", practice_name(practice));
            if let Some(left) = &practice.left {
                differences.push(Difference::by_hand("left", code, says, format!("the handbook says that it leaves on {}", left.value)));
                continue;
            }
            differences.push(Difference::new("left", code, says, format!("left: {day} ({why})"), vec![set(practice_field(n, "left"), day)]));
        }
        for row in found.come {
            let earlier = self.elsewhere(row, network);
            let from = earlier.map_or_else(|| "not in this handbook so far".to_owned(), |(other, _)| format!("so far in {} here", name_of(other)));
            let says = format!("{} ({}) is a member in the list, {from}", readable(&row.name), row.code);
            let (day, why) = self.day(row.joined);
            let fields = self.new_practice(row, earlier.map(|(_, practice)| practice), listed, network.facts.sub_icb.is_some(), day);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let written: Vec<String> = fields.iter().map(|(name, value)| format!("{name}: {value}")).collect();
            let edits = vec![Edit::Add(field("practices"), New::group(&fields))];
            differences.push(Difference::new("joined", &row.code, says, format!("{} ({why})", written.join(", ")), edits));
        }
        for (practice, row) in found.lingering {
            let Some(left) = &practice.left else { continue };
            let says = format!("{} ({}) left on {} here, and is still a member in the list", practice_name(practice), row.code, left.value);
            differences.push(Difference::by_hand("still-listed", &row.code, says, "ask for the list to be put right, or correct the day"));
        }
    }

    /// A day of joining or leaving, and where it comes from.
    fn day(&self, of_list: Option<Date>) -> (Date, &'static str) {
        of_list.map_or((self.today, "the as-at date, since the list has no day"), |day| (day, "the day of the list"))
    }

    /// Where else the handbook has a practice.
    fn elsewhere(&self, row: &Row, here: &Network) -> Option<(&'a Network, &'a Practice)> {
        self.memberships.get(row.code.as_str())?.iter().find(|(network, _)| network.id != here.id).copied()
    }

    fn new_practice(
        &mut self,
        row: &Row,
        earlier: Option<&Practice>,
        listed: &ListedNetwork<'_>,
        with_sub_icb: bool,
        day: Date,
    ) -> Vec<(&'static str, String)> {
        let name = earlier.map(|practice| practice.name.value.clone()).filter(|name| same_name(name) == same_name(&row.name));
        let mut fields = vec![("code", row.code.clone()), ("name", name.unwrap_or_else(|| readable(&row.name)))];
        if !row.postcode.is_empty() {
            fields.push(("postcode", row.postcode.clone()));
        }
        if with_sub_icb
            && row.sub_icb.code != listed.sub_icb.code
            && let Some(id) = self.organisation(OrganisationKind::SubIcb, &row.sub_icb, &row.icb)
        {
            fields.push(("sub_icb", id));
        }
        if let Some(size) = self.sizes.and_then(|sizes| sizes.of.get(&row.code)) {
            fields.push(("list_size", size.to_string()));
        }
        fields.push(("joined", day.to_string()));
        fields
    }

    /// Members that both have: their names and sub-ICB locations.
    fn practices(&mut self, network: &'a Network, listed: &ListedNetwork<'a>, differences: &mut Vec<Difference>) {
        let today = self.today;
        for (n, practice) in network.facts.practices.iter().enumerate().filter(|(_, practice)| is_member(practice, today)) {
            let Some(row) = listed.practices.iter().find(|row| row.code == practice.code.value) else { continue };
            let place = field("practices").entry(n);
            differences.extend(renamed(practice_name(practice), &practice.former_names, &row.name, &row.code, &place));
            let Some(written) = practice.sub_icb.as_ref() else {
                if network.facts.sub_icb.is_some() && row.sub_icb.code != listed.sub_icb.code {
                    let says = format!("{} ({}) is in {} in the list, other than the network", practice_name(practice), row.code, short(&row.sub_icb.name));
                    if let Some(id) = self.organisation(OrganisationKind::SubIcb, &row.sub_icb, &row.icb) {
                        differences.push(Difference::new("sub-icb", &row.code, says, format!("sub_icb: {id}"), vec![set(practice_field(n, "sub_icb"), &id)]));
                    }
                }
                continue;
            };
            if self.code_of_organisation(written).is_some_and(|code| code != row.sub_icb.code) {
                let of = format!("{} ({})", practice_name(practice), row.code);
                differences.extend(self.icb(OrganisationKind::SubIcb, "sub_icb", practice_field(n, "sub_icb"), written, &row.sub_icb, &row.icb, &of));
            }
        }
    }

    fn list_sizes(&mut self, network: &'a Network, listed: &ListedNetwork<'a>, differences: &mut Vec<Difference>) {
        let Some(sizes) = self.sizes else { return };
        let day = sizes.extracted.unwrap_or(self.list.extracted);
        let as_at = network.facts.population.as_ref().and_then(|population| population.as_at.as_ref());
        if let Some(as_at) = as_at.filter(|as_at| as_at.value > day) {
            self.notes.push(format!("the list sizes of {} are of {} here, later than those of {day}, and were not compared", name_of(network), as_at.value));
            return;
        }
        let mut compared = 0;
        for (n, practice) in network.facts.practices.iter().enumerate().filter(|(_, practice)| is_member(practice, self.today)) {
            let code = &practice.code.value;
            let (Some(size), true) = (sizes.of.get(code), listed.practices.iter().any(|row| row.code == *code)) else { continue };
            compared += 1;
            let ours = practice.list_size.as_ref().map(|size| size.value);
            if ours == Some(*size) {
                continue;
            }
            let ours = ours.map_or_else(|| "no number".to_owned(), |ours| thousands(ours.into()));
            let says = format!("{} ({code}) has {} patients in the list, {ours} here", practice_name(practice), thousands((*size).into()));
            differences.push(Difference::new("list-size", code, says, format!("list_size: {size}"), vec![set(practice_field(n, "list_size"), size)]));
        }
        let is_dated = as_at.is_some_and(|as_at| as_at.value == day);
        if compared > 0 && !is_dated {
            let why = if sizes.extracted.is_some() { "" } else { " (that of the list of practices, since the list sizes have none)" };
            let ours = as_at.map_or_else(|| "no day".to_owned(), |as_at| as_at.value.to_string());
            let says = format!("the list sizes are of {day}{why}, and of {ours} here");
            let place = field("population").field("as_at");
            differences.push(Difference::new("list-size", listed.code, says, format!("population: as_at: {day}"), vec![set(place, day)]));
        }
    }

    /// Networks that the list has and the handbook has not, where the handbook covers the area: where it has at least half of
    /// its networks. An LMC's area may be a part of an ICB.
    fn new_networks(&mut self, files: &mut Vec<OfFile>, changes: &mut Vec<Change>) {
        let mut in_areas: HashMap<&str, (usize, usize)> = HashMap::new();
        let mut count = |area: &'a str, here: bool| {
            let (all, ours) = in_areas.entry(area).or_default();
            *all += 1;
            *ours += usize::from(here);
        };
        let listed: Vec<ListedNetwork<'a>> = self.list.networks().collect();
        for network in &listed {
            let here = self.by_code.contains_key(network.code);
            count(&network.icb.code, here);
            if network.sub_icb.code != network.icb.code {
                count(&network.sub_icb.code, here);
            }
        }
        let is_covered = |area: &str| in_areas.get(area).is_some_and(|(all, ours)| ours * 2 >= *all);
        let ids = import::ids_of_networks(self.list);
        let taken: HashSet<&str> = self.checked.handbook.networks.iter().map(|network| network.id.as_str()).collect();
        let mut others: BTreeMap<&str, usize> = BTreeMap::new();
        for network in &listed {
            if self.by_code.contains_key(network.code) {
                continue;
            }
            if !is_covered(&network.icb.code) && !is_covered(&network.sub_icb.code) {
                if in_areas.get(network.icb.code.as_str()).is_some_and(|(_, ours)| *ours > 0) {
                    *others.entry(&network.icb.code).or_default() += 1;
                }
                continue;
            }
            let (Some(icb), Some(sub_icb)) =
                (self.organisation(OrganisationKind::Icb, network.icb, network.icb), self.organisation(OrganisationKind::SubIcb, network.sub_icb, network.icb))
            else {
                continue;
            };
            let mut sub_icbs = HashMap::new();
            for row in &network.practices {
                if let Some(id) = self.organisation(OrganisationKind::SubIcb, &row.sub_icb, &row.icb) {
                    sub_icbs.insert(row.sub_icb.code.as_str(), id);
                }
            }
            let plain = ids.get(network.code).cloned().unwrap_or_default();
            let id = if taken.contains(plain.as_str()) { format!("{plain}-{}", network.code.to_ascii_lowercase()) } else { plain };
            let path = format!("networks/{id}/network.yaml");
            let id_of = |named: &Named| sub_icbs.get(named.code.as_str()).cloned().unwrap_or_else(|| import::sub_icb_id(named));
            let after = import::network_file(network, (&icb, &sub_icb), &id_of, self.list.extracted, self.sizes);
            let says = format!(
                "{} with {} is in {} in the list, and not in this handbook",
                readable(network.name),
                counted_practices(network.practices.len()),
                short(&network.icb.name)
            );
            let writes = format!("the file `{path}`, its posts vacant");
            let difference = Difference::new("new", network.code, says, writes, Vec::new());
            files.push(OfFile { name: readable(network.name), code: network.code.to_owned(), file: path.clone(), differences: vec![difference] });
            changes.push(Change { path, before: None, after });
        }
        for (icb, others) in others {
            let name = self.list.icb(icb).map_or(icb, |icb| icb.name.as_str());
            self.notes.push(format!(
                "{} has {} more networks in the list; this handbook has less than half of its networks, so they are taken for others'",
                short(name),
                thousands(others as u64)
            ));
        }
    }

    fn organisations(&mut self, files: &mut Vec<OfFile>, changes: &mut Vec<Change>) {
        let differences = std::mem::take(&mut self.of_organisations);
        if differences.is_empty() {
            return;
        }
        let file = self.checked.snapshot.files().find(|(_, file)| file.layer == Layer::Handbook && file.path == "organisations.yaml").map(|(id, _)| id);
        if let Some(file) = file {
            self.put(file, "Organisations", "", differences, files, changes);
            return;
        }
        let path = "organisations.yaml";
        let edits: Vec<Edit> = differences.iter().flat_map(|difference| difference.edits.clone()).collect();
        if let Ok(after) = editing::edit(path, "", &edits) {
            changes.push(Change { path: path.to_owned(), before: None, after });
        }
        files.push(OfFile { name: "Organisations".to_owned(), code: String::new(), file: path.to_owned(), differences });
    }

    /// Makes the text of a changed file, step by step: what cannot be written is left to its author.
    fn put(&self, file: FileId, name: &str, code: &str, mut differences: Vec<Difference>, files: &mut Vec<OfFile>, changes: &mut Vec<Change>) {
        if differences.is_empty() {
            return;
        }
        let snapshot = &self.checked.snapshot;
        let source = snapshot.file(file);
        let has_errors = self.with_errors.contains(&file);
        let mut after = source.text.clone();
        for difference in differences.iter_mut().filter(|difference| !difference.edits.is_empty()) {
            let edited = if has_errors {
                Err("the file has errors, which `pcn-handbook check` tells; mend them first".to_owned())
            } else {
                editing::edit(&source.path, &after, &difference.edits).map_err(|refused| refused.0)
            };
            match edited {
                Ok(text) => after = text,
                Err(why) => {
                    difference.by_hand = format!("{}; {why}", difference.writes);
                    difference.writes.clear();
                }
            }
        }
        if after != source.text {
            let on_disk = snapshot.on_disk(file).unwrap_or_else(|| PathBuf::from(&source.path));
            changes.push(Change { path: source.path.clone(), before: Some((on_disk, source.text.clone())), after });
        }
        files.push(OfFile { name: name.to_owned(), code: code.to_owned(), file: source.path.clone(), differences });
    }

    /// Why the lists should not be trusted with changing the handbook.
    fn doubt(&self) -> Option<String> {
        let ((networks, unknown), (members, missing)) = (self.networks, self.members);
        if unknown * 2 > networks {
            return Some(format!(
                "the list has no more than {} of {networks} networks of this handbook, so it seems to be of another area or cut off",
                networks - unknown
            ));
        }
        if missing >= 10 && missing * 4 > members {
            return Some(format!("{missing} of {members} practices of this handbook are not in the list, so it seems to be cut off"));
        }
        None
    }
}

fn counted_practices(number: usize) -> String {
    if number == 1 { "1 practice".to_owned() } else { format!("{number} practices") }
}

/// A name that changed. A name that the handbook has as a former one is behind it.
fn renamed(ours: &str, former: &[Text], theirs: &str, code: &str, place: &Place) -> Option<Difference> {
    let (key, new) = (same_name(theirs), readable(theirs));
    if new.is_empty() || theirs == code || key == same_name(ours) || former.iter().any(|name| same_name(&name.value) == key) {
        return None;
    }
    let says = format!("{ours} ({code}) is called {new} in the list");
    let edits = vec![set(place.clone().field("name"), &new), Edit::Add(place.clone().field("former_names"), New::text(ours))];
    Some(Difference::new("renamed", code, says, format!("name: {new}, former_names: {ours}"), edits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{self, Memo};

    const MAP: &str = include_str!("../tests/fixtures/ods/map.csv");
    const SIZES: &str = include_str!("../tests/fixtures/ods/list-sizes.csv");
    const TODAY: Date = Date::constant(2026, 11, 22);
    const SEVERN: &str = "networks/severn-bridge/network.yaml";
    const VALE: &str = "networks/the-vale-and-downs/network.yaml";

    /// A handbook that was made out of the lists.
    struct Room(tempfile::TempDir);

    impl Room {
        fn imported() -> Self {
            let room = tempfile::tempdir().unwrap();
            let plan = import::plan(MAP.as_bytes(), Some(SIZES.as_bytes()), &[]).unwrap();
            import::write(&plan.files, room.path()).unwrap();
            Self(room)
        }

        fn text(&self, path: &str) -> String {
            std::fs::read_to_string(self.0.path().join(path)).unwrap()
        }

        fn change(&self, path: &str, pairs: &[(&str, &str)]) {
            let text = pairs.iter().fold(self.text(path), |text, (from, to)| {
                assert!(text.contains(from), "{from}");
                text.replacen(from, to, 1)
            });
            std::fs::write(self.0.path().join(path), text).unwrap();
        }

        fn checked(&self) -> Checked {
            let (snapshot, findings) = pipeline::load(self.0.path(), None).unwrap();
            pipeline::check(snapshot, findings, TODAY, &mut Memo::default())
        }

        fn compared(&self, map: &str) -> Reconciled {
            let (list, sizes) = (OpenList::read(map.as_bytes()).unwrap(), ListSizes::read(SIZES.as_bytes()).unwrap());
            compare(&self.checked(), &list, Some(&sizes))
        }

        fn told(&self, map: &str) -> String {
            in_words_of(&self.compared(map), false)
        }
    }

    #[test]
    fn nothing_differs_in_a_handbook_that_was_made_out_of_the_list() {
        let room = Room::imported();
        assert_eq!(room.told(MAP), "nothing differs from the list of 2026-08-01\n");
    }

    #[test]
    fn what_differs_is_told_and_written_and_then_nothing_differs() {
        let room = Room::imported();
        let (severn, new) = (room.text(SEVERN), room.text("networks/con-u99976/network.yaml"));
        let ferry = severn.lines().find(|line| line.contains("Y99003")).unwrap();
        let dropped = format!("{ferry}\n");
        room.change(
            SEVERN,
            &[(&dropped, ""), ("name: Quayside Surgery", "name: Dock House"), ("9731", "9000"), ("name: Severn Bridge PCN", "name: Old Ferry PCN")],
        );
        room.change(VALE, &[("\nposts:", "  - {code: Y99003, name: Ferry Lane}   # since May\n\nposts:")]);
        let vale = room.text(VALE);
        std::fs::remove_dir_all(room.0.path().join("networks/con-u99976")).unwrap();
        let found = room.compared(MAP);
        let kinds: Vec<(&str, &str)> =
            found.differences.iter().flat_map(|file| &file.differences).map(|difference| (difference.kind, difference.code.as_str())).collect();
        let severn_differs = [("renamed", "U99972"), ("joined", "Y99003"), ("renamed", "Y99001"), ("list-size", "Y99002")];
        assert_eq!(kinds, [&severn_differs[..], &[("left", "Y99003"), ("new", "U99976")]].concat());
        let told = in_words_of(&found, false);
        assert!(told.contains("St. Bride's Health Centre (Y99002) has 9,731 patients in the list, 9,000 here -> list_size: 9731\n"), "{told}");
        assert!(
            told.contains("Ferry Lane (Y99003) is in Old Ferry PCN (U99972) in the list -> left: 2026-11-22 (the as-at date, since the list has no day)\n")
        );
        assert!(told.ends_with("6 differences from the list of 2026-08-01 in 3 files; `--apply` writes 6\n"), "{told}");

        apply(&found, room.0.path()).unwrap();
        // A practice that moved keeps the name that the handbook has for it.
        let joined = ferry.replace("Ferry Lane GP Surgery", "Ferry Lane").replace('}', ", joined: 2026-11-22}");
        let expected = severn.replace(ferry, &joined).replace("list_size: 9000}", "list_size: 9000, former_names: [Dock House]}");
        assert_eq!(room.text(SEVERN), expected + "former_names: [Old Ferry PCN]\n");
        assert_eq!(room.text(VALE), vale.replace("Ferry Lane}   #", "Ferry Lane, left: 2026-11-22}   #"));
        assert_eq!(room.text("networks/con-u99976/network.yaml"), new);
        assert_eq!(room.told(MAP), "nothing differs from the list of 2026-08-01\n");
        assert_eq!(room.checked().count(Severity::Error), 0);
    }

    #[test]
    fn days_come_from_a_list_that_has_them() {
        let room = Room::imported();
        let dropped = room.text(SEVERN).lines().find(|line| line.contains("Y99003")).unwrap().to_owned() + "\n";
        room.change(SEVERN, &[(&dropped, "")]);
        room.change(VALE, &[("\nposts:", "  - {code: Y99003, name: Ferry Lane}\n\nposts:")]);
        let mut lines = MAP.lines().map(|line| format!("{line},20240401,"));
        let header = lines.next().unwrap().replace("20240401,", "Practice to PCN Relationship Start Date,Practice to PCN Relationship End Date");
        let rows: Vec<String> = lines.collect();
        let ended = rows.iter().find(|row| row.contains("Y99003")).unwrap().replace("U99972", "U99973").replace("20240401,", "20190701,20240331");
        let told = room.told(&format!("{header}\n{ended}\n{}\n", rows.join("\n")));
        assert!(told.contains("joined: 2024-04-01 (the day of the list)") && told.contains("left: 2024-03-31 (the day of the list)"), "{told}");
    }

    #[test]
    fn a_network_that_the_list_has_no_more_is_closed_and_another_icb_is_added() {
        let room = Room::imported();
        let moved = |line: &str| {
            let line = line.replace("U99973,THE VALE & DOWNS PCN", "U99972,SEVERN BRIDGE PCN");
            if line.contains("Y99020") || line.contains("Y99021") {
                line.replace("Q99", "Q98").replace("Coast and Isles", "Coast").replace("9H1", "9H9")
            } else {
                line
            }
        };
        let map: String = MAP.lines().map(|line| moved(line) + "\n").collect();
        let found = room.compared(&map);
        let told = in_words_of(&found, false);
        assert!(
            told.contains("the list has no network U99973; it has of its practices 1 in Severn Bridge PCN (U99972) -> status: closed, closed: 2026-11-22"),
            "{told}"
        );
        assert!(told.contains("icb          the network is in NHS Harbour, Coast ICB (Q98) in the list"), "{told}");
        assert!(told.contains("new organisation"), "{told}");
        apply(&found, room.0.path()).unwrap();
        assert_eq!(room.told(&map), "nothing differs from the list of 2026-08-01\n");
        assert_eq!(room.checked().count(Severity::Error), 0);
    }

    #[test]
    fn what_only_a_person_can_decide_is_left_as_it_is() {
        let room = Room::imported();
        room.change(SEVERN, &[("list_size: 9731}", "list_size: 9731, left: 2026-03-31}")]);
        let found = room.compared(MAP);
        assert_eq!((found.count(), found.written(), found.changes.len()), (1, 0, 0));
        assert!(in_words_of(&found, false).contains("left on 2026-03-31 here, and is still a member in the list -> by hand: "));
        // A day after that of the list is no difference.
        room.change(SEVERN, &[("left: 2026-03-31", "left: 2026-10-31")]);
        assert_eq!(room.compared(MAP).count(), 0);
        room.change(SEVERN, &[("posts:", "pposts:"), ("9000", "1")]);
        let told = room.told(MAP);
        assert!(told.contains("by hand: list_size: 9000; the file has errors"), "{told}");
    }

    #[test]
    fn a_file_that_changed_meanwhile_stays_with_all_the_others() {
        let room = Room::imported();
        room.change(SEVERN, &[("9731", "9000")]);
        room.change(VALE, &[("11193", "9000")]);
        let found = room.compared(MAP);
        room.change(VALE, &[("code: ", "# mine\ncode: ")]);
        assert!(apply(&found, room.0.path()).unwrap_err().to_string().contains("was changed meanwhile"));
        assert!(room.text(SEVERN).contains("list_size: 9000}\n  - {code: Y99003"));
    }

    #[test]
    fn a_list_of_another_area_changes_nothing() {
        let room = Room::imported();
        let map: String = MAP.lines().filter(|line| !line.contains(",U9997") || line.contains("U99974")).map(|line| format!("{line}\n")).collect();
        let told = room.told(&map);
        assert!(told.contains("nothing is written: the list has no more than 1 of 5 networks of this handbook"), "{told}");
    }
}
