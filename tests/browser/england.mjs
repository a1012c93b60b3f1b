// A judged list for a handbook of hundreds of networks, as `benches/all_england` fills it.
//
// Names are read from the built site when the list is made, since real places have no business in this repository.
// Which pages are right follows from the site's own data, and from the tables below for what is the same everywhere.
// Where several things are equally right, all of them are answers.

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** A query to which more things than this are right tells nothing. */
const MOST_ANSWERS = 4;
/** Draws for one query, before its class is left short. */
const MOST_DRAWS = 200;
/** Letters of its last word that somebody has typed at least, and of a first word that says which of all places is meant. */
const LEAST_TYPED = 3;
const LEAST_ALONE = 5;
/** Characters of a code that somebody remembers. */
const BEGINNING = 5;

// ---- what is the same in every network ----

// Each row is what is typed, then the pages that are right. `~` is the folder of the reader's network, `@` a post there by
// its role, `icb` the organisation that commissions from it.

const MANAGER = "@pcn-manager";
const DIRECTOR = "@clinical-director";
const DEPUTY = "@deputy-clinical-director";
const OPERATIONS = "@operations-lead";
const DIGITAL = "@digital-transformation-lead";
const CLINICAL = "@clinical-lead";
const SERVICE = "~services/enhanced-access.html";
const ROTA = "responsibilities/op-enhanced-access.html";
const BOARD = "~bodies/board.html";
const HELP = "~pages/getting-help.html";
const EXTRA_HOURS = "guidance/services/enhanced-access.html";
const AGREEMENT = "guidance/agreement/network-agreement.html";
const CONFLICTS = "guidance/agreement/conflicts-of-interest.html";
const SHARING = "guidance/agreement/data-sharing.html";
const TEAMS = "guidance/working-together/neighbourhood-teams.html";
const CONTRACTS = "guidance/working-together/neighbourhood-contracts.html";
const NEXT_DIRECTOR = "guidance/clinical-director/appointing-a-clinical-director.html";

