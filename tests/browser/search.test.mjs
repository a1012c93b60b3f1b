// What readers of the worked example can find: the engine by itself, and the box in a real browser.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { engineOf, judge, printed, ranksOf } from "./engine.mjs";
import { barriers, here, open, tab } from "./handbook.mjs";

const QUERIES = JSON.parse(readFileSync(join(here, "queries.json"), "utf8"));
const CASES = JSON.parse(readFileSync(join(here, "../fixtures/words.json"), "utf8"));

/** Texts that nobody means well with. */
const HOSTILE = [
  "",
  "   ",
  "?!.,;:",
  "a".repeat(10_000),
  "clinical ".repeat(2_000),
  "😀 clinical 👩🏽‍⚕️ director",
  "مدير سريري",
  "המנהל הרפואי",
  "\u202eevitcerid lacinilc",
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "{{ site.title }} ${7*7}",
  ".*+?^${}()|[]\\",
  "__proto__",
  "constructor",
  "toString hasOwnProperty",
  "%00%0a../../etc/passwd",
  "\u0000\u0001\ufffe\ud800",
  "@severn-bridge",
  "~ ! ] [ # \\",
  "1".repeat(300),
  "4.4.2.4.4.2.4.4.2",
  "ＣＬＩＮＩＣＡＬ　ＤＩＲＥＣＴＯＲ",
  "ﷺ ﬃ ½ ㎏",
  "' OR 1=1 --",
];

let handbook;
before(async () => {
  handbook = await open();
});
after(() => handbook?.close());

const site = (edition = "public") => handbook.editions[edition].site;

describe("the engine", () => {
  test("cuts texts into the words of the shared table", () => {
    const { handbookSearch } = engineOf(site());
    for (const { text, words } of CASES) assert.deepEqual([...handbookSearch.words(text)], words, JSON.stringify(text));
  });

  test("puts the right page first", async () => {
    const { engine } = engineOf(site());
    const ranks = await ranksOf(engine, QUERIES);
    printed(QUERIES, ranks);
    const { mean, inFive } = judge(ranks);
    assert.ok(mean >= 0.95, `the mean reciprocal rank is ${mean}`);
    assert.ok(inFive >= 0.99, `${inFive} of the queries have their answer among the first five`);
    const lost = QUERIES.filter((query, at) => query.class === "given" && (ranks[at] === 0 || ranks[at] > 5));
    assert.deepEqual(lost, []);
  });

  test("finds the same when a query is asked again, letter by letter", async () => {
    const { engine } = engineOf(site());
    const query = "who runs enhanced access";
    for (let length = 1; length < query.length; length++) await engine.search(query.slice(0, length), { network: "severn-bridge" });
    const once = await engineOf(site()).engine.search(query, { network: "severn-bridge" });
    const again = await engine.search(query, { network: "severn-bridge" });
    assert.deepEqual(again.results.map(({ address }) => address), once.results.map(({ address }) => address));
    assert.equal(JSON.stringify(again.answer), JSON.stringify(once.answer));
  });

  test("takes any text", async () => {
    const { engine, handbookSearch } = engineOf(site());
    for (const text of HOSTILE) {
      for (const typing of [true, false]) {
        const found = await engine.search(text, { network: "severn-bridge", typing });
        for (const { title } of found.results) handbookSearch.spans(title, found.terms, found.query);
        for (const [start, end] of handbookSearch.spans(text.slice(0, 500), found.terms, found.query)) assert.ok(start < end && end <= text.length);
      }
    }
    // Letters at random, from a fixed beginning so that a failure comes back.
    let state = 1;
    const random = (below) => (state = (state * 48_271) % 2_147_483_647) % below;
    for (let n = 0; n < 300; n++) {
      const text = Array.from({ length: random(40) }, () => String.fromCodePoint(random(4) ? 32 + random(95) : random(0xd7ff))).join("");
      await engine.search(text, { network: random(2) ? "harbour-city" : undefined });
    }
  });

  test("answers who holds a post, where it is written, and in which network", async () => {
    const { engine } = engineOf(site());
    const { answer } = await engine.search("who is our clinical director", { network: "severn-bridge" });
    assert.equal(answer.network, "Severn Bridge PCN");
    assert.deepEqual(answer.seats[0].h.map(([, name, share]) => [name, share]), [["Dr Asha Verma", "60%"], ["Dr Ben Okoro", "40%"]]);
    const research = (await engine.search("cd vi", { network: "severn-bridge" })).answer;
    assert.equal(research.seats[0].p[0], "networks/severn-bridge/posts/research-lead.html");
    assert.ok(research.written.some(([address]) => address === "networks/severn-bridge/agreement.html#schedule-2"));
    const elsewhere = (await engine.search("clinical director harbour city", { network: "severn-bridge" })).answer;
    assert.equal(elsewhere.network, "Harbour City PCN");
    const nowhere = (await engine.search("clinical director")).answer;
    assert.ok(nowhere.choose);
  });

  test("says what else it looked for, and what was mended", async () => {
    const { engine } = engineOf(site());
    const old = await engine.search("ccg");
    assert.ok(old.also.includes("ICB"), old.also.join(", "));
    assert.equal((await engine.search("cilnical directer")).mended, "clinical director");
    const nothing = await engine.search("xqzzv");
    assert.deepEqual([nothing.results.length, nothing.publisher[1]], [0, "office@severnvale-lmc.example"]);
    assert.ok((await engine.search("enhaqqqqq")).nearest.includes("enhanced"));
  });

  test("tells IT from it", async () => {
    const { engine } = engineOf(site());
    for (const query of ["IT", "it lead", "who is the IT manager"]) {
      const { answer, results } = await engine.search(query, { network: "severn-bridge" });
      const seen = [answer?.address, ...results.slice(0, 5).map(({ address }) => address)];
      assert.ok(seen.some((address) => /digital/.test(address)), `${query}: ${seen}`);
    }
    assert.ok((await engine.search("what is it for")).asksNothing);
  });

  test("narrows to a network, a kind and a contract year", async () => {
    const { engine } = engineOf(site());
    const own = await engine.search("enhanced access", { network: "long-meadow", only: true });
    assert.ok(own.results.some(({ network }) => network === "long-meadow"));
    assert.deepEqual(own.results.filter(({ network }) => network && network !== "long-meadow"), []);
    const terms = await engine.search("enhanced access", { groups: [7] });
    assert.ok(terms.results.length > 0 && terms.results.every(({ kind }) => "tu".includes(kind)));
    const then = await engine.search("research", { year: 2019 });
    const now = await engine.search("research", { year: 2026 });
    const all = await engine.search("access", { year: 2019, most: 30 });
    assert.ok(all.results.length >= 20, `${all.results.length} of 2019/20`);
    const holds = ({ results }) => results.some(({ address }) => address === "responsibilities/cd-vi-research.html");
    assert.deepEqual([holds(then), holds(now)], [true, false]);
  });
});

