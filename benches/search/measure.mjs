// The search of built sites beside two engines that others use: what each loads, how long it takes, and what it finds.
//
// Run `npm ci` here, build the sites that are to be measured with `pcn-handbook build`, and then
// `node --max-old-space-size=8000 measure.mjs SITE…` with their folders. It prints a Markdown table. The worked example is
// judged by `tests/browser/queries.json`, any other site by a list that `tests/browser/england.mjs` makes for it. A site of
// 30,000 pages takes some minutes and 5 GB; indexes of the other engines lie in a temporary folder until the end.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import MiniSearch from "minisearch";
import { close, createIndex } from "pagefind";
import { engineOf, judge, rankOf } from "../../tests/browser/engine.mjs";
import { queriesOf } from "../../tests/browser/england.mjs";

/** Results that are shown at first, as the box of Pagefind does, and results that are judged. */
const SHOWN = 5;
const JUDGED = 30;
/** Another list than the first, whose failures are read when the search is worked on. */
const SEED = 7;

// ---- files ----

const sizes = new Map();
/** Bytes of a file as a host sends it. What is compressed already does not get smaller. */
function sent(file) {
  if (!sizes.has(file)) {
    const bytes = readFileSync(file);
    sizes.set(file, Math.min(bytes.length, gzipSync(bytes, { level: 9 }).length));
  }
  return sizes.get(file);
}

const filesIn = (folder) => readdirSync(folder, { recursive: true }).map((file) => join(folder, file)).filter((file) => statSync(file).isFile());
const bytesOf = (files) => files.reduce((sum, file) => sum + statSync(file).size, 0);
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

// ---- engines ----

// Each takes a site and a folder for its index, and gives `seconds` of indexing, `bytes` of the index, the `ways` in which
// it can be asked, and `open`, which starts a reader's session: `ask` looks for a row of the list, `loaded` says what was
// sent so far, and `rank` gives the place of the right answer.

/** Places of pages: a part of a page is found where the page is. */
const rankOfPage = (addresses, answers) => addresses.findIndex((address) => answers.some((answer) => answer.split("#")[0] === address)) + 1;

function ours(site) {
  // The page's own scripts hold the box, and ask the engine.
  const page = readFileSync(join(site, "search.html"), "utf8");
  const scripts = ["search/engine.js", ...[...page.matchAll(/<script src="([^"?]*)/g)].map(([, address]) => address)].map((file) => join(site, file));
  const open = () => {
    const { engine, loaded } = engineOf(site);
    return {
      ask: ({ query, network }) => engine.search(query, { network }),
      loaded: () => sum([...scripts, ...loaded.map(({ address }) => join(site, "search", address.split("?")[0]))].map(sent)),
      rank: (found, { answers }) => rankOf(found, answers),
    };
  };
  return { name: "ours", ways: ["alone"], bytes: bytesOf(filesIn(join(site, "search"))), open };
}

async function pagefind(site, folder) {
  // It joins the texts of neighbours that no blank parts, such as a term and its description, to one word.
  const pages = join(folder, "pages");
  for (const address of pagesOf(site)) {
    const page = join(pages, address);
    mkdirSync(dirname(page), { recursive: true });
    writeFileSync(page, readFileSync(join(site, address), "utf8").replaceAll("><", "> <"));
  }
  const began = performance.now();
  const { index } = await createIndex({ rootSelector: "main", keepIndexUrl: true });
  await index.addDirectory({ path: pages });
  await index.writeFiles({ outputPath: folder });
  const seconds = (performance.now() - began) / 1000;
  await close();
  rmSync(pages, { recursive: true });
  const isIndex = (file) => /\.pf_|entry\.json$|wasm\.|pagefind\.js$/.test(file);
  const bytes = bytesOf(filesIn(folder).filter(isIndex));
  // Only under this name does node take it for a module.
  const script = join(folder, "pagefind.mjs");
  renameSync(join(folder, "pagefind.js"), script);
  const { createInstance } = await import(pathToFileURL(script));
  const open = async () => {
    let loaded = sent(script);
    globalThis.fetch = async (address) => {
      const file = join(folder, new URL(address, "http://localhost").pathname);
      loaded += sent(file);
      return new Response(readFileSync(file));
    };
    const engine = createInstance({ basePath: "/", baseUrl: "/" });
    const show = (results) => Promise.all(results.map((result) => result.data()));
    return {
      ask: async ({ query }) => {
        const { results } = await engine.search(query);
        return { results, shown: await show(results.slice(0, SHOWN)) };
      },
      loaded: () => loaded,
      rank: async ({ results, shown }, { answers }) => {
        const pages = [...shown, ...(await show(results.slice(SHOWN, JUDGED)))];
        return rankOfPage(pages.map(({ url }) => url.slice(1)), answers);
      },
    };
  };
  return { name: "Pagefind", ways: ["alone", "named"], seconds, bytes, open };
}

function miniSearch(site, folder) {
  const options = { idField: "address", fields: ["title", "headings", "text"], storeFields: ["title"] };
  const searching = { prefix: true, fuzzy: 0.2, boost: { title: 3, headings: 1.5 } };
  const began = performance.now();
  const filled = new MiniSearch(options);
  for (const address of pagesOf(site)) {
    const page = pageOf(site, address);
    if (page) filled.add({ address, ...page });
  }
  const file = join(folder, "index.json");
  writeFileSync(file, JSON.stringify(filled));
  const seconds = (performance.now() - began) / 1000;
  const script = fileURLToPath(new URL("node_modules/minisearch/dist/umd/index.js", import.meta.url));
  // All of it is loaded before anything is found, so that one session is like another.
  const engine = MiniSearch.loadJSON(readFileSync(file, "utf8"), options);
  const loaded = sent(script) + sent(file);
  const session = {
    ask: async ({ query, preferred }) => engine.search(query, preferred ? { ...searching, boostDocument: preference(preferred) } : searching),
    loaded: () => loaded,
    rank: (results, { answers }) => rankOfPage(results.slice(0, JUDGED).map(({ id }) => id), answers),
  };
  return { name: "MiniSearch", ways: ["alone", "named", "preferred"], seconds, bytes: statSync(file).size, open: () => session };
}

