//! The handbooks that are measured: *imported* from the open lists, *full* on top of that, and a tenth of each.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::words::Dice;
use crate::yardstick::list;
use crate::{Result, full, measure};

/// The open list, as it lies beside the repository.
const MAP: &str = "../shared/data/gp-reg-pat-prac-map_2026-08.csv";
const LIST_SIZES: &str = "../shared/data/practice_list_sizes_2026-02snapshot.csv";

/// How many networks and practices the made list has: as many as the real one.
const NETWORKS: usize = 1_298;
const PRACTICES: usize = 6_077;
/// How many of the networks have one practice only.
const ALONE: usize = 97;

const COLUMNS: &str = "PUBLICATION,EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,PRACTICE_POSTCODE,PCN_CODE,PCN_NAME,ONS_SUB_ICB_LOCATION_CODE,\
SUB_ICB_LOCATION_CODE,SUB_ICB_LOCATION_NAME,ONS_ICB_CODE,ICB_CODE,ICB_NAME,ONS_COMM_REGION_CODE,COMM_REGION_CODE,COMM_REGION_NAME,SUPPLIER_NAME";

/// A content folder.
pub struct Corpus {
    /// Where it is.
    pub content: PathBuf,
    /// How many networks it has.
    pub networks: usize,
    /// How long it took to import.
    pub import_seconds: Option<f64>,
}

/// Makes handbooks below a folder.
pub struct Corpora {
    folder: PathBuf,
    map: PathBuf,
    tenth_map: PathBuf,
    list_sizes: Option<PathBuf>,
}

impl Corpora {
    /// Finds the list, or makes one of its size, and takes every tenth network of it.
    pub fn new(folder: &Path, map: Option<&Path>, list_sizes: Option<&Path>) -> Result<Self> {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
        let beside = repository.join(MAP);
        let (map, list_sizes) = match map {
            Some(map) if map.is_file() => (map.to_owned(), list_sizes.map(Path::to_owned)),
            Some(map) => return Err(format!("the list `{}` is not there", map.display()).into()),
            None if beside.is_file() => (beside, Some(list_sizes.map_or_else(|| repository.join(LIST_SIZES), Path::to_owned))),
            None => {
                println!("NOTE: the real list is not at {MAP}, nor is one named by --map or PCN_MAP.");
                println!("      A made list of the same size stands in: {NETWORKS} networks, {PRACTICES} practices, no real one among them.\n");
                (made_list(folder)?, None)
            }
        };
        let tenth_map = folder.join("tenth-map.csv");
        fs::write(&tenth_map, tenth_of(&fs::read_to_string(&map)?)?)?;
        Ok(Self { folder: folder.to_owned(), map, tenth_map, list_sizes: list_sizes.filter(|path| path.is_file()) })
    }

    /// What the import makes of the list, and of a tenth of it.
    pub fn imported(&self) -> Result<(Corpus, Corpus)> {
        Ok((self.import(&self.map, "imported")?, self.import(&self.tenth_map, "imported-tenth")?))
    }

    /// The same, filled.
    pub fn full(&self) -> Result<(Corpus, Corpus)> {
        Ok((self.whole()?, self.filled(&self.tenth_map, "full-tenth")?))
    }

    /// All of it filled, without the tenth.
    pub fn whole(&self) -> Result<Corpus> {
        self.filled(&self.map, "full")
    }

    fn filled(&self, map: &Path, name: &str) -> Result<Corpus> {
        let corpus = Corpus { import_seconds: None, ..self.import(map, name)? };
        full::fill(&corpus.content)?;
        Ok(corpus)
    }

    fn import(&self, map: &Path, name: &str) -> Result<Corpus> {
        let content = self.folder.join(name);
        let run = measure::import(map, self.list_sizes.as_deref(), &content)?;
        let networks = fs::read_dir(content.join("networks"))?.count();
        Ok(Corpus { content, networks, import_seconds: Some(run.seconds) })
    }
}

