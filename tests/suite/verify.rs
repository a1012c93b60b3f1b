//! `verify`: a site is whole, as it was built, and keeps its promises.

use std::fs;
use std::path::Path;

use pcn_handbook::verify::verify;

use crate::commands::Room;
use crate::example_site::sites;

const HANDBOOK: &str = "title: A handbook\npublisher: {name: An LMC, kind: lmc}\ncontract_year: 2026/27\n";
const NETWORK: &str = "name: Alpha PCN\npeople: {tomos: {name: Tomos Rees}}\nposts: {clinical-director: {holders: [{person: tomos}]}}\n";

/// A small site of an edition, in `site/`.
fn small(edition: &str) -> Room {
    let room = Room::new(&[
        ("content/handbook.yaml", HANDBOOK),
        ("content/networks/alpha/network.yaml", NETWORK),
        ("content/pages/plan.md", "---\ntitle: The plan\n---\n\n## Next {#next}\n\nSee [below](#next) and [[network:alpha]].\n"),
    ]);
    let ran = room.run(&["build", "--as-at", "2026-11-22", "--edition", edition]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    room
}

/// Changes a file, and notes it in the list of files, as if it had been built so.
fn rebuilt(room: &Room, path: &str, change: impl Fn(&str) -> String) {
    let old = room.read(&format!("site/{path}"));
    let new = change(&old);
    assert_ne!(old, new, "nothing of {path} changed");
    let print = |text: &str| format!("\"xxh3\":\"{:016x}\",\"size\":{}", xxhash_rust::xxh3::xxh3_64(text.as_bytes()), text.len());
    let list = room.read("site/.pcn-handbook.json");
    let listed = list.replace(&format!("\"{path}\",{}", print(&old)), &format!("\"{path}\",{}", print(&new)));
    assert_ne!(list, listed);
    room.put(&format!("site/{path}"), &new);
    room.put("site/.pcn-handbook.json", &listed);
}

fn faults(room: &Room) -> Vec<String> {
    faults_of(&room.path().join("site"))
}

fn faults_of(site: &Path) -> Vec<String> {
    verify(site).unwrap().faults.into_iter().map(|fault| format!("{}: {}", fault.path, fault.what)).collect()
}

#[test]
fn both_editions_of_the_example_are_as_they_were_built() {
    for site in sites() {
        let found = verify(&site.folder).unwrap();
        assert_eq!(found.faults, []);
        assert_eq!((found.files, found.others.len()), (site.files.len() - 1, 0));
        assert!(found.links > 10_000, "{}", found.links);
    }
}

#[test]
fn the_command_says_what_it_looked_at_and_ends_with_0_1_or_2() {
    let room = small("public");
    let ran = room.run(&["verify", "site"]);
    assert!(ran.status == 0 && ran.out.starts_with("public edition: ") && ran.out.ends_with(": nothing is wrong\n"), "{}", ran.out);
    room.put("site/CNAME", "handbook.example");
    room.put("site/a-z.html", "<p>Other words");
    let ran = room.run(&["verify"]);
    assert_eq!(ran.status, 1);
    assert!(ran.out.starts_with("a-z.html: has no Content-Security-Policy\na-z.html: was changed after it was written\n"), "{}", ran.out);
    assert!(ran.out.ends_with("not made by the build: `CNAME`\n"), "{}", ran.out);
    let ran = room.run(&["verify", "content"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.starts_with("pcn-handbook: `content` is no site of this program"), "{}", ran.err);
}

#[test]
fn a_file_that_grew_beyond_all_measure_is_told_and_not_read() {
    let room = small("public");
    fs::File::options().write(true).open(room.path().join("site/search.html")).unwrap().set_len(64 << 30).unwrap();
    let found = faults(&room);
    assert!(found.contains(&"search.html: has more than 256 MiB, which no file of a site has, and was not looked at".to_owned()), "{found:?}");
}

#[test]
fn a_file_that_is_gone_is_told_once() {
    let room = small("public");
    fs::remove_file(room.path().join("site/assets/style.css")).unwrap();
    assert_eq!(faults(&room), ["assets/style.css: is listed, and is not there"]);
}

#[cfg(unix)]
#[test]
fn a_file_that_leads_out_of_the_site_is_no_file_of_it() {
    let room = small("public");
    let page = room.path().join("site/pages/plan.html");
    fs::rename(&page, room.path().join("elsewhere.html")).unwrap();
    std::os::unix::fs::symlink("../../elsewhere.html", &page).unwrap();
    assert_eq!(faults(&room), ["pages/plan.html: is listed, and is no file that can be read"]);
}

#[test]
fn links_are_followed_to_their_places() {
    let room = small("public");
    rebuilt(&room, "pages/plan.html", |page| {
        page.replace("href=\"#next\"", "href=\"#gone\"")
            .replace("</main>", "<a href=\"../nowhere.html?x#y\">x</a><a href=\"../../out.html\">x</a><a href=\"\">x</a></main>")
    });
    assert_eq!(
        faults(&room),
        [
            "pages/plan.html: leads to `#gone`, and there is no such place on that page",
            "pages/plan.html: leads to `../../out.html`, which lies outside the site",
            "pages/plan.html: leads to `../nowhere.html?x#y`, which is not there",
            "pages/plan.html: leads to ``, which is no address",
        ]
    );
}

#[test]
fn what_a_strict_policy_blocks_and_what_asks_elsewhere_is_told() {
    let cases = [
        ("<style>p{}</style>", "has a style of its own in it, which a strict policy blocks"),
        ("<script>x()</script>", "has a script of its own in it, which a strict policy blocks"),
        ("<p style=\"color:red\">x</p>", "has `style=` in a `p`, which a strict policy blocks"),
        ("<p onclick=\"x()\">x</p>", "has a script of its own in it, `onclick=` in a `p`, which a strict policy blocks"),
        ("<script src=\"https://cdn.example/x.js\"></script>", "asks for `https://cdn.example/x.js`, which is not in the site"),
        ("<img alt=\"\" src=\"//cdn.example/x.png\">", "asks for `//cdn.example/x.png`, which is not in the site"),
        ("<img alt=\"\" srcset=\"https://cdn.example/x.png 2x\">", "asks for `https://cdn.example/x.png`, which is not in the site"),
        ("<link rel=\"preconnect\" href=\"https://cdn.example/\">", "asks for `https://cdn.example/`, which is not in the site"),
        ("<form action=\"https://cdn.example/\"></form>", "asks for `https://cdn.example/`, which is not in the site"),
        ("<a href=\"javascript:x()\">x</a>", "has a link to `javascript:x()`, which is no web address"),
        ("<meta http-equiv=\"refresh\" content=\"0; url=https://cdn.example/\">", "sends its readers to `https://cdn.example/`, which is not in the site"),
    ];
    let room = small("public");
    let whole = room.read("site/pages/plan.html");
    let list = room.read("site/.pcn-handbook.json");
    for (html, fault) in cases {
        rebuilt(&room, "pages/plan.html", |page| page.replace("</main>", &format!("{html}</main>")));
        assert_eq!(faults(&room), [format!("pages/plan.html: {fault}")], "{html}");
        room.put("site/pages/plan.html", &whole);
        room.put("site/.pcn-handbook.json", &list);
    }
    for fine in ["<a href=\"https://other.example/\">x</a>", "<a href=\"mailto:a@b.example\">x</a>", "<a href=\"tel:01632960000\">x</a>"] {
        rebuilt(&room, "pages/plan.html", |page| page.replace("</main>", &format!("{fine}</main>")));
        assert_eq!(faults(&room), [""; 0], "{fine}");
        room.put("site/pages/plan.html", &whole);
        room.put("site/.pcn-handbook.json", &list);
    }
}

#[test]
fn a_loose_policy_is_told_and_a_second_one_does_no_harm() {
    let room = small("public");
    rebuilt(&room, "pages/plan.html", |page| page.replace("script-src &#39;self&#39;", "script-src 'unsafe-inline'"));
    assert_eq!(faults(&room), ["pages/plan.html: has a policy that is not strict: `script-src` has `'unsafe-inline'`"]);
    rebuilt(&room, "pages/plan.html", |page| page.replace("<title>", "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\"><title>"));
    assert_eq!(faults(&room), [""; 0]);
}

#[test]
fn a_style_sheet_asks_for_nothing_from_elsewhere() {
    let room = small("public");
    rebuilt(&room, "assets/style.css", |style| {
        format!("@import \"https://cdn.example/a.css\";\n{style}\n/* url(https://old.example/) */ p {{ background: url('gone.png') }}")
    });
    assert_eq!(
        faults(&room),
        ["assets/style.css: asks for `gone.png`, which is not there", "assets/style.css: asks for `https://cdn.example/a.css`, which is not in the site"]
    );
}

#[test]
fn the_staff_edition_keeps_search_engines_away() {
    let room = small("staff");
    assert_eq!(faults(&room), [""; 0]);
    rebuilt(&room, "pages/plan.html", |page| page.replace("noindex", "index"));
    rebuilt(&room, "robots.txt", |robots| robots.replace("Disallow", "Allow"));
    assert_eq!(
        faults(&room),
        [
            "pages/plan.html: is a page of the staff edition, and does not ask search engines to stay away",
            "robots.txt: lets search engines into the staff edition",
        ]
    );
}
