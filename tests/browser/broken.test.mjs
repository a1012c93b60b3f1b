// The checks can fail: a page is broken on purpose, one fault at a time, and the check that is for it has to say so.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { barriers, open, tab } from "./handbook.mjs";
import { bones, differences, keyboardPath, lostMarks, lostWords, motion, openSlowly, sideways, stuck, unsaid, withLargeLetters, withoutScript } from "./looking.mjs";
import { faultsOfMarkup, faultsOfSite } from "./markup.mjs";

const FOLDER = "roles/";
const WHOLE = `${FOLDER}index.html`;
/** Without a policy, so that the browser does what the page asks. */
const LAX = { "<meta http-equiv=\"Content-Security-Policy\"": "<meta name=\"was-policy\"" };

let handbook;
let text;
before(async () => {
  handbook = await open();
  text = readFileSync(join(handbook.editions.public.site, WHOLE), "utf8");
});
after(() => handbook?.close());

/** Writes a broken copy beside the page: `html` at the end of its main part, `css` after its own, `replace` in its text. */
function breakIt({ html = "", css = "", replace = {} }, name) {
  const { site } = handbook.editions.public;
  let broken = text.replace("</main>", `${html}\n</main>`);
  for (const [from, to] of Object.entries(replace)) {
    assert.ok(broken.includes(from), `the page holds ${from}`);
    broken = broken.replace(from, to);
  }
  if (css) {
    writeFileSync(join(site, FOLDER, `${name}.css`), css);
    broken = broken.replace("</head>", `<link rel="stylesheet" href="${name}.css">\n</head>`);
  }
  writeFileSync(join(site, FOLDER, `${name}.html`), broken);
  return { address: `${FOLDER}${name}.html`, broken };
}

/** What is broken, how, which check looks, and what it has to say. */
const FAULTS = [
  ["letters that are too faint", { css: "h1 { color: #bbb !important }" }, barriers, /^color-contrast/],
  ["a picture without words for it", { html: '<img src="../assets/icon.svg" width="20" height="20">' }, barriers, /^image-alt/],
  ["a button without a name", { html: '<button type="button"></button>' }, barriers, /^button-name/],
  ["a button without a name, for a screen reader", { html: '<button type="button"></button>' }, unsaid, /a button has no name/],
  ["things to press that are too small", { html: '<p class="tiny"><button type="button">a</button><button type="button">b</button></p>', css: ".tiny button { width: 12px; height: 12px; padding: 0; border: 0; font-size: 8px }" }, barriers, /^target-size/],
  ["a heading that leaves a level out", { html: "<h5>Deep</h5>" }, unsaid, /heading of level 5 after level/],
  ["a second heading of the first level", { html: "<h1>Again</h1>" }, unsaid, /2 headings of the first level/],
  ["two parts with one name", { html: '<nav aria-label="Handbook"><p>Again</p></nav>' }, unsaid, /parts of one kind with one name: navigation/],
  ["a box wider than the window", { html: '<p class="far">wide</p>', css: ".far { width: 3000px; max-width: none }" }, sideways, /pixels wide in a window of/],
  ["words that are cut off", { css: "main h1 { height: .5em; overflow: hidden }" }, lostWords, /cut off: <h1>/],
  ["words on other words", { html: "<p>One line</p><p class=\"up\">Another line</p>", css: ".up { margin-top: -3em }" }, lostWords, /one on the other: <p/],
  ["letters that do not grow", { css: "main p, main li { font-size: 15px !important }" }, (page) => withLargeLetters(page, () => []), /keeps letters of 15 pixels/],
  ["a foot that covers half of the window", { css: ".foot { position: fixed; inset: 50% 0 0 0 }" }, stuck, /% of the window stays covered by <footer class="foot">/],
  ["a foot over what has the focus", { css: ".foot { position: fixed; inset: 50% 0 0 0 }" }, keyboardPath, /lies under <footer class="foot">/],
  ["a focus without a mark", { css: "a:focus-visible { outline: 0 !important; box-shadow: none !important }" }, keyboardPath, /has no mark when it has the focus: <a/],
  ["a focus with a mark that nobody sees", { css: ":focus-visible { outline-color: #f4f4f4 !important; box-shadow: none !important }" }, keyboardPath, /is marked in .* when it has the focus/],
  ["a focus with a mark that is cut off", { css: "main li { overflow: hidden; width: fit-content; padding: 0 } main li a { display: block; outline-offset: 0 !important }" }, keyboardPath, /is marked outside of <li>/],
  ["a stop out of its turn", { html: '<button type="button" tabindex="5">First</button>' }, keyboardPath, /jumps the queue: <button>First/],
  ["a stop out of the window", { html: '<button type="button" class="away">Away</button>', css: ".away { position: fixed; left: -500px }" }, keyboardPath, /is out of the window.*<button class="away">/],
  ["a focus that is not let go", { html: '<input id="trap" aria-label="Trap">' }, async (page) => {
    await page.evaluate(() => document.getElementById("trap").addEventListener("keydown", (event) => event.preventDefault()));
    return keyboardPath(page);
  }, /does not let go of the focus: <input>/],
  ["a mark that is colour alone", { css: ".menu [aria-current] { border: 0 !important; font-weight: 400 !important; text-decoration: none !important; background: gold } .menu a { border: 0 !important; font-weight: 400 !important; text-decoration: none !important }" }, lostMarks, /looks like its neighbours: <a>Roles/],
  ["a status that is colour alone", { html: '<p><span class="tag bare">Due</span></p>', css: ".bare { border: 0 !important; background: gold }" }, lostMarks, /has no border: <span class="tag bare">Due/],
  ["something that moves", { css: "main a { transition: color 1s }" }, motion, /would move: <a>/],
  ["a page that waits for its script to be read", { css: "main { display: none }" }, withoutScript, /nothing to be seen/, { javaScriptEnabled: false }],
];

