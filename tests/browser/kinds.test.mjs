// Every kind of page against every check, in a real browser. The result is a table: a row for each kind of page, a column
// for each check. It is printed at the end and kept in `artefacts`, with a picture of each kind.
//
// The bones of each kind are compared with `outlines/`; `UPDATE_OUTLINES=1 node --test kinds.test.mjs` writes them anew.
// `KINDS=home,network node --test kinds.test.mjs` looks at these kinds alone.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { POLICY, barriers, here, open, tab } from "./handbook.mjs";
import { bones, differences, keyboardPath, lostMarks, lostWords, motion, openSlowly, shifts, sideways, stuck, unsaid, withLargeLetters, withoutScript } from "./looking.mjs";
import { faultsOfSite } from "./markup.mjs";

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 844 };
const NARROWEST = { width: 320, height: 640 };
/** What four times the size leaves of a window of 1280 by 1024. */
const ZOOMED = { width: 320, height: 256 };
/** Half of a window, for letters twice as large. */
const HALF = { width: 640, height: 900 };
/** A sheet of A4 within its margins. */
const SHEET = { width: 680, height: 1000 };
const SHEET_ACROSS = { width: 1009, height: 680 };
/** A browser makes letters smaller by as much, where a table is too wide for the sheet. */
const MOST_SHRUNK = 4 / 3;
/** Stops of the keyboard where only the look of the focus is in question. */
const SOME_STOPS = 30;

/** The columns of the table, with what each one claims for a kind of page. */
const COLUMNS = {
  "HTML": "all its pages of both editions are valid, and have a title of their own",
  "disk": "opens from a disk",
  "HTTP": "opens over HTTP under the strict policy",
  "console": "complains about nothing",
  "outside": "asks for nothing elsewhere",
  "axe": "has no barrier that axe finds, light or dark, wide or narrow",
  "targets": "has nothing to press that is too small",
  "names": "tells a screen reader the name of everything, and where it stands",
  "width": "cannot be pushed sideways, in a window of 320 pixels either",
  "letters": "keeps all its words when letters are twice as large",
  "zoom": "can be read and worked at four times the size",
  "keyboard": "is worked with the keyboard alone, the focus always in sight",
  "forced": "loses nothing in forced colours",
  "motion": "stands still for those who ask for it",
  "shift": "does not move while it loads",
  "paint": "is painted before its script has come",
  "no script": "is read without scripts",
  "print": "prints all its words",
  "bones": "is made as its outline says",
};

const artefacts = join(here, "artefacts");
const outlines = join(here, "outlines");
let handbook;
/** The rows of the table: a page, and its faults by column. */
let rows;

/** The public edition's page for what is not found names its host in full, so it is looked at as that host would send it. */
const HOST = "https://handbook.severnvale-lmc.example/";

async function asItsHost(opened, site) {
  await opened.page.route(`${HOST}**`, (route) => {
    const { pathname } = new URL(route.request().url());
    route.fulfill({ path: join(site, pathname === "/nowhere/at/all.html" ? "404.html" : pathname), headers: { "Content-Security-Policy": POLICY } });
  });
}

