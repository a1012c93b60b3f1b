// The reader's search without a browser: the engine of a built site, its pieces read from the disk.

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { join } from "node:path";

/** An engine over the site in a folder; `loaded` lists what it asked for, with sizes. */
export function engineOf(site) {
  const scope = {};
  const read = (file) => readFileSync(join(site, "search", file), "utf8");
  new Function("globalThis", read("engine.js"))(scope);
  const { handbookSearch } = scope;
  const loaded = [];
  const load = async (address) => {
    const code = read(address.split("?")[0]);
    new Function("handbookSearch", code)(handbookSearch);
    loaded.push({ address, bytes: gzipSync(code).length });
  };
  return { engine: handbookSearch.start(load), handbookSearch, loaded };
}

/** Where the right answer stands, counted from 1: the card is the first place. 0 where it is not among the results. */
export function rankOf(found, answers) {
  const fits = (address) => answers.some((answer) => address === answer || (!answer.includes("#") && address.split("#")[0] === answer));
  const list = [];
  const card = found.answer;
  if (card) {
    const shown = [card.address, ...card.seats.map((seat) => seat.p[0]), ...card.written.map(([address]) => address)];
    list.push(shown);
  }
  for (const result of found.results) list.push([result.address]);
  return list.findIndex((addresses) => addresses.some(fits)) + 1;
}

/** Mean reciprocal rank, and how many have their answer among the first five. */
export function judge(ranks) {
  const mean = ranks.reduce((sum, rank) => sum + (rank ? 1 / rank : 0), 0) / ranks.length;
  return { mean, inFive: ranks.filter((rank) => rank > 0 && rank <= 5).length / ranks.length };
}

/** The rank of every query of a list. */
export async function ranksOf(engine, queries) {
  const ranks = [];
  for (const { query, network, answers } of queries) ranks.push(rankOf(await engine.search(query, { network }), answers));
  return ranks;
}

/** Prints how each class of queries and all together did. */
export function printed(queries, ranks) {
  const line = (name, places) => {
    const { mean, inFive } = judge(places.map((place) => ranks[place]));
    const lost = places.filter((place) => ranks[place] === 0 || ranks[place] > 5).map((place) => queries[place].query);
    const not = lost.length > 0 ? `, not: ${lost.join("; ")}` : "";
    console.log(`${name.padEnd(13)}${String(places.length).padStart(4)} queries, mean reciprocal rank ${mean.toFixed(4)}, in the first five ${inFive.toFixed(4)}${not}`);
  };
  for (const name of new Set(queries.map((query) => query.class))) line(name, [...queries.keys()].filter((place) => queries[place].class === name));
  line("all", [...queries.keys()]);
}
