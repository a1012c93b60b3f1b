//! What stands in the main part of a few pages of a small handbook.
//!
//! After a change that is meant, `INSTA_UPDATE=always cargo test --test suite main_parts` writes the new pages.

use std::collections::BTreeMap;
use std::sync::Mutex;

use pcn_handbook::diagnostic::Severity;
use pcn_handbook::model::settings::Edition;
use pcn_handbook::pipeline;

use crate::example_site::TODAY;

const FILES: &[(&str, &str)] = &[
    (
        "handbook.yaml",
        "title: Two Rivers handbook\npublisher: {name: Two Rivers LMC, kind: lmc, email: office@tworivers.example}\ncontract_year: 2026/27\nnational: false\n",
    ),
    (
        "roles/clinical-director.md",
        "---\ntitle: Clinical director\nsummary: Leads the network.\nsingle: true\nclinical: true\n---\n\nSpeaks for the practices.\n",
    ),
    (
        "responsibilities/research.md",
        "---\ntitle: Research link\nsummary: Makes it easier to join studies.\nrole: clinical-director\nlevel: local\nstandard: true\nyears: {from: 2019/20, to: 2023/24}\n---\n\nKeep a list of open studies.\n",
    ),
    (
        "networks/alpha/network.yaml",
        "code: U99972
name: Alpha PCN
contact: {phone: \"01632 960000\"}
confirmed: 2026-10-01
practices:
  - {code: Y99001, name: Quayside Surgery, list_size: 31000}
people:
  amara: {name: Dr Amara Bello, profession: gp, practising: true, practice: Y99001}
  tomos: {name: Dr Tomos Rhys, profession: gp, practising: true, practice: Y99001}
posts:
  clinical-director:
    contact: {email: director@alpha.example, phone: \"01632 960001\"}
    holders:
      - {person: amara, from: 2025-04-01, to: 2028-03-31, share: 60}
      - {person: tomos, from: 2025-04-01, to: 2028-03-31, share: 40}
responsibilities:
  research: {every: quarter, note: \"See [[plan]].\"}
",
    ),
    ("networks/alpha/plan.md", "---\ntitle: Our plan\n---\n\nThe [[clinical-director]] asks each practice once a quarter, as [[research]] says.\n"),
];

fn main_part(address: &str) -> String {
    let checked = pipeline::check_files(FILES, TODAY, false);
    assert_eq!(checked.count(Severity::Error), 0, "{:?}", checked.findings);
    let pages = Mutex::new(BTreeMap::new());
    let shown = pipeline::show(checked, Edition::Public, &mut pipeline::Memo::default()).unwrap();
    pipeline::build(&shown, &mut pipeline::Memo::default(), &|path: &str, bytes: &[u8]| {
        pages.lock().unwrap().insert(path.to_owned(), String::from_utf8_lossy(bytes).into_owned());
        Ok(())
    })
    .unwrap();
    let pages = pages.into_inner().unwrap();
    let page = pages.get(address).unwrap_or_else(|| panic!("no page `{address}`; there are {:?}", pages.keys()));
    let main = page.split_once("<main").and_then(|(_, rest)| rest.split_once("</main>")).map_or("", |(main, _)| main);
    format!("<main{main}</main>")
}

#[test]
fn a_network() {
    insta::assert_snapshot!(main_part("networks/alpha/index.html"));
}

#[test]
fn a_post_that_two_share() {
    insta::assert_snapshot!(main_part("networks/alpha/posts/clinical-director.html"));
}

#[test]
fn a_responsibility() {
    insta::assert_snapshot!(main_part("responsibilities/research.html"));
}

#[test]
fn a_page_of_a_network() {
    insta::assert_snapshot!(main_part("networks/alpha/pages/plan.html"));
}