/** Typed by a reader who is in a network. */
const IN_NETWORK = {
  plain: [
    ["pcn manager", MANAGER],
    ["clinical director", DIRECTOR],
    ["deputy clinical director", DEPUTY],
    ["operations lead", OPERATIONS],
    ["digital and transformation lead", DIGITAL],
    ["clinical lead", CLINICAL],
    ["enhanced access", SERVICE, ROTA],
    ["evenings and weekends", `${HELP}#evenings`, SERVICE],
    ["board", BOARD],
    ["network agreement", "~agreement.html"],
    ["schedule 4", "~agreement.html#schedule-4"],
    ["strategy", "~strategy.html"],
    ["same day access", "~strategy.html#same-day-access"],
    ["fewer falls", "~strategy.html#fewer-falls"],
    ["shared record", "~strategy.html#one-record", "responsibilities/dt-shared-record.html", "~index.html#agreement-records"],
    ["estates fund", "~strategy.html"],
    ["getting help", HELP],
    ["how we work together", "~pages/how-we-work.html"],
    ["winter plans", "~pages/this-winter.html"],
    ["telephone menu", "~index.html"],
    ["record sharing", "~index.html#agreement-records", "~index.html#data-sharing", SHARING, "responsibilities/bd-data-sharing.html"],
    ["conflicts of interest", "~index.html#conflicts", "~pages/how-we-work.html", "responsibilities/cd-coi-lead.html", CONFLICTS],
    ["care home lead", "responsibilities/cl-care-homes.html", CLINICAL],
    ["safeguarding", "responsibilities/cl-safeguarding.html", CLINICAL],
    ["clinical directors forum", "forums/clinical-directors-forum.html"],
  ],
  abbreviation: [
    ["cd", DIRECTOR],
    ["pcn cd", DIRECTOR],
    ["dtl", DIGITAL],
    ["d&t lead", DIGITAL],
    ["dt lead", DIGITAL],
    ["dcd", DEPUTY],
    ["deputy cd", DEPUTY],
    ["pcnm", MANAGER],
    ["ops lead", OPERATIONS],
    ["ea", SERVICE, ROTA, "glossary.html#term-ea"],
    ["ea rota", ROTA, SERVICE, OPERATIONS],
    ["iif", "responsibilities/pm-iif-monitoring.html", "guidance/money/iif.html", "glossary.html#term-iif"],
    ["int lead", "responsibilities/cd-2425-int.html", TEAMS, "glossary.html#term-int"],
    ["coi lead", "responsibilities/cd-coi-lead.html", "~index.html#conflicts"],
    ["arrs claims", "responsibilities/op-arrs-claims.html"],
  ],
  synonym: [
    ["network manager", MANAGER],
    ["business manager", MANAGER],
    ["managing director", MANAGER],
    ["head of operations", MANAGER, OPERATIONS],
    ["operations manager", OPERATIONS, MANAGER],
    ["rota manager", OPERATIONS],
    ["service manager", OPERATIONS],
    ["enhanced access manager", OPERATIONS],
    ["rota organiser", OPERATIONS, ROTA],
    ["it lead", DIGITAL],
    ["it manager", DIGITAL],
    ["transformation lead", DIGITAL],
    ["digital transformation manager", DIGITAL],
    ["assistant clinical director", DEPUTY],
    ["vice clinical director", DEPUTY],
    ["associate clinical director", DEPUTY],
    ["lead pharmacist", CLINICAL],
    ["service lead", CLINICAL, "responsibilities/cl-service-lead.html"],
    ["pathway lead", CLINICAL, "responsibilities/cl-pathway-links.html"],
    ["network lead", DIRECTOR],
    ["lead doctor", DIRECTOR, CLINICAL],
    ["accountable clinical director", DIRECTOR],
    ["steering group", BOARD],
    ["saturday clinic", SERVICE, ROTA],
    ["weekend appointments", SERVICE, `${HELP}#evenings`],
    ["treasurer", "roles/finance-lead.html", "responsibilities/pm-finance.html"],
  ],
  question: [
    ["who is our clinical director", DIRECTOR],
    ["who is the pcn manager here", MANAGER],
    ["who runs enhanced access", SERVICE, ROTA, OPERATIONS],
    ["who answers for finance", "responsibilities/pm-finance.html", MANAGER],
    ["who chairs the board", BOARD, DIRECTOR, "roles/chair.html"],
    ["who covers for the clinical director", DEPUTY, DIRECTOR],
    ["who do i ring about the saturday clinic", SERVICE, ROTA, OPERATIONS, HELP],
    ["who leads on care homes", "responsibilities/cl-care-homes.html", CLINICAL],
    ["who is the safeguarding link", "responsibilities/cl-safeguarding.html", CLINICAL],
    ["who looks after recruitment", "responsibilities/pm-hr-recruitment.html", MANAGER],
    ["who takes the minutes", "responsibilities/op-meetings.html", OPERATIONS],
    ["who writes the digital plan", "responsibilities/dt-digital-plan.html", DIGITAL],
    ["who deals with conflicts of interest", "responsibilities/cd-coi-lead.html", "~index.html#conflicts", "responsibilities/bd-coi-oversight.html"],
    ["who goes to the clinical directors forum", "forums/clinical-directors-forum.html", "~index.html#voice", DIRECTOR],
    ["who supervises the clinicians", "responsibilities/cl-supervision.html", CLINICAL],
    ["when was the agreement signed", "~agreement.html"],
    ["what does schedule 5 say", "~agreement.html#schedule-5"],
    ["how often does the board meet", BOARD],
    ["what are our plans for the winter", "~pages/this-winter.html"],
    ["where do i find the strategy", "~strategy.html"],
    ["when is the saturday clinic open", SERVICE, HELP],
  ],
  "old-word": [
    ["extended hours", SERVICE, ROTA],
    ["extended access", SERVICE, ROTA],
    ["extended hours rota", ROTA, SERVICE],
    ["ccg", "glossary.html#term-ccg", "glossary.html#term-icb", "icb"],
    ["clinical commissioning group", "glossary.html#term-ccg", "glossary.html#term-icb", "icb"],
    ["primary care trust", "glossary.html#term-pct", "glossary.html#term-icb", "glossary.html#term-ccg", "icb"],
    ["health authority", "glossary.html#term-health-authority", "glossary.html#term-icb", "glossary.html#term-ccg", "icb"],
    ["ccg approval of our area", "responsibilities/icb-approve-area.html", "icb"],
  ],
  "us-spelling": [
    ["integrated neighborhood team", "responsibilities/cd-2425-int.html", "glossary.html#term-int", TEAMS],
    ["neighborhood team lead", "responsibilities/cd-2425-int.html", DEPUTY, DIRECTOR],
  ],
  prefix: [
    ["clinical dir", DIRECTOR],
    ["pcn man", MANAGER],
    ["operations le", OPERATIONS],
    ["deputy clin", DEPUTY],
    ["digital and tra", DIGITAL],
    ["enhanced acc", SERVICE, ROTA],
    ["network agre", "~agreement.html"],
    ["strat", "~strategy.html"],
    ["same day acc", "~strategy.html#same-day-access"],
  ],
};

