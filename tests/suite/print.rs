//! The document of a network: `print.html`, and the file that `build --single-file` makes.

use base64::Engine as _;
use sha2::Digest as _;

use crate::commands::Room;
use crate::example_site::{Faults, root, sites};
use crate::html::Page;

const HANDBOOK: &str = "title: A handbook\npublisher: {name: An LMC, kind: lmc}\ncontract_year: 2026/27\n";
const NETWORK: &str = "name: Alpha PCN\nstatus: forming\nicb: an-icb\npeople: {tomos: {name: Tomos Rees}}\nposts: {clinical-director: {holders: [{person: tomos, from: 2026-04-01, to: 2029-03-31}]}}\n";

fn alpha(more: &[(&str, &str)]) -> Room {
    let organisations = "- {id: an-icb, name: An ICB, kind: icb, code: QAB}\n";
    let files = [
        ("content/handbook.yaml", HANDBOOK),
        ("content/organisations.yaml", organisations),
        ("content/networks/alpha/network.yaml", NETWORK),
        ("content/networks/alpha/plan.md", "---\ntitle: The plan\n---\n\nSee ![A map](../../files/map.svg) and [[role:clinical-director]].\n"),
        ("content/files/map.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ("content/networks/alpha/index.md", "See [[plan]].\n"),
    ];
    let room = Room::new(&files);
    more.iter().for_each(|(path, text)| room.put(path, text));
    room
}

const SINGLE: [&str; 6] = ["build", "--as-at", "2026-11-22", "--single-file", "--network", "alpha"];

/// What stands inside the one element of a name.
fn inside<'t>(html: &'t str, name: &str) -> &'t str {
    let (_, rest) = html.split_once(&format!("<{name}>")).unwrap_or_else(|| panic!("no <{name}>"));
    rest.split_once(&format!("</{name}>")).unwrap().0
}

#[test]
fn documents_lead_to_nothing_of_their_network_that_stands_in_them() {
    let mut faults = Faults::none();
    for site in sites() {
        for (address, page) in site.pages.iter().filter(|(address, _)| address.ends_with("/print.html")) {
            for link in page.all("a").map(|link| link.get("href")) {
                let own = !link.starts_with("../") && !link.starts_with('#') && !link.contains(':');
                // The way back, and what the site says of a responsibility of the network's own.
                if own && link != "index.html" && !link.starts_with("responsibilities/") {
                    faults.add(format!("{address}: `{link}`"));
                }
            }
        }
    }
    faults.assert_none();
}

#[test]
fn documents_are_in_no_sitemap_and_found_by_no_search() {
    for site in sites() {
        let is_named = |address: &str| site.text(address).contains("print.html");
        assert!(site.files.contains_key("networks/severn-bridge/print.html"));
        assert!(!is_named("sitemap.xml") && !is_named("a-z.html"));
        let telling: Vec<&String> = site.files.keys().filter(|address| address.starts_with("search/") && is_named(address)).collect();
        assert!(telling.is_empty(), "{telling:?}");
    }
}

#[test]
fn a_single_file_is_called_as_the_network_and_made_again() {
    let room = alpha(&[]);
    for _ in 0..2 {
        let ran = room.run(&SINGLE);
        assert_eq!((ran.status, ran.out.as_str()), (0, ""), "{}", ran.err);
        let last = ran.err.lines().last().unwrap();
        assert!(last.starts_with("public edition: Alpha PCN in one file of ") && last.contains("`alpha.html`"), "{last}");
    }
    assert!(!room.path().join("site").exists());
    assert!(room.read("alpha.html").contains("Tomos Rees"));
    let again = room.read("alpha.html");
    room.run(&SINGLE);
    assert_eq!(again, room.read("alpha.html"), "the same text makes the same bytes");
}

#[test]
fn a_single_file_needs_no_other() {
    let room = alpha(&[]);
    assert_eq!(room.run(&SINGLE).status, 0);
    let html = room.read("alpha.html");
    let page = Page::read(&html);
    assert_eq!(page.faults, Vec::<String>::new());
    for element in &page.elements {
        for name in ["href", "src"] {
            let address = element.get(name);
            let is_here = ["#", "data:", "mailto:", "tel:", "https:"].iter().any(|start| address.starts_with(start));
            assert!(address.is_empty() || is_here, "<{} {name}=\"{address}\">", element.name);
        }
        assert!(!element.attributes.contains_key("style"));
    }
    // A picture comes in; a page of the site that is published nowhere is plain words.
    assert!(html.contains("<img src=\"data:image/svg+xml;base64,"), "the map");
    assert!(html.contains("and <span>Clinical director</span>."), "the role");
    let policy = page.all("meta").find(|meta| meta.get("http-equiv") == "Content-Security-Policy").unwrap().get("content").to_owned();
    assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe") && !policy.contains("self"), "{policy}");
    for name in ["script", "style"] {
        let print = base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(inside(&html, name)));
        assert!(policy.contains(&format!("{name}-src 'sha256-{print}'")), "{name}: {policy}");
    }
}

