// What can be said of a page from its text alone, and so of every page of a site: whether it is valid, above all.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HtmlValidate, StaticConfigLoader } from "html-validate";

// The first is what the standard asks, the second what helps a screen reader. No rule of either is switched off.
const PRESETS = ["html-validate:standard", "html-validate:a11y"];
const RULES = {
  // The strict policy refuses both.
  "no-inline-style": "error",
  "no-style-tag": "error",
  // One heading of the first level, and no level left out.
  "heading-level": "error",
};

const validator = new HtmlValidate(new StaticConfigLoader({ root: true, extends: PRESETS, rules: RULES }));

/** What is wrong with the text of a page. */
export async function faultsOfMarkup(text) {
  const report = await validator.validateString(text);
  const faults = report.results.flatMap(({ messages }) => messages.map(({ ruleId, message, line, column }) => `${line}:${column}: ${ruleId}: ${message}`));
  if (!/<html lang="[a-z]{2,3}(-[A-Za-z0-9]+)*">/.test(text)) faults.push("does not say its language");
  if (/<script(?![^>]*\ssrc=)/.test(text)) faults.push("holds a script of its own, which the strict policy refuses");
  if (/<[a-z][^>]*\son[a-z]+=/.test(text)) faults.push("holds a handler of its own, which the strict policy refuses");
  for (const [picture] of text.matchAll(/<img\b[^>]*>/g)) if (!/ width="\d+"/.test(picture) || !/ height="\d+"/.test(picture)) faults.push(`keeps no place for a picture: ${picture}`);
  return faults;
}

const textOf = (site, page) => readFileSync(join(site, page.address), "utf8");

const titleOf = (text) => /<title>([^<]*)<\/title>/.exec(text)?.[1].trim() ?? "";

/** Faults of all pages of a site, each with the page that has it. */
export async function faultsOfSite(site, pages) {
  const faults = [];
  const titles = new Map();
  for (const page of pages) {
    const text = textOf(site, page);
    const title = titleOf(text);
    const other = titles.get(title);
    if (other) faults.push({ page, fault: `is called “${title}” like ${other.address}` });
    titles.set(title, page);
    for (const fault of await faultsOfMarkup(text)) faults.push({ page, fault });
  }
  return faults;
}