/** Typed by a reader who has named no network. */
const FROM_HOME = {
  plain: [
    ["clinical director", "roles/clinical-director.html", "glossary.html#term-cd"],
    ["enhanced access", EXTRA_HOURS, ROTA],
    ["network agreement", AGREEMENT, "glossary.html#term-network-agreement"],
    ["data sharing", SHARING, "responsibilities/bd-data-sharing.html"],
    ["mutual aid", "responsibilities/mutual-aid.html"],
    ["staff induction", "checklists/induction.html"],
    ["handover checklist", "checklists/handover.html"],
    ["indemnity", "guidance/services/indemnity.html", "glossary.html#term-cnsgp"],
    ["merging networks", "guidance/agreement/merging-networks.html"],
    ["risk register", "responsibilities/pm-risk-register.html"],
    ["job share", "guidance/clinical-director/job-shares-and-terms.html"],
    ["neighbourhood contracts", CONTRACTS],
  ],
  abbreviation: [
    ["iif", "guidance/money/iif.html", "glossary.html#term-iif", "responsibilities/pm-iif-monitoring.html"],
    ["arrs", "guidance/money/arrs.html", "glossary.html#term-arrs"],
    ["dtl", "roles/digital-transformation-lead.html", "glossary.html#term-dtl"],
    ["d&t lead", "roles/digital-transformation-lead.html", "glossary.html#term-dtl"],
    ["ehch", "glossary.html#term-ehch", "responsibilities/cl-care-homes.html"],
    ["dspt", "glossary.html#term-dspt", SHARING],
    ["dpia", "glossary.html#term-dpia", SHARING],
    ["tupe", "glossary.html#term-tupe", "guidance/people/employment-models.html"],
    ["coi policy", CONFLICTS, "glossary.html#term-coi", "responsibilities/cd-coi-lead.html"],
    ["cqc sop", "responsibilities/pr-statement-of-purpose.html", "guidance/agreement/cqc-and-networks.html"],
    ["nwrs return", "responsibilities/op-returns.html", "glossary.html#term-nwrs"],
  ],
  synonym: [
    ["bookkeeper", "roles/finance-lead.html"],
    ["chairman", "roles/chair.html"],
    ["gdpr officer", "roles/dpo.html", "glossary.html#term-dpo"],
    ["fund holder", "roles/nominated-payee.html", "glossary.html#term-nominated-payee"],
    ["surgery manager", "roles/practice-manager.html", "glossary.html#term-pm"],
    ["research champion", "roles/research-lead.html"],
    ["third sector", "glossary.html#term-vcse"],
    ["privacy impact assessment", "glossary.html#term-dpia", SHARING],
    ["full time equivalent", "glossary.html#term-wte"],
  ],
  question: [
    ["can a nurse be clinical director", "guidance/clinical-director/who-may-be-clinical-director.html"],
    ["how do we elect a clinical director", NEXT_DIRECTOR, "responsibilities/bd-appoint-cd.html"],
    ["how do we change the payee", "guidance/money/money.html", "roles/nominated-payee.html"],
    ["how long does a merger take", "guidance/agreement/merging-networks.html"],
    ["do we need to register with the cqc", "guidance/agreement/cqc-and-networks.html"],
    ["what does a caldicott guardian do", "roles/caldicott.html"],
    ["what do we do when someone hands in notice", "guidance/people/leavers-and-handover.html", "checklists/handover.html"],
  ],
  "old-word": [
    ["extended hours", EXTRA_HOURS, ROTA, "glossary.html#term-ea"],
    ["ccg", "glossary.html#term-ccg", "glossary.html#term-icb"],
    ["stp", "glossary.html#term-stp", "glossary.html#term-ics"],
    ["ig toolkit", "glossary.html#term-dspt", SHARING],
    ["nacs code", "glossary.html#term-ods"],
    ["ndg meeting", "glossary.html#term-ndg", "glossary.html#term-int"],
    ["fuller report", "glossary.html#term-fuller-stocktake", "guidance/clinical-director/leadership-and-integration.html"],
    ["capacity and access money", "glossary.html#term-cap", "guidance/changes/contract-changes-2026-27.html", "guidance/changes/contract-changes-2025-26.html"],
    ["buddy practice", "responsibilities/winter-buddies.html", "responsibilities/mutual-aid.html"],
  ],
  "us-spelling": [
    ["neighborhood teams", TEAMS, "glossary.html#term-int", "responsibilities/cd-2425-int.html"],
    ["neighborhood contracts", CONTRACTS],
    ["integrated health organization", "glossary.html#term-iho", CONTRACTS],
    ["organization data service", "glossary.html#term-ods"],
    ["practicing clinician", "guidance/clinical-director/who-may-be-clinical-director.html"],
    ["defense organization", "guidance/services/indemnity.html"],
    ["canceled clinics", EXTRA_HOURS],
  ],
  prefix: [
    ["clinical dir", "roles/clinical-director.html", "glossary.html#term-cd"],
    ["conflicts of int", CONFLICTS, "glossary.html#term-coi", "responsibilities/cd-coi-lead.html"],
    ["caldi", "roles/caldicott.html"],
    ["subcontr", "guidance/services/subcontracting.html", "glossary.html#term-subcontract", "responsibilities/pm-contracts.html"],
    ["who may be clin", "guidance/clinical-director/who-may-be-clinical-director.html"],
  ],
};

