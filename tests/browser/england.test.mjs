// What readers find among 1,300 networks, and what a page of theirs weighs. `tests/run` makes the handbook; the figures are printed.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { engineOf, judge, printed, ranksOf } from "./engine.mjs";
import { queriesOf } from "./england.mjs";
import { here, program } from "./handbook.mjs";

const content = resolve(here, "../../target/england/full");
/** Bytes as they are sent, packed with gzip. */
const MOST_STYLE = 12_000;
const MOST_SCRIPT = 12_000;
const MOST_PAGE = 15_000;
/** Kinds with pages that list what there is of something in the whole country, and are as long as that. */
const LISTS = ["a-z", "forum", "networks", "responsibility", "role"];

const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "england-"));

before(() => {
  if (!existsSync(content)) throw new Error("there is no handbook of all England: make it with `cargo bench --profile dev --bench all_england -- --make target/england`");
  execFileSync(program, ["build", "--content", content, "--out", join(folder, "site"), "--as-at", "2026-11-22"], { stdio: ["ignore", "ignore", "pipe"] });
});
after(() => rmSync(folder, { recursive: true, force: true }));

test("puts the right page first among all networks of England", async () => {
  const site = join(folder, "site");
  const queries = queriesOf(site);
  assert.ok(queries.length >= 150, `${queries.length} queries`);
  const { engine } = engineOf(site);
  const ranks = await ranksOf(engine, queries);
  printed(queries, ranks);
  const { mean, inFive } = judge(ranks);
  assert.ok(mean >= 0.9, `the mean reciprocal rank is ${mean}`);
  assert.ok(inFive >= 0.95, `${inFive} of the queries have their answer among the first five`);
});

test("sends little: style, script, and the pages that are no list of the whole country", () => {
  const site = join(folder, "site");
  const packed = (file) => gzipSync(readFileSync(join(site, file))).length;
  const files = readdirSync(site, { recursive: true }).map((file) => file.replaceAll("\\", "/"));
  const weigh = (ends) => files.filter((file) => /^assets\/[^/]*$/.test(file) && file.endsWith(ends)).reduce((sum, file) => sum + packed(file), 0);
  const [style, script] = [weigh(".css"), weigh(".js")];
  console.log(`style ${style} bytes of ${MOST_STYLE}, script without the engine of the search ${script} of ${MOST_SCRIPT}`);

  const kinds = new Map();
  for (const file of files.filter((file) => file.endsWith(".html"))) {
    const text = readFileSync(join(site, file));
    const kind = /<body class="kind-([a-z-]+)/.exec(text.toString("utf8", 0, 4000))?.[1] ?? "moved";
    if (!kinds.has(kind)) kinds.set(kind, []);
    kinds.get(kind).push({ file, size: gzipSync(text).length });
  }
  const heavy = [];
  for (const [kind, pages] of [...kinds].sort(([a], [b]) => a.localeCompare(b))) {
    pages.sort((a, b) => b.size - a.size || (a.file < b.file ? -1 : 1));
    const over = pages.filter((page) => page.size > MOST_PAGE);
    const list = LISTS.includes(kind);
    if (!list) heavy.push(...over.map(({ file, size }) => `${file} has ${size} bytes`));
    const told = over.length ? `, ${over.length} over ${MOST_PAGE}, by ${pages[0].size - MOST_PAGE} at most` : "";
    console.log(`${kind}: ${pages.length}, half of them above ${pages[pages.length >> 1].size} bytes, the largest ${pages[0].size}${told}${list ? ", lists of the country" : ""}`);
  }
  assert.deepEqual(heavy, []);
  assert.ok(style < MOST_STYLE, `${style} bytes of style`);
  assert.ok(script < MOST_SCRIPT, `${script} bytes of script`);
  const light = LISTS.filter((kind) => !kinds.get(kind)?.some((page) => page.size > MOST_PAGE));
  assert.deepEqual(light, [], "kinds that need no leave to be long");
});
