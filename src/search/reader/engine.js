// Finds and ranks. Knows nothing of the page it runs on: whoever starts it says how a piece of the index is loaded.
// The form of the index is described in the program's module `search`. Words are cut as in `search::words` there; a table
// of cases holds both to it.
//
//   handbookSearch(name, data, print)   what every piece of the index calls
//   handbookSearch.start(load)          an engine; `load(address)` runs the script at an address below `search/`
//   engine.search(query, options)       a promise of what was found
"use strict";
(() => {
  const FORM = 1;
  const LEVELS = 11;
  const NAMES_NETWORK = 88;
  /** Records in a file of the handbook, and of a network. */
  const RECORDS_OF_HANDBOOK = 8;
  const RECORDS_OF_NETWORK = 16;
  const MOST_TOKENS = 12;
  const LONGEST_QUERY = 200;
  const LONGEST_WORD = 40;
  /** Pieces that are loaded at once, and files of records that one answer may need. */
  const MOST_LOADS = 8;
  const MOST_RECORD_FILES = 8;
  /** Documents that are ranked to the end. */
  const MOST_SCORED = 120;

  // ---- pieces ----

  const arrived = new Map();
  function handbookSearch(name, data, print) {
    arrived.set(name, { data, print });
  }

  /** Loads each piece once, a few at a time. */
  function pieces(load) {
    const known = new Map();
    const waiting = [];
    let underWay = 0;
    const next = () => {
      while (underWay < MOST_LOADS && waiting.length > 0) {
        underWay++;
        waiting.shift()();
      }
    };
    const run = (address) =>
      new Promise((done, failed) => {
        waiting.push(() => {
          load(address)
            .then(done, failed)
            .finally(() => {
              underWay--;
              next();
            });
        });
        next();
      });
    return (name, print) => {
      if (!known.has(name)) {
        const address = `${name}.js${print ? `?${encodeURIComponent(print)}` : ""}`;
        const piece = run(address).then(() => {
          const { data, print: itsOwn } = arrived.get(name) ?? {};
          if (data === undefined) throw new Error(`the search has no piece ${name}`);
          // The functions of the engine's own parts bear none; nor is the root asked for by one.
          if (itsOwn && print && name !== "root" && itsOwn !== print) throw new Error(`${name} is of another build`);
          return data;
        });
        // A piece that did not come may come the next time.
        piece.catch(() => known.delete(name));
        known.set(name, piece);
      }
      return known.get(name);
    };
  }

  // ---- numbers in printable characters ----

  const valueOf = (code) => code - (code > 92 ? 36 : 35);

  class Reader {
    constructor(text) {
      this.text = text;
      this.at = 0;
    }
    get ended() {
      return this.at >= this.text.length;
    }
    digit() {
      return valueOf(this.text.charCodeAt(this.at++));
    }
    number() {
      let value = 0;
      for (;;) {
        const digit = this.digit();
        if (!(digit >= 66)) return value * 66 + digit;
        value = value * 25 + digit - 65;
      }
    }
    take(length) {
      const from = this.at;
      this.at += length;
      return this.text.slice(from, this.at);
    }
    /** So many characters, which are not always so many units. */
    characters(count) {
      const from = this.at;
      for (let n = 0; n < count; n++) this.at += this.text.codePointAt(this.at) > 0xffff ? 2 : 1;
      return this.text.slice(from, this.at);
    }
  }

  /** Terms of a shard, or words of a spelling list: `rest` reads what follows each. */
  function frontCoded(text, rest) {
    const reader = new Reader(text);
    const entries = [];
    let before = [];
    while (!reader.ended) {
      const shared = reader.number();
      const more = reader.number();
      const characters = [...before.slice(0, shared), ...reader.characters(more)];
      before = characters;
      entries.push(rest(reader, characters.join("")));
    }
    return entries;
  }

  // ---- words, as in search::words ----

  const SPELT = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" };
  const isLetter = (piece) => /^\p{Alphabetic}$/u.test(piece);

  function fold(text) {
    return text
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .replace(/['’‘ʼ′]|\p{M}/gu, "")
      .replace(/[ßæœøłđðþı]/g, (letter) => SPELT[letter]);
  }

  /** The words of a text, each with its place in the folded text, and whether a hyphen joins it to the one before. */
  function tokens(text) {
    const folded = fold(text);
    const found = [...folded.matchAll(/[\p{Alphabetic}\p{N}]+/gu)].map((match) => ({ text: match[0], start: match.index, end: match.index + match[0].length }));
    const between = (one, other) => folded.slice(one.end, other.start);
    for (let n = 2; n < found.length; n++) {
      const [one, , other] = found.slice(n - 2, n + 1);
      if (!found[n - 1].same && between(one, other) === " and " && isLetter(one.text) && isLetter(other.text)) {
        other.same = true;
        found.splice(n - 1, 1);
        n--;
      }
    }
    const words = [];
    found.forEach((piece, n) => {
      const before = found[n - 1];
      const gap = before ? between(before, piece) : "";
      const last = words[words.length - 1];
      if (before && gap === "." && /\d$/.test(before.text) && /^\d/.test(piece.text) && !piece.same) {
        last.text += `.${piece.text}`;
      } else if (before && (piece.same || (/^(\.| ?& ?)$/.test(gap) && isLetter(before.text) && isLetter(piece.text)))) {
        last.text += piece.text;
      } else {
        words.push({ text: piece.text, hyphen: n > 0 && /^[-‐]$/.test(gap), start: piece.start, end: piece.end });
        return;
      }
      last.end = piece.end;
    });
    return words;
  }

  /** The words of a text as they are indexed. */
  function words(text) {
    const found = [];
    let chain = [];
    const close = () => {
      if (chain.length > 1) found.push(chain.join(""));
      chain = [];
    };
    for (const token of tokens(text)) {
      if (!token.hyphen) close();
      chain.push(token.text);
      found.push(token.text);
    }
    close();
    return found.filter((word) => [...word].length <= LONGEST_WORD);
  }

  // ---- other forms of a word ----

  /** Light stemming: plural, -ing, -ed, -ion, -ment and a last e or y. Two words with one stem are forms of one another. */
  function stem(word) {
    if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
    let root = word;
    if (/ies$/.test(root) && root.length > 4) root = root.slice(0, -3) + "y";
    else if (/(ss|x|ch|sh|z)es$/.test(root)) root = root.slice(0, -2);
    else if (/[^suiao]s$/.test(root)) root = root.slice(0, -1);
    const shorter = /^(.*[aeiouy].*)(ing|ed)$/.exec(root);
    if (shorter && shorter[1].length >= 3) {
      root = shorter[1];
      if (/([bdfgmnprt])\1$/.test(root)) root = root.slice(0, -1);
    }
    if (root.length > 7) root = root.replace(/([st])ion$/, "$1");
    if (root.length > 9) root = root.replace(/ment$/, "");
    if (root.length > 3) root = root.replace(/e$/, "").replace(/([^aeiou])y$/, "$1i");
    return root;
  }

  /** The family of a word, wider than its forms: merger and merging, referral and refer. */
  const family = (word) => (/^[a-z]{6,}$/.test(word) ? stem(word).replace(/(.{4})(er|or|al|[ae]nc|ment|[st]ion)$/, "$1") : stem(word));

  /** British and American spellings: each pair is read both ways. */
  const SPELLINGS = [
    [/is(e[ds]?|ing|er|ers|ations?|ational)$/, "iz$1", /iz(e[ds]?|ing|er|ers|ations?|ational)$/, "is$1"],
    [/ys(e[ds]?|ing)$/, "yz$1", /yz(e[ds]?|ing)$/, "ys$1"],
    [/our(s|ed|ing|al|ally|hood|hoods|able)?$/, "or$1", /or(s|ed|ing|al|ally|hood|hoods|able)?$/, "our$1"],
    [/tre(s|d)?$/, "ter$1", /ter(s|ed)?$/, "tre$1"],
    [/ogue(s)?$/, "og$1", /og(s)?$/, "ogue$1"],
    [/ence(s)?$/, "ense$1", /ense([ds])?$/, "ence$1"],
    [/amme(s|d)?$/, "am$1", /am(s|ed)?$/, "amme$1"],
    [/ll(ed|ing|er|ers)$/, "l$1", /([^l])l(ed|ing|er|ers)$/, "$1ll$2"],
    [/l(ment|ments|s)?$/, "ll$1", /ll(ment|ments|s)?$/, "l$1"],
    [/tise([ds])?$/, "tice$1", /tice([ds])?$/, "tise$1"],
    [/^(p|orthop|h|an|gyn|c)ae/, "$1e", /^(p|orthop|h|an|gyn|c)e(?=[dmsc])/, "$1ae"],
    [/gement(s)?$/, "gment$1", /gment(s)?$/, "gement$1"],
    [/cheque/, "check", /check/, "cheque"],
  ];
  function spellings(word) {
    if (word.length < 4 || !/^[a-z]+$/.test(word)) return [];
    const found = new Set();
    for (const [british, toAmerican, american, toBritish] of SPELLINGS) {
      if (british.test(word)) found.add(word.replace(british, toAmerican));
      if (american.test(word)) found.add(word.replace(american, toBritish));
    }
    found.delete(word);
    return [...found];
  }

  /** By this names are compared: the stem, spelt one way. */
  const keyOf = (word) => stem(SPELLINGS.reduce((spelt, [, , american, toBritish]) => spelt.replace(american, toBritish), word));

  const isCode = (word) => /\d/.test(word) && /[a-z]/.test(word);
  const isNumber = (word) => /^[\d.]+$/.test(word);
  // ---- kinds ----

  /** What a document is: its word, the group it belongs to, and what else people call such a thing. */
  const KINDS = {
    p: ["Person", 0],
    h: ["Post", 0, "job"],
    b: ["Body", 0, "board group committee"],
    r: ["Role", 0, "job"],
    d: ["Responsibility", 1, "duty"],
    e: ["Responsibility", 1, "duty"],
    m: ["Responsibilities", 1],
    s: ["Service", 2],
    n: ["Network", 3],
    c: ["Practice", 3, "surgery"],
    i: ["Neighbourhood", 3],
    o: ["Organisation", 4],
    f: ["Meeting", 4, "forum board committee"],
    a: ["Agreement", 5, "network"],
    j: ["Schedule", 5],
    y: ["Strategy", 5],
    v: ["Objective", 5],
    k: ["Network record", 5],
    g: ["Guidance", 6, "guide rules"],
    x: ["Guidance", 6, "guide rules"],
    l: ["Checklist", 6],
    q: ["Page", 6],
    w: ["List", 6],
    u: ["Term", 7, "meaning abbreviation glossary"],
    t: ["Term", 7, "meaning abbreviation glossary"],
  };
  const GROUPS = [
    "People and posts",
    "Responsibilities",
    "Services",
    "Networks and practices",
    "Meetings and organisations",
    "Agreement and strategy",
    "Guidance",
    "Glossary",
  ];
  /** What every handbook is about. */
  const EVERYWHERE = new Set(["pcn", "network", "primary care network"]);
  const NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
  /** Groups that hold who answers. */
  const HOLDERS = new Set([0, 1, 2]);
  const GUIDANCE = 6;
  /** Guidance and the papers: where it says how and whether. */
  const PROSE = new Set([5, GUIDANCE]);
  const ASKS_WHO = /^(who|whom|whos|whose|responsible|accountable|charge)$/;
  const ASKS_HOW = /^(how|can|could|should|must|may|what|whats|when|where|why|does|do|is|are|if)$/;
  /** Words of a question that say nothing of the subject, where others do. */
  const ASKING = new Set(["contact", "call", "ring", "speak", "talk", "responsible", "accountable", "charge", "does", "help", "find", "look", "looks", "looking", "go", "happens", "happen", "take", "takes"]);

  // ---- the engine ----

  function start(load) {
    let piece = pieces(load);
    let ready;
    let rootOf = "";

    /** Forgets all that was loaded: what is there now is of another build, or did not come whole. */
    function beginAgain() {
      piece = pieces(load);
      ready = undefined;
      // Asked for past whatever kept the old one.
      rootOf = Date.now().toString(36);
      for (const kept of [parsed, spelt, readRecords]) kept.clear();
    }

    /** The root, with its texts cut into what they mean. */
    function open() {
      ready ??= piece("root", rootOf).then((root) => {
        if (root.form !== FORM) throw new Error(`the search has form ${root.form}`);
        const sizes = new Reader(root.blocks);
        const starts = [0];
        while (!sizes.ended) starts.push(starts[starts.length - 1] + sizes.number());
        const total = starts[starts.length - 1];
        const blockOf = new Uint16Array(total);
        for (let block = 0; block + 1 < starts.length; block++) blockOf.fill(block, starts[block], starts[block + 1]);
        return {
          ...root,
          starts,
          total,
          blockOf,
          phrases: new Map(),
          knownInitials: new Set(),
          shards: root.shards ? root.shards.split(" ") : [],
          idle: new Set(root.idle.split(" ")),
          // Room for scoring, by the number of a document.
          points: new Float32Array(total),
          covered: new Float32Array(total),
          ofSlot: new Float32Array(total),
          ofWay: new Float32Array(total),
          ofWord: new Float32Array(total),
          counts: new Uint8Array(total),
          hits: new Uint16Array(total),
          group: new Uint8Array(total),
        };
      });
      ready.catch(() => (ready = undefined));
      return ready;
    }

    /** The fingerprint at a place. */
    const printAt = (prints, place) => prints.slice(place * 4, place * 4 + 4);

    // -- terms --

    const parsed = new Map();
    async function shard(root, n) {
      const text = await piece(`t${n}`, printAt(root.terms, n >> 3));
      if (!parsed.has(n)) {
        parsed.set(
          n,
          frontCoded(text, (reader, term) => {
            const documents = reader.number();
            const length = reader.number();
            return length > 0 ? { term, documents, postings: reader.take(length) } : { term, documents, file: reader.take(6), print: reader.take(4) };
          }),
        );
      }
      return parsed.get(n);
    }

    /** The shard in which a text would stand. */
    function shardOf(root, text) {
      let low = 0;
      let high = root.shards.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (root.shards[middle] <= text) low = middle + 1;
        else high = middle;
      }
      return low;
    }

    /** Terms that begin with a text, from at most `most` shards. */
    async function beginningWith(root, text, most = 3) {
      const first = shardOf(root, text);
      const last = Math.min(shardOf(root, `${text}\uffff`), first + most - 1);
      const lists = await Promise.all(Array.from({ length: last - first + 1 }, (_, n) => shard(root, first + n)));
      return lists.flat().filter((entry) => entry.term.startsWith(text));
    }

    /** Postings of a term, read once: groups of documents with their impact, and of networks. */
    async function postings(root, entry) {
      if (!entry.read) {
        const text = entry.postings ?? (await piece(`l${entry.file}`, entry.print));
        const reader = new Reader(text);
        const [lists, networks] = [[], []];
        let [ofHandbook, ofGuidance] = [0, 0];
        while (!reader.ended) {
          const lead = reader.digit();
          const count = reader.number();
          const numbers = new Uint32Array(count);
          if (lead >= NAMES_NETWORK) {
            for (let n = 0, network = 0; n < count; n++) numbers[n] = network += reader.number();
            networks.push({ strong: lead === NAMES_NETWORK, numbers });
            continue;
          }
          const group = Math.floor(lead / LEVELS);
          for (let n = 0, block = 0, place = 0; n < count; n++) {
            const gap = reader.number();
            block += gap;
            place = (gap === 0 ? place : 0) + reader.number();
            numbers[n] = root.starts[block] + place;
            if (block === 0) {
              ofHandbook++;
              if (group === GUIDANCE) ofGuidance++;
            }
          }
          lists.push({ group, impact: ((lead % LEVELS) + 0.5) / LEVELS, numbers });
        }
        entry.read = { lists, networks, ofHandbook, ofGuidance };
      }
      return entry.read;
    }

    const spelt = new Map();
    async function spelling(root, n) {
      const text = await piece(`w${n}`, printAt(root.words, n));
      if (!spelt.has(n)) spelt.set(n, frontCoded(text, (reader, word) => ({ word, common: reader.digit() })));
      return spelt.get(n);
    }

    /** Terms that a word of a query stands for, each with how surely. */
    async function matches(root, word, typing, { part, typed }) {
      const base = stem(word);
      const rootOfAll = family(word);
      const letters = [...word].length;
      const common = rootOfAll.length < word.length ? word.slice(0, Math.max(3, rootOfAll.length - (rootOfAll === base ? 1 : 0))) : word;
      const code = isCode(word);
      const prefix = (typing && letters >= 2 && !isNumber(word)) || (code && letters >= 3) || (isNumber(word) && letters >= 5);
      const [near, ...variants] = await Promise.all([
        beginningWith(root, word.length < 4 && !prefix ? word : common),
        ...spellings(word).map((variant) => beginningWith(root, stem(variant))),
      ]);
      const found = new Map();
      const add = (entry, weight, how) => {
        const known = found.get(entry);
        if (!known || known.weight < weight) found.set(entry, { entry, weight, how });
      };
      for (const entry of near) {
        if (entry.term === word) add(entry, 1, "same");
        else if (stem(entry.term) === base) add(entry, 0.92, "form");
        else if (family(entry.term) === rootOfAll) add(entry, 0.65, "family");
      }
      spellings(word).forEach((variant, n) => {
        for (const entry of variants[n]) if (stem(entry.term) === stem(variant)) add(entry, 0.9, "spelling");
      });
      const isKnown = found.size > 0;
      if (prefix) {
        const begun = near.filter((entry) => entry.term.startsWith(word) && entry.term !== word && !found.has(entry));
        begun.sort((a, b) => a.term.length - b.term.length || b.documents - a.documents);
        for (const entry of begun.slice(0, 40)) {
          // The more of the word is typed, the surer it is.
          const sure = code ? 0.95 : 0.35 + 0.5 * (letters / [...entry.term].length);
          add(entry, isKnown ? sure * 0.6 : sure, "begun");
        }
      }
      let corrected;
      // Words of the family are near, but a slip may be nearer.
      if (typed && [...found.values()].every(({ how }) => how === "family")) {
        const { meant } = await piece("slips", "");
        const likely = await meant(root, (n) => spelling(root, n), word, typing);
        for (const { word: known, slips, cut } of likely) {
          const entries = await beginningWith(root, known);
          for (const entry of entries) {
            if (entry.term === known) add(entry, cut ? 0.55 : slips <= 1 ? 0.8 : 0.65, "meant");
            else if (stem(entry.term) === stem(known)) add(entry, 0.6, "meant");
          }
        }
        corrected = likely[0]?.word;
      }
      const list = [...found.values()];
      // Of very common words only the surest are read, and none where they tell little.
      list.sort((a, b) => b.weight - a.weight);
      let long = 0;
      const kept = list.filter(({ entry, weight }) => !entry.file || (part === 1 && (weight >= 0.9 || ++long <= 1)));
      for (const match of kept) match.read = await postings(root, match.entry);
      return { matches: kept, corrected, rarity: rarity(root, kept) };
    }

    /** How rare a word is, as if there was one network (the inverse document frequency of BM25). */
    function rarity(root, found) {
      const ofHandbook = root.starts[1];
      const networks = Math.max(1, root.networks);
      const all = ofHandbook + (root.total - ofHandbook) / networks;
      let documents = 0;
      for (const { entry, read, weight } of found) {
        if (weight < 0.5) continue;
        documents += read.ofHandbook + (entry.documents - read.ofHandbook) / networks;
      }
      documents = Math.max(0.5, Math.min(documents, all));
      return Math.log(1 + (all - documents + 0.5) / (documents + 0.5));
    }

    // -- queries --

    /** Reads the names that begin with the letters of some words, each once. */
    async function readNames(root, texts) {
      const named = (text) => ({ text, words: tokens(text.replace(/[-‐‑/]/g, " ")).map((token) => token.text) });
      const initials = [...root.initials];
      const wanted = [...new Set(texts.map((text) => initials.indexOf([...text][0])))].filter((place) => place >= 0 && !root.knownInitials.has(place));
      const files = await Promise.all(wanted.map((place) => piece(`n${place}`, root.names)));
      files.forEach((lines, n) => {
        if (root.knownInitials.has(wanted[n])) return;
        root.knownInitials.add(wanted[n]);
        for (const line of lines.split("\n")) {
          const [others, now = []] = line.split(">").map((list) => list.split("|").map(named));
          const name = others.shift();
          const stems = name.words.map(keyOf);
          if (!root.phrases.has(stems[0])) root.phrases.set(stems[0], []);
          root.phrases.get(stems[0]).push({ name, stems, others: [...others, ...now], now });
          root.phrases.get(stems[0]).sort((a, b) => b.stems.length - a.stems.length);
        }
      });
    }

    /** Cuts a query into slots: each is one idea, with the ways it can be written. */
    async function slotsOf(root, query, typing) {
      const found = tokens(query.slice(0, LONGEST_QUERY))
        .filter(({ text }) => [...text].length <= LONGEST_WORD)
        .slice(0, MOST_TOKENS);
      const texts = found.map(({ text }) => text);
      await readNames(root, texts);
      const stems = texts.map(keyOf);
      const slots = [];
      const also = [];
      // "Who may be …" asks for a rule, and "where is it written who …" for a place.
      const asksRule = texts.some((text, n) => /^who$/.test(text) && /^(may|can|could|should|must)$/.test(texts[n + 1]));
      const asksWho = !asksRule && !/^where$/.test(texts[0]) && texts.some((text) => ASKS_WHO.test(text));
      const asksHow = !asksWho && texts.length > 2 && (asksRule || ASKS_HOW.test(texts[0]));
      // "Our" and "we" mean the network that the reader is in.
      const saysOwn = texts.some((text) => /^(our|ours|we|us|my)$/.test(text));
      const measures = texts.map((text, n) => texts[n - 1] === "how" && /^(long|many|much|often)$/.test(text));
      // "IT" is a subject where it is typed in capitals, or before a word that says something: IT support.
      const meansIt = /\bIT\b/.test(query) || (texts[0] === "it" && texts.length > 1 && !root.idle.has(texts[1]));
      const isIdle = (text) => root.idle.has(text) && !(text === "it" && meansIt);
      const saysNothing = (text, n) => isIdle(text) || ASKING.has(text) || measures[n];
      const allIdle = texts.every(saysNothing);
      for (let at = 0; at < texts.length; ) {
        const endsHere = (length) => typing && at + length === texts.length;
        // The longest name of something.
        const begins = ({ name }, n) => typing && n > 0 && at + n === texts.length - 1 && texts[at + n].length >= 3 && name.words[n].startsWith(texts[at + n]);
        const named = (root.phrases.get(stems[at]) ?? []).filter((phrase) => phrase.stems.every((part, n) => part === stems[at + n] || begins(phrase, n)));
        const length = named.length > 0 ? named[0].stems.length : 0;
        const isName = length > 1 || (length === 1 && (allIdle || !saysNothing(texts[at], at)));
        const ways = [];
        const add = (parts, weight, text) => {
          const key = parts.join(" ");
          const telling = parts.filter((part) => !isIdle(part));
          if (telling.length > 0 && !ways.some((way) => way.key === key)) ways.push({ key, parts: telling, weight, text });
        };
        let used = 1;
        if (isName) {
          used = length;
          add(texts.slice(at, at + used), 1);
          for (const phrase of named.filter(({ stems: read }) => read.length === length)) {
            if (begins(phrase, used - 1)) add(phrase.name.words, 0.95);
            for (const other of phrase.others) {
              if (other.words.map(keyOf).join(" ") !== phrase.stems.join(" ")) add(other.words, phrase.now.includes(other) ? 0.7 : 0.8, other.text);
            }
          }
          ways.splice(6);
          also.push(...ways.flatMap(({ text }) => text ?? []));
        } else if (at + 1 < texts.length && /^(?=.*\d)/.test(texts[at + 1]) && !isNumberWord(root, texts[at]) && texts[at].length <= 6) {
          // Codes, postcodes and telephone numbers are written with blanks or without.
          used = 2;
          add([texts[at] + texts[at + 1]], 1);
          add(texts.slice(at, at + 2), 1);
        } else if (found[at + 1]?.hyphen) {
          while (found[at + used]?.hyphen) used++;
          add(texts.slice(at, at + used), 1);
          add([texts.slice(at, at + used).join("")], 1);
        } else if (allIdle || !saysNothing(texts[at], at)) {
          add([texts[at]], 1);
          const number = NUMBERS.indexOf(texts[at]) + 1;
          if (number > 0) add([String(number)], 0.9);
          else if (isNumber(texts[at]) && NUMBERS[texts[at] - 1]) add([NUMBERS[texts[at] - 1]], 0.9);
        }
        if (ways.length > 0) slots.push({ from: at, to: at + used, texts: texts.slice(at, at + used), ways, typing: endsHere(used) });
        at += used;
      }
      // The subject of the whole handbook tells little, where anything else is asked for.
      for (const slot of slots) slot.part = slots.length > 1 && slot.ways.some(({ key }) => EVERYWHERE.has(key)) ? 0.25 : 1;
      return { slots, also, texts, asksWho, asksHow, saysOwn };
    }

    const isNumberWord = (root, text) => root.idle.has(text) || (isNumber(text) && text.length < 5);

    /** Finds the terms of every way of every slot. */
    async function findTerms(root, slots) {
      const known = new Map();
      const ofWord = (word, typing, how) => {
        const key = `${word} ${typing} ${how.part} ${how.typed}`;
        if (!known.has(key)) known.set(key, matches(root, word, typing, how));
        return known.get(key);
      };
      await Promise.all(
        slots.map(async (slot) => {
          await Promise.all(
            slot.ways.map(async (way, n) => {
              // Only what was typed is being typed, and can have slips; the other names are whole.
              const [typed, last] = [n === 0 && !slot.joined, way.parts.length - 1];
              way.words = await Promise.all(way.parts.map((text, at) => ofWord(text, slot.typing && typed && at === last, { part: slot.part, typed })));
            }),
          );
        }),
      );
    }

    /** Two words that were typed apart, or one that is two: looked at where a word is not known. */
    function joined(slots) {
      for (let n = 0; n + 1 < slots.length; n++) {
        const [one, other] = [slots[n], slots[n + 1]];
        const single = (slot) => slot.texts.length === 1 && slot.ways.length === 1;
        if (single(one) && single(other) && one.to === other.from && (one.unknown || other.unknown)) {
          const text = one.texts[0] + other.texts[0];
          return { ...one, to: other.to, texts: [text], ways: [{ key: text, parts: [text], weight: 0.9 }], typing: other.typing, part: 1, joined: true, at: n };
        }
      }
      return undefined;
    }

    async function understand(root, query, typing) {
      let asked = await slotsOf(root, query, typing);
      await findTerms(root, asked.slots);
      const isUnknown = (slot) => slot.ways.every((way) => way.words.every((word) => word.matches.length === 0));
      const mark = () => asked.slots.forEach((slot) => (slot.unknown = isUnknown(slot) || slot.ways[0].words.some((word) => word.corrected)));
      mark();
      const together = joined(asked.slots);
      if (together) {
        await findTerms(root, [together]);
        const [word] = together.ways[0].words;
        if (word.matches.length > 0 && !word.corrected) asked.slots.splice(together.at, 2, together);
        mark();
      }
      // What was meant may be a name with other names: the query is read once more with its slips mended.
      const mended = asked.texts.slice();
      let slips = false;
      for (const slot of asked.slots) {
        slot.ways[0].parts.forEach((part, n) => {
          const { corrected } = slot.ways[0].words[n];
          const at = mended.indexOf(part, slot.from);
          if (corrected && at >= 0 && at < slot.to) {
            mended[at] = corrected;
            slips = true;
          }
        });
      }
      if (slips) {
        const again = await slotsOf(root, mended.join(" "), typing);
        if (again.also.length > asked.also.length) {
          await findTerms(root, again.slots);
          again.asksWho ||= asked.asksWho;
          again.asksHow ||= asked.asksHow;
          asked = again;
        }
      }
      return { ...asked, mended: slips ? mended.join(" ") : "" };
    }

    /**
     * Networks that the words of a query name, each with how much of the query does. Whoever is in a network already means
     * another one only by a word of that network's own name, typed to its end.
     */
    function namedNetworks(root, slots, own) {
      const found = new Map();
      const least = own >= 0 ? 0.85 : 0.5;
      slots.forEach((slot) => {
        slot.scope = new Map();
        const [way] = slot.ways;
        // A name of several words names a network by each of them.
        way.words.forEach((word) => {
          for (const { read, weight, how } of word.matches) {
            // A few letters name no network yet, and no other one to somebody who is in a network.
            if (weight < 0.6 || (how === "begun" && own >= 0)) continue;
            for (const { strong, numbers } of read.networks) {
              for (const number of numbers) {
                const part = (weight * (strong ? 1 : 0.6)) / way.words.length;
                slot.scope.set(number, Math.min(1, (slot.scope.get(number) ?? 0) + part));
              }
            }
          }
        });
        // A word of everyday prose, as "old" in a former name, names no network by itself.
        const everyday = Math.max(3, root.starts[1] / 100);
        const isEveryday = way.words.every(({ matches }) => matches.reduce((sum, { read }) => sum + read.ofGuidance, 0) > everyday);
        const telling = !isEveryday && slot.scope.size > 0 && slot.scope.size <= Math.max(2, root.networks / 4);
        for (const [network, part] of slot.scope) {
          if (part >= least && telling) found.set(network, (found.get(network) ?? 0) + part * slot.mass);
        }
      });
      return found;
    }

    /** Scores every document that a slot leads to, and gives the best. */
    function score(root, slots, allowed, reader, only, { asksWho, asksHow, saysOwn }) {
      const { points, ofSlot, ofWay, ofWord, covered, counts, hits, group: groups, blockOf } = root;
      const found = [];
      const mass = slots.reduce((sum, slot) => sum + slot.mass, 0);
      slots.forEach((slot, at) => {
        const here = [];
        const put = (number, value) => {
          if (ofSlot[number] === 0) here.push(number);
          if (value > ofSlot[number]) ofSlot[number] = value;
        };
        /** The best that each document has of a word, and of all words of one way. */
        const each = (word, share, take) => {
          for (const { read, weight } of word.matches) {
            for (const { group, impact, numbers } of read.lists) {
              if (!(allowed & (1 << group))) continue;
              const value = share * weight * impact;
              for (let n = 0; n < numbers.length; n++) {
                groups[numbers[n]] = group;
                take(numbers[n], value);
              }
            }
          }
        };
        for (const way of slot.ways) {
          const whole = way.weight * slot.mass;
          if (way.words.length === 1) {
            each(way.words[0], whole, put);
            continue;
          }
          const rarity = way.words.reduce((sum, word) => sum + word.rarity, 0) || 1;
          const ofThisWay = [];
          for (const word of way.words) {
            const ofThisWord = [];
            each(word, (whole * word.rarity) / rarity, (number, value) => {
              if (ofWord[number] === 0) ofThisWord.push(number);
              if (value > ofWord[number]) ofWord[number] = value;
            });
            for (const number of ofThisWord) {
              if (counts[number]++ === 0) ofThisWay.push(number);
              ofWay[number] += ofWord[number];
              ofWord[number] = 0;
            }
          }
          for (const number of ofThisWay) {
            const share = counts[number] / way.words.length;
            put(number, ofWay[number] * share * share);
            ofWay[number] = counts[number] = 0;
          }
        }
        for (const number of here) {
          if (hits[number] === 0) {
            found.push(number);
            points[number] = covered[number] = 0;
          }
          hits[number] |= 1 << at;
          points[number] += ofSlot[number];
          covered[number] += slot.mass * Math.min(1, ofSlot[number] / (slot.mass * 0.3));
          ofSlot[number] = 0;
        }
      });
      const best = [];
      for (const number of found) {
        const network = blockOf[number] - 1;
        const hit = hits[number];
        hits[number] = 0;
        if (only && network >= 0 && network !== reader) continue;
        let value = points[number];
        let cover = covered[number];
        if (network >= 0) {
          slots.forEach((slot, at) => {
            const part = hit & (1 << at) ? 0 : slot.scope.get(network);
            if (!part) return;
            value += slot.mass * part * 0.4;
            cover += slot.mass * part;
          });
        }
        cover = Math.min(1, cover / mass);
        value *= 0.1 + 0.9 * cover ** 2.5;
        // Where nobody knows which network is meant, what holds for all comes first.
        if (network >= 0) value *= reader < 0 ? 0.75 : network !== reader ? 0.4 : saysOwn ? 2.2 : 1.6;
        if (asksWho && HOLDERS.has(groups[number])) value *= 1.5;
        if (asksHow && PROSE.has(groups[number])) value *= 1.8;
        if (best.length === MOST_SCORED && value <= best[MOST_SCORED - 1].points) continue;
        // A short list in order: most documents do not come near it.
        let place = best.length;
        while (place > 0 && (best[place - 1].points < value || (best[place - 1].points === value && best[place - 1].number > number))) place--;
        best.splice(place, 0, { number, points: value, cover });
        if (best.length > MOST_SCORED) best.pop();
      }
      return best;
    }

    // -- records --

    /** Sixteen blocks share a fingerprint. */
    const printOf = (root, block) => printAt(root.records, block >> 4);

    const readRecords = new Map();
    async function records(root, block, k) {
      const name = `d${block}-${k}`;
      const text = await piece(name, printOf(root, block));
      if (!readRecords.has(name)) {
        const [head, ...lines] = text.split("\n");
        const [id, network] = head.split("\t");
        let page = "";
        readRecords.set(
          name,
          lines.map((line) => {
            const [title, address, about, years, place] = line.slice(1).split("\t");
            const whole = address.startsWith("#") || address === "" ? page + address : address.startsWith("~") ? `networks/${id}/${address.slice(1)}` : address;
            [page] = whole.split("#");
            const [from, to] = years ? years.split(" ").map(Number) : [];
            return { kind: line[0], title, address: whole, about, from, to, place: place ? Number(place) : undefined, network: id, networkName: network, block };
          }),
        );
      }
      return readRecords.get(name);
    }

    /** Loads the records of the best documents, from a few files. */
    async function loadRecords(root, scored, most, mostFiles) {
      const files = new Map();
      const wanted = [];
      for (const hit of scored) {
        const block = root.blockOf[hit.number];
        const place = hit.number - root.starts[block];
        const inFile = block === 0 ? RECORDS_OF_HANDBOOK : RECORDS_OF_NETWORK;
        const file = Math.floor(place / inFile);
        const key = `${block}-${file}`;
        if (!files.has(key)) {
          if (files.size >= mostFiles) continue;
          files.set(key, records(root, block, file));
        }
        wanted.push({ hit, key, place: place % inFile });
        if (wanted.length >= most) break;
      }
      const found = await Promise.all(wanted.map(async ({ hit, key, place }) => ({ ...(await files.get(key))[place], ...hit })));
      return found.filter(({ kind }) => kind in KINDS);
    }

    /** A title that the query names counts for more, the more so the less else it says. */
    function byTitle(root, results, { slots, texts }) {
      const ofSlots = slots.map((slot) => ({
        scope: slot.scope,
        ways: slot.ways.map((way) => ({ weight: way.weight, terms: way.words.map((word) => word.matches.map(({ entry, weight }) => [entry.term, weight])) })),
      }));
      for (const result of results) {
        const title = words(result.title).filter((word) => !root.idle.has(word));
        const [called, , others = ""] = KINDS[result.kind];
        const kind = words(`${called} ${others}`);
        const hit = new Set();
        let named = 0;
        for (const { scope, ways } of ofSlots) {
          // The network's name stands beside the title.
          let best = scope.get(result.block - 1) ?? 0;
          for (const way of ways) {
            let whole = way.weight;
            const places = [];
            for (const word of way.terms) {
              let sure = 0;
              for (const [term, weight] of word) {
                const at = title.indexOf(term);
                if (at >= 0) {
                  sure = Math.max(sure, weight);
                  places.push(at);
                } else if (kind.includes(term)) {
                  // What it is may be named beside what it is called.
                  sure = Math.max(sure, weight);
                }
              }
              whole = Math.min(whole, sure);
            }
            if (whole > 0) places.forEach((at) => hit.add(at));
            best = Math.max(best, whole);
          }
          named += best;
        }
        const ofQuery = named / Math.max(1, ofSlots.length);
        const ofTitle = title.length > 0 ? hit.size / title.length : 0;
        // Of networks that share words of a name, the one whose whole name was typed is meant.
        const network = words(result.networkName).filter((word) => !EVERYWHERE.has(word));
        if (network.length > 0 && network.every((word) => texts.includes(word))) result.points *= 1.2;
        result.points *= 1 + 0.9 * ofQuery * (0.3 + 0.7 * ofTitle);
        result.named = ofQuery * ofTitle;
        // Nothing bears a name better than what bears just the words that were typed, or is called so by another name.
        if (result.named === 1 || (ofSlots.length === 1 && result.named >= 0.75)) result.points *= 1.25;
      }
      results.sort((a, b) => b.points - a.points || a.number - b.number);
    }

    /** Leaves out what says the same again: the same thing in a fourth network, a third heading of one page. */
    function withoutRepeats(results) {
      const times = new Map();
      const count = (key) => {
        times.set(key, (times.get(key) ?? 0) + 1);
        return times.get(key);
      };
      return results.filter((result) => {
        const [page, anchor] = result.address.split("#");
        if (result.kind === "x" && anchor && count(`page ${page}`) > 2) return false;
        return result.block === 0 || count(`title ${result.kind} ${fold(result.title)}`) <= 3;
      });
    }

    // -- answers --

    /** What an answer card would be about: what comes first, or for "who …" the best that somebody holds. */
    function subjectOf([first, ...others], asksWho) {
      const canAnswer = (result) => result.cover >= 0.7 && "rdehsf".includes(result.kind);
      // A title that was typed, or a code or the like that leads to one thing far before all others.
      const isClear = first && (first.named >= 0.5 || !others[0] || others[0].points < first.points * 0.6);
      if (!first || (!asksWho && !isClear)) return undefined;
      if (canAnswer(first)) return first;
      return asksWho && first.kind !== "p" ? others.slice(0, 7).find((result) => canAnswer(result) && result.points >= first.points * 0.75) : undefined;
    }

    /** The card: who answers in a network, or that a network has to be chosen first. */
    async function cardOf(root, subject, reader) {
      const network = "hes".includes(subject.kind) ? subject.block - 1 : reader;
      const about = { title: subject.title, kind: subject.kind, address: subject.address, seats: [], written: [], note: "" };
      if (network < 0) return root.networks > 0 ? { ...about, choose: true } : undefined;
      const [answer, data] = await Promise.all([piece("answers", ""), ofNetwork(root, network)]);
      return { ...about, network: data.n, ...answer(subject, data) };
    }

    const ofNetwork = (root, n) => piece(`a${n}`, printOf(root, n + 1));

    /** Every term that slots lead to, with how. */
    function termsOf(slots) {
      const found = new Map();
      for (const slot of slots) {
        for (const way of slot.ways) for (const word of way.words) for (const { entry, how } of word.matches) found.set(entry.term, how);
      }
      return found;
    }

    /** Number of a network by its id; -1 where there is none. */
    async function numberOf(root, id) {
      if (!id) return -1;
      const term = `@${id}`;
      const entry = (await beginningWith(root, term)).find((entry) => entry.term === term);
      const read = entry && (await postings(root, entry));
      return read?.networks[0]?.numbers[0] ?? -1;
    }

    /**
     * Looks for a query. Options:
     *   network  id of the network the reader is in
     *   only     whether only that network and the handbook are looked at
     *   groups   numbers of the groups of kinds that are wanted; all if absent
     *   year     first year of the contract year in which a result must hold
     *   typing   whether the last word may be unfinished
     *   most     how many results
     * Gives `answer` (a card or nothing), `results`, `also` (other names that were looked for), `mended` (the query without
     * its slips), `ignored` (words that nothing is known of), `nearest` (words, where nothing was found), `asksNothing`
     * (only words stand there that say nothing), and `terms`, which `spans` marks in a text.
     * What cannot be loaded is asked for once more from the root on, since it may be of another build.
     */
    async function search(query, options = {}) {
      try {
        return await lookFor(query, options);
      } catch {
        beginAgain();
        return lookFor(query, options);
      }
    }

    async function lookFor(query, { network, only = false, groups, year, typing = true, most = 16 }) {
      const root = await open();
      const [asked, own] = await Promise.all([understand(root, String(query), typing), numberOf(root, network)]);
      const slots = asked.slots.filter((slot) => slot.ways.some((way) => way.words.some((word) => word.matches.length > 0)));
      const ignored = asked.slots.filter((slot) => !slots.includes(slot)).flatMap((slot) => slot.texts);
      for (const slot of slots) {
        // An abbreviation is rarer than what it stands for, and both are one idea: the commonest way says how rare that is.
        slot.ways = slot.ways.filter((way) => way.words.some((word) => word.matches.length > 0));
        const rarities = slot.ways.map((way) => Math.max(...way.words.map((word) => (word.matches.length > 0 ? word.rarity : 0))));
        slot.mass = Math.max(0.01, Math.min(...rarities)) * [1, 1.5, 1.8][Math.min(slot.texts.length, 3) - 1] * slot.part;
      }
      // A network that the query names is meant, whatever the reader is reading.
      const named = [...namedNetworks(root, slots, own)].sort((a, b) => b[1] - a[1]);
      const [first, second] = named;
      const isClear = first && (!second || first[1] > second[1] * 1.2);
      const reader = !only && isClear ? first[0] : own;
      let allowed = 0;
      for (const group of groups ?? GROUPS.keys()) allowed |= 1 << group;
      const scored = score(root, slots, allowed, reader, only && own >= 0, asked);
      // Years stand in the records alone, so more of these are read where a year is wanted.
      let results = await loadRecords(root, scored, year ? MOST_SCORED : Math.max(most, 14), MOST_RECORD_FILES * (year ? 4 : 1));
      if (year) results = results.filter(({ from, to }) => from === undefined || (from <= year && year <= to));
      if (reader >= 0) {
        const circle = new Set((await ofNetwork(root, reader)).x);
        for (const result of results) if (circle.has(result.address)) result.points *= asked.saysOwn ? 1.6 : 1.2;
      }
      byTitle(root, results, { slots, texts: asked.texts });
      results = withoutRepeats(results);
      const subject = asked.asksHow ? undefined : subjectOf(results, asked.asksWho);
      const card = subject && (await cardOf(root, subject, root.networks === 1 ? 0 : reader));
      // What the card is about is not said twice.
      results = results.filter((result) => !card || card.choose || result.address !== card.address).slice(0, most);
      return {
        query,
        answer: card,
        results,
        also: asked.also,
        mended: asked.mended,
        asksNothing: asked.slots.length === 0,
        ignored,
        terms: termsOf(slots),
        nearest: results.length === 0 ? await (await piece("slips", "")).nearest(root, (n) => spelling(root, n), asked.texts) : [],
        publisher: root.publisher,
        networks: root.networks,
      };
    }

    /** The known words that a query stands for, to be marked on a page. */
    async function terms(query) {
      const { slots } = await understand(await open(), String(query), true);
      return termsOf(slots);
    }

    return { search, terms, open, networks: async () => piece("networks", (await open()).list) };
  }

  /** Where the words of a query stand in a text: pairs of start and end. `begun` words are marked as far as they were typed. */
  function spans(text, terms, query) {
    // Folding can change lengths; then each letter is folded by itself, to know where it came from.
    const from = [];
    let folded = "";
    for (let at = 0; at < text.length; ) {
      const character = String.fromCodePoint(text.codePointAt(at));
      for (const unit of fold(character)) {
        folded += unit;
        for (let n = 0; n < unit.length; n++) from.push(at);
      }
      at += character.length;
    }
    from.push(text.length);
    const typed = tokens(query.slice(0, LONGEST_QUERY)).map((token) => token.text);
    const found = [];
    for (const token of tokens(folded)) {
      const how = terms.get(token.text);
      if (!how) continue;
      // Of a word that was begun as much is marked as was typed of it.
      const begun = typed.filter((word) => how === "begun" && token.text.startsWith(word)).sort((a, b) => b.length - a.length)[0];
      const end = begun ? token.start + begun.length : token.end;
      let close = from[end];
      if (end < folded.length && from[end] === from[end - 1]) close = from.slice(end).find((place) => place > from[end - 1]) ?? text.length;
      found.push([from[token.start], close]);
    }
    return found;
  }

  Object.assign(handbookSearch, { start, words, stem, spans, kinds: KINDS, groups: GROUPS });
  globalThis.handbookSearch = handbookSearch;
})();
