// What readers can rely on when they print a handbook, or get one in a file, in a real browser.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve, sep } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { barriers, here, open, program, tab } from "./handbook.mjs";

const DOCUMENT = "networks/severn-bridge/print.html";
let handbook;
let folder;

/** Makes the file of a network, and gives the address of the folder it is in and its name. */
function singleFile(network, edition) {
  const name = `${network}-${edition}.html`;
  const content = join(resolve(here, "../.."), "content");
  const out = join(folder, name);
  execFileSync(program, ["build", "--content", content, "--as-at", "2026-11-22", "--edition", edition, "--single-file", "--network", network, "--out", out], { stdio: "pipe" });
  return [pathToFileURL(folder + sep).href, name];
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "handbook-file-"));
  handbook = await open();
});
after(async () => {
  await handbook?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A page as a PDF, with how many pages it has. */
async function printed(page) {
  const bytes = await page.pdf({ preferCSSPageSize: true, tagged: true, outline: true });
  const text = bytes.toString("latin1");
  return { text, pages: [...text.matchAll(/\/Type\s*\/Page\b(?!s)/g)].length };
}

describe("the file of a network", () => {
  for (const edition of ["public", "staff"]) {
    test(`opens from a disk, asks for nothing and keeps nobody out: ${edition}`, async () => {
      const [from, name] = singleFile("severn-bridge", edition);
      for (const options of [{ width: 1280 }, { width: 320, height: 640 }, { colorScheme: "dark" }]) {
        const opened = await tab(handbook.browser, options);
        const requests = [];
        opened.page.on("request", (request) => requests.push(request.url()));
        assert.deepEqual(await opened.visit(from, name), []);
        assert.deepEqual(requests, [from + name]);
        assert.deepEqual(await barriers(opened.page), []);
        const wide = await opened.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `${wide} pixels too wide at ${options.width}`);
        await opened.close();
      }
    });
  }

  test("is searched with the keyboard, and a post that is found is gone to", async () => {
    const [from, name] = singleFile("severn-bridge", "public");
    const opened = await tab(handbook.browser);
    const { page } = opened;
    await opened.visit(from, name);
    await page.keyboard.press("Control+k");
    await page.keyboard.type("oprations lead");
    const first = page.locator("#file-found [role=option]").first();
    await first.waitFor();
    assert.match(await first.innerText(), /Operations lead/);
    assert.equal(await page.locator("#file-search").getAttribute("aria-expanded"), "true");
    assert.deepEqual(await barriers(page), []);
    await page.keyboard.press("ArrowDown");
    assert.equal(await first.getAttribute("aria-selected"), "true");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.hash === "#post-operations-lead");
    assert.equal(await page.evaluate(() => document.activeElement.id), "post-operations-lead");
    const seen = await page.locator("#post-operations-lead").evaluate((heading) => {
      const box = heading.getBoundingClientRect();
      const top = document.elementFromPoint(box.left + 4, box.top + box.height / 2);
      return heading.contains(top);
    });
    assert.ok(seen, "the heading is not covered by the bar");
    assert.ok(await page.locator(".file-panel").isHidden());
    assert.deepEqual(opened.troubles, []);
    await opened.close();
  });

  test("says who answers, closes with Escape and says when it finds nothing", async () => {
    const [from, name] = singleFile("severn-bridge", "public");
    const opened = await tab(handbook.browser);
    const { page } = opened;
    await opened.visit(from, name);
    const input = page.getByRole("combobox", { name: "Search this handbook" });
    await input.fill("who is the CD");
    await page.getByRole("option", { name: /Clinical director.*Asha Verma/s }).first().waitFor();
    await page.keyboard.press("Escape");
    assert.ok(await page.locator(".file-panel").isHidden());
    await input.fill("zzyzx quux");
    await page.getByText("Nothing found.").waitFor();
    assert.deepEqual(opened.troubles, []);
    await opened.close();
  });

  test("is read without JavaScript", async () => {
    const [from, name] = singleFile("long-meadow", "public");
    const opened = await tab(handbook.browser, { javaScriptEnabled: false });
    assert.deepEqual(await opened.visit(from, name), []);
    assert.match(await opened.page.locator("main").innerText(), /Who answers for what/);
    await opened.close();
  });
});

