// What readers of the worked example can rely on, in a real browser.

import assert from "node:assert/strict";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { POLICY, barriers, here, open, tab } from "./handbook.mjs";

const WIDTHS = [1280, 390];
/** Kinds that are looked at in dark colours too: between them they have every component. */
const IN_THE_DARK = ["home", "network", "post", "responsibility", "matrix", "agreement", "guidance", "review"];

const screenshots = join(here, "screenshots");
let handbook;

before(async () => {
  rmSync(screenshots, { recursive: true, force: true });
  mkdirSync(screenshots, { recursive: true });
  handbook = await open();
});
after(() => handbook?.close());

/** Runs `look` on one page of each kind, and fails once with all that it found. */
async function onEachKind(tabOptions, from, look, kinds = handbook.kinds) {
  const opened = await tab(handbook.browser, tabOptions);
  const faults = [];
  for (const kind of kinds) {
    const troubles = [...(await opened.visit(handbook.editions[kind.edition][from], kind.address))];
    const found = (await look?.(opened.page, kind)) ?? [];
    faults.push(...[...troubles, ...opened.troubles.slice(troubles.length), ...found].map((fault) => `${kind.edition}/${kind.address}: ${fault}`));
  }
  await opened.close();
  assert.deepEqual(faults, []);
}

/** What is wider than the window, if the page can be pushed sideways. */
async function sideways(page) {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > clientWidth + 1);
    const name = (element) => `<${element.localName} class="${element.getAttribute("class") ?? ""}">`;
    return [`${scrollWidth} pixels wide in a window of ${clientWidth}: ${wide.slice(0, 4).map(name).join(", ")}`];
  });
}

async function picture(page, name) {
  const height = await page.evaluate(() => Math.min(document.documentElement.scrollHeight, 5000));
  const { width } = page.viewportSize();
  await page.screenshot({ path: join(screenshots, `${name}.png`), clip: { x: 0, y: 0, width, height }, fullPage: true });
}

describe("one page of each kind", () => {
  test("there is a page of each kind to look at", () => {
    const kinds = handbook.kinds.map((page) => page.kind);
    for (const kind of IN_THE_DARK) assert.ok(kinds.includes(kind), kind);
  });

  for (const width of WIDTHS) {
    test(`opens from a disk at ${width} pixels, asks for nothing else and complains about nothing`, async () => {
      await onEachKind({ width }, "file", (page) => sideways(page));
    });

    test(`opens over HTTP at ${width} pixels under a strict policy`, async () => {
      await onEachKind({ width }, "http", async (page, kind) => {
        await picture(page, `${kind.kind}-${width}`);
        return sideways(page);
      });
    });
  }

  test("fits into 320 pixels", () => onEachKind({ width: 320, height: 640 }, "http", sideways));

  test("has no barrier that axe finds, from a disk", () => onEachKind({}, "file", barriers));

  test("has none on a telephone", () => onEachKind({ width: 390, height: 844 }, "http", barriers));

  test("has none in dark colours", async () => {
    const kinds = handbook.kinds.filter((page) => IN_THE_DARK.includes(page.kind));
    const dark = async (page, kind) => {
      await picture(page, `${kind.kind}-dark`);
      const colour = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const light = colour.match(/[\d.]+/g).slice(0, 3).every((part) => Number(part) > 127);
      return [...(light ? [`the page stays light: ${colour}`] : []), ...(await barriers(page))];
    };
    await onEachKind({ colorScheme: "dark" }, "http", dark, kinds);
  });

  test("is read without JavaScript", async () => {
    await onEachKind({ javaScriptEnabled: false }, "file", async (page) => {
      const heading = await page.locator("main h1").innerText();
      return heading.trim() ? [] : ["no heading to be seen"];
    });
  });
});

