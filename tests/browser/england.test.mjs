// What readers find among 1,300 networks. `tests/run` makes the handbook; the figures are printed.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { engineOf, judge, printed, ranksOf } from "./engine.mjs";
import { queriesOf } from "./england.mjs";
import { here, program } from "./handbook.mjs";

const content = resolve(here, "../../target/england/full");
const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "england-"));

before(() => {
  if (!existsSync(content)) throw new Error("there is no handbook of all England: make it with `cargo bench --bench all_england -- --make target/england`");
  execFileSync(program("release"), ["build", "--content", content, "--out", join(folder, "site"), "--as-at", "2026-11-22"], { stdio: ["ignore", "ignore", "pipe"] });
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
