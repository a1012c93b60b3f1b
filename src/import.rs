//! The open lists of practices and networks become files of a handbook.
//!
//! [`plan`] reads the lists and says which files they make; nothing is written while anything in them is in doubt.
//! [`write()`] writes what is not there yet. Nobody is invented: posts are vacant until somebody records who holds them.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::io;
use std::path::Path;

use jiff::civil::Date;

use crate::diagnostic::nearest;
use crate::document::prose::slug;
use crate::model::fault_of_id;
use crate::open_lists::{List, ListFault, ListSizes, ListedNetwork, Named, OpenList, Row, in_words, readable, short};
use crate::saving::{self, Added};

/// What the lists make.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Path below the content folder, and text.
    pub files: Vec<(String, String)>,
    /// How many networks.
    pub networks: usize,
    /// How many practices they have.
    pub practices: usize,
    /// How many practices of the list belong to no network.
    pub unallocated: usize,
    /// How many practices of these networks have no list size, where list sizes were given.
    pub without_size: usize,
}

/// Which files the lists make. `icbs` are codes; where there are none, all of them are meant.
///
/// # Errors
/// When a list is damaged, or has none of the ICBs.
pub fn plan(map: &[u8], list_sizes: Option<&[u8]>, icbs: &[String]) -> Result<Plan, ListFault> {
    let list = OpenList::read(map)?;
    let sizes = list_sizes.map(ListSizes::read).transpose()?;
    let wanted = wanted_icbs(icbs, &list)?;

    let ids = ids_of_networks(&list);
    let unallocated = list.practices.iter().filter(|row| row.network.is_empty() && is_wanted(&row.icb, &wanted)).count();
    let mut plan = Plan { unallocated, ..Plan::default() };
    let mut organisations = Organisations::default();
    let mut networks: Vec<(&str, String)> = Vec::new();
    for network in list.networks().filter(|network| is_wanted(network.icb, &wanted)) {
        for practice in &network.practices {
            organisations.add(practice);
        }
        plan.networks += 1;
        plan.practices += network.practices.len();
        if let Some(sizes) = &sizes {
            plan.without_size += network.practices.iter().filter(|practice| !sizes.of.contains_key(&practice.code)).count();
        }
        networks.push((
            &ids[network.code],
            network_file(&network, (&icb_id(network.icb), &sub_icb_id(network.sub_icb)), &sub_icb_id, list.extracted, sizes.as_ref()),
        ));
    }
    let extracted = list.extracted;
    networks.sort_by_key(|(id, _)| *id);
    plan.files.push(("handbook.yaml".to_owned(), handbook_file(extracted, &wanted, &organisations)));
    plan.files.push(("organisations.yaml".to_owned(), organisations.file(extracted)));
    plan.files.extend(networks.into_iter().map(|(id, text)| (format!("networks/{id}/network.yaml"), text)));
    Ok(plan)
}

/// Writes the files that are not there yet into a content folder.
///
/// # Errors
/// When the disk refuses. Every file is then whole or not there.
pub fn write(files: &[(String, String)], into: &Path) -> io::Result<Added> {
    saving::add(into, files.iter().map(|(path, text)| (path.as_str(), text.as_str())))
}

