// An author at work: files saved the way editors save them, the page of `serve` in a real browser, the folder of `watch`.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { barriers, here, program, start, tab } from "./handbook.mjs";

const root = resolve(here, "../..");

const PAGE = "networks/severn-bridge/pages/getting-help.html";
const TEXT = "networks/severn-bridge/getting-help.md";
const NETWORK = "networks/severn-bridge/network.yaml";

/** A copy of the worked example in a folder of its own, with the ways editors write. */
function handbook() {
  const folder = mkdtempSync(join(tmpdir(), "handbook-author-"));
  const content = join(folder, "content");
  cpSync(join(root, "content"), content, { recursive: true });
  const path = (name) => join(folder, name);
  const read = (name) => readFileSync(path(name), "utf8");
  const put = (name, text) => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text);
  };
  return {
    folder,
    path,
    read,
    /** Notepad: the file itself is written. */
    put,
    /** Visual Studio Code and most others: a neighbour is written and renamed. */
    replace(name, text) {
      put(`${name}.tmp`, text);
      renameSync(path(`${name}.tmp`), path(name));
    },
    /** vim with a backup: a trial file, the old file moved aside, a new one written, the backup removed. */
    vim(name, text) {
      const trial = join(dirname(path(name)), "4913");
      writeFileSync(trial, "");
      unlinkSync(trial);
      renameSync(path(name), `${path(name)}~`);
      writeFileSync(path(name), text);
      unlinkSync(`${path(name)}~`);
    },
    edit(name, from, to) {
      const text = read(name);
      assert.ok(text.includes(from), `${name} holds ${from}`);
      this.replace(name, text.replace(from, to));
    },
    clear: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Runs a command of the program that does not end, and waits for a line. */
async function run(args, until) {
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  await new Promise((ready, failed) => {
    child.stderr.on("data", (data) => {
      said += data;
      if (until.test(said)) ready();
    });
    child.on("exit", () => failed(new Error(`the program ended: ${said}`)));
  });
  return { said: () => said, found: until.exec(said), stop: () => new Promise((over) => child.once("exit", over) && child.kill("SIGINT")) };
}

async function eventually(holds, what) {
  for (let tries = 0; tries < 400; tries += 1) {
    if (holds()) return;
    await new Promise((over) => setTimeout(over, 25));
  }
  assert.fail(`never: ${what}`);
}

describe("serve", () => {
  let book;
  let server;
  let browser;
  let author;
  before(async () => {
    book = handbook();
    server = await run(["serve", "--content", book.path("content"), "--port", "0", "--as-at", "2026-11-22"], /(http:\S+)/);
    browser = await start();
    author = await tab(browser, { height: 500 });
  });
  after(async () => {
    await author?.close();
    await browser?.close();
    await server?.stop();
    book?.clear();
  });

  const overlay = () => author.page.locator("#pcn-handbook-findings section");
  const visit = (address) => author.visit(server.found[1], address);
  const shows = (words) => author.page.getByText(words).first().waitFor({ timeout: 15_000 });
  /** Marks this load of the page; a reload takes the mark away. */
  const mark = () => author.page.evaluate(() => (window.isSameLoad = true));
  const isMarked = () => author.page.evaluate(() => window.isSameLoad === true);

  test("what any editor saves is on the page, which stays where it was", async () => {
    await visit(PAGE);
    await author.page.evaluate(() => scrollTo(0, 120));
    for (const save of ["put", "replace", "vim"]) {
      book[save](`content/${TEXT}`, `${book.read(`content/${TEXT}`)}\nSaved by ${save}.\n`);
      await shows(`Saved by ${save}.`);
      await author.page.waitForFunction(() => scrollY === 120);
    }
    assert.deepEqual(author.troubles, []);
  });

  test("a page of which nothing changed is not loaded again", async () => {
    await visit("glossary.html");
    await mark();
    book.edit(`content/${TEXT}`, "Saved by vim.", "Saved by nobody.");
    await visit(PAGE);
    await shows("Saved by nobody.");
    await author.page.goBack();
    await mark();
    book.edit(`content/${TEXT}`, "Saved by nobody.", "Saved by somebody.");
    await eventually(() => server.said().split(" networks in ").length > 5, "the change was looked at");
    assert.ok(await isMarked());
    assert.deepEqual(author.troubles, []);
  });

  test("a new title is on every page that shows it", async () => {
    await visit("networks/severn-bridge/index.html");
    book.edit(`content/${TEXT}`, "title:", "title: Newly called");
    await shows("Newly called");
    await visit(PAGE);
    await author.page.locator("h1", { hasText: "Newly called" }).waitFor();
  });

  test("a fault is shown over the page, which stays as it was, and goes when it is mended", async () => {
    await visit(PAGE);
    await mark();
    const whole = book.read(`content/${NETWORK}`);
    book.replace(`content/${NETWORK}`, whole.replace("people:", "poeple:"));
    await overlay().waitFor();
    const told = await overlay().innerText();
    assert.match(told, /a network has no field `?poeple`?|poeple/);
    assert.match(told, /network\.yaml:\d+:1/);
    assert.match(told, /did you mean/);
    const link = await overlay().locator("a").first().getAttribute("href");
    assert.match(link, /^vscode:\/\/file\/.*network\.yaml:\d+:1$/);
    assert.ok(await isMarked());
    await author.page.locator("h1", { hasText: "Newly called" }).waitFor();
    assert.deepEqual(await barriers(author.page), []);
    book.replace(`content/${NETWORK}`, whole);
    await overlay().waitFor({ state: "hidden" });
    assert.ok(await isMarked());
    assert.deepEqual(author.troubles, []);
  });

  test("another page can be read while a fault stands, as it was when all was well", async () => {
    const whole = book.read(`content/${NETWORK}`);
    book.replace(`content/${NETWORK}`, whole.replace("people:", "poeple:"));
    await visit("networks/severn-bridge/posts/clinical-director.html");
    await overlay().waitFor();
    await author.page.locator("main a[href*='/people/'], main a[href*='people/']").first().waitFor();
    book.replace(`content/${NETWORK}`, whole);
    await overlay().waitFor({ state: "hidden" });
  });

  test("a theme that comes while the page is open gives it another look without loading it again", async () => {
    await visit(PAGE);
    await mark();
    const style = readFileSync(join(root, "themes/plain/assets/style.css"), "utf8");
    book.put("themes/plain/assets/style.css", `${style}\nbody { letter-spacing: 3px; }\n`);
    await author.page.waitForFunction(() => getComputedStyle(document.body).letterSpacing === "3px", undefined, { timeout: 15_000 });
    assert.ok(await isMarked());
    book.replace("themes/plain/assets/style.css", `${style}\nbody { letter-spacing: 4px; }\n`);
    await author.page.waitForFunction(() => getComputedStyle(document.body).letterSpacing === "4px", undefined, { timeout: 15_000 });
    assert.ok(await isMarked());
    rmSync(book.path("themes"), { recursive: true });
    await author.page.waitForFunction(() => getComputedStyle(document.body).letterSpacing === "normal", undefined, { timeout: 15_000 });
  });

  test("a mistake in a template is told with its place, and the pages stay", async () => {
    await visit(PAGE);
    book.put("themes/plain/page.html", "{% extends \"plain/page.html\" %}\n{% block main %}{{ page.title {% endblock %}\n");
    await overlay().waitFor();
    assert.match(await overlay().innerText(), /page\.html:2/);
    rmSync(book.path("themes"), { recursive: true });
    await overlay().waitFor({ state: "hidden" });
  });

  test("many files at once, and a folder moved in or out, are one change", async () => {
    await visit("networks/index.html");
    const before = server.said().split(" networks in ").length;
    cpSync(book.path("content/networks/long-meadow"), book.path("outside"), { recursive: true });
    writeFileSync(book.path("outside/network.yaml"), readFileSync(book.path("outside/network.yaml"), "utf8").replace(/^name: .*$/m, "name: Far Meadow PCN").replace(/^code: .*$/m, "code: U99973"));
    renameSync(book.path("outside"), book.path("content/networks/far-meadow"));
    await shows("Far Meadow PCN");
    for (let n = 0; n < 200; n += 1) book.put(`content/networks/far-meadow/note-${n}.md`, `---\ntitle: Note ${n}\n---\n\nText.\n`);
    await visit("networks/far-meadow/pages/note-199.html").catch(() => {});
    await eventually(() => server.said().split(" networks in ").length > before, "the change was looked at");
    rmSync(book.path("content/networks/far-meadow"), { recursive: true });
    await visit("networks/index.html");
    await author.page.waitForFunction(() => !document.body.innerText.includes("Far Meadow PCN"), undefined, { timeout: 15_000 });
    const times = server.said().split(" networks in ").length - before;
    assert.ok(times < 30, `${times} times looked at`);
  });

  test("a search that is open stays open with its words while the page changes under it", async () => {
    await visit(PAGE);
    await author.page.keyboard.press("Control+k");
    await author.page.keyboard.type("clinical director");
    await author.page.locator("dialog.search a[role=option]").first().waitFor();
    book.edit(`content/${TEXT}`, "Saved by somebody.", "Saved under a search.");
    await author.page.getByText("Saved under a search.").first().waitFor({ state: "attached" });
    await author.page.locator("dialog.search a[role=option]").first().waitFor();
    assert.equal(await author.page.locator("dialog.search input").inputValue(), "clinical director");
  });
});

describe("watch", () => {
  let book;
  let watcher;
  before(async () => {
    book = handbook();
    watcher = await run(["watch", "--content", book.path("content"), "--out", book.path("site"), "--as-at", "2026-11-22"], /files? written/);
  });
  after(async () => {
    await watcher?.stop();
    book?.clear();
  });

  const site = (address) => join(book.path("site"), address);
  const read = (address) => (existsSync(site(address)) ? readFileSync(site(address), "utf8") : "");

  test("a save rewrites the pages that show it and no other", async () => {
    const times = () => new Map(readdirSync(book.path("site"), { recursive: true }).filter((file) => file.endsWith(".html")).map((file) => [file, statSync(site(file)).mtimeNs ?? statSync(site(file)).mtimeMs]));
    const earlier = times();
    const rounds = () => watcher.said().split(" written").length;
    const before = rounds();
    book.replace(`content/${TEXT}`, `${book.read(`content/${TEXT}`)}\nWritten for the folder.\n`);
    await eventually(() => read(PAGE).includes("Written for the folder."), "the page on disk is new");
    await eventually(() => rounds() > before, "the round has ended");
    const changed = [...times()].filter(([file, time]) => earlier.get(file) !== time).map(([file]) => file);
    // The page, and the document of its network, which holds it too.
    assert.deepEqual(changed.sort(), [join(PAGE), join("networks/severn-bridge/print.html")]);
  });

  test("a page that is gone is removed, one that came is there, and a fault leaves all as it was", async () => {
    book.put("content/pages/brand-new.md", "---\ntitle: Brand new\nsummary: Nothing was here.\n---\n\nNew.\n");
    await eventually(() => read("pages/brand-new.html").includes("Brand new"), "the new page is there");
    book.replace("content/pages/brand-new.md", "---\ntitle: [Brand new\n---\n\nBroken.\n");
    await eventually(() => /stays as it was/.test(watcher.said()), "the fault is told");
    assert.match(read("pages/brand-new.html"), /New\./);
    rmSync(book.path("content/pages/brand-new.md"));
    await eventually(() => !existsSync(site("pages/brand-new.html")), "the page is gone");
  });

  test("a site that somebody deleted is whole again with the next change", async () => {
    rmSync(book.path("site"), { recursive: true });
    book.replace(`content/${TEXT}`, `${book.read(`content/${TEXT}`)}\nAfter the loss.\n`);
    await eventually(() => read(PAGE).includes("After the loss.") && existsSync(site("glossary.html")) && existsSync(site("search/root.js")), "the site is whole");
  });

  test("nothing is left beside the site when it ends", async () => {
    await watcher.stop();
    assert.deepEqual(readdirSync(book.folder).sort(), ["content", "site"]);
    watcher = undefined;
  });
});