/** What people put before the name of a network to reach somebody or something in it. */
const BEFORE_A_NETWORK = {
  abbreviation: [["cd", DIRECTOR], ["dtl", DIGITAL], ["pcnm", MANAGER], ["ops lead", OPERATIONS]],
  question: [["who is the clinical director of", DIRECTOR], ["who is the manager of", MANAGER], ["who runs enhanced access in", SERVICE, OPERATIONS]],
  place: [["clinical director", DIRECTOR], ["pcn manager", MANAGER], ["board", BOARD], ["strategy", "~strategy.html"]],
};

// ---- names as they are typed ----

/** The national list cuts long names; nobody who works there types them so. */
const AS_TYPED = [
  [/\bprimary care network\b/g, "pcn"],
  [/\bh ?\/ ?c(entre)?\b/g, "health centre"],
  [/\bmed\b[./]?/g, "medical "],
  [/\bctre?\b\.?/g, "centre"],
  [/\bpract?\b\.?/g, "practice"],
];
/** What most practices are called, and people leave out. */
const OF_ANY_PRACTICE = new Set("the and a gp surgery surgeries practice practices medical health healthcare centre group clinic partnership family pms".split(" "));
const OF_ANY_NETWORK = new Set("the and pcn ltd limited".split(" "));
const AMERICAN = [[/\bcentre\b/, "center"], [/\bharbour\b/, "harbor"], [/\bneighbourhood\b/, "neighborhood"], [/\btheatre\b/, "theater"]];
/** Neighbours on the keyboard. */
const KEYS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

function typed(name) {
  const whole = AS_TYPED.reduce((text, [listed, meant]) => text.replace(listed, meant), name.toLowerCase());
  return whole.replace(/[,()@/:]| - /g, " ").replace(/\s+/g, " ").trim();
}

