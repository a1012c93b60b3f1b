// The control room in a browser: its table, dates on the reader's own clock, and the files of the same edition.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import ICAL from "ical.js";
import { open, tab } from "./handbook.mjs";

let handbook;
const read = (edition, file) => readFileSync(join(handbook.editions[edition].site, file), "utf8");

before(async () => {
  handbook = await open();
});
after(() => handbook?.close());

/** The rows of a CSV file by the names of its columns. */
function table(text) {
  const cells = [];
  let row = [];
  for (const [, quoted, plain, end] of text.replace(/^\uFEFF/, "").matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    cells.push(row);
    row = [];
  }
  const [head, ...rows] = cells;
  return rows.map((row) => Object.fromEntries(head.map((name, at) => [name, row[at]])));
}

/** Opens the control room of the staff edition and gives what is on it. */
async function room({ from = "file", ...options }) {
  const opened = await tab(handbook.browser, options);
  const troubles = await opened.visit(handbook.editions.staff[from], "review.html");
  const text = (selector) => opened.page.locator(selector).allInnerTexts();
  return { ...opened, troubles, text };
}

describe("dates on the reader's clock", () => {
  test("are as they were built on the day of the build, and with a clock that is behind", async () => {
    const [built, behind, without] = await Promise.all([room({}), room({ today: "2020-01-01" }), room({ javaScriptEnabled: false })]);
    const said = (opened) => opened.page.locator("main").evaluate((main) => [...main.querySelectorAll(".tag, [data-count], [data-clock]")].map((part) => part.textContent));
    assert.deepEqual(await said(behind), await said(built));
    assert.deepEqual(await said(without), await said(built));
    assert.match((await built.text("[data-clock]"))[0], /^As at 22 November 2026\./);
    for (const opened of [built, behind, without]) {
      assert.deepEqual(opened.troubles, []);
      await opened.close();
    }
  });

  for (const from of ["file", "http"]) {
    test(`turn overdue on a later day, and the counts rise (${from})`, async () => {
      const [built, later] = await Promise.all([room({}), room({ from, today: "2027-01-15" })]);
      const [isLate, ofNetworks] = [(opened, id) => opened.page.locator(`section:has(> #${id}) .tag.bad`).count(), (opened) => opened.text("[data-count^=late-]")];
      for (const opened of [built, later]) {
        for (const figure of await opened.page.locator(".figures [data-count]").all()) {
          const id = await figure.getAttribute("data-count");
          assert.equal(Number(await figure.innerText()), await isLate(opened, id), `${id} as they are counted`);
        }
        const rows = await opened.page.locator("section .due li:has(time[data-in*=late-]) .tag.bad, #terms ~ table .tag.bad").count();
        assert.equal((await ofNetworks(opened)).reduce((sum, number) => sum + Number(number), 0), rows, "networks' dates together");
      }
      assert.ok((await isLate(later, "terms")) + (await isLate(later, "reviews")) > (await isLate(built, "terms")) + (await isLate(built, "reviews")));
      assert.match((await later.text("[data-clock]"))[0], /^Dates are told as at 15 January 2027, all else as at 22 November 2026\. .*by 20 February 2027\.$/);
      assert.deepEqual(later.troubles, []);
      await built.close();
      await later.close();
    });
  }

  test("tell when a page is too old to list them all", async () => {
    const opened = await room({ today: "2027-06-01" });
    assert.match((await opened.text("[data-clock]"))[0], /Later dates are missing until this page is made again\.$/);
    await opened.close();
  });

  test("turn on a network's page and in the note of a review", async () => {
    const [now, later] = await Promise.all(["2026-11-22", "2028-01-01"].map((today) => tab(handbook.browser, { today })));
    for (const [address, place] of [["networks/severn-bridge/index.html", ".due"], ["networks/severn-bridge/agreement.html", ".reviewed"]]) {
      await Promise.all([now, later].map((opened) => opened.visit(handbook.editions.public.file, address)));
      const [before, after] = await Promise.all([now, later].map((opened) => opened.page.locator(`${place} .tag.bad`).count()));
      assert.ok(after > before, `${address}: ${before} and then ${after}`);
      assert.deepEqual([...now.troubles, ...later.troubles], []);
    }
    await now.close();
    await later.close();
  });
});

