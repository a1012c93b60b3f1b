// The worked example as a browser meets it: built once into a temporary folder, opened from the disk and over HTTP.

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { delimiter, dirname, extname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import AxeBuilder from "@axe-core/playwright";
import { chromium } from "playwright-core";
import { eyes } from "./looking.mjs";

export const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");

/** What a careful host sends with every page. */
export const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".json": "application/json",
  ".csv": "text/csv; charset=utf-8",
  ".ics": "text/calendar; charset=utf-8",
  ".xml": "application/xml",
  ".txt": "text/plain; charset=utf-8",
  ".pdf": "application/pdf",
};

/** Where cargo puts what it builds. */
const target = resolve(root, process.env.CARGO_TARGET_DIR ?? "target");

/** The program as cargo built it, with its checks of itself. */
export const program = join(target, "debug", process.platform === "win32" ? "pcn-handbook.exe" : "pcn-handbook");

/** Builds an edition of the worked example and gives the folder of its site. */
function build(edition, folder) {
  const site = join(folder, edition);
  const content = join(root, "content");
  execFileSync(program, ["build", "--content", content, "--out", site, "--edition", edition, "--as-at", AS_AT], { stdio: ["ignore", "ignore", "pipe"] });
  return site;
}

/** Every page below a folder: its address and its kind, with the size of its file. */
function pagesOf(site) {
  const files = readdirSync(site, { recursive: true }).filter((file) => file.endsWith(".html"));
  return files.map((file) => {
    const kind = /<body class="kind-([a-z-]+)/.exec(readFileSync(join(site, file), "utf8"))?.[1];
    return { address: file.split(sep).join("/"), kind, size: statSync(join(site, file)).size };
  });
}

/** The richest page of each kind: what can go wrong goes wrong there first. */
function richest(pages) {
  const best = new Map();
  for (const page of pages.filter((page) => page.kind)) {
    const other = best.get(page.kind);
    if (!other || page.size > other.size || (page.size === other.size && page.address < other.address)) best.set(page.kind, page);
  }
  return [...best.values()].sort((a, b) => a.kind.localeCompare(b.kind));
}

/** Serves a folder on this machine alone, each answer with the strict policy. */
async function serve(site) {
  // Who waits for what: below `/slow-NAME/` all but style sheets come when NAME says so, and half of a page before.
  const waits = new Map();
  const server = createServer(async (request, response) => {
    const asked = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const [, name, rest] = /^\/slow-([^/]+)(\/.*)$/.exec(asked) ?? [];
    let file = join(site, rest ?? asked);
    if (relative(site, file).startsWith("..")) file = site;
    if (existsSync(file) && statSync(file).isDirectory()) file = join(file, "index.html");
    const found = existsSync(file);
    const sent = found ? file : join(site, "404.html");
    const body = readFileSync(sent);
    const slow = extname(sent) !== ".css" && waits.get(name);
    if (slow && extname(sent) !== ".html") await slow;
    response.writeHead(found ? 200 : 404, { "Content-Type": TYPES[extname(sent)] ?? "application/octet-stream", "Content-Security-Policy": POLICY });
    if (slow && extname(sent) === ".html") {
      // Between two sections, since a table that has come by half may still find its columns.
      const middle = Math.floor((body.indexOf("<h1") + body.indexOf("</main>")) / 2);
      const half = ["<section", "<h2"].map((part) => body.lastIndexOf(part, middle)).find((at) => at > body.indexOf("<h1")) ?? middle;
      response.write(body.subarray(0, half));
      await slow;
      response.end(body.subarray(half));
    } else response.end(body);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const address = `http://127.0.0.1:${server.address().port}/`;
  return {
    address,
    /** An address below which things come slowly, and what lets them come. */
    slowly(name) {
      let letCome;
      waits.set(name, new Promise((done) => (letCome = done)));
      return { from: `${address}slow-${name}/`, letCome };
    },
    close: () => server.close(),
  };
}

function browserOnThisMachine() {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const places = (process.env.PATH ?? "").split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  const found = process.env.CHROMIUM ?? places.find((place) => existsSync(place));
  if (!found) throw new Error("Chromium is not on this machine: install it, or name it with CHROMIUM=/path/to/chromium");
  return found;
}

/** Starts a browser. */
export function start() {
  return chromium.launch({
    executablePath: browserOnThisMachine(),
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/** Builds both editions, serves them, and starts a browser. */
export async function open() {
  const folder = mkdtempSync(join(tmpdir(), "handbook-"));
  const editions = {};
  for (const edition of ["public", "staff"]) {
    const site = build(edition, folder);
    const server = await serve(site);
    editions[edition] = { site, server, file: pathToFileURL(site + sep).href, http: server.address, pages: pagesOf(site) };
  }
  const browser = await start();
  // One page of each kind; what only staff see comes from their edition. The page for what is not found has a test of its own.
  const kinds = richest(editions.public.pages.filter((page) => page.kind !== "not-found")).map((page) => ({ ...page, edition: "public" }));
  for (const page of richest(editions.staff.pages)) {
    if (page.kind !== "not-found" && !kinds.some((other) => other.kind === page.kind)) kinds.push({ ...page, edition: "staff" });
  }
  return {
    browser,
    editions,
    kinds,
    async close() {
      await browser.close();
      for (const { server } of Object.values(editions)) server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The day for which the site is made. */
const AS_AT = "2026-11-22";

/**
 * A tab that writes down all that a reader should never meet. Its clock stands at noon of a day, by itself that of the
 * build: pages tell what has turned overdue since.
 */
export async function tab(browser, { width = 1280, height = 900, today = AS_AT, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: "reduce", ...options });
  await context.clock.setFixedTime(new Date(`${today}T12:00:00`));
  const page = await context.newPage();
  await page.addInitScript(eyes);
  const troubles = [];
  // All that was visited so far: a browser may still fetch the icon of the page before.
  const ours = [];
  page.on("console", (message) => troubles.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => troubles.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => troubles.push(`dialog: ${dialog.message()}`));
  page.on("request", (request) => {
    if (!ours.some((base) => request.url().startsWith(base))) troubles.push(`asks for ${request.url()}`);
  });
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText;
    // The browser drops what it was still loading when the reader goes on to another page.
    if (why !== "net::ERR_ABORTED") troubles.push(`no answer to ${request.url()}: ${why}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) troubles.push(`${response.status()} for ${response.url()}`);
  });
  return {
    page,
    /** Opens an address below `from`, and gives what went wrong on the way. */
    async visit(from, address) {
      ours.push(from);
      troubles.length = 0;
      await page.goto(from + address, { waitUntil: "load" });
      return troubles;
    },
    troubles,
    close: () => context.close(),
  };
}

const GUIDELINES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds on a page that keeps somebody out. */
export async function barriers(page) {
  // Style sheets of a file cannot be read by scripts, so they are not loaded a second time.
  const { violations } = await new AxeBuilder({ page }).options({ preload: false, rules: { "target-size": { enabled: true } } }).withTags(GUIDELINES).setLegacyMode(true).analyze();
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" … ")}`);
}