#[test]
fn links_of_a_single_file_lead_to_the_published_site() {
    let room = alpha(&[("content/handbook.yaml", &format!("{HANDBOOK}base_url: https://handbook.example/\n"))]);
    let ran = room.run(&[&SINGLE[..], &["--out", "sent/to-you.html"]].concat());
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(room.read("sent/to-you.html").contains("<a href=\"https://handbook.example/roles/clinical-director.html\">Clinical director</a>"));
}

#[test]
fn a_single_file_shows_what_its_edition_does() {
    let room = alpha(&[("content/networks/alpha/quiet.md", "---\ntitle: Quiet page\nvisible_to: staff\n---\n\nHush.\n")]);
    assert_eq!(room.run(&SINGLE).status, 0);
    assert!(!room.read("alpha.html").contains("Quiet page") && !room.read("alpha.html").contains("quiet"));
    assert_eq!(room.run(&[&SINGLE[..], &["--edition", "staff"]].concat()).status, 0);
    let staff = room.read("alpha.html");
    assert!(staff.contains("Quiet page") && inside(&staff, "script").contains("page-quiet") && staff.contains("Please don"));
}

#[test]
fn a_single_file_takes_the_place_of_nothing_else() {
    let room = alpha(&[("alpha.html", "<p>My own notes")]);
    let ran = room.run(&SINGLE);
    assert_eq!(ran.status, 2);
    assert!(ran.err.ends_with("pcn-handbook: `alpha.html` is there, and this command did not make it; choose another name with `--out`\n"), "{}", ran.err);
    assert_eq!(room.read("alpha.html"), "<p>My own notes");
    assert_eq!(room.run(&["build", "--as-at", "2026-11-22"]).status, 0);
    for (out, why) in [("site/alpha.html", "lies in a built site"), ("content/alpha.html", "lies in the handbook's text"), ("content/networks", "lies in")] {
        let ran = room.run(&[&SINGLE[..], &["--out", out]].concat());
        assert!(ran.status == 2 && ran.err.contains(why), "{out}: {} {}", ran.status, ran.err);
    }
    room.put("folder/x", "");
    assert!(room.run(&[&SINGLE[..], &["--out", "folder"]].concat()).err.contains("`folder` is a folder"));
    assert!(room.run(&[&SINGLE[..], &["--out", "new/"]].concat()).err.contains("`new/` is a folder"));
}

#[cfg(unix)]
#[test]
fn a_single_file_does_not_wait_for_a_pipe() {
    let room = alpha(&[]);
    let made = std::process::Command::new("mkfifo").arg(room.path().join("pipe.html")).status().unwrap();
    assert!(made.success());
    let ran = room.run(&[&SINGLE[..], &["--out", "pipe.html"]].concat());
    assert!(ran.status == 2 && ran.err.contains("`pipe.html` is no file"), "{}", ran.err);
}

#[test]
fn a_base_url_breaks_out_of_no_link_of_a_single_file() {
    let handbook = format!("{HANDBOOK}base_url: 'https://vale.example/\"><script>x()</script>'\n");
    let room = alpha(&[("content/handbook.yaml", &handbook)]);
    assert_eq!(room.run(&SINGLE).status, 0);
    let text = room.read("alpha.html");
    assert!(
        text.contains("href=\"https://vale.example/%22%3E%3Cscript%3Ex()%3C/script%3E/roles/clinical-director.html"),
        "{:?}",
        text.find("vale.example").map(|at| &text[at..at + 120])
    );
    assert!(!text.contains("<script>x()"));
}

#[test]
fn two_footnotes_of_one_name_have_one_anchor() {
    let room = alpha(&[("content/networks/alpha/plan.md", "---\ntitle: The plan\n---\n\nOnce[^a].\n\n[^a]: First.\n\n[^a]: Second.\n")]);
    assert_eq!(room.run(&["build", "--as-at", "2026-11-22"]).status, 0);
    let text = room.read("site/networks/alpha/pages/plan.html");
    assert_eq!(text.matches("id=\"note-1\"").count(), 1, "{text}");
    assert!(text.contains("First.") && text.contains("Second."));
}