/** What ours does: the reader's network comes before what holds for all, and that before other networks. */
const preference = (network) => (address) => (address.startsWith(`networks/${network}/`) ? 1.4 : address.startsWith("networks/") ? 0.5 : 1);

// ---- pages ----

const pagesOf = (site) => readdirSync(site, { recursive: true }).filter((file) => file.endsWith(".html")).map((file) => file.split(sep).join("/"));

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
const plain = (html) => html.replace(/<[^>]*>/g, " ").replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => ENTITIES[name]).replace(/\s+/g, " ").trim();

/** What a page says, or nothing where it only leads to another. */
function pageOf(site, address) {
  const main = /<main[^>]*>(.*)<\/main>/s.exec(readFileSync(join(site, address), "utf8"))?.[1];
  if (!main) return undefined;
  const headed = (level) => [...main.matchAll(new RegExp(`<h${level}[^>]*>(.*?)</h${level}>`, "gs"))].map(([, inside]) => plain(inside)).join("\n");
  return { title: headed(1), headings: headed("[2-4]"), text: plain(main) };
}

// ---- measuring ----

const at = (numbers, share) => numbers.toSorted((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))];

async function measure({ open }, list) {
  const [first, ranks, further, times] = [[], [], [], []];
  for (const row of list) {
    const session = await open();
    const found = await session.ask(row);
    first.push(session.loaded());
    ranks.push(await session.rank(found, row));
  }
  const session = await open();
  for (const row of list) {
    const before = session.loaded();
    await session.ask(row);
    further.push(session.loaded() - before);
  }
  for (const row of list) {
    const began = performance.now();
    await session.ask(row);
    times.push(performance.now() - began);
  }
  return { first, further: further.slice(1), times, ...judge(ranks) };
}

function listOf(site) {
  const example = JSON.parse(readFileSync(new URL("../../tests/browser/queries.json", import.meta.url), "utf8"));
  const is_example = example.every(({ answers }) => answers.every((answer) => existsSync(join(site, answer.split("#")[0]))));
  return is_example ? example : queriesOf(site, { seed: SEED });
}

const both = (numbers, show) => `${show(at(numbers, 0.5))} / ${show(at(numbers, 0.95))}`;
const kilobytes = (bytes) => (bytes / 1000).toLocaleString("en-GB", { maximumFractionDigits: 1 });

async function rowsOf(site) {
  const list = listOf(site);
  const { networks } = JSON.parse(readFileSync(join(site, "data", "handbook.json"), "utf8"));
  const names = new Map(networks.map(({ id, name }) => [id, name]));
  const asked = {
    alone: list,
    named: list.map((row) => (row.network ? { ...row, query: `${row.query} ${names.get(row.network)}` } : row)),
    preferred: list.map((row) => ({ ...row, preferred: row.network })),
  };
  const n_pages = pagesOf(site).length;
  const rows = [];
  for (const prepare of [ours, pagefind, miniSearch]) {
    const folder = mkdtempSync(join(tmpdir(), "search-"));
    try {
      const engine = await prepare(site, folder);
      for (const way of engine.ways) {
        const { first, further, times, mean, inFive } = await measure(engine, asked[way]);
        rows.push([
          `${basename(site)}, ${n_pages.toLocaleString("en-GB")} pages, ${list.length} queries`,
          way === "alone" ? engine.name : `${engine.name}, network ${way}`,
          engine.seconds === undefined ? "in the build" : engine.seconds.toFixed(1),
          Math.round(engine.bytes / n_pages).toLocaleString("en-GB"),
          both(first, kilobytes),
          both(further, kilobytes),
          both(times, (time) => time.toFixed(1)),
          mean.toFixed(3),
          `${(inFive * 100).toFixed(0)}%`,
        ]);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return rows;
}

const HEAD = [
  "site",
  "engine",
  "indexing, s",
  "index, bytes a page",
  "first result, kB (median / p95)",
  "each further, kB (median / p95)",
  "query, ms (median / p95)",
  "mean reciprocal rank",
  "in the first five",
];

const line = (cells) => console.log(`| ${cells.join(" | ")} |`);
line(HEAD);
line(HEAD.map(() => "---"));
for (const site of process.argv.slice(2)) for (const row of await rowsOf(site)) line(row);
console.log(`
kB are of 1,000 bytes as \`gzip -9\` leaves them, scripts and data, with the results that are shown first, for ours with the
script of the box and for the others without one; the index is measured as it lies on the disk. Times are of a query whose
data is loaded, in node. The ranking of ours was set with the list of the worked example in view, so that ours has an
advantage there. Pagefind and MiniSearch do not know which network a reader is in. They are asked as the list has it; with
the network's name added where a reader is in one; and, where the engine can weigh pages, with that network preferred as
much as ours does. They find pages, and where a part of a page is wanted, its page is right for them; ours has to find the
part, and has all that its card shows in the first place. Pagefind reads \`<main>\`, with a blank put between neighbouring
elements, and runs without its worker; MiniSearch has a document a page, prefixes, and slips in a fifth of a word.`);
