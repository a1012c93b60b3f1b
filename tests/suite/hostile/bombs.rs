//! Texts whose cost could grow beyond their size: each takes the time of its length, or is told and not read.

use std::fmt::Write as _;

use super::cases;
use crate::commands::Room;

/// Lines made of their numbers.
fn lines(most: usize, line: impl Fn(usize) -> String) -> String {
    (0..most).map(line).collect()
}

fn nested(room: &Room, mark: &str) {
    room.page(&format!("{}x\n", mark.repeat(10_000)));
}

cases! {
    a_billion_laughs
    "marks of marks that stand for 10^30 values"
    |room| room.network(&format!("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n{}", lines(30, |n| format!("a{}: &a{} [{}]\n", n + 1, n + 1, vec![format!("*a{n}"); 10].join(", ")))))
    => ["networks/alpha/network.yaml:7:10 too-large", "networks/alpha/network.yaml:2:1 unknown-field"];

    marks_in_a_ring
    "marks that stand for themselves, and 100,000 references to one that is nowhere"
    |room| room.network(&format!("former_names: &a [*a]\ncontact: &b {{email: *b}}\n{}", "a: *c\n".repeat(100_000)))
    => ["networks/alpha/network.yaml:4:4 yaml-syntax", "networks/alpha/network.yaml:2:19 wrong-type", "networks/alpha/network.yaml:4:1 unknown-field", "networks/alpha/network.yaml:5:1 duplicate-key"];

    brackets_10_000_deep
    "lists in lists, 10,000 deep, in brackets"
    |room| room.network(&format!("former_names: {}\n", "[".repeat(10_000)))
    => ["networks/alpha/network.yaml:2:47 too-deep"];

    groups_10_000_deep
    "groups in groups, 10,000 deep, by indentation"
    |room| room.network(&lines(2_800, |n| format!("{}a:\n", " ".repeat(n))))
    => ["networks/alpha/network.yaml:34:33 too-deep", "networks/alpha/network.yaml:2:1 unknown-field"];

    a_file_of_100_mb
    "a file of facts and a page of 100 MB each"
    |room| {
        room.network(&"# a comment\n".repeat(9_000_000));
        room.page(&"text ".repeat(20_000_000));
    }
    => ["networks/alpha/network.yaml:1:1 too-large", "pages/rooms.md:1:1 too-large"];

    a_list_of_a_million
    "a list of a million entries"
    |room| room.network(&format!("former_names: [{}]\n", "x, ".repeat(1_000_000)))
    => ["networks/alpha/network.yaml:2:750007 too-large"];

    a_million_people
    "a million people in one file; as many as a file can hold in another"
    |room| {
        room.network(&format!("people:\n{}", lines(1_000_000, |n| format!("  p{n}: {{name: P}}\n"))));
        room.put("content/networks/beta/network.yaml", &format!("name: Beta PCN\npeople:\n{}", lines(70_000, |n| format!("  p{n}: {{name: P}}\n"))));
    }
    => ["networks/alpha/network.yaml:1:1 too-large", "networks/beta/network.yaml:62502:12 too-large"];

    one_line_of_50_mb
    "one line of 50 MB, and one of 3 MB"
    |room| {
        room.page(&"x".repeat(50_000_000));
        room.network(&format!("delivery_model: {}\n", "x".repeat(3_000_000)));
    }
    => ["pages/rooms.md:1:1 too-large", "networks/alpha/network.yaml:2:17 wrong-type"];

    very_long_values
    "a title, a name and an id of 1 MB each"
    |room| {
        room.page(&format!("---\ntitle: {}\n---\n\nText.\n", "x".repeat(1_000_000)));
        room.network(&format!("people:\n  {}: {{name: A}}\n", "x".repeat(1_000_000)));
    }
    => ["networks/alpha/network.yaml:3:3 yaml-syntax", "networks/alpha/network.yaml:3:3 wrong-type"];

    lists_10_000_deep
    "lists in lists, 10,000 deep, in Markdown"
    |room| nested(room, "- ")
    => ["pages/rooms.md:1:1 too-deep"];

    quotations_10_000_deep
    "quotations in quotations, 10,000 deep"
    |room| nested(room, "> ")
    => ["pages/rooms.md:1:1 too-deep"];

    brackets_of_links_10_000_deep
    "brackets in brackets, 10,000 deep, and 10,000 unfinished links in a line"
    |room| {
        nested(room, "[");
        room.put("content/pages/links.md", &"[a](".repeat(10_000));
    }
    => ["pages/rooms.md:1:1 too-deep", "pages/links.md:1:1 too-deep"];

    emphasis_10_000_deep
    "emphasis in emphasis, 10,000 deep, opened and never closed, or closed"
    |room| {
        room.page(&"*a **b ".repeat(10_000));
        room.put("content/pages/closed.md", &format!("{}x{}\n", "*a ".repeat(10_000), " a*".repeat(10_000)));
        room.put("content/pages/mixed.md", &"**_~~a ".repeat(10_000));
    }
    => [];

    lists_indented_ever_deeper
    "lists in lists by indentation, 58 deep and 300 deep"
    |room| {
        room.page(&lines(58, |n| format!("{}- a\n", "  ".repeat(n))));
        room.put("content/pages/deeper.md", &lines(1_000, |n| format!("{}- a\n", "  ".repeat(n.min(300)))));
    }
    => ["pages/deeper.md:242:1 too-deep"];

    huge_tables
    "a table of 1,000 columns, one of 5,000 rows, rows that are short of 500 cells each"
    |room| {
        room.page(&format!("|{}\n|{}\n|{}\n", "a|".repeat(1_000), "-|".repeat(1_000), "b|".repeat(1_000)));
        room.put("content/pages/long.md", &format!("| a | b |\n| - | - |\n{}", "| c | d |\n".repeat(5_000)));
        room.put("content/pages/short.md", &format!("|{}\n|{}\n{}", "a|".repeat(500), "-|".repeat(500), "|c\n".repeat(300)));
    }
    => [];

    many_footnotes
    "10,000 footnotes, each used and explained, and 10,000 that are not explained"
    |room| {
        room.page(&lines(10_000, |n| format!("a[^{n}]\n\n[^{n}]: x\n\n")));
        room.put("content/pages/unexplained.md", &lines(10_000, |n| format!("a[^{n}]\n\n")));
    }
    => [];

    wiki_links_to_nothing
    "20,000 wiki links to nothing"
    |room| room.page(&lines(20_000, |n| format!("[[nowhere-{n}]]\n")))
    => ["pages/rooms.md:1:1 unknown-reference", "pages/rooms.md:20000:1 unknown-reference"];

    reference_links_to_nothing
    "9,000 reference links to nothing, and 9,000 to one place"
    |room| room.page(&format!("{}\n[b]: https://b.example/\n", "[a][c] [a][b]\n".repeat(9_000)))
    => ["pages/rooms.md:1:1 broken-link"];

    tags_without_end
    "300,000 `<`, `<a `, `<!--`, `<?`, `&` without ends"
    |room| {
        for (n, mark) in ["<", "<a ", "<!--", "<?", "&", "<!A ", "<a href='"].iter().enumerate() {
            room.put(&format!("content/pages/tags-{n}.md"), &mark.repeat(300_000 / mark.len()));
        }
    }
    => [];

    backticks_of_every_length
    "runs of backticks of 1,000 lengths, fences that never close, 100,000 backslashes"
    |room| {
        room.page(&lines(1_000, |n| format!("{} ", "`".repeat(n))));
        room.put("content/pages/fences.md", &"```\n~~~\n".repeat(20_000));
        room.put("content/pages/slashes.md", &"\\".repeat(100_000));
    }
    => [];

    blocks_without_end
    "20,000 `:::staff`, `:::contact`, `:::` and unknown blocks"
    |room| {
        room.page(&":::staff\nx\n:::\n".repeat(20_000));
        room.put("content/pages/open.md", &":::staff\n".repeat(20_000));
        room.put("content/pages/unknown.md", &":::x\n".repeat(20_000));
        room.put("content/pages/colons.md", &":".repeat(300_000));
    }
    => ["pages/open.md:1:1 staff-section-not-closed", "pages/unknown.md:1:1 unknown-block", "pages/open.md:2:1 staff-section-not-closed"];

    telephone_numbers_without_end
    "a million zeros, numbers and spaces, capitals and full stops: what the scanners for numbers, abbreviations and sentences look at"
    |room| {
        room.page(&format!("{}\n\n{}\n\n{}\n", "0".repeat(300_000), "01 ".repeat(100_000), "0 1632 ".repeat(40_000)));
        room.put("content/pages/capitals.md", &format!("{}\n\n{}\n\n{}\n", "A".repeat(300_000), "AB ".repeat(100_000), "AB&".repeat(100_000)));
        room.put("content/pages/stops.md", &format!("{}\n\n{}\n", ". A".repeat(100_000), "? [[rooms]] ".repeat(900)));
        room.put("content/glossary.yaml", "- {term: AB, expansion: A B}\n- {term: a b, expansion: B}\n");
    }
    => [];

    headings_of_one_name
    "4,000 headings of one name, 30,000 of them, and a heading of 900 kB"
    |room| {
        room.page(&"## a\n\n".repeat(4_000));
        room.put("content/pages/more.md", &"## a\n\n".repeat(30_000));
        room.put("content/pages/long.md", &format!("## {}\n", "ab ".repeat(300_000)));
    }
    => ["pages/more.md:10003:1 too-large"];

    quotation_marks_without_end
    "a million quotation marks, colons, dashes, question marks, exclamation marks and bars in facts"
    |room| {
        for (n, mark) in ["\"", "'", ": ", "-\n", "? ", "!", "|\n", "&a ", "---\n", "\t", ", ", "#"].iter().enumerate() {
            room.put(&format!("content/networks/n{n}/network.yaml"), &mark.repeat(300_000));
        }
    }
    => ["networks/n0/network.yaml:1:3 yaml-syntax", "networks/n11/network.yaml:1:1 missing-field", "networks/n2/network.yaml:1:65 too-deep", "networks/n3/network.yaml:250001:2 too-large", "networks/n1/network.yaml:1:1 wrong-type"];

    terms_without_number
    "a glossary of 5,000 terms, and a page that uses 5,000 of them"
    |room| {
        room.put("content/glossary.yaml", &lines(5_000, |n| format!("- {{term: T{n}X, expansion: Term {n}}}\n")));
        room.page(&lines(5_000, |n| format!("T{n}X\n")));
    }
    => [];

    as_many_slips_as_names
    "5,000 people, 5,000 holders and 5,000 links that are none of them"
    |room| {
        let people = lines(5_000, |n| format!("  person-{n}: {{name: P}}\n"));
        let holders = lines(5_000, |n| format!("    - {{person: persn-{n}}}\n"));
        room.put("content/roles/chair.md", "---\ntitle: Chair\n---\n");
        room.network(&format!("people:\n{people}posts:\n  chair:\n    holders:\n{holders}"));
        room.page(&lines(5_000, |n| format!("[[alpha/prson-{n}]]\n")));
    }
    => ["networks/alpha/network.yaml:5006:16 unknown-reference", "pages/rooms.md:1:1 unknown-reference"];

    a_page_of_nothing_but_links
    "4 MB of links to nothing"
    |room| room.page(&"[[a]]\n".repeat(690_000))
    => ["pages/rooms.md:1:1 too-large"];

    a_page_of_nothing_but_marks
    "1 MB of headings; 100 kB of rules, list marks, table bars, emphasis, quotations each"
    |room| {
        for (n, mark) in ["# a\n", "***\n", "- a\n", "|a|\n", "*a* ", "a  \n", "> a\n\n", "1. a\n\n"].iter().enumerate() {
            room.put(&format!("content/pages/marks-{n}.md"), &mark.repeat(100_000 / mark.len()));
        }
        room.page(&"# a\n".repeat(250_000));
    }
    => ["pages/rooms.md:5002:1 too-large", "pages/marks-0.md:5002:1 too-large"];

    links_of_everything_to_everything
    "150 pages that each link all others"
    |room| {
        for n in 0..150 {
            let mut text = format!("# Page {n}\n\n");
            (0..150).for_each(|to| { let _ = writeln!(text, "[[page-{to}]]\n"); });
            room.put(&format!("content/pages/page-{n}.md"), &text);
        }
    }
    => [];

    accents_without_end
    "a letter with 300,000 accents, in a title and in text"
    |room| room.page(&format!("---\ntitle: a{}\n---\n\na{}\n", "\u{301}".repeat(100_000), "\u{301}".repeat(300_000)))
    => [];
}