/** All that is looked at on one page. Pages are opened as seldom as that allows. */
async function look(row) {
  const { kind, edition, address } = row;
  const { site, file, http, server } = handbook.editions[edition];
  const alone = kind === "not-found";
  const [from, to] = alone ? [HOST, "nowhere/at/all.html"] : [http, address];
  const note = (column, faults, where) => row.faults[column].push(...faults.map((fault) => `${edition}/${address}, ${where}: ${fault}`));
  const tell = (troubles, column, where) => {
    const outside = troubles.filter((trouble) => trouble.startsWith("asks for"));
    note("outside", outside, where);
    const said = troubles.filter((trouble) => trouble.startsWith("console:") || trouble.startsWith("error:"));
    note("console", said, where);
    note(column, troubles.filter((trouble) => !outside.includes(trouble) && !said.includes(trouble)), where);
  };
  const opening = async (options) => {
    const opened = await tab(handbook.browser, options);
    if (alone) await asItsHost(opened, site);
    return opened;
  };
  const picture = async (page, name) => {
    const height = await page.evaluate(() => Math.min(document.documentElement.scrollHeight, 5000));
    const { width } = page.viewportSize();
    await page.screenshot({ path: join(artefacts, `${kind}-${name}.png`), clip: { x: 0, y: 0, width, height }, fullPage: true });
  };
  const axe = async (page, where) => {
    const found = await barriers(page);
    const targets = found.filter((barrier) => barrier.startsWith("target-size"));
    note("targets", targets, where);
    note("axe", found.filter((barrier) => !targets.includes(barrier)), where);
  };

  for (const size of [WIDE, NARROW]) {
    if (!alone) {
      const opened = await opening(size);
      await opened.visit(file, address);
      note("width", await sideways(opened.page), `${size.width} pixels from a disk`);
      note("shift", await shifts(opened.page), `${size.width} pixels from a disk`);
      tell(opened.troubles, "disk", `${size.width} pixels from a disk`);
      await opened.close();
    }

    const opened = await opening(size);
    const { page } = opened;
    await opened.visit(from, to);
    note("width", await sideways(page), `${size.width} pixels`);
    note("shift", await shifts(page), `${size.width} pixels`);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      const where = `${size.width} pixels, ${colorScheme}`;
      const light = await page.evaluate(() => eyes.contrast(getComputedStyle(document.body).backgroundColor, "#000") > 4.5);
      if (light !== (colorScheme === "light")) note("axe", [`the page is ${light ? "light" : "dark"}`], where);
      await axe(page, where);
      await picture(page, `${size.width}-${colorScheme}`);
      if (size === WIDE && colorScheme === "dark") note("keyboard", await keyboardPath(page, SOME_STOPS), where);
    }
    await page.emulateMedia({ colorScheme: "light", forcedColors: "active" });
    const where = `${size.width} pixels, forced colours`;
    note("forced", await lostMarks(page), where);
    if (size === WIDE) {
      note("forced", (await barriers(page)).filter((barrier) => !barrier.startsWith("target-size")), where);
      note("forced", await keyboardPath(page, SOME_STOPS), where);
      await picture(page, "forced");
    }
    await page.emulateMedia({ colorScheme: "light", forcedColors: "none" });

    if (size === WIDE) {
      note("names", await unsaid(page), "1280 pixels");
      note("motion", await motion(page), "1280 pixels");
      row.bones = await bones(page);
      note("keyboard", await keyboardPath(page), "1280 pixels");
      await page.emulateMedia({ media: "print" });
      await page.setViewportSize((await page.locator(".wide").count()) ? SHEET_ACROSS : SHEET);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > page.viewportSize().width * MOST_SHRUNK) note("print", await sideways(page), "on paper");
      note("print", await lostWords(page), "on paper");
      await picture(page, "print");
    } else {
      note("names", await unsaid(page), "390 pixels");
      note("zoom", await lostWords(page), "390 pixels");
      await page.setViewportSize(NARROWEST);
      note("width", await sideways(page), "320 pixels");
      await page.setViewportSize(ZOOMED);
      note("zoom", [...(await sideways(page)), ...(await lostWords(page)), ...(await stuck(page)), ...(await keyboardPath(page))], "320 × 256 pixels");
      await page.setViewportSize(HALF);
      for (const size of [HALF, WIDE]) {
        await page.setViewportSize(size);
        const where = `letters of 200 %, ${size.width} pixels`;
        note("letters", await withLargeLetters(page, async () => [...(await sideways(page)), ...(await lostWords(page)), ...(await stuck(page))]), where);
      }
    }
    tell(opened.troubles, "HTTP", `${size.width} pixels`);
    await opened.close();
  }

  for (const size of alone ? [] : [WIDE, NARROW]) {
    const slowly = async (turn) => {
      const opened = await opening(size);
      const seen = await openSlowly(opened.page, server.slowly(`${kind}-${size.width}-${turn}`), address);
      await opened.close();
      return seen;
    };
    let seen = await slowly(1);
    // A browser that has to wait for the processor can paint in the middle of its own work: a page that moves does so again.
    if (seen.shifted.length > 0) seen = await slowly(2);
    note("paint", seen.unpainted, `${size.width} pixels, slowly`);
    note("shift", seen.shifted, `${size.width} pixels, slowly`);
  }
  const still = await opening({ ...WIDE, javaScriptEnabled: false });
  await still.visit(from, to);
  note("no script", await withoutScript(still.page), "without scripts");
  await still.close();
}