describe("a reader who only follows links", () => {
  for (const javaScriptEnabled of [true, false]) {
    test(`comes from the home page to a schedule of an agreement and back, ${javaScriptEnabled ? "from a disk" : "without JavaScript too"}`, async () => {
      const opened = await tab(handbook.browser, { javaScriptEnabled });
      const { page } = opened;
      const { file } = handbook.editions.public;
      const troubles = await opened.visit(file, "index.html");
      const at = () => decodeURI(page.url()).slice(file.length);
      const follow = async (place, to) => {
        const links = page.locator(`${place} a:visible`);
        const hrefs = await links.evaluateAll((links) => links.map((link) => link.href));
        const wanted = hrefs.findIndex((href) => decodeURI(href) === file + to);
        assert.ok(wanted >= 0, `${at()} has no link to ${to}`);
        await links.nth(wanted).click();
        await page.waitForURL((url) => decodeURI(url.href) === file + to);
      };

      await follow("header nav", "networks/index.html");
      await follow("main", "networks/severn-bridge/index.html");
      assert.equal(await page.locator("h1").innerText(), "Severn Bridge PCN");
      await follow("main", "networks/severn-bridge/posts/research-lead.html");
      await follow("main", "responsibilities/cd-vi-research.html");
      await follow("main", "networks/severn-bridge/agreement.html#schedule-2");
      const heading = page.locator("#schedule-2");
      assert.match(await heading.innerText(), /Schedule 2/);
      const { y } = await heading.boundingBox();
      assert.ok(y >= 0 && y < 450, `the schedule stands at ${y} pixels of the window`);

      await follow("main", "networks/severn-bridge/posts/research-lead.html");
      await follow("nav", "networks/severn-bridge/index.html");
      await follow("header", "index.html");
      assert.deepEqual(troubles, []);
      await opened.close();
    });
  }

  test("comes back with the browser's own button", async () => {
    const opened = await tab(handbook.browser);
    const { page } = opened;
    const { file } = handbook.editions.public;
    await opened.visit(file, "networks/severn-bridge/index.html");
    await page.locator('main a[href="agreement.html"]').first().click();
    await page.waitForURL((url) => url.href.endsWith("agreement.html"));
    await page.goBack();
    assert.ok(page.url().endsWith("severn-bridge/index.html"));
    assert.deepEqual(opened.troubles, []);
    await opened.close();
  });
});

describe("a reader with a keyboard", () => {
  test("skips to the content first", async () => {
    const opened = await tab(handbook.browser);
    const { page } = opened;
    await opened.visit(handbook.editions.public.file, "networks/severn-bridge/index.html");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), "#main");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "main");
    await opened.close();
  });
});

describe("an address where nothing is", () => {
  test("shows the page for it as the handbook's own host would, however deep the address is", async () => {
    const opened = await tab(handbook.browser);
    const { page } = opened;
    const { site } = handbook.editions.public;
    const host = "https://handbook.severnvale-lmc.example/";
    await page.route(`${host}**`, (route) => {
      const { pathname } = new URL(route.request().url());
      const found = pathname !== "/networks/nowhere/index.html";
      route.fulfill({ path: join(site, found ? pathname : "404.html"), headers: { "Content-Security-Policy": POLICY } });
    });
    const troubles = await opened.visit(host, "networks/nowhere/index.html");
    assert.deepEqual([...troubles, ...(await barriers(page)), ...(await sideways(page))], []);
    await picture(page, "not-found-1280");
    await page.locator("main a").first().click();
    await page.waitForURL((url) => url.href === `${host}index.html`);
    assert.deepEqual(opened.troubles, []);
    await opened.close();
  });
});

describe("an old address", () => {
  test("leads on to where the page is now", async () => {
    const opened = await tab(handbook.browser);
    const { file } = handbook.editions.public;
    await opened.visit(file, "old/pcn/clinical-director-election.html");
    await opened.page.waitForURL((url) => url.href === `${file}guidance/clinical-director/appointing-a-clinical-director.html`);
    assert.deepEqual(opened.troubles, []);
    await opened.close();
  });
});