describe("an index that was replaced while somebody read", () => {
  test("is asked for again as a whole", async () => {
    const { handbookSearch } = engineOf(site("staff"));
    // The root is the old one, as a browser kept it; all else is there anew.
    const asked = [];
    const load = async (address) => {
      asked.push(address);
      const [file, print] = address.split("?");
      const from = file === "root.js" && !print ? site("public") : site("staff");
      new Function("handbookSearch", readFileSync(join(from, "search", file), "utf8"))(handbookSearch);
    };
    const engine = handbookSearch.start(load);
    const fresh = engineOf(site("staff")).engine;
    for (const query of ["records clerk", "clinical director", "room rental"]) {
      const [found, expected] = [await engine.search(query, { network: "severn-bridge" }), await fresh.search(query, { network: "severn-bridge" })];
      assert.deepEqual(found.results.map(({ address }) => address), expected.results.map(({ address }) => address), query);
    }
    assert.equal(asked.filter((address) => address.startsWith("root.js")).length, 2, asked.join(", "));
  });
});

describe("the index of an edition", () => {
  /** Every term of an index, and every text of its records and answers. */
  function contents(folder) {
    const pieces = new Map();
    const handbookSearch = (name, data) => pieces.set(name, data);
    for (const file of readdirSync(join(folder, "search")).filter((file) => /^(root|networks|[tdawln]\w*-?\d*)\.js$/.test(file) && !/^answers/.test(file))) {
      new Function("handbookSearch", readFileSync(join(folder, "search", file), "utf8"))(handbookSearch);
    }
    return pieces;
  }

  /** Terms of a shard: each shares its beginning with the one before. */
  function termsOf(text) {
    const value = (code) => code - (code > 92 ? 36 : 35);
    let at = 0;
    const digit = () => value(text.charCodeAt(at++));
    const number = () => {
      for (let sum = 0; ; ) {
        const next = digit();
        if (next < 66) return sum * 66 + next;
        sum = sum * 25 + next - 65;
      }
    };
    const terms = [];
    let before = [];
    while (at < text.length) {
      const shared = digit();
      const characters = before.slice(0, shared);
      for (let more = digit(); more > 0; more--) {
        const character = String.fromCodePoint(text.codePointAt(at));
        characters.push(character);
        at += character.length;
      }
      terms.push(characters.join(""));
      before = characters;
      number();
      const length = number();
      at += length > 0 ? length : 8;
    }
    return terms;
  }

  test("holds no word that its pages do not show", () => {
    const { handbookSearch } = engineOf(site());
    const shown = new Set();
    const texts = [];
    for (const { address } of handbook.editions.public.pages) {
      const html = readFileSync(join(site(), address), "utf8").replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code)).replace(/&amp;/g, "&");
      for (const word of handbookSearch.words(`${address.replace(/[./]/g, " ")} ${html.replace(/<[^>]*>/g, (tag) => (/^<\/?(a|abbr|b|code|del|em|i|mark|s|strong|sub|sup)\b/.test(tag) ? "" : " "))}`)) shown.add(word);
      texts.push(...html.split(/<[^>]*>/));
      for (const [, id] of html.matchAll(/ id="([^"]+)"/g)) for (const word of handbookSearch.words(id)) shown.add(word);
    }
    // A code such as "CD vi" is found without its blank as well.
    const codes = [...shown].flatMap((word) => ["cd", "sv"].map((letters) => letters + word));
    // Words by which kinds of things are found, whatever they hold; they stand between quotation marks in the program.
    const [program] = readFileSync(join(here, "../../src/search/documents.rs"), "utf8").split("#[cfg(test)]");
    for (const [, text] of program.matchAll(/"([^"\\\n]*)"/g)) for (const word of handbookSearch.words(text)) shown.add(word);
    const pieces = contents(site());
    const terms = [...pieces].filter(([name]) => /^t\d+$/.test(name)).flatMap(([, text]) => termsOf(text));
    assert.ok(terms.length > 3_000 && terms.includes("director"), `${terms.length} terms`);
    // Codes, postcodes and telephone numbers stand there without their blanks too.
    const joined = [...new Set(texts)].join("\n").replace(/[ \t]/g, "").toLowerCase();
    const strange = terms.filter((term) => !shown.has(term) && !codes.includes(term) && !term.startsWith("@") && !(/\d/.test(term) && joined.includes(term)));
    assert.deepEqual(strange, []);
  });

  test("names nothing that only staff may see", async () => {
    const [open_to_all, for_staff] = [engineOf(site("public")).engine, engineOf(site("staff")).engine];
    const known = new Set(handbook.editions.public.pages.map(({ address }) => address));
    const hidden = handbook.editions.staff.pages.map(({ address }) => address).filter((address) => !known.has(address) && !/^(review|a-z)/.test(address));
    assert.ok(hidden.length >= 5, hidden.join(", "));
    const text = [...contents(site("public")).values()].map((piece) => JSON.stringify(piece)).join("\n");
    for (const address of hidden) {
      const id = address.split("/").pop().replace(".html", "");
      // Staff find it, by a name that their pages show.
      const html = readFileSync(join(site("staff"), address), "utf8");
      const title = /<h1[^>]*>([^<]+)</.exec(html)[1];
      const network = address.split("/")[1];
      const found = await for_staff.search(title, { network });
      assert.ok([...found.results, found.answer ?? {}].some((result) => result.address?.split("#")[0] === address), `staff do not find ${address} by ${title}`);
      const others = await open_to_all.search(title, { network });
      assert.ok(![...others.results, others.answer ?? {}].some((result) => result.address?.split("#")[0] === address), address);
      assert.ok(!text.includes(`${address.split("/").slice(2).join("/")}`), `${id} stands in the public index`);
    }
  });
});

