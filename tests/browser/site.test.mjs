// Ways through the worked example, in a real browser. What each kind of page is held to stands in `kinds.test.mjs`.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { POLICY, open, tab } from "./handbook.mjs";

let handbook;

before(async () => {
  handbook = await open();
});
after(() => handbook?.close());

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
    assert.deepEqual(troubles, []);
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
