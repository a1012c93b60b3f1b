//! Files and folders: links, names, devices, encodings, what lies outside.

use std::fs;
use std::io::Write as _;

use super::{HANDBOOK, cases};
use crate::commands::Room;

/// A file of many bytes that takes no room on the disk.
fn hollow(room: &Room, path: &str, first: &[u8], size: u64) {
    let path = room.path().join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut file = fs::File::create(path).unwrap();
    file.write_all(first).unwrap();
    file.set_len(size).unwrap();
}

fn content(room: &Room, folder: &str) -> std::path::PathBuf {
    let path = room.path().join("content").join(folder);
    fs::create_dir_all(&path).unwrap();
    path
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::symlink;

    use super::*;

    pub fn link(room: &Room, to: &str, path: &str) {
        let path = room.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let _ = fs::remove_file(&path);
        symlink(to, path).unwrap();
    }

    pub fn pipe(room: &Room, path: &str) {
        let path = room.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let _ = fs::remove_file(&path);
        rustix::fs::mkfifoat(rustix::fs::CWD, &path, rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR).unwrap();
    }

    pub fn named(room: &Room, name: &[u8]) {
        fs::write(content(room, "pages").join(OsStr::from_bytes(name)), "Text.\n").unwrap();
    }
}
#[cfg(unix)]
use unix::{link, named, pipe};