#[test]
fn a_single_file_is_of_a_network_that_is_there() {
    let room = alpha(&[]);
    let ran = room.run(&["build", "--as-at", "2026-11-22", "--single-file", "--network", "alfa"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.ends_with("pcn-handbook: the public edition has no network with the id `alfa`; did you mean `alpha`?\n"), "{}", ran.err);
    for arguments in [&["build", "--single-file"][..], &["build", "--network", "alpha"], &["watch", "--single-file", "--network", "alpha"]] {
        let ran = room.run(arguments);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{}", ran.err);
        assert!(ran.err.starts_with("error: "), "{}", ran.err);
    }
    assert!(!room.path().join("alfa.html").exists());
}

#[test]
fn errors_in_the_text_stop_a_single_file() {
    let room = alpha(&[("content/networks/alpha/broken.md", "---\ntitle: Broken\n---\n\n[[nowhere-at-all]]\n")]);
    let ran = room.run(&SINGLE);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("`alpha.html` stays as it was"), "{}", ran.err);
    assert!(!room.path().join("alpha.html").exists());
}

#[test]
fn the_search_of_a_single_file_leads_to_places_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("severn.html");
    let content = root().join("content");
    let room = Room::new(&[]);
    let arguments = [
        "build",
        "--as-at",
        "2026-11-22",
        "--single-file",
        "--network",
        "severn-bridge",
        "--content",
        &content.to_string_lossy(),
        "--out",
        &out.to_string_lossy(),
    ];
    let ran = room.run(&arguments);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let html = std::fs::read_to_string(&out).unwrap();
    let page = Page::read(&html);
    let (_, places) = inside(&html, "script").split_once("handbookSearch.document = ").unwrap();
    let places: serde_json::Value = serde_json::from_str(places.split_once(";\n").unwrap().0).unwrap();
    let mut faults = Faults::none();
    for (address, place) in places["places"].as_object().unwrap() {
        if !page.elements.iter().any(|element| element.get("id") == place.as_str().unwrap()) {
            faults.add(format!("{address} is to be at {place}"));
        }
    }
    faults.assert_none();
    assert!(places["places"]["networks/severn-bridge/posts/clinical-director.html"] == "post-clinical-director");
    assert!(!inside(&html, "script").contains("networks/long-meadow/"), "of other networks nothing is told");
}

#[test]
fn pictures_come_into_a_single_file_whatever_their_names() {
    let names = ["plan & a.svg", "o'clock.svg", "tŷ bach.svg", "50% #1.svg"];
    let prose: String = names.iter().map(|name| format!("![A map](<../../files/{}>)\n", name.replace('%', "%25").replace('#', "%23"))).collect();
    let room = alpha(&[("content/networks/alpha/plan.md", &format!("---\ntitle: The plan\n---\n\n{prose}"))]);
    room.put("content/handbook.yaml", &format!("{HANDBOOK}look: {{logo: \"files/o'clock.svg\"}}\n"));
    names.iter().for_each(|name| room.put(&format!("content/files/{name}"), &format!("<svg id=\"{name}\"/>")));
    assert_eq!(room.run(&SINGLE).status, 0);
    let html = room.read("alpha.html");
    for name in names {
        let bytes = base64::engine::general_purpose::STANDARD.encode(format!("<svg id=\"{name}\"/>"));
        assert_eq!(html.matches(&format!("base64,{bytes}\"")).count(), if name == "o'clock.svg" { 2 } else { 1 }, "{name}");
    }
    // In the site nothing in a name is taken for the end of the path.
    assert_eq!(room.run(&["build", "--as-at", "2026-11-22"]).status, 0);
    assert!(room.read("site/networks/alpha/print.html").contains("src=\"../../files/50%25%20%231.svg\""));
}

#[test]
fn a_theme_saved_on_windows_and_its_own_sheet_dress_a_single_file() {
    let style = "\u{feff}:root { --a: b; }\r\nmain { color: black; }\r\n";
    let own = "main {\r\n  margin: 1px;\r\n}\r\n";
    let room = alpha(&[("themes/ours/assets/style.css", style), ("themes/ours/assets/own.css", own)]);
    room.put("content/handbook.yaml", &format!("{HANDBOOK}theme: ours\n"));
    assert_eq!(room.run(&SINGLE).status, 0);
    let html = room.read("alpha.html");
    let sheet = inside(&html, "style");
    assert!(sheet.starts_with(":root { --a: b; }\nmain {") && sheet.ends_with("main {\n  margin: 1px;\n}\n") && !html.contains('\r'), "{sheet}");
    let print = base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(sheet));
    let page = Page::read(&html);
    let policy = page.all("meta").find(|meta| meta.get("http-equiv") == "Content-Security-Policy").unwrap().get("content");
    assert!(policy.contains(&format!("style-src 'sha256-{print}'")), "{policy}");
    assert_eq!(room.run(&["build", "--as-at", "2026-11-22"]).status, 0);
    assert!(room.read("site/networks/alpha/print.html").contains("<link rel=\"stylesheet\" href=\"../../assets/own.css?"));
}