const MARKUP = [
  ["a style of its own", { html: '<p style="color: red">Red</p>' }, /no-inline-style/],
  ["a script of its own", { html: "<script>alert(1)</script>" }, /a script of its own/],
  ["a handler of its own", { html: '<button type="button" onclick="alert(1)">Press</button>' }, /a handler of its own/],
  ["parts in the wrong place", { html: "<ul><p>Not an item</p></ul>" }, /element-permitted-content/],
  ["a paragraph in a paragraph", { html: "<p><div>Box</div></p>" }, /close-order/],
  ["an end that is missing", { html: "<section><h2>Open</h2>" }, /close-order/],
  ["one name for two places", { html: '<p id="main">Again</p>' }, /no-dup-id/],
  ["a heading that leaves a level out", { html: "<h5>Deep</h5>" }, /heading-level/],
  ["a picture without words for it", { html: '<img src="../assets/icon.svg">' }, /wcag\/h37/],
  ["a picture that has no place until it comes", { html: '<img src="../assets/icon.svg" alt="">' }, /keeps no place for a picture/],
  ["no language", { replace: { ' lang="en-GB"': "" } }, /does not say its language/],
];

/** What the browser tells or asks for, with the way the page is broken. */
const TROUBLES = [
  ["a style of its own", { html: '<p style="color: red">Red</p>' }, /^console: .*style/],
  ["a script of its own", { html: "<script>alert(1)</script>" }, /^console: .*script/],
  ["a script that fails", { html: '<script src="bad.js"></script>' }, /^error: .*nothing/],
  ["a picture from elsewhere", { html: '<img src="https://elsewhere.example/x.png" alt="">', replace: LAX }, /^asks for https:\/\/elsewhere\.example/],
  ["a style sheet that is not there", { replace: { "</head>": '<link rel="stylesheet" href="none.css"></head>' } }, /^404 for|^no answer to/],
];

