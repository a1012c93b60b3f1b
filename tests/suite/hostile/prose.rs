//! Markdown: raw HTML, links, addresses, anchors, characters that nobody sees.

use super::cases;
use crate::commands::Room;

/// A page with each text in a paragraph of its own, from the first line on: every second line.
fn paragraphs(room: &Room, texts: &[&str]) {
    room.page(&(texts.join("\n\n") + "\n"));
}

cases! {
    raw_html_is_shown_as_text
    "`<script>`, `<iframe>`, `<svg onload>`, `<style>`, `<details ontoggle>`, `<base>`, `<math>`, closing tags of the page around it"
    |room| paragraphs(room, &[
        "<script>alert(1)</script>",
        "<iframe src=//evil.example></iframe>",
        "a <svg onload=alert(1)> b",
        "</main></body><h1>",
        "<style>*{display:none}</style>",
        "<details open ontoggle=alert(1)>",
        "<a href='javascript:alert(1)'>a</a>",
        "<math><mtext><script>alert(1)</script></mtext></math>",
        "<base href=//evil.example>",
        "`<script>alert(1)</script>`",
    ])
    => ["pages/rooms.md:1:1 raw-html", "pages/rooms.md:3:1 raw-html", "pages/rooms.md:5:3 raw-html", "pages/rooms.md:7:1 raw-html", "pages/rooms.md:13:1 raw-html"];

    half_tags_are_shown_as_text
    "tags that are cut off, comments that end early, CDATA, processing instructions, a doctype"
    |room| paragraphs(room, &[
        "<b onclick",
        "a <img src=x onerror=alert(1)//",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<?php echo 1 ?>",
        "<!DOCTYPE html>",
        "a <!--> <script>alert(1)</script> -->",
        "<!-- a --!> <script>alert(1)</script> -->",
        "<!-- a -- > <img src=x onerror=alert(1)>",
        "<script",
    ])
    => ["pages/rooms.md:5:1 raw-html", "pages/rooms.md:7:1 raw-html", "pages/rooms.md:9:1 raw-html"];

    raw_html_in_every_place_of_markdown
    "raw HTML in headings, table cells, link texts, alternative texts, captions, footnotes, lists, callouts, definitions"
    |room| {
        room.put("content/files/a.png", "");
        paragraphs(room, &[
            "## A <img src=x onerror=alert(1)>",
            "| a <script>x</script> | <b>b</b> |\n| --- | --- |\n| <i onload=x> | c |",
            "[a <b onclick=x>](rooms.md)",
            "![a <script>x</script>](../files/a.png \"<script>x</script>\")",
            "x[^1]\n\n[^1]: <script>note</script>",
            "- <script>x</script>",
            "> [!NOTE]\n> <script>x</script>",
            "term <b onclick=x>\n: <b onclick=x>",
        ]);
    }
    => ["pages/rooms.md:1:6 raw-html", "pages/rooms.md:3:5 raw-html", "pages/rooms.md:7:4 raw-html"];

    html_in_facts_of_pages
    "HTML in titles, summaries and other facts of a page, with quotation marks and `</title>`"
    |room| room.page("---\ntitle: \"</title><script>alert(1)</script> ' \\\" > &amp;\"\nsummary: \"\\\"><svg onload=alert(1)>\"\n---\n\nText.\n")
    => [];

    other_schemes_are_no_links
    "`javascript:`, `data:`, `vbscript:`, `file:`, `blob:`, `view-source:` and unknown schemes, in any case"
    |room| paragraphs(room, &[
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](data:text/html,<script>alert(1)</script>)",
        "[a](vbscript:x)",
        "[a](file:///etc/passwd)",
        "[a](blob:x://y)",
        "[a](view-source:http://a.example)",
        "[a](javascript://a.example/%0aalert(1))",
        "[a](x://y)",
    ])
    => [
        "pages/rooms.md:1:1 broken-link", "pages/rooms.md:3:1 broken-link", "pages/rooms.md:5:1 broken-link", "pages/rooms.md:7:1 broken-link",
        "pages/rooms.md:9:1 broken-link", "pages/rooms.md:11:1 broken-link", "pages/rooms.md:13:1 broken-link", "pages/rooms.md:15:1 broken-link",
        "pages/rooms.md:17:1 broken-link",
    ];

    hidden_schemes_are_no_links
    "schemes hidden by entities, tabs, line ends, no-break and zero-width spaces, control characters"
    |room| paragraphs(room, &[
        "[a](javascript&colon;alert(1))",
        "[a](&#106;avascript:alert(1))",
        "[a](java&#x09;script:alert(1))",
        "[a](java&NewLine;script:alert(1))",
        "[a](\u{a0}javascript:alert(1))",
        "[a](\u{200b}javascript:alert(1))",
        "[a](<java script:alert(1)>)",
        "[a](&#1;javascript:alert(1))",
    ])
    => [
        "pages/rooms.md:1:1 broken-link", "pages/rooms.md:3:1 broken-link", "pages/rooms.md:5:1 broken-link", "pages/rooms.md:7:1 broken-link",
        "pages/rooms.md:9:1 broken-link", "pages/rooms.md:11:1 broken-link", "pages/rooms.md:13:1 broken-link", "pages/rooms.md:15:1 broken-link",
    ];

    addresses_of_hosts_without_a_scheme
    "`//host`, `\\\\host`, `/\\host`, and the same with `://` further on"
    |room| paragraphs(room, &[
        "[a](//evil.example)",
        "[a](//evil.example/?u=http://a.example)",
        "[a](\\\\\\\\evil.example?://)",
        "[a](/\\\\evil.example?://)",
        "[a](https:\\\\\\\\evil.example)",
        "[a](https:evil.example)",
        "[a](?://javascript:x)",
        "[a](https://good.example@evil.example/)",
        "[a][r]\n\n[r]: <//evil.example/?://>",
    ])
    => [
        "pages/rooms.md:1:1 broken-link", "pages/rooms.md:3:1 broken-link", "pages/rooms.md:5:1 broken-link", "pages/rooms.md:7:1 broken-link",
        "pages/rooms.md:9:1 broken-link", "pages/rooms.md:11:1 broken-link", "pages/rooms.md:13:1 broken-link", "pages/rooms.md:15:1 broken-link",
        "pages/rooms.md:17:1 broken-link",
    ];

    links_written_in_other_ways
    "autolinks, reference links and wiki links with such addresses"
    |room| paragraphs(room, &["<javascript:alert(1)>", "<DATA:x>", "[r]\n\n[r]: javascript:alert(1)", "[[javascript:alert(1)]]", "[[//evil.example]]", "[[<script>]]"])
    => [
        "pages/rooms.md:1:1 broken-link", "pages/rooms.md:3:1 broken-link", "pages/rooms.md:5:1 broken-link",
        "pages/rooms.md:9:1 unknown-reference", "pages/rooms.md:11:1 unknown-reference", "pages/rooms.md:13:1 unknown-reference",
    ];

    safe_addresses_that_try_to_break_out
    "quotation marks, tags and percent signs in http, mailto and tel addresses"
    |room| paragraphs(room, &[
        "<http://a.example/'onmouseover=alert(1)>",
        "[a](https://a.example/%22onmouseover=%22alert(1))",
        "[a](https://a.example/?a=b&lt;script&gt;)",
        "[a](mailto:a@b.example?subject=%22%3E%3Cscript%3E)",
        "<a.b@c.example>",
        "[a](tel:01632960000;x=1)",
        "[a](HTTPS://A.EXAMPLE/#\\\")",
    ])
    => [];

    pictures_of_other_sites
    "pictures at http, `//host`, `data:` addresses"
    |room| paragraphs(room, &["![a](https://evil.example/a.png)", "![a](//evil.example/a.png?://)", "![a](data:image/svg+xml,<svg/onload=x>)", "![a](mailto:a@b.example)"])
    => ["pages/rooms.md:1:1 broken-link", "pages/rooms.md:3:1 broken-link", "pages/rooms.md:5:1 broken-link", "pages/rooms.md:7:1 broken-link"];

    paths_out_of_the_handbook
    "`..`, encoded dots and slashes, absolute paths, drive letters, NTFS streams, NUL"
    |room| paragraphs(room, &[
        "[a](../../outside/secret.md)",
        "[a](..%2f..%2foutside%2fsecret.md)",
        "[a](%2e%2e/%2e%2e/outside/secret.md)",
        "[a](/etc/passwd)",
        "[a](C:\\\\Windows\\\\win.ini)",
        "[a](rooms.md::$DATA)",
        "[a](rooms.md%00.png)",
        "![a](../../outside/secret.svg)",
        "[a](..\\\\..\\\\outside\\\\secret.md)",
        "[a](../handbook.yaml)",
    ])
    => [
        "pages/rooms.md:1:1 broken-link", "pages/rooms.md:3:1 broken-link", "pages/rooms.md:5:1 broken-link", "pages/rooms.md:7:1 broken-link",
        "pages/rooms.md:9:1 broken-link", "pages/rooms.md:11:1 broken-link", "pages/rooms.md:13:1 broken-link", "pages/rooms.md:15:1 broken-link",
        "pages/rooms.md:17:1 broken-link", "pages/rooms.md:19:1 broken-link",
    ];

    anchors_that_take_the_place_of_others
    "headings with the anchors of the page itself, of `__proto__`, with tags and attributes, one anchor many times"
    |room| paragraphs(room, &[
        "## A {#main}",
        "## B {#__proto__}",
        "## C {#\"><script>alert(1)</script>}",
        "## D {#x .y onclick=alert(1) style=color:red}",
        "## E {#x}",
        "## E {#x}",
        "## X-2 {#x-2}",
        "## Q {#q}",
        "## constructor",
    ])
    => [];

    templates_in_text
    "`{{ … }}`, `{% … %}` and `{# … #}` in prose, headings and titles"
    |room| room.page("---\ntitle: \"{{ 7 * 7 }} {% include 'base.html' %}\"\nsummary: \"{# a\"\n---\n\n## {{ site.title }}\n\n{% raw %} {{ __tera_context }} {% for x in y %}\n")
    => [];

    characters_that_turn_words
    "characters that turn the direction of words (\"Trojan source\"), in prose and facts"
    |room| {
        room.page("Pay \u{202e}000,1£\u{202c} to [this \u{2066}place\u{2069}](rooms.md).\n");
        room.settings("notice: \"for \u{202e}ffats\u{202c}\"\n");
    }
    => ["pages/rooms.md:1:5 unseen-character", "handbook.yaml:5:9 unseen-character"];

    control_characters_in_prose
    "NUL, escape, bell, other control characters and characters that are none, in prose"
    |room| room.page("# Rooms\0\n\nA\u{1b}[31m red\u{7} b\u{8}c\u{85}d\u{fffe}e\u{c}\n\n## F\u{1}\n\n`\u{2}`\n\n    \u{3}\n")
    => ["pages/rooms.md:1:8 unseen-character", "pages/rooms.md:3:2 unseen-character"];

    blocks_that_nobody_knows
    "unknown blocks with tags in their names, blocks in blocks, blocks that are never closed"
    |room| paragraphs(room, &[":::<script>alert(1)</script>", ":::contact [[<b>]]", ":::staff\n\n:::staff\n\nSecret"])
    => ["pages/rooms.md:1:1 unknown-block", "pages/rooms.md:3:12 unknown-reference", "pages/rooms.md:3:1 block-shows-nothing", "pages/rooms.md:7:1 staff-section-not-closed"];
}