describe("the box", () => {
  const shot = async (page) => (await page.locator("dialog[open]").count()) > 0;

  /** Types a query and waits until what was typed has been looked for. */
  async function ask(page, query, scope = "dialog") {
    await page.evaluate(
      async ([query, scope]) => {
        const input = document.querySelector(`${scope} input[type=search]`);
        input.value = query;
        input.dispatchEvent(new Event("input", { bubbles: true }));
        // Nothing is looked for where nothing is asked.
        const settled = () => document.querySelector(`${scope} .search-body`).dataset.for === (query.trim() && query.toWellFormed());
        for (const end = Date.now() + 5_000; !settled(); await new Promise((later) => setTimeout(later, 2))) {
          if (Date.now() > end) throw new Error(`no answer to ${query}`);
        }
      },
      [query, scope],
    );
  }

  /** Addresses that a reader sees, from the top: those of the card together, then the results. */
  const seen = (page, scope = "dialog") =>
    page.evaluate((scope) => {
      const path = (link) => {
        const { pathname, hash } = new URL(link.href);
        const root = new URL(document.querySelector("script[data-root]").dataset.root || ".", location.href).pathname;
        return decodeURIComponent(pathname.slice(root.length)) + decodeURIComponent(hash);
      };
      const links = (part) => [...document.querySelectorAll(`${scope} ${part}`)].filter((link) => !/^(mailto|tel):/.test(link.getAttribute("href")));
      const card = document.querySelector(`${scope} .search-answer`);
      return [...(card.hidden ? [] : [links(".search-answer a").map(path)]), ...links("[role=option]").map((link) => [path(link)])];
    }, scope);

  for (const from of ["http", "file"]) {
    test(`gives every answer of the list ${from === "http" ? "over HTTP under the strict policy" : "from a disk"}`, { timeout: 600_000 }, async () => {
      const opened = await tab(handbook.browser);
      const { engine } = engineOf(site());
      const ranks = [];
      const faults = [];
      const byNetwork = Map.groupBy ? Map.groupBy(QUERIES, ({ network }) => network) : QUERIES.reduce((map, query) => map.set(query.network, [...(map.get(query.network) ?? []), query]), new Map());
      for (const [network, queries] of byNetwork) {
        faults.push(...(await opened.visit(handbook.editions.public[from], network ? `networks/${network}/index.html` : "index.html")));
        await opened.page.keyboard.press("Control+k");
        for (const { query, answers } of queries) {
          await ask(opened.page, query);
          const places = await seen(opened.page);
          const fits = (address) => answers.some((answer) => address === answer || (!answer.includes("#") && address.split("#")[0] === answer));
          ranks.push(places.findIndex((addresses) => addresses.some(fits)) + 1);
          // The browser shows the same first result as the engine by itself.
          const found = await engine.search(query, { network });
          const first = found.answer?.choose || found.answer ? found.answer.address : found.results[0]?.address;
          if (first && !places[0]?.includes(first)) faults.push(`${query}: ${places[0]} instead of ${first}`);
        }
        faults.push(...opened.troubles);
      }
      const { mean, inFive } = judge(ranks);
      console.log(`${from}: ${ranks.length} queries, mean reciprocal rank ${mean.toFixed(4)}, in the first five ${inFive.toFixed(4)}`);
      assert.deepEqual(faults, []);
      assert.ok(mean >= 0.95, `the mean reciprocal rank is ${mean}`);
      await opened.close();
    });
  }

  test("is used with the keyboard alone, and the page that is reached shows the words", async () => {
    const opened = await tab(handbook.browser);
    const { page } = opened;
    const { file } = handbook.editions.public;
    await opened.visit(file, "networks/severn-bridge/index.html");
    for (let n = 0; n < 3; n++) await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "find");
    await page.keyboard.press("Enter");
    await page.keyboard.type("hub opens");
    const option = page.locator("dialog [role=option]").first();
    await option.waitFor();
    await page.waitForFunction(() => document.querySelector("dialog .search-body").dataset.for === "hub opens");
    await page.keyboard.press("ArrowDown");
    assert.equal(await option.getAttribute("aria-selected"), "true");
    assert.equal(await page.locator("dialog [role=combobox]").getAttribute("aria-activedescendant"), await option.getAttribute("id"));
    await page.keyboard.press("ArrowUp");
    assert.equal(await page.locator("dialog [role=combobox]").getAttribute("aria-activedescendant"), null);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.href.includes("networks/severn-bridge/strategy.html?q=hub%20opens#same-day-access"));
    await page.locator("main mark.found").first().waitFor();
    assert.match((await page.locator("main mark.found").allInnerTexts()).join(" "), /Hub opens/i);
    assert.deepEqual(opened.troubles, []);
    await opened.close();
  });

  test("opens with Ctrl or Cmd and K, closes with Escape, a click beside it and its button, and gives the focus back", async () => {
    const opened = await tab(handbook.browser);
    const { page } = opened;
    await opened.visit(handbook.editions.public.file, "guidance/index.html");
    await page.keyboard.press("k");
    assert.equal(await shot(page), false);
    for (const keys of ["Control+k", "Meta+k"]) {
      await page.locator("button.find").focus();
      await page.keyboard.press(keys);
      assert.equal(await shot(page), true, keys);
      await page.keyboard.type("iif");
      await page.keyboard.press("Escape");
      assert.equal(await shot(page), false);
      assert.equal(await page.evaluate(() => document.activeElement.className), "find");
    }
    await page.locator("button.find").click();
    await page.mouse.click(5, 5);
    assert.equal(await shot(page), false);
    await page.locator("button.find").click();
    await page.getByRole("button", { name: "Close" }).click();
    assert.equal(await shot(page), false);
    await opened.close();
  });

  test("asks for the network once, and keeps it in the address alone", async () => {
    const opened = await tab(handbook.browser);
    const { page } = opened;
    const { file } = handbook.editions.public;
    await opened.visit(file, "index.html");
    await page.keyboard.press("Control+k");
    await ask(page, "clinical director");
    const choice = page.getByLabel("Who in which network?");
    await choice.focus();
    await page.waitForFunction(() => document.querySelector("dialog .search-answer select").options.length > 3);
    // Arrow keys go through the list without leaving it.
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    assert.equal(await choice.evaluate((select) => select === document.activeElement && select.selectedIndex), 2);
    await choice.selectOption("harbour-city");
    await page.getByRole("button", { name: "Show" }).click();
    await page.locator("dialog .search-holder").first().waitFor();
    assert.match(await page.locator("dialog .search-answer").innerText(), /Harbour City PCN/);
    await page.locator("dialog .search-list a[href*='roles/']").first().click();
    await page.waitForURL((url) => url.searchParams.get("in") === "harbour-city");
    await page.keyboard.press("Escape");
    await page.locator("header nav a", { hasText: "Guidance" }).click();
    await page.waitForURL((url) => url.href.includes("guidance/index.html?in=harbour-city"));
    await page.keyboard.press("Control+k");
    await ask(page, "pcn manager");
    assert.match(await page.locator("dialog .search-answer").innerText(), /Harbour City PCN/);
    assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]), [0, 0, ""]);
    assert.deepEqual(opened.troubles, []);
    await opened.close();
  });

  test("has a page of its own with an address to share", async () => {
    const opened = await tab(handbook.browser);
    const { page } = opened;
    const { http } = handbook.editions.public;
    await opened.visit(http, "search.html?q=enhanced%20access&only=long-meadow");
    await page.locator("#search-here [role=option]").first().waitFor();
    assert.equal(await page.locator("#search-here input").inputValue(), "enhanced access");
    assert.ok((await seen(page, "#search-here")).flat().includes("networks/long-meadow/services/enhanced-access.html"));
    await ask(page, "care homes", "#search-here");
    await page.waitForURL((url) => url.searchParams.get("q") === "care homes" && url.searchParams.get("only") === "long-meadow");
    assert.deepEqual([...opened.troubles, ...(await barriers(page))], []);
    await opened.close();
  });

  for (const [name, options] of Object.entries({ light: {}, dark: { colorScheme: "dark" }, "a telephone": { width: 390, height: 844 }, "forced colours": { forcedColors: "active" } })) {
    test(`has no barrier that axe finds while it is open: ${name}`, async () => {
      const opened = await tab(handbook.browser, options);
      const { page } = opened;
      await opened.visit(handbook.editions.public.http, "networks/severn-bridge/index.html");
      await page.keyboard.press("Control+k");
      const found = [];
      for (const query of ["who is our clinical director", "research link", "enhanced acess", "xqzzv", ""]) {
        await ask(page, query);
        await page.keyboard.press("ArrowDown");
        found.push(...(await barriers(page)));
        const wide = await page.evaluate(() => [...document.querySelectorAll("dialog > :not(.vh)")].some((part) => part.scrollWidth > part.clientWidth));
        if (wide) found.push(`${query}: the dialog can be pushed sideways`);
      }
      await page.screenshot({ path: join(here, "artefacts", `search-${name.replace(" ", "-")}.png`) });
      assert.deepEqual([...opened.troubles, ...found], []);
      await opened.close();
    });
  }

  test("opens what was typed last, however slowly the index comes", async () => {
    const opened = await tab(handbook.browser);
    const { page } = opened;
    const { http } = handbook.editions.public;
    await page.route("**/search/**", async (route) => {
      await new Promise((later) => setTimeout(later, 150));
      await route.continue();
    });
    await opened.visit(http, "networks/severn-bridge/index.html");
    await page.keyboard.press("Control+k");
    await ask(page, "pcn manager");
    await page.locator("dialog input").fill("research lead");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname.endsWith("networks/severn-bridge/posts/research-lead.html") || url.pathname.includes("lin-zhao"));
    await opened.close();
  });

  test("closes over a place on the page one is on", async () => {
    const opened = await tab(handbook.browser);
    const { page } = opened;
    await opened.visit(handbook.editions.public.file, "glossary.html?q=caip");
    await page.keyboard.press("Control+k");
    await page.waitForFunction(() => document.querySelector("dialog .search-body").dataset.for === "caip");
    await page.locator("dialog a[href*='glossary.html'][href*='term-caip']").first().click();
    assert.equal(await shot(page), false);
    assert.ok(page.url().endsWith("#term-caip"));
    await opened.close();
  });

  test("tells who answers to those who do not see it, and not the whole list of networks", async () => {
    const opened = await tab(handbook.browser);
    const { page } = opened;
    await opened.visit(handbook.editions.public.file, "networks/severn-bridge/index.html");
    await page.keyboard.press("Control+k");
    const spoken = async (query) => {
      await ask(page, query);
      await page.waitForTimeout(700);
      return page.locator("dialog [role=status]").innerText();
    };
    assert.match(await spoken("who is our clinical director"), /^Answer\. Clinical director\. Severn Bridge PCN\. Dr Asha Verma, 60% and Dr Ben Okoro, 40%\. \d+ results/);
    assert.match(await spoken("xqzzv"), /^Nothing found/);
    await opened.visit(handbook.editions.public.file, "index.html");
    await page.keyboard.press("Control+k");
    assert.doesNotMatch(await spoken("clinical director"), /Long Meadow/);
    await opened.close();
  });

  test("can be read at four times its size", async () => {
    const opened = await tab(handbook.browser, { width: 320, height: 256 });
    const { page } = opened;
    await opened.visit(handbook.editions.public.file, "networks/severn-bridge/index.html");
    await page.keyboard.press("Control+k");
    await ask(page, "clinical director");
    const last = page.locator("dialog [role=option]").last();
    await last.scrollIntoViewIfNeeded();
    const { y, height } = await last.boundingBox();
    assert.ok(y >= 0 && y + height <= 256 + 1, `the last result stands at ${y}, ${height} pixels high`);
    const { x, width } = await page.locator("dialog input").boundingBox();
    assert.ok(x >= 0 && x + width <= 320);
    await opened.close();
  });

  test("stays where it is while one types", async () => {
    const opened = await tab(handbook.browser);
    const { page } = opened;
    await opened.visit(handbook.editions.public.http, "index.html");
    await page.keyboard.press("Control+k");
    const places = new Set();
    for (const letter of "who runs enhanced access saturday") {
      await page.keyboard.type(letter);
      places.add(JSON.stringify([await page.locator("dialog").boundingBox(), await page.locator("dialog input").boundingBox()]));
    }
    assert.equal(places.size, 1, [...places].join("\n"));
    await opened.close();
  });

  test("injects nothing, whatever is typed", async () => {
    const opened = await tab(handbook.browser);
    const { page } = opened;
    await opened.visit(handbook.editions.public.http, "index.html");
    await page.keyboard.press("Control+k");
    for (const text of HOSTILE.filter((text) => text.length <= 200)) await ask(page, text.replace(/[\r\n]/g, ""));
    const foreign = () => page.locator("dialog img, dialog script, dialog iframe, main img[src=x]").count();
    assert.equal(await foreign(), 0);
    for (const text of ['<img src=x onerror=alert(1)>"', "clinical <b>director</b>"]) {
      await opened.visit(handbook.editions.public.http, `roles/clinical-director.html?q=${encodeURIComponent(text)}&in=${encodeURIComponent('"><script>')}`);
      await page.waitForTimeout(300);
      assert.equal(await page.locator("main mark script, main mark img, main b b").count(), 0);
      await page.keyboard.press("Control+k");
      await ask(page, text);
      assert.equal(await foreign(), 0);
    }
    assert.deepEqual(opened.troubles, []);
    await opened.close();
  });

  test("is a link to the A to Z without JavaScript", async () => {
    const opened = await tab(handbook.browser, { javaScriptEnabled: false });
    await opened.visit(handbook.editions.public.file, "networks/severn-bridge/index.html");
    await opened.page.locator("a.find").click();
    await opened.page.waitForURL((url) => url.href === `${handbook.editions.public.file}a-z.html`);
    await opened.close();
  });
});