describe("a network's whole handbook on paper", () => {
  test("has chapters on pages of their own, and tags and an outline for those who listen to it", async () => {
    const opened = await tab(handbook.browser);
    await opened.visit(handbook.editions.public.file, DOCUMENT);
    const chapters = await opened.page.locator(".chapter > h2").count();
    const { text, pages } = await printed(opened.page);
    assert.ok(pages > 5 && pages > chapters, `${pages} pages for ${chapters} chapters`);
    assert.match(text, /\/MarkInfo\s*<<[^>]*\/Marked true/);
    assert.match(text, /\/StructTreeRoot/);
    assert.match(text, /\/Outlines/);
    assert.match(text, /\/Lang\s*\(en-GB\)/);
    await opened.close();
  });

  test("is linked from the network's front page", async () => {
    const opened = await tab(handbook.browser);
    await opened.visit(handbook.editions.public.file, "networks/severn-bridge/index.html");
    await opened.page.getByRole("link", { name: "Print this handbook" }).click();
    await opened.page.getByRole("heading", { level: 1, name: /the whole handbook/ }).waitFor();
    await opened.page.getByRole("link", { name: /^Back to/ }).click();
    await opened.page.waitForURL(/networks\/severn-bridge\/index\.html$/);
    await opened.close();
  });
});

describe("any page on paper", () => {
  test("is black on white, without what can only be clicked, also where the screen is dark", async () => {
    const faults = [];
    const opened = await tab(handbook.browser, { colorScheme: "dark" });
    for (const kind of handbook.kinds) {
      await opened.visit(handbook.editions[kind.edition].file, kind.address);
      await opened.page.emulateMedia({ media: "print" });
      const found = await opened.page.evaluate(() => {
        const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
        const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
        const wrong = [];
        if (getComputedStyle(document.body).backgroundColor !== "rgb(255, 255, 255)") wrong.push("the page is not white");
        // A column's name stands in the button that sorts by it, and is printed as a name.
        for (const element of document.querySelectorAll("nav:not(.chapters), :not(th) > button, input, dialog, .skip, .find")) if (shown(element)) wrong.push(`<${element.localName} class="${element.className}"> is printed`);
        for (const element of document.querySelectorAll("main *")) {
          const hasText = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
          if (!hasText || !shown(element) || element.closest(".m, svg")) continue;
          const colour = numbers(getComputedStyle(element).color);
          if (Math.max(...colour.slice(0, 3)) > 110) wrong.push(`pale: ${element.textContent.trim().slice(0, 40)}`);
        }
        for (const details of document.querySelectorAll("details")) {
          const inside = details.querySelector(":scope > :not(summary)");
          if (inside && shown(details) && inside.getBoundingClientRect().height === 0) wrong.push(`closed: ${details.querySelector("summary")?.textContent}`);
        }
        return [...new Set(wrong)].slice(0, 6);
      });
      faults.push(...found.map((fault) => `${kind.edition}/${kind.address}: ${fault}`));
      const { pages } = await printed(opened.page);
      if (pages < 1) faults.push(`${kind.address} prints nothing`);
      await opened.page.emulateMedia({ media: "screen" });
    }
    await opened.close();
    assert.deepEqual(faults, []);
  });

  test("the matrix lies across, and its widest row fits", async () => {
    const opened = await tab(handbook.browser);
    await opened.visit(handbook.editions.staff.file, "networks/severn-bridge/responsibilities.html");
    const { text } = await printed(opened.page);
    const sizes = [...text.matchAll(/\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)/g)].map(([, width, height]) => Number(width) > Number(height));
    assert.ok(sizes.length > 0 && !sizes.includes(false), "every page lies across");
    // As wide as the paper is between its margins: 297 − 24 millimetres.
    await opened.page.setViewportSize({ width: Math.floor((273 / 25.4) * 96), height: 700 });
    await opened.page.emulateMedia({ media: "print" });
    const room = await opened.page.evaluate(() => document.querySelector(".matrix").getBoundingClientRect().right - document.documentElement.clientWidth);
    assert.ok(room <= 1, `${room} pixels too wide`);
    await opened.close();
  });
});