describe("the table of networks", () => {
  test("sorts by a column with the keyboard, and turns round", async () => {
    const { page, close } = await room({ from: "http" });
    const names = () => page.locator(".sorts tbody th").allInnerTexts();
    const button = page.locator(".sorts thead button", { hasText: "Network" });
    await button.focus();
    await page.keyboard.press("Enter");
    const ascending = await names();
    assert.deepEqual(ascending, ascending.toSorted((a, b) => a.localeCompare(b, "en")));
    assert.equal(await page.locator("[aria-sort]").getAttribute("aria-sort"), "ascending");
    await page.keyboard.press("Space");
    assert.deepEqual(await names(), ascending.toReversed());
    const overdue = page.locator(".sorts thead button", { hasText: "Overdue" });
    await overdue.click();
    assert.equal(await page.locator("[aria-sort]").innerText(), "Overdue");
    const numbers = (await page.locator(".sorts [data-count]").allInnerTexts()).map(Number);
    assert.deepEqual(numbers, numbers.toSorted((a, b) => b - a));
    await close();
  });

  test("shows the networks whose row holds a word", async () => {
    const { page, close } = await room({});
    const all = await page.locator(".sorts tbody tr").count();
    await page.getByLabel("Find a network").fill("riverside");
    assert.equal(await page.locator(".sorts tbody tr:visible").count(), 2);
    assert.equal(await page.locator(".filter [role=status]").innerText(), `2 of ${all} shown, here and in the lists below`);
    assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length]), [0, 0]);
    await close();
  });

  test("the number of a network's late dates leads to those dates", async () => {
    const { page, close } = await room({});
    const number = page.locator(".sorts [data-only]").first();
    const [late, network] = [Number(await number.innerText()), await number.getAttribute("data-only")];
    assert.ok(late > 1 && network);
    await number.click();
    const shown = page.locator(":is(.due > li, #terms ~ table tr):visible");
    assert.equal(await shown.filter({ has: page.locator(".tag.bad") }).count(), late);
    assert.ok((await shown.allInnerTexts()).every((words) => words.includes(network) || words.startsWith("Post")));
    // Lists of which nothing is left are put away with their headings.
    assert.equal(await page.locator("section:visible:not(:has(:is(tbody tr, li, .panel):visible))").count(), 0);
    await close();
  });

  test("columns sort on a narrow screen too", async () => {
    const { page, close } = await room({ width: 390 });
    await page.getByRole("button", { name: "Findings" }).click();
    const numbers = (await page.locator(".sorts [data-l=Findings]").allInnerTexts()).map((words) => Number(/\d+$/.exec(words)?.[0]));
    assert.deepEqual(numbers, numbers.toSorted((a, b) => b - a));
    await close();
  });

  test("every number at the head leads to its rows", async () => {
    const { page, close } = await room({ javaScriptEnabled: false });
    for (const link of await page.locator(".figures a").all()) {
      const id = (await link.getAttribute("href")).slice(1);
      assert.ok((await page.locator(`section:has(> #${id}) :is(tbody tr, li)`).count()) > 0, `${id} has rows`);
    }
    await close();
  });
});

describe("files of the same edition", () => {
  for (const edition of ["public", "staff"]) {
    test(`the calendar of the ${edition} edition has the dates of its table`, () => {
      const events = new ICAL.Component(ICAL.parse(read(edition, "data/reviews.ics"))).getAllSubcomponents("vevent").map((event) => new ICAL.Event(event));
      const rows = table(read(edition, "data/reviews.csv"));
      assert.ok(rows.length > 0);
      const summary = ({ kind, what, network }) => `${kind}: ${what}${network ? ` (${network})` : ""}`;
      assert.deepEqual(
        events.map((event) => [event.startDate.toString(), event.summary]).sort(),
        rows.map((row) => [row.date, summary({ ...row, what: row.what.replace(/^'(?=[=+@-])/, "") })]).sort(),
      );
      assert.ok(events.every((event) => event.startDate.isDate && event.duration.toSeconds() === 86_400), "each takes a day");
      assert.equal(new Set(events.map((event) => event.uid)).size, events.length);
    });
  }

  test("what is missing in networks is for staff", () => {
    assert.ok(!existsSync(join(handbook.editions.public.site, "data/networks.csv")));
    const rows = table(read("staff", "data/networks.csv"));
    assert.equal(rows.length, JSON.parse(read("staff", "data/handbook.json")).networks.length);
  });

  test("a spreadsheet keeps codes and telephone numbers, and takes nothing for a formula", (t) => {
    const office = ["soffice", "libreoffice"].find((name) => {
      try {
        return execFileSync(name, ["--version"], { stdio: ["ignore", "pipe", "ignore"] });
      } catch {
        return false;
      }
    });
    if (!office) return t.skip("LibreOffice is not on this machine, so nobody has opened the tables in a spreadsheet");
    const folder = mkdtempSync(join(tmpdir(), "spreadsheet-"));
    const profile = `-env:UserInstallation=file://${join(folder, "profile")}`;
    const files = ["contacts", "reviews", "responsibilities", "networks"];
    // To a spreadsheet and back: what was taken for a number or a formula comes back as something else.
    const utf8 = "Text - txt - csv (StarCalc):44,34,76";
    const convert = (to, from, out) =>
      execFileSync(office, [profile, "--headless", ...(to === "xlsx" ? [`--infilter=${utf8}`] : []), "--convert-to", to, "--outdir", out, ...from], { stdio: "ignore", timeout: 120_000 });
    convert("xlsx", files.map((file) => join(handbook.editions.staff.site, `data/${file}.csv`)), folder);
    convert(`csv:${utf8},1,,0,false,true,false`, files.map((file) => join(folder, `${file}.xlsx`)), folder);
    for (const file of files) {
      const [before, after] = [read("staff", `data/${file}.csv`), readFileSync(join(folder, `${file}.csv`), "utf8")].map((text) => table(text.replace(/\r?\n/g, "\r\n")));
      const columns = ["network", "network_code", "responsibility_code", "responsibility_id", "name", "phone", "email", "what", "icb"].filter((column) => column in before[0]);
      for (const column of columns) {
        assert.deepEqual(after.map((row) => row[column]), before.map((row) => row[column]), `${column} of ${file}`);
      }
    }
    rmSync(folder, { recursive: true });
  });
});