describe("the checks of a page that a browser shows", () => {
  for (const [at, [what, how, check, says, options = {}]] of FAULTS.entries()) {
    test(`find ${what}`, async () => {
      const { address } = breakIt(how, `fault-${at}`);
      const forced = check === lostMarks ? { forcedColors: "active" } : {};
      const opened = await tab(handbook.browser, { ...forced, ...options });
      await opened.visit(handbook.editions.public.http, address);
      const found = await check(opened.page);
      await opened.close();
      assert.ok(found.some((fault) => says.test(fault)), `found only: ${found.join("; ")}`);
    });
  }

  test("find nothing on the page as it is", async () => {
    const opened = await tab(handbook.browser);
    await opened.visit(handbook.editions.public.http, WHOLE);
    const found = [];
    for (const check of [barriers, unsaid, sideways, lostWords, stuck, keyboardPath, motion]) found.push(...(await check(opened.page)));
    await opened.close();
    assert.deepEqual(found, []);
  });

  test("find a picture that pushes the page down when it comes", async () => {
    const { address } = breakIt({ replace: { "<h1>": '<img class="late" src="../assets/icon.svg" alt=""><h1>' }, css: ".late { display: block; width: auto; height: auto }" }, "late");
    const opened = await tab(handbook.browser);
    const { shifted } = await openSlowly(opened.page, handbook.editions.public.server.slowly("late"), address);
    await opened.close();
    assert.ok(shifted.some((fault) => /shifts by .*<h1>|shifts by .*<main>|shifts by .*<img class="late">/.test(fault)), `found only: ${shifted.join("; ")}`);
  });

  test("find a script that holds the page up", async () => {
    const { address } = breakIt({ replace: { "<meta charset": '<script src="../assets/handbook.js"></script><meta charset' } }, "held");
    const opened = await tab(handbook.browser);
    const { unpainted } = await openSlowly(opened.page, handbook.editions.public.server.slowly("held"), address);
    await opened.close();
    assert.deepEqual(unpainted, ["nothing is painted before the script has come"]);
  });

  test("find a part that is gone", async () => {
    const { address } = breakIt({ replace: { '<footer class="foot">': '<div class="foot">' } }, "bones");
    const opened = await tab(handbook.browser);
    await opened.visit(handbook.editions.public.http, WHOLE);
    const whole = await bones(opened.page);
    await opened.visit(handbook.editions.public.http, address);
    const told = differences(await bones(opened.page), whole);
    await opened.close();
    assert.deepEqual(differences(whole, whole), []);
    assert.ok(told.includes("is gone: footer.foot"), told.join("; "));
  });
});

describe("the checks of a page's text", () => {
  for (const [at, [what, how, says]] of MARKUP.entries()) {
    test(`find ${what}`, async () => {
      const found = await faultsOfMarkup(breakIt(how, `markup-${at}`).broken);
      assert.ok(found.some((fault) => says.test(fault)), `found only: ${found.join("; ")}`);
    });
  }

  test("find two pages of one name", async () => {
    const { address } = breakIt({}, "twin");
    const found = await faultsOfSite(handbook.editions.public.site, [{ address: WHOLE }, { address }]);
    assert.deepEqual(found.map(({ fault }) => fault), [`is called “${/<title>([^<]*)/.exec(text)[1]}” like ${WHOLE}`]);
  });
});

describe("the browser", () => {
  for (const from of ["file", "http"]) {
    for (const [at, [what, how, says]] of TROUBLES.entries()) {
      test(`tells of ${what}, ${from === "file" ? "from a disk" : "over HTTP"}`, async () => {
        const { site } = handbook.editions.public;
        writeFileSync(join(site, FOLDER, "bad.js"), "nothing.here();\n");
        const { address } = breakIt(how, `trouble-${at}`);
        const opened = await tab(handbook.browser);
        if (how.replace === LAX) {
          await opened.page.route("**/trouble-*.html", (route) => route.fulfill({ path: join(site, address), headers: {} }));
          await opened.page.route("https://**", (route) => route.abort());
        }
        const troubles = [...(await opened.visit(handbook.editions.public[from], address))];
        await opened.close();
        assert.ok(troubles.some((trouble) => says.test(trouble)), `told only: ${troubles.join("; ")}`);
      });
    }
  }
});