/** Compares the bones of a kind with what is kept of them, or keeps them. */
function compareBones(row) {
  const file = join(outlines, `${row.kind}.json`);
  const text = `${JSON.stringify(row.bones, null, 1)}\n`;
  if (process.env.UPDATE_OUTLINES) return writeFileSync(file, text);
  let kept;
  try {
    kept = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    row.faults.bones.push(`${row.kind}: there is no outline of it in outlines/`);
    return;
  }
  row.faults.bones.push(...differences(row.bones, kept).map((line) => `${row.kind}: ${line}`));
}

/** Checks the text of all pages, and notes what is wrong under the kind of the page. */
async function readAll() {
  for (const [edition, { site, pages }] of Object.entries(handbook.editions)) {
    for (const { page, fault } of await faultsOfSite(site, pages)) {
      const row = rows.find((row) => row.kind === (page.kind ?? "moved"));
      row?.faults.HTML.push(`${edition}/${page.address}: ${fault}`);
    }
  }
}

function table() {
  const columns = Object.keys(COLUMNS);
  const cell = (row, column) => (row.skipped.includes(column) ? "–" : row.faults[column].length || "ok");
  const lines = [["kind of page", ...columns], ["---", ...columns.map(() => "---")], ...rows.map((row) => [row.kind, ...columns.map((column) => cell(row, column))])];
  const widths = lines[0].map((_, at) => Math.max(...lines.map((line) => String(line[at]).length)));
  return lines.map((line) => `| ${line.map((word, at) => String(word).padEnd(widths[at], word === "---" ? "-" : " ")).join(" | ")} |`).join("\n");
}

before(async () => {
  rmSync(artefacts, { recursive: true, force: true });
  mkdirSync(artefacts, { recursive: true });
  mkdirSync(outlines, { recursive: true });
  handbook = await open();
  const noFaults = () => Object.fromEntries(Object.keys(COLUMNS).map((column) => [column, []]));
  const row = (page, skipped = []) => ({ ...page, skipped, faults: noFaults() });
  rows = [
    ...handbook.kinds.map((page) => row(page)),
    // A host alone serves it, and it is the same on every way there.
    row({ kind: "not-found", edition: "public", address: "404.html" }, ["disk", "paint"]),
    // It leads on before anybody could look at it.
    row({ kind: "moved" }, Object.keys(COLUMNS).filter((column) => column !== "HTML")),
  ];
  const only = process.env.KINDS?.split(",");
  if (only) rows = rows.filter((row) => only.includes(row.kind) || row.kind === "moved");
  const looked = rows.filter((row) => row.address);
  const queue = [...looked];
  const work = async () => {
    for (let row = queue.shift(); row; row = queue.shift()) await look(row);
  };
  await Promise.all([readAll(), ...Array.from({ length: availableParallelism() + 1 }, work)]);
  looked.forEach(compareBones);
  if (process.env.UPDATE_OUTLINES) {
    for (const file of only ? [] : readdirSync(outlines)) if (!looked.some((row) => file === `${row.kind}.json`)) rmSync(join(outlines, file));
  }
});

after(async () => {
  await handbook?.close();
  if (!rows) return;
  const drawn = table();
  const n = (things, edition) => `${things[edition].pages.length} pages of the ${edition} edition`;
  const told = `${drawn}\n\nThe column HTML is about all ${n(handbook.editions, "public")} and all ${n(handbook.editions, "staff")}, the others about the richest page of each kind.\n`;
  writeFileSync(join(artefacts, "table.md"), told);
  console.log(`\n${told}`);
});

describe("a page of each kind", () => {
  for (const [column, claim] of Object.entries(COLUMNS)) {
    test(`${claim} (${column})`, () => {
      const faults = rows.flatMap((row) => row.faults[column]);
      assert.ok(faults.length === 0, `${faults.length} faults\n${faults.join("\n")}`);
    });
  }
});