#[cfg(unix)]
cases! {
    links_out_of_the_content_folder
    "links to files, folders, devices and nowhere outside, in every place, and pages that link them"
    |room| {
        link(room, "../../outside/secret.md", "content/pages/a.md");
        link(room, "../../outside/secret.svg", "content/files/a.svg");
        link(room, "/etc/passwd", "content/files/b.txt");
        link(room, "/dev/zero", "content/files/c.bin");
        link(room, "../outside", "content/guidance");
        link(room, "/", "content/roles");
        room.page("[a](../files/a.svg)\n");
    }
    => [
        "pages/a.md:1:1 unreadable-file", "files/a.svg:1:1 unreadable-file", "files/b.txt:1:1 unreadable-file", "files/c.bin:1:1 unreadable-file",
        "guidance:1:1 unreadable-file", "roles:1:1 unreadable-file", "pages/rooms.md:1:1 broken-link",
    ];

    links_in_a_ring
    "links to themselves, to each other, to the folder above"
    |room| {
        link(room, "a.md", "content/pages/a.md");
        link(room, "c.md", "content/pages/b.md");
        link(room, "b.md", "content/pages/c.md");
        link(room, "..", "content/pages/up");
        link(room, ".", "content/here");
    }
    => [
        "pages/a.md:1:1 unreadable-file", "pages/b.md:1:1 unreadable-file", "pages/c.md:1:1 unreadable-file", "pages/up:1:1 unreadable-file", "here:1:1 unreadable-file",
    ];

    handbook_yaml_is_a_link
    "`handbook.yaml` itself is a link to a file outside, which names a theme and a handbook to extend"
    |room| {
        room.put("outside/handbook.yaml", &format!("{HANDBOOK}extends: ../outside\n"));
        link(room, "../outside/handbook.yaml", "content/handbook.yaml");
    }
    => ["handbook.yaml:1:1 unreadable-file"];

    handbook_yaml_is_a_pipe
    "`handbook.yaml` itself is a pipe that nobody writes to"
    |room| pipe(room, "content/handbook.yaml")
    => ["handbook.yaml:1:1 unreadable-file"];

    pipes_and_sockets
    "pipes in the place of pages, networks, pictures and folders; a socket"
    |room| {
        pipe(room, "content/pages/a.md");
        pipe(room, "content/networks/alpha/network.yaml");
        pipe(room, "content/files/a.png");
        pipe(room, "content/roles");
        drop(std::os::unix::net::UnixListener::bind(content(room, "files").join("s.pdf")).unwrap());
        room.page("![a](../files/a.png) [s (PDF)](../files/s.pdf)\n");
    }
    => [
        "pages/a.md:1:1 unreadable-file", "networks/alpha/network.yaml:1:1 unreadable-file", "files/a.png:1:1 unreadable-file", "roles:1:1 unreadable-file",
        "files/s.pdf:1:1 unreadable-file", "pages/rooms.md:1:1 broken-link", "pages/rooms.md:1:22 broken-link",
    ];

    names_that_windows_cannot_hold
    "`con.md`, `COM1.md`, `a:b.md`, a backslash, dots and spaces at the end, 240 letters"
    |room| {
        let long = "q".repeat(240) + ".md";
        for name in ["con.md", "COM1.md", "nul.md", "a:b.md", "a\\b.md", "tail .md", "dot..md", "a.md.", "%2e%2e.md", "-.md", &long] {
            named(room, name.as_bytes());
        }
    }
    => [
        "pages/con.md:1:1 bad-id", "pages/COM1.md:1:1 bad-id", "pages/nul.md:1:1 bad-id", "pages/a:b.md:1:1 bad-id", "pages/a\\b.md:1:1 bad-id",
        "pages/tail .md:1:1 bad-id", "pages/dot..md:1:1 bad-id", "pages/%2e%2e.md:1:1 bad-id", "pages/a.md.:1:1 unknown-file",
    ];

    names_that_give_orders_to_terminals
    "names with line ends, escape sequences, characters that turn words, bytes that are no UTF-8"
    |room| {
        for name in [b"new\nline.md".as_slice(), b"esc\x1b[31m.md", "bidi\u{202e}dm.exe.md".as_bytes(), b"caf\xe9.md", b"bell\x07.md"] {
            named(room, name);
        }
    }
    => [
        "pages/new<U+000A>line.md:1:1 bad-id", "pages/esc<U+001B>[31m.md:1:1 bad-id", "pages/bidi<U+202E>dm.exe.md:1:1 bad-id", "pages/caf\u{fffd}.md:1:1 unreadable-file",
    ];

    names_that_are_one_on_other_disks
    "names that differ by capitals alone, or by the form of their accents; linked documents likewise"
    |room| {
        named(room, b"rooms.md");
        named(room, b"Rooms.md");
        named(room, "caf\u{e9}.md".as_bytes());
        named(room, "cafe\u{301}.md".as_bytes());
        room.put("content/files/Plan.pdf", "1");
        room.put("content/files/plan.pdf", "2");
        room.put("content/pages/links.md", "The [plan (PDF)](../files/plan.pdf) and the [other (PDF)](../files/Plan.pdf).\n");
    }
    => ["pages/Rooms.md:1:1 bad-id", "pages/rooms.md:1:1 address-collision", "pages/caf\u{e9}.md:1:1 bad-id", "pages/cafe\u{301}.md:1:1 bad-id", "pages/links.md:1:45 unsafe-file-name"];

    documents_with_odd_names
    "linked documents with names of Windows, tags, dots at the end, control characters"
    |room| {
        for name in ["con.pdf", "<b>.pdf", "a\u{1b}.pdf", "dot.pdf."] {
            fs::write(content(room, "files").join(name), "x").unwrap();
        }
        room.page("[a (PDF)](../files/con.pdf)\n\n[b (PDF)](<../files/%3Cb%3E.pdf>)\n\n[c (PDF)](../files/a%1b.pdf)\n\n[d (PDF)](../files/dot.pdf.)\n");
    }
    => ["pages/rooms.md:1:1 unsafe-file-name", "pages/rooms.md:3:1 unsafe-file-name", "pages/rooms.md:5:1 unsafe-file-name", "pages/rooms.md:7:1 unsafe-file-name"];

    a_thousand_folders_deep
    "folders nested 1,000 deep"
    |room| {
        // A path of such length cannot be named at once, so folders are moved into each other.
        let pages = content(room, "pages");
        let spare = room.path().join("spare");
        fs::create_dir(pages.join("d")).unwrap();
        for _ in 0..1_000 {
            fs::create_dir(&spare).unwrap();
            fs::rename(pages.join("d"), spare.join("d")).unwrap();
            fs::rename(&spare, pages.join("d")).unwrap();
        }
    }
    => ["pages/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d:1:1 too-deep"];

    a_thousand_files_in_a_folder
    "1,000 pages in one folder"
    |room| {
        let pages = content(room, "pages");
        (0..1_000).for_each(|n| fs::write(pages.join(format!("page-{n}.md")), format!("# Page {n}\n\nText.\n")).unwrap());
    }
    => [];

    other_encodings
    "UTF-16, Latin-1, bytes of a packed file, NULs"
    |room| {
        room.put_bytes("content/pages/a.md", &[0xff, 0xfe, b'#', 0, b' ', 0, b'A', 0]);
        room.put_bytes("content/pages/b.md", b"# R\xe9gie\n");
        room.put_bytes("content/pages/c.md", &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xab, 0x56]);
        room.put_bytes("content/pages/d.md", &[0; 5000]);
    }
    => ["pages/a.md:1:1 not-utf-8", "pages/b.md:1:4 not-utf-8", "pages/c.md:1:2 not-utf-8", "pages/d.md:1:1 unseen-character"];

    odd_line_ends
    "a byte-order mark, carriage returns alone, mixed line ends, form feeds between facts"
    |room| {
        room.put("content/pages/a.md", "\u{feff}---\rtitle: A\r---\rText.\r");
        room.put("content/pages/b.md", "---\r\ntitle: B\n---\r\nText.\r\r\n\n");
        room.put("content/pages/c.md", "\u{feff}\u{feff}# C\n");
    }
    => [];

    pictures_that_lie_about_their_size
    "pictures that say 4,294,967,295 pixels, none, or end in their heads"
    |room| {
        let png = |width: u32, height: u32| [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &width.to_be_bytes(), &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
        room.put_bytes("content/files/a.png", &png(u32::MAX, u32::MAX));
        room.put_bytes("content/files/b.png", &png(0, 0));
        room.put_bytes("content/files/c.png", b"\x89PNG\r\n");
        room.put_bytes("content/files/d.jpg", &[0xff, 0xd8, 0xff, 0xe0, 0xff, 0xff, 0xff]);
        room.put_bytes("content/files/e.gif", b"GIF89a");
        room.put_bytes("content/files/f.webp", b"RIFF\xff\xff\xff\xffWEBPVP8X");
        room.put("content/files/g.svg", "<svg width=\"1e400\" height='-1' viewBox='0 0 1e999 nan'>");
        room.page("![Plan a](../files/a.png)\n![Plan b](../files/b.png)\n![Plan c](../files/c.png)\n![Plan d](../files/d.jpg)\n![Plan e](../files/e.gif)\n![Plan f](../files/f.webp)\n![Plan g](../files/g.svg)\n");
    }
    => [];

    huge_documents
    "a document and a picture of 3 GiB, linked and shown"
    |room| {
        hollow(room, "content/files/a.pdf", b"%PDF", 3 << 30);
        hollow(room, "content/files/b.png", b"\x89PNG\r\n\x1a\n", 3 << 30);
        room.page("[a (PDF)](../files/a.pdf)\n\n![Plan b](../files/b.png)\n");
    }
    => ["files/a.pdf:1:1 too-large", "files/b.png:1:1 too-large", "pages/rooms.md:1:1 broken-link", "pages/rooms.md:3:1 broken-link"];

    a_large_picture
    "a picture of 90 MiB whose head says nothing"
    |room| {
        hollow(room, "content/files/b.jpg", &[0xff, 0xd8, 0xff], 90 << 20);
        room.page("![Plan b](../files/b.jpg)\n");
    }
    => [];

    drawings_and_pages_that_run
    "linked drawings with scripts, handlers, `foreignObject`, entities, animated `href`; linked web pages"
    |room| {
        let svg = |name: &str, inner: &str| room.put(&format!("content/files/{name}.svg"), &format!("<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'>{inner}</svg>"));
        svg("a", "<script>alert(1)</script>");
        svg("b", "<g ONCLICK='alert(1)'/>");
        svg("c", "<foreignObject><body/></foreignObject>");
        svg("d", "<a xlink:href='java&#x09;script:alert(1)'/>");
        svg("e", "<set attributeName='href' to='javascript:alert(1)'/>");
        svg("f", "<svg:script xmlns:svg='http://www.w3.org/2000/svg'/>");
        svg("g", "<use href='data:image/svg+xml,x'/>");
        svg("h", "<path d='M0 0'/><a href='#x'/><a href='https://a.example/'/><image href='data:image/png;base64,AA'/>");
        room.put("content/files/i.svg", "<!DOCTYPE svg [<!ENTITY a '<script>'>]><svg>&a;</svg>");
        room.put("content/files/j.HTM", "x");
        room.put("content/files/k.xml", "<x/>");
        room.page(&('a'..='k').map(|c| format!("[{c} (SVG)](../files/{c}.{})\n\n", match c { 'j' => "HTM", 'k' => "xml", _ => "svg" })).collect::<String>());
    }
    => [
        "pages/rooms.md:1:1 script-in-a-file", "pages/rooms.md:3:1 script-in-a-file", "pages/rooms.md:5:1 script-in-a-file", "pages/rooms.md:7:1 script-in-a-file",
        "pages/rooms.md:9:1 script-in-a-file", "pages/rooms.md:11:1 script-in-a-file", "pages/rooms.md:13:1 script-in-a-file", "pages/rooms.md:17:1 script-in-a-file",
        "pages/rooms.md:19:1 script-in-a-file", "pages/rooms.md:21:1 script-in-a-file",
    ];

    extends_a_folder_of_the_system
    "`extends` to a folder of the system: nothing but what a handbook has is read of it"
    |room| room.settings("extends: /usr\n")
    => [];

    extends_what_is_no_folder
    "`extends` to a device, to a file, to nothing"
    |room| room.settings("extends: /dev/zero\n")
    => ["handbook.yaml:5:10 unreadable-file"];

    an_extended_handbook_with_links_out
    "a handbook to extend whose pages and files are links out of it"
    |room| {
        room.settings("extends: ../other\n");
        link(room, "../../outside/secret.md", "other/roles/a.md");
        link(room, "../../outside/secret.svg", "other/files/a.svg");
        room.page("![Plan](../files/a.svg)\n");
    }
    => ["roles/a.md:1:1 unreadable-file", "files/a.svg:1:1 unreadable-file", "pages/rooms.md:1:1 broken-link"];

    a_list_that_is_none
    "`reference` to a device, to a file of secrets, to a pipe"
    |room| {
        room.put("outside/keys.csv", OUTSIDE_KEYS);
        pipe(room, "outside/pipe.csv");
        room.settings("reference: {map: ../outside/keys.csv, list_sizes: ../outside/pipe.csv}\npublic_review: true\n");
    }
    => ["handbook.yaml:5:18 unusable-reference-list", "handbook.yaml:5:51 unusable-reference-list"];

    a_theme_elsewhere
    "`theme` with `..`, a path, a name of Windows"
    |room| room.settings("theme: ../../outside\n")
    => ["handbook.yaml:5:8 unreadable-file"];

    a_theme_with_links_out
    "a theme whose templates, styles and folders are links out of it"
    |room| {
        room.settings("theme: vale\n");
        link(room, "../../outside/secret.md", "themes/vale/page.html");
        link(room, "../../../outside/secret.svg", "themes/vale/assets/a.svg");
        link(room, "/etc", "themes/vale/assets/etc");
    }
    => ["page.html:1:1 unreadable-file", "assets/a.svg:1:1 unreadable-file", "assets/etc:1:1 unreadable-file"];

    a_theme_that_includes_what_lies_outside
    "a template that includes files by paths, or asks for the environment"
    |room| {
        room.settings("theme: vale\n");
        room.page("Text.\n");
        room.put("themes/vale/page.html", "{% include \"../../outside/secret.md\" %}{% include \"/etc/passwd\" %}{{ get_env(name=\"PATH\") }}");
    }
    => ["page.html:1:1 template-mistake"];
}

/// What a file of keys looks like: no finding may show it.
const OUTSIDE_KEYS: &str = "7c1f-words-of-elsewhere\n7c1f-words-of-elsewhere,2\n";

#[cfg(not(unix))]
pub const CASES: &[super::Case] = &[];