/// Takes some networks of a handbook, spread over all of it, with everything that they share.
///
/// Of the integrated care boards and their locations only those stay that something names.
pub fn take(handbook: &Path, networks: usize, content: &Path) -> Result<Corpus> {
    let mut folders: Vec<PathBuf> = fs::read_dir(handbook.join("networks"))?.map(|entry| entry.map(|entry| entry.path())).collect::<std::io::Result<_>>()?;
    folders.sort();
    let networks = networks.clamp(1, folders.len());
    let taken: Vec<PathBuf> = folders.iter().step_by(folders.len() / networks).take(networks).cloned().collect();
    let mut said = String::new();
    for file in list(handbook)? {
        let place = file.strip_prefix(handbook)?;
        if place.starts_with("networks") && !taken.iter().any(|folder| file.starts_with(folder)) {
            continue;
        }
        let copy = content.join(place);
        fs::create_dir_all(copy.parent().unwrap_or(content))?;
        fs::copy(&file, copy)?;
        if place != Path::new("organisations.yaml") && place.extension().is_some_and(|end| end == "yaml" || end == "md") {
            said.push_str(&fs::read_to_string(&file)?);
        }
    }
    let organisations = content.join("organisations.yaml");
    let text = fs::read_to_string(&organisations)?;
    let mut kept = Vec::new();
    // Whoever is above another stands before it, so it is named by the time it comes up.
    for line in text.lines().rev() {
        let id = line.strip_prefix("- {id: ").and_then(|after| after.split(',').next());
        if !line.contains("kind: icb") && !line.contains("kind: sub-icb") || id.is_some_and(|id| said.contains(id)) {
            said.push_str(line);
            kept.push(line);
        }
    }
    kept.reverse();
    fs::write(&organisations, kept.join("\n") + "\n")?;
    Ok(Corpus { content: content.to_owned(), networks, import_seconds: None })
}

/// The lines of every tenth network.
fn tenth_of(map: &str) -> Result<String> {
    let mut reader = csv::Reader::from_reader(map.as_bytes());
    let column = reader.headers()?.iter().position(|name| name == "PCN_CODE").ok_or("the list has no column `PCN_CODE`")?;
    let lines = reader.records().collect::<std::result::Result<Vec<_>, _>>()?;
    let code = |line: &csv::StringRecord| line.get(column).unwrap_or_default().to_owned();
    let networks: BTreeSet<String> = lines.iter().map(code).filter(|code| code.len() > 1).collect();
    let tenth: BTreeSet<String> = networks.into_iter().step_by(10).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(reader.headers()?)?;
    for line in lines.iter().filter(|line| tenth.contains(&code(line))) {
        writer.write_record(line)?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

/// A list with the columns of the real one and nothing real in it.
fn made_list(folder: &Path) -> Result<PathBuf> {
    let mut dice = Dice::new(1);
    let mut practices: Vec<usize> = (0..NETWORKS).map(|n| if n % (NETWORKS / ALONE) == 0 && n / (NETWORKS / ALONE) < ALONE { 1 } else { 2 }).collect();
    let mut left = PRACTICES - practices.iter().sum::<usize>();
    while left > 0 {
        let n = dice.below(NETWORKS);
        if practices[n] > 1 {
            practices[n] += 1;
            left -= 1;
        }
    }
    let mut text = format!("{COLUMNS}\n");
    let mut practice = 0;
    for (n, members) in practices.into_iter().enumerate() {
        let icb = n * 36 / NETWORKS;
        let sub_icb = icb * 3 + n % 3;
        let (region, network) = (icb * 7 / 36, dice.place());
        for _ in 0..members {
            practice += 1;
            let place = dice.place().to_uppercase();
            let _ = writeln!(
                text,
                "GP_PRAC_PAT_LIST,01Aug2026,Y{},{place} SURGERY,ZZ{} {}AA,U{:05},{} {} PCN,E0,{:03}Z,Area {sub_icb},E0,ZZ{icb:02},Area {icb} Integrated Care Board,E0,ZR{region},Region {region},NONE",
                // Far above the highest code that is in use.
                90_000 + practice,
                n % 90 + 10,
                practice % 10,
                n + 1,
                network.to_uppercase(),
                n + 1,
                sub_icb
            );
        }
    }
    let path = folder.join("made-map.csv");
    fs::write(&path, text)?;
    Ok(path)
}