const wordsOf = (text) => typed(text).replace(/['’]/g, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim().split(" ");
const without = (idle, text) => wordsOf(text).filter((word) => !idle.has(word)).join(" ");
/** Two things are called the same if only small words tell them apart. */
const sameName = (text) => without(OF_ANY_NETWORK, text);

/** Letters that are wrong, missing, too many or swapped with the next. */
function distance(one, other) {
  const rows = [Array.from({ length: other.length + 1 }, (_, n) => n)];
  for (let i = 1; i <= one.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= other.length; j++) {
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const changed = rows[i - 1][j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1);
      rows[i].push(Math.min(changed, rows[i - 1][j] + 1, rows[i][j - 1] + 1, swapped ? rows[i - 2][j - 2] + 1 : Infinity));
    }
  }
  return rows[one.length][other.length];
}

const slipsIn = (word) => (word.length < 4 ? 0 : word.length < 8 ? 1 : 2);

/** A slip of the keyboard. The first letter of a word is hardly ever wrong. */
function slip(word, dice) {
  const at = 1 + dice.below(word.length - 1);
  const [before, letter, after] = [word.slice(0, at), word[at], word.slice(at + 1)];
  const row = KEYS.find((keys) => keys.includes(letter));
  const beside = row[row.indexOf(letter) + 1] ?? row[row.indexOf(letter) - 1];
  return dice.one([before + after, before + letter + letter + after, before + beside + after, after ? before + after[0] + letter + after.slice(1) : before]);
}

// ---- dice ----

/** Dice that fall the same way for the same seed. */
function diceOf(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (most) => Math.floor(next() * most);
  const one = (list) => list[below(list.length)];
  const shuffled = (list) => list.map((item) => [next(), item]).sort(([a], [b]) => a - b).map(([, item]) => item);
  return { below, one, shuffled };
}

// ---- the handbook ----

/** What the lists are drawn from. */
function read(site) {
  const { networks, responsibilities } = JSON.parse(readFileSync(join(site, "data", "handbook.json"), "utf8"));
  for (const network of networks) {
    network.folder = network.page.slice(0, network.page.lastIndexOf("/") + 1);
    for (const practice of network.practices) practice.page = `${network.folder}practices/${practice.code}.html`;
  }
  const practices = networks.flatMap((network) => network.practices.map((practice) => ({ ...practice, network })));
  // The list of practices gives no name to some of them, but their code.
  const named = practices.filter(({ name }) => !/\d/.test(name));
  const organisations = titlesIn(site, "organisations/");
  const things = [...networks, ...practices, ...organisations].map(({ name, page }) => ({ page, same: sameName(name), words: wordsOf(name) }));
  const vocabulary = new Set(things.flatMap(({ words }) => words));
  const exists = (address) => existsSync(join(site, address.split("#")[0]));
  return { site, networks, responsibilities, practices, named, things, vocabulary, organisations, exists };
}

/** The pages of a folder by what they are headed. */
function titlesIn(site, folder) {
  if (!existsSync(join(site, folder))) return [];
  const pages = readdirSync(join(site, folder)).filter((file) => file.endsWith(".html")).sort();
  return pages.map((file) => ({ page: folder + file, name: plain(/<h1[^>]*>(.*?)<\/h1>/s.exec(readFileSync(join(site, folder, file), "utf8"))?.[1] ?? "") }));
}

const ENTITIES = { "&amp;": "&", "&#39;": "'", "&quot;": '"' };
const plain = (html) => html.replace(/<[^>]*>/g, "").replace(/&(amp|#39|quot);/g, (entity) => ENTITIES[entity]).trim();

/** The addresses that a row of a table means for a reader in a network. */
function meant(handbook, answers, network) {
  return answers
    .flatMap((answer) => {
      if (answer[0] === "~") return [network.folder + answer.slice(1)];
      if (answer[0] === "@") return network.posts.filter(({ role }) => role === answer.slice(1)).map(({ page }) => page);
      if (answer === "icb") return handbook.organisations.filter(({ name }) => name === network.icb).map(({ page }) => page);
      return [answer];
    })
    .filter(handbook.exists);
}

const pagesOf = (things) => things.map(({ page }) => page);
const called = (handbook, name) => handbook.things.filter(({ same }) => same === sameName(name));
/** What is in a network and has all words of a query in its name, and the network itself if it has. */
function calledIn(network, query) {
  const wanted = wordsOf(query);
  return [network, ...network.practices].filter(({ name }) => wanted.every((word) => wordsOf(name).includes(word)));
}

/** A network's name as it is typed: without what all are called, unless that is a part of another network's name. */
function networkName(handbook, network) {
  const short = sameName(network.name);
  const words = wordsOf(short);
  const alike = handbook.networks.filter(({ name }) => words.every((word) => wordsOf(name).includes(word)));
  return alike.length > 1 ? typed(network.name) : short;
}

// ---- draws: each gives a query with its answers, or nothing where the dice fell badly ----

/** Rows of the tables one after the other, each with another network. */
function rows(kind) {
  let waiting = [];
  return (handbook, dice) => {
    if (waiting.length === 0) {
      const both = [...IN_NETWORK[kind].map((row) => [row, true]), ...FROM_HOME[kind].map((row) => [row, false])];
      waiting = dice.shuffled(both);
    }
    const [[query, ...answers], inside] = waiting.pop();
    const network = inside ? dice.one(handbook.networks) : undefined;
    return { query, network, answers: meant(handbook, answers, network) };
  };
}

/** Something in a network that is named in the query. */
function beforeNetwork(kind) {
  return (handbook, dice) => {
    const network = dice.one(handbook.networks);
    const [words, ...answers] = dice.one(BEFORE_A_NETWORK[kind]);
    const twins = handbook.networks.filter(({ name }) => sameName(name) === sameName(network.name));
    return { query: `${words} ${networkName(handbook, network)}`, answers: twins.flatMap((twin) => meant(handbook, answers, twin)) };
  };
}

function networkByName(handbook, dice) {
  const network = dice.one(handbook.networks);
  const query = dice.one([typed(network.name), networkName(handbook, network)]);
  return { query, answers: pagesOf(called(handbook, query)) };
}

function practiceByName(handbook, dice) {
  const { name } = dice.one(handbook.named);
  return { query: typed(name), answers: pagesOf(called(handbook, name)) };
}

function practiceNearby(handbook, dice) {
  const { name, network } = dice.one(handbook.named);
  const query = without(OF_ANY_PRACTICE, name) || typed(name);
  return { query, network, answers: pagesOf(calledIn(network, query)) };
}

/** A drawn query with a slip in one of its words, none where the slip could be in another name. */
function slipped(draw) {
  return (handbook, dice) => {
    const drawn = draw(handbook, dice);
    if (drawn?.answers.length !== 1) return undefined;
    const words = drawn.query.split(" ");
    const places = words.flatMap((word, at) => (/^[a-z]{4,}$/.test(word) ? [at] : []));
    if (places.length === 0) return undefined;
    const at = dice.one(places);
    const right = words[at];
    const allowed = slipsIn(right);
    words[at] = slip(right, dice);
    if (allowed > 1 && dice.below(2) === 0) words[at] = slip(words[at], dice);
    if (words[at] === right || handbook.vocabulary.has(words[at])) return undefined;
    const might = (thing) =>
      thing.words.length === words.length && thing.words.every((word, n) => (n === at ? distance(word, words[n]) <= slipsIn(word) : word === words[n]));
    const clear = handbook.things.every((thing) => drawn.answers.includes(thing.page) || !might(thing));
    return clear ? { ...drawn, query: words.join(" ") } : undefined;
  };
}

function roleByName(handbook, dice) {
  const network = dice.one(handbook.networks);
  const post = dice.one(network.posts);
  return post && { query: typed(post.title), network, answers: meant(handbook, [`@${post.role}`], network) };
}

function personNearby(handbook, dice) {
  const network = dice.one(handbook.networks);
  const holder = dice.one(network.posts.flatMap(({ holders }) => holders));
  if (!holder) return undefined;
  const people = titlesIn(handbook.site, `${network.folder}people/`).filter(({ name }) => sameName(name) === sameName(holder.name));
  const query = typed(holder.name);
  return { query: dice.one([query, query.replace(/^dr /, "")]), network, answers: pagesOf(people) };
}

function personWithNetwork(handbook, dice) {
  const { query, network, answers } = personNearby(handbook, dice) ?? {};
  return network && { query: `${query} ${networkName(handbook, network)}`, answers };
}

/** A name of which the last word is being typed: everything that begins so may be meant, but not what has it further on. */
function brokenOff(handbook, dice) {
  const { name } = dice.one(dice.one([handbook.named, handbook.networks]));
  const words = wordsOf(name);
  const last = dice.below(words.length);
  const least = last === 0 ? LEAST_ALONE : LEAST_TYPED;
  if (words[last].length <= least || OF_ANY_PRACTICE.has(words[0])) return undefined;
  const length = least + dice.below(words[last].length - least);
  const query = [...words.slice(0, last), words[last].slice(0, length)].join(" ");
  const begun = handbook.things.filter((thing) => thing.words.join(" ").startsWith(query));
  const others = handbook.things.filter((thing) => !begun.includes(thing) && ` ${thing.words.join(" ")}`.includes(` ${query}`));
  return others.length === 0 ? { query, answers: pagesOf(begun) } : undefined;
}

function brokenOffNearby(handbook, dice) {
  const drawn = practiceNearby(handbook, dice);
  const { query, network } = drawn;
  const last = query.split(" ").pop();
  if (last.length <= LEAST_TYPED) return undefined;
  const begun = query.slice(0, query.length - last.length + LEAST_TYPED + dice.below(last.length - LEAST_TYPED));
  const whole = wordsOf(begun);
  const part = whole.pop();
  const fits = ({ name }) => whole.every((word) => wordsOf(name).includes(word)) && wordsOf(name).some((word) => word.startsWith(part));
  return { query: begun, network, answers: pagesOf([network, ...network.practices].filter(fits)) };
}

const inAnyCase = (code, dice) => dice.one([code, code.toLowerCase()]);

function wholeCode(handbook, dice) {
  const { code, page } = dice.one(dice.one([handbook.networks, handbook.practices]));
  return { query: inAnyCase(code, dice), answers: [page] };
}

function beginningOfCode(handbook, dice) {
  const network = dice.one(handbook.networks);
  const things = [network, ...network.practices];
  const begun = dice.one(things).code.slice(0, BEGINNING);
  return { query: inAnyCase(begun, dice), network, answers: pagesOf(things.filter(({ code }) => code.startsWith(begun))) };
}

function codeOfDuty(handbook, dice) {
  const { code, page } = dice.one(handbook.responsibilities);
  const joined = code.replace(" ", "");
  // Some codes are words that mean other things too, and some look like the area of a postcode.
  const is_numbered = / ([ivx]+|\d+)$/.test(code);
  const is_area = handbook.practices.some(({ postcode }) => postcode.split(" ")[0] === joined);
  const query = inAnyCase(/\d$/.test(code) && !is_area ? dice.one([code, joined]) : code, dice);
  return is_numbered ? { query, answers: [page] } : undefined;
}

function wholePostcode(handbook, dice) {
  const { postcode } = dice.one(handbook.practices);
  const query = inAnyCase(dice.one([postcode, postcode.replace(" ", "")]), dice);
  return { query, answers: pagesOf(handbook.practices.filter((practice) => practice.postcode === postcode)) };
}

function outwardPostcode(handbook, dice) {
  const { postcode, network } = dice.one(handbook.practices);
  const [outward] = postcode.split(" ");
  return { query: inAnyCase(outward, dice), network, answers: pagesOf(network.practices.filter((practice) => practice.postcode.split(" ")[0] === outward)) };
}

function american(handbook, dice) {
  const { query, answers } = dice.one([practiceByName, networkByName])(handbook, dice);
  const spelt = AMERICAN.reduce((text, [british, there]) => text.replace(british, there), query);
  return spelt === query ? undefined : { query: spelt, answers };
}

/** The network of a practice is on the practice's page too. */
function networkOfPractice(handbook, dice) {
  const { name } = dice.one(handbook.named);
  const answers = handbook.practices.filter((practice) => sameName(practice.name) === sameName(name)).flatMap((practice) => [practice.page, practice.network.page]);
  return { query: `which network is ${typed(name)} in`, answers };
}

/** Draws of each class, taken in turn. */
const times = (count, draw) => Array(count).fill(draw);
const classes = () => ({
  plain: [rows("plain")],
  abbreviation: [...times(2, rows("abbreviation")), beforeNetwork("abbreviation")],
  typo: [slipped(practiceByName), slipped(practiceNearby), slipped(networkByName), slipped(roleByName), slipped(personNearby)],
  synonym: [rows("synonym")],
  code: [wholeCode, beginningOfCode, codeOfDuty],
  postcode: [...times(2, wholePostcode), outwardPostcode],
  question: [...times(4, rows("question")), beforeNetwork("question"), networkOfPractice],
  "old-word": [rows("old-word")],
  "us-spelling": [rows("us-spelling"), american],
  prefix: [rows("prefix"), brokenOff, brokenOffNearby],
  person: [personNearby, personWithNetwork],
  place: [networkByName, practiceByName, practiceNearby, beforeNetwork("place")],
});

/**
 * A judged list for a built site, `each` queries of every class, the same for the same seed.
 * A row is `{query, class, network, answers}`, as in `queries.json`.
 */
export function queriesOf(site, { seed = 1, each = 15 } = {}) {
  const handbook = read(site);
  const dice = diceOf(seed);
  const known = new Set();
  const list = [];
  for (const [kind, draws] of Object.entries(classes())) {
    for (let n = 0; n < each; n++) {
      const draw = draws[n % draws.length];
      for (let tries = 0; tries < MOST_DRAWS; tries++) {
        const { query, network, answers = [] } = draw(handbook, dice) ?? {};
        const key = `${query} in ${network?.id}`;
        if (answers.length === 0 || answers.length > MOST_ANSWERS || known.has(key)) continue;
        known.add(key);
        list.push({ query, class: kind, ...(network && { network: network.id }), answers });
        break;
      }
    }
  }
  return list;
}