fn wanted_icbs(icbs: &[String], list: &OpenList) -> Result<Vec<String>, ListFault> {
    let known: Vec<&str> = list.icb_codes().collect();
    icbs.iter()
        .map(|icb| {
            let code = icb.trim().to_ascii_uppercase();
            if known.contains(&code.as_str()) {
                return Ok(code);
            }
            let hint = match nearest(&code, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`? The list has: {}", known.join(", ")),
                None => format!("the list has: {}", known.join(", ")),
            };
            Err(ListFault { list: List::Map, line: None, message: format!("no practice has an ICB with the code `{icb}`"), hint })
        })
        .collect()
}

fn is_wanted(icb: &Named, wanted: &[String]) -> bool {
    wanted.is_empty() || wanted.contains(&icb.code)
}

/// Ids from names. Where two networks would have one, both carry their code, whatever the order of the lines.
pub(crate) fn ids_of_networks(list: &OpenList) -> HashMap<&str, String> {
    let plain: Vec<(&str, String)> = list.networks().map(|network| (network.code, plain_id(network.name))).collect();
    let mut times: HashMap<&str, usize> = HashMap::new();
    for (_, id) in &plain {
        *times.entry(id).or_default() += 1;
    }
    let alone = |id: &str| times.get(id) == Some(&1) && fault_of_id(id).is_none() && id != "index";
    plain
        .iter()
        .map(|(code, id)| {
            let low = code.to_ascii_lowercase();
            (*code, if alone(id) { id.clone() } else { format!("{id}-{low}").trim_start_matches('-').to_owned() })
        })
        .collect()
}

fn plain_id(name: &str) -> String {
    let id = slug(name);
    let shorter = ["-pcn", "-primary-care-network"].iter().find_map(|end| id.strip_suffix(end));
    shorter.map_or_else(|| id.clone(), str::to_owned)
}

/// The first lines of every file: where it comes from, and under which licence.
fn heading(extracted: Date, what: &str) -> String {
    format!(
        "# {what}, from the list of practices and networks that NHS England published\n# with Patients Registered at a GP Practice, extract of {}.\n# {LICENCE}\n",
        in_words(extracted)
    )
}

const LICENCE: &str = "Contains information from NHS England, licensed under the current version of the Open Government Licence.";

/// The file of a network that is not in the handbook yet: its posts are vacant.
///
/// `above` are the ids of its ICB and sub-ICB location, and `sub_icb_of` gives those of its practices.
pub(crate) fn network_file(
    network: &ListedNetwork<'_>,
    above: (&str, &str),
    sub_icb_of: &dyn Fn(&Named) -> String,
    extracted: Date,
    sizes: Option<&ListSizes>,
) -> String {
    let ListedNetwork { code, name, sub_icb, practices, .. } = network;
    let mut text = heading(extracted, "Names, codes and postcodes");
    let name = readable(name);
    let _ = writeln!(text, "code: {code}\nname: {}", quoted(if name.is_empty() { code } else { &name }));
    let _ = writeln!(text, "icb: {}\nsub_icb: {}", above.0, above.1);
    if let Some(sizes) = sizes {
        if sizes.extracted.is_none() {
            text.push_str("# The list sizes come from a second list that names no month; the date is that of the list of practices.\n");
        }
        let _ = writeln!(text, "population: {{as_at: {}}}", sizes.extracted.unwrap_or(extracted));
    }
    text.push_str("\npractices:\n");
    for practice in practices {
        let _ = write!(text, "  - {{code: {}, name: {}", practice.code, quoted(&readable(&practice.name)));
        if !practice.postcode.is_empty() {
            let _ = write!(text, ", postcode: {}", quoted(&practice.postcode));
        }
        if practice.sub_icb.code != sub_icb.code {
            let _ = write!(text, ", sub_icb: {}", sub_icb_of(&practice.sub_icb));
        }
        if let Some(size) = sizes.and_then(|sizes| sizes.of.get(&practice.code)) {
            let _ = write!(text, ", list_size: {size}");
        }
        text.push_str("}\n");
    }
    text.push_str("\nposts:\n");
    for post in ["clinical-director", "pcn-manager"] {
        let _ = writeln!(text, "  {post}: {{vacant: {{note: Not recorded yet.}}}}");
    }
    text
}

fn handbook_file(extracted: Date, wanted: &[String], organisations: &Organisations) -> String {
    // A contract year begins in April.
    let first = if extracted.month() >= 4 { extracted.year() } else { extracted.year() - 1 };
    let area = match wanted {
        [code] => organisations.icbs.get(code).map(|icb| format!(" in {}", short(&icb.named.name))),
        _ => None,
    };
    let title = format!("Handbook of the Primary Care Networks{}", area.unwrap_or_default());
    format!(
        "# Written by `pcn-handbook import ods`. Put the name of those who publish the handbook in the place of this one.\n\
         title: {}\n\
         publisher: {{name: The publisher of this handbook, kind: other}}   # lmc · pcn · federation · icb · training-hub · other\n\
         contract_year: {first}/{:02}\n\
         look: {{footer: \"{LICENCE}\"}}\n",
        quoted(&title),
        (first + 1) % 100
    )
}

/// The organisations that the networks belong to, by code.
#[derive(Default)]
struct Organisations {
    regions: BTreeMap<String, Named>,
    icbs: BTreeMap<String, PartOf>,
    sub_icbs: BTreeMap<String, PartOf>,
}

struct PartOf {
    named: Named,
    parent: Named,
}

impl Organisations {
    fn add(&mut self, row: &Row) {
        let part = |named: &Named, parent: &Named| PartOf { named: named.clone(), parent: parent.clone() };
        self.regions.entry(row.region.code.clone()).or_insert_with(|| row.region.clone());
        self.icbs.entry(row.icb.code.clone()).or_insert_with(|| part(&row.icb, &row.region));
        self.sub_icbs.entry(row.sub_icb.code.clone()).or_insert_with(|| part(&row.sub_icb, &row.icb));
    }

    fn file(&self, extracted: Date) -> String {
        let mut text = heading(extracted, "Regions, ICBs and sub-ICB locations");
        text.push('\n');
        for region in self.regions.values() {
            let _ = writeln!(text, "- {{id: {}, name: {}, kind: region, code: {}}}", region_id(region), quoted(&region.name), quoted(&region.code));
        }
        text.push('\n');
        for PartOf { named, parent } in self.icbs.values() {
            let (name, short) = (quoted(&named.name), short(&named.name));
            let also = if short == named.name { String::new() } else { format!(", also: [{}]", quoted(&short)) };
            let (id, code) = (icb_id(named), quoted(&named.code));
            let _ = writeln!(text, "- {{id: {id}, name: {name}, kind: icb, code: {code}{also}, parent: {}}}", region_id(parent));
        }
        text.push('\n');
        for PartOf { named, parent } in self.sub_icbs.values() {
            let (id, name, code) = (sub_icb_id(named), quoted(&named.name), quoted(&named.code));
            let _ = writeln!(text, "- {{id: {id}, name: {name}, kind: sub-icb, code: {code}, parent: {}}}", icb_id(parent));
        }
        text
    }
}

pub(crate) fn icb_id(icb: &Named) -> String {
    slug(&short(&icb.name))
}

pub(crate) fn sub_icb_id(sub_icb: &Named) -> String {
    format!("sub-icb-{}", sub_icb.code.to_ascii_lowercase())
}

fn region_id(region: &Named) -> String {
    format!("{}-region", slug(&region.name))
}

/// A text as YAML takes it within `{ }`, in quotation marks where it would otherwise be read as something else.
fn quoted(text: &str) -> String {
    let plain_start = text.starts_with(|first: char| first.is_alphanumeric());
    let plain = !text.contains([':', '#', ',', '[', ']', '{', '}', '"', '\\']) && !text.contains(char::is_control) && text.trim() == text;
    let word = !matches!(text.to_ascii_lowercase().as_str(), "true" | "false" | "yes" | "no" | "on" | "off" | "null" | "y" | "n");
    let number = text.parse::<f64>().is_ok();
    if plain_start && plain && word && !number {
        return text.to_owned();
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for sign in text.chars() {
        match sign {
            '"' | '\\' => quoted.extend(['\\', sign]),
            sign if sign.is_control() => quoted.push(' '),
            sign => quoted.push(sign),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{self, Format, Severity};
    use crate::open_lists::is_code;
    use crate::pipeline;

    const MAP: &str = include_str!("../tests/fixtures/ods/map.csv");
    const SIZES: &str = include_str!("../tests/fixtures/ods/list-sizes.csv");

    fn planned(icbs: &[&str]) -> Plan {
        let icbs: Vec<String> = icbs.iter().map(|icb| (*icb).to_owned()).collect();
        plan(MAP.as_bytes(), Some(SIZES.as_bytes()), &icbs).unwrap()
    }

    fn file<'a>(plan: &'a Plan, path: &str) -> &'a str {
        let found = plan.files.iter().find(|(there, _)| there == path);
        &found.unwrap_or_else(|| panic!("no {path} among {:?}", paths(plan))).1
    }

    fn paths(plan: &Plan) -> Vec<&str> {
        plan.files.iter().map(|(path, _)| path.as_str()).collect()
    }

    fn fault(map: &str) -> String {
        tell(plan(map.as_bytes(), None, &[]))
    }

    fn fault_of_sizes(sizes: &str) -> String {
        tell(plan(MAP.as_bytes(), Some(sizes.as_bytes()), &[]))
    }

    fn tell(plan: Result<Plan, ListFault>) -> String {
        plan.unwrap_err().tell(Path::new("list.csv"))
    }

    /// Findings of a plan that would make a page wrong.
    fn errors(plan: &Plan) -> String {
        let files: Vec<(&str, &str)> = plan.files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let mut checked = pipeline::check_files(&files, Date::constant(2026, 11, 22), true);
        checked.findings.retain(|finding| finding.severity == Severity::Error);
        diagnostic::draw(&checked.findings, &checked.snapshot, Format::Short, false)
    }

    #[test]
    fn a_list_becomes_networks_with_practices_and_vacant_posts() {
        insta::assert_snapshot!(file(&planned(&[]), "networks/severn-bridge/network.yaml"), @r#"
        # Names, codes and postcodes, from the list of practices and networks that NHS England published
        # with Patients Registered at a GP Practice, extract of 1 August 2026.
        # Contains information from NHS England, licensed under the current version of the Open Government Licence.
        code: U99972
        name: Severn Bridge PCN
        icb: nhs-severn-and-vale-icb
        sub_icb: sub-icb-9v1
        # The list sizes come from a second list that names no month; the date is that of the list of practices.
        population: {as_at: 2026-08-01}

        practices:
          - {code: Y99001, name: Quayside Surgery, postcode: SV1 2AB, list_size: 9000}
          - {code: Y99002, name: St. Bride's Health Centre, postcode: SV1 3CD, list_size: 9731}
          - {code: Y99003, name: Ferry Lane GP Surgery, postcode: SV2 1EF, sub_icb: sub-icb-00v, list_size: 10462}

        posts:
          clinical-director: {vacant: {note: Not recorded yet.}}
          pcn-manager: {vacant: {note: Not recorded yet.}}
        "#);
    }

    #[test]
    fn icbs_and_what_lies_above_and_below_them_become_organisations() {
        insta::assert_snapshot!(file(&planned(&[]), "organisations.yaml"), @r#"
        # Regions, ICBs and sub-ICB locations, from the list of practices and networks that NHS England published
        # with Patients Registered at a GP Practice, extract of 1 August 2026.
        # Contains information from NHS England, licensed under the current version of the Open Government Licence.

        - {id: west-and-coast-region, name: West and Coast, kind: region, code: Y99}

        - {id: nhs-harbour-coast-and-isles-icb, name: "NHS Harbour, Coast and Isles Integrated Care Board", kind: icb, code: Q99, also: ["NHS Harbour, Coast and Isles ICB"], parent: west-and-coast-region}
        - {id: nhs-severn-and-vale-icb, name: NHS Severn and Vale Integrated Care Board, kind: icb, code: S9V9D, also: [NHS Severn and Vale ICB], parent: west-and-coast-region}

        - {id: sub-icb-00v, name: NHS Severn and Vale ICB - 00V, kind: sub-icb, code: 00V, parent: nhs-severn-and-vale-icb}
        - {id: sub-icb-9h1, name: "NHS Harbour, Coast and Isles ICB - 9H1", kind: sub-icb, code: 9H1, parent: nhs-harbour-coast-and-isles-icb}
        - {id: sub-icb-9v1, name: NHS Severn and Vale ICB - 9V1, kind: sub-icb, code: 9V1, parent: nhs-severn-and-vale-icb}
        "#);
    }

    #[test]
    fn a_handbook_carries_the_licence_of_the_list() {
        insta::assert_snapshot!(file(&planned(&[]), "handbook.yaml"), @r#"
        # Written by `pcn-handbook import ods`. Put the name of those who publish the handbook in the place of this one.
        title: Handbook of the Primary Care Networks
        publisher: {name: The publisher of this handbook, kind: other}   # lmc · pcn · federation · icb · training-hub · other
        contract_year: 2026/27
        look: {footer: "Contains information from NHS England, licensed under the current version of the Open Government Licence."}
        "#);
    }

    #[test]
    fn ids_come_from_names_and_carry_the_code_where_names_are_equal_or_cannot_be_ids() {
        let plan = planned(&[]);
        let expected = [
            "handbook.yaml",
            "organisations.yaml",
            "networks/con-u99976/network.yaml",
            "networks/severn-bridge/network.yaml",
            "networks/the-vale-and-downs/network.yaml",
            "networks/two-rivers-u99974/network.yaml",
            "networks/two-rivers-u99975/network.yaml",
        ];
        assert_eq!(paths(&plan), expected);
        assert_eq!((plan.networks, plan.practices, plan.unallocated, plan.without_size), (5, 10, 1, 1));
    }

    #[test]
    fn the_order_of_lines_does_not_matter() {
        let mut lines: Vec<&str> = MAP.lines().collect();
        lines[1..].reverse();
        assert_eq!(plan((lines.join("\r\n") + "\r\n").as_bytes(), Some(SIZES.as_bytes()), &[]).unwrap().files, planned(&[]).files);
    }

    #[test]
    fn one_icb_brings_its_networks_and_their_practices_across_the_border() {
        let plan = planned(&["q99"]);
        assert_eq!(paths(&plan)[2..], ["networks/con-u99976/network.yaml", "networks/two-rivers-u99974/network.yaml"]);
        assert!(file(&plan, "networks/con-u99976/network.yaml").contains("{code: Y99041, name: Crossing Surgery, postcode: SV9 9ZZ, sub_icb: sub-icb-9v1"));
        assert!(file(&plan, "handbook.yaml").contains("title: \"Handbook of the Primary Care Networks in NHS Harbour, Coast and Isles ICB\""));
        assert_eq!((plan.networks, plan.unallocated), (2, 0));
    }

    #[test]
    fn an_import_has_no_errors() {
        assert_eq!(errors(&planned(&[])), "");
        assert_eq!(errors(&planned(&["Q99"])), "");
        assert_eq!(errors(&plan(MAP.as_bytes(), None, &[]).unwrap()), "");
    }

    #[test]
    fn u_alone_is_no_network_and_u00000_is_one() {
        let with = plan(MAP.replace(",U99973,", ",U00000,").as_bytes(), None, &[]).unwrap();
        assert!(file(&with, "networks/the-vale-and-downs/network.yaml").contains("code: U00000\n"));
        assert!(!with.files.iter().any(|(path, text)| path.contains("unallocated") || text.contains("Y99050")));
    }

    #[test]
    fn a_list_that_is_damaged_is_told_with_its_line() {
        let first_line = MAP.lines().next().unwrap();
        assert_eq!(fault(""), "list.csv: the list is empty; fetch it again");
        assert!(fault(first_line).starts_with("list.csv: the list has a first line with the names of its columns and nothing else; "));
        assert!(fault(&MAP.replace("PCN_CODE", "PCN")).starts_with("list.csv:1: there is no column `PCN_CODE`; the columns are: PUBLICATION, EXTRACT_DATE, "));
        assert!(fault(&MAP.replace(",SV1 3CD,", ",SV1,3CD,")).starts_with("list.csv:3: this line has 18 fields, and the first line names 17; "));
        assert!(fault(&MAP.replace("FERRY LANE GP SURGERY", "\"FERRY LANE GP SURGERY")).starts_with("list.csv:4: "));
        assert!(
            fault(&MAP.replace(",Y99010,", ",Y99001,")).starts_with("list.csv:5: the practice `Y99001` stands here a second time; the first one is in line 2")
        );
        assert!(fault(&MAP.replace(",Y99010,", ",Y9901,")).starts_with("list.csv:5: `Y9901` is not the code of a practice; "));
        assert!(fault(&MAP.replace(",U99973,", ",UNKNOWN,")).starts_with("list.csv:5: `UNKNOWN` is not the code of a network; "));
        assert!(fault(&MAP.replacen("01Aug2026", "01Agu2026", 1)).starts_with("list.csv:2: `01Agu2026` is not a date such as 01Aug2026; "));
        assert!(fault(&MAP.replacen("9V1,NHS Severn", "9V1,NHS Sverne", 1)).starts_with("list.csv:3: the name of the sub-ICB location `9V1` is `"));
        assert!(fault(&MAP.replacen(",S9V9D,", ",S9V9E,", 1)).contains("list.csv:3: "));
        assert!(fault("PK\u{3}\u{4}").contains("unpack it"));
        let mut bytes = MAP.as_bytes().to_vec();
        let at = MAP.find("ISLES").unwrap();
        bytes[at] = 0xe9;
        assert!(tell(plan(&bytes, None, &[])).starts_with("list.csv:9: this line is not in UTF-8; "));
    }

    #[test]
    fn a_list_of_sizes_that_is_damaged_is_told_with_its_line() {
        assert!(
            fault_of_sizes(&SIZES.replace("9731", "about 9731"))
                .starts_with("list.csv:3: the list size of `Y99002` is `about 9731`, which is no whole number; ")
        );
        assert!(fault_of_sizes(&SIZES.replace("Y99002", "Y99001")).starts_with("list.csv:3: the practice `Y99001` stands here a second time; "));
        assert!(fault_of_sizes("practice_code,size\nY99001,1\n").starts_with("list.csv:1: there is no column `list_size`; "));
    }

    #[test]
    fn an_icb_that_is_not_in_the_list_is_told_with_those_that_are() {
        let fault = tell(plan(MAP.as_bytes(), None, &["Q98".to_owned()]));
        assert!(fault.contains("no practice has an ICB with the code `Q98`; did you mean `Q99`? The list has: Q99, S9V9D"), "{fault}");
    }

    #[test]
    fn a_list_with_a_mark_of_its_encoding_and_other_line_ends_is_read() {
        let list = format!("\u{feff}{}", MAP.replace('\n', "\r\n"));
        assert_eq!(plan(list.as_bytes(), Some(SIZES.as_bytes()), &[]).unwrap().files, planned(&[]).files);
    }

    #[test]
    fn files_that_are_there_stay_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let into = folder.path().join("content");
        std::fs::create_dir_all(into.join("networks/severn-bridge")).unwrap();
        std::fs::write(into.join("networks/severn-bridge/network.yaml"), "name: Ours\n").unwrap();
        let plan = planned(&[]);
        assert_eq!(write(&plan.files, &into).unwrap(), Added { written: 6, left_alone: 1 });
        assert_eq!(std::fs::read_to_string(into.join("networks/severn-bridge/network.yaml")).unwrap(), "name: Ours\n");
        assert_eq!(write(&plan.files, &into).unwrap(), Added { written: 0, left_alone: 7 });
        let mut names: Vec<String> = std::fs::read_dir(&into).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        assert_eq!(names, ["handbook.yaml", "networks", "organisations.yaml"]);
    }

    #[test]
    fn texts_are_quoted_where_yaml_would_read_them_otherwise() {
        for (text, expected) in [
            ("St. Bride's & Co", "St. Bride's & Co"),
            ("Harbour, Coast", "\"Harbour, Coast\""),
            ("9V1", "9V1"),
            ("00E1", "\"00E1\""),
            ("123", "\"123\""),
            ("No", "\"No\""),
            ("&c", "\"&c\""),
            ("a \"b\"", "\"a \\\"b\\\"\""),
            ("a: b", "\"a: b\""),
        ] {
            assert_eq!(quoted(text), expected);
        }
    }

    /// The list itself is not part of the program. `PCN_HANDBOOK_LISTS` names the folder that has it.
    #[test]
    fn the_real_list_becomes_a_handbook_without_errors() {
        let folder =
            std::env::var_os("PCN_HANDBOOK_LISTS").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), std::path::PathBuf::from);
        let read = |name: &str| std::fs::read(folder.join(name)).ok();
        let (Some(map), Some(sizes)) = (read("gp-reg-pat-prac-map_2026-08.csv"), read("practice_list_sizes_2026-02snapshot.csv")) else {
            eprintln!("NOT TESTED: the open lists are not in the folder that PCN_HANDBOOK_LISTS names");
            return;
        };
        let plan = plan(&map, Some(&sizes), &[]).unwrap();
        assert_eq!((plan.networks, plan.practices, plan.unallocated, plan.files.len()), (1298, 6077, 52, 1300));
        let id = |path: &str| path.split('/').nth(1).unwrap_or("").to_owned();
        let with_code = paths(&plan).into_iter().filter(|path| id(path).rsplit('-').next().is_some_and(|end| is_code(end, |first| first == 'u')));
        assert_eq!(with_code.count(), 2, "two networks of the list have one name");
        assert!(plan.files.iter().any(|(_, text)| text.contains("\ncode: U00000\n")));
        assert_eq!(errors(&plan), "");
    }
}
