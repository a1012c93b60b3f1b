// The search box of every page, its dialog, and the search page. Finding is the work of search/engine.js, which is loaded
// when somebody begins to search. Nothing is stored: a network that a reader chose travels in the address (`in`), what
// they looked for too (`q`), so that it is marked on the page they reach.
"use strict";
(() => {
  const { root = "", network: here = "" } = document.currentScript.dataset;
  const asked = new URLSearchParams(location.search);
  const isSearchPage = document.body.classList.contains("kind-search");
  const MOST_MARKS = 200;
  /** Results that stand in their order before the others are gathered by kind. */
  const BEST = 5;

  // ---- the engine ----

  /** Runs a script of the site. */
  const run = (address) =>
    new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = root + address;
      script.onload = () => {
        script.remove();
        done();
      };
      script.onerror = () => {
        script.remove();
        failed(new Error(`${address} could not be loaded`));
      };
      document.head.append(script);
    });

  let started;
  function engine() {
    // The root of the index has no fingerprint of its own: over HTTP it is asked for again every ten minutes.
    const fresh = location.protocol === "file:" ? "" : `?${Math.floor(Date.now() / 600_000).toString(36)}`;
    started ??= run(`search/engine.js${fresh}`).then(() => handbookSearch.start((piece) => run(`search/${piece}${piece.includes("?") ? "" : fresh}`)));
    started.catch(() => (started = undefined));
    return started;
  }

  // ---- small parts ----

  function element(name, properties = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (value === undefined || value === false) continue;
      if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else if (key === "text") made.textContent = value;
      else made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children.filter((child) => child !== undefined));
    return made;
  }

  /** A text with the words that were looked for marked. */
  function marked(name, text, found) {
    const made = element(name);
    let at = 0;
    for (const [start, end] of handbookSearch.spans(text, found.terms, found.query)) {
      made.append(text.slice(at, start), element("mark", { text: text.slice(start, end) }));
      at = end;
    }
    made.append(text.slice(at));
    return made;
  }

  /** An address with what there is of some parameters. */
  function withParameters(address, parameters) {
    const [page, anchor] = address.split("#");
    const parts = Object.entries(parameters).filter(([, value]) => value);
    const query = parts.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
    return root + page + (query ? `?${query}` : "") + (anchor ? `#${anchor}` : "");
  }

  /** The address of a page with what was looked for, and the network that was chosen where the page is not its own. */
  const addressOf = (address, q, network) => withParameters(address, { q, in: address.startsWith(`networks/${network}/`) ? "" : network });

  const linkOrText = ([address, text], found, network) =>
    !address
      ? document.createTextNode(text)
      : element("a", { href: /^(tel|mailto):/.test(address) ? address : addressOf(address, found.query, network), text });

  const years = (first) => `${first}/${String((first + 1) % 100).padStart(2, "0")}`;

  // ---- the panel: input, filters, answer and results ----

  let panels = 0;
  function panel({ query = "", network = here, only = "", kind = "", first = "", onQuery }) {
    const id = `search-${++panels}`;
    // `network` is the one whose answers come first, `only` the one that a reader narrowed the search to.
    const state = { query, network: only || network, only, kind, first, active: -1, turn: 0, announced: 0, wantsToOpen: false };
    /** The network that goes along in addresses: one that was chosen, not the one of this page. */
    const chosenNetwork = () => state.only || (state.network === here ? "" : state.network);

    // Half of a character, as a cut text can hold, stands in no address.
    const wellFormed = (text) => text.toWellFormed?.() ?? text;
    const input = element("input", {
      id: `${id}-input`,
      type: "search",
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": `${id}-list`,
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      enterkeyhint: "go",
      maxlength: "200",
    });
    input.value = query;
    const label = element("label", { for: input.id, text: "Search the handbook" });
    const status = element("p", { class: "search-status" });
    const spoken = element("p", { class: "vh", role: "status" });
    const answer = element("section", { class: "search-answer", "aria-label": "Answer", hidden: true });
    const list = element("div", { id: `${id}-list`, class: "search-list", role: "listbox", "aria-label": "Results" });
    const nothing = element("div", { class: "search-nothing", hidden: true });
    const networks = element("select", { id: `${id}-network` }, element("option", { value: "", text: "All networks" }));
    const kinds = element("select", { id: `${id}-kind` }, element("option", { value: "", text: "Everything" }));
    const yearsOf = element("select", { id: `${id}-year` }, element("option", { value: "", text: "Any year" }));
    const filter = (select, text) => element("label", { for: select.id }, element("span", { text }), select);
    const filters = element("div", { class: "search-filters" }, filter(networks, "Network"), filter(kinds, "Kind"), filter(yearsOf, "Contract year"));
    const body = element("div", { class: "search-body" }, status, answer, list, nothing);

    // -- choices --

    /** Fills the choices once the index is there; the list of networks comes last, since it can be long. */
    async function fillChoices() {
      const engineNow = await engine();
      const index = await engineNow.open();
      if (kinds.options.length === 1) {
        handbookSearch.groups.forEach((text, group) => kinds.append(element("option", { value: String(group), text })));
        for (let year = index.year + 1; year >= 2019; year--) yearsOf.append(element("option", { value: String(year), text: years(year) }));
        kinds.value = state.kind;
        yearsOf.value = state.first;
      }
      const all = await engineNow.networks();
      if (networks.options.length === 1) {
        networks.append(...all.map(([value, text]) => element("option", { value, text })));
        // Fewer than two networks leave nothing to choose.
        networks.parentElement.hidden = all.length < 2;
        // An address can name a network that is no more.
        const isKnown = (network) => all.some(([id]) => id === network);
        if (!isKnown(state.network)) state.network = here;
        if (!isKnown(state.only)) state.only = "";
        networks.value = state.only;
      }
      return all;
    }

    function narrow(to) {
      state.only = to;
      state.network = to || here;
      networks.value = to;
      look();
    }
    networks.addEventListener("change", () => narrow(networks.value));
    kinds.addEventListener("change", () => {
      state.kind = kinds.value;
      look();
    });
    yearsOf.addEventListener("change", () => {
      state.first = yearsOf.value;
      look();
    });

    /** What makes the same search again. */
    const parameters = () => ({ q: state.query.trim(), in: state.only ? "" : state.network, only: state.only, kind: state.kind, year: state.first });

    // -- looking --

    async function look() {
      const turn = ++state.turn;
      state.query = wellFormed(input.value);
      onQuery?.(parameters());
      if (state.query.trim() === "") return show(undefined);
      try {
        const engineNow = await engine();
        // Keys that came meanwhile have a turn of their own.
        if (turn !== state.turn) return;
        const { network, only, kind, first } = state;
        const groups = kind === "" ? undefined : [Number(kind)];
        const found = await engineNow.search(state.query, { network, only: Boolean(only), groups, year: Number(first) || undefined });
        if (turn === state.turn) {
          show(found);
          if (state.wantsToOpen) chosen()?.click();
          state.wantsToOpen = false;
          fillChoices().catch(() => {});
        }
      } catch (error) {
        if (turn === state.turn) fail(error);
      }
    }

    const options = () => [...list.querySelectorAll("[role=option]")];

    function activate(at) {
      const all = options();
      all[state.active]?.setAttribute("aria-selected", "false");
      state.active = all.length === 0 ? -1 : at;
      const option = all[state.active];
      if (!option) return input.removeAttribute("aria-activedescendant");
      option.setAttribute("aria-selected", "true");
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }

    function optionOf(result, at, found) {
      const [kind] = handbookSearch.kinds[result.kind];
      const where = [kind, result.networkName].filter(Boolean).join(" · ");
      return element(
        "a",
        { id: `${id}-option-${at}`, role: "option", "aria-selected": "false", tabindex: "-1", href: addressOf(result.address, found.query, chosenNetwork()) },
        marked("b", result.title, found),
        element("small", { text: where }),
        result.about ? marked("span", result.about, found) : undefined,
      );
    }

    const groupOf = (text, made) => element("div", { role: "group", "aria-label": text }, element("p", { "aria-hidden": "true", text }), ...made);

    function show(found) {
      const results = found?.results ?? [];
      answer.replaceChildren(...(found?.answer ? card(found) : []));
      answer.hidden = !found?.answer;
      // The best as they rank; what follows is gathered by kind.
      const made = results.map((result, at) => optionOf(result, at, found));
      const best = made.length > 0 ? [groupOf("Best matches", made.slice(0, BEST))] : [];
      const others = made.length > BEST ? handbookSearch.groups : [];
      const byKind = others.map((text, group) => [text, made.slice(BEST).filter((_, at) => handbookSearch.kinds[results[BEST + at].kind][1] === group)]);
      list.replaceChildren(...best, ...byKind.filter(([, ofKind]) => ofKind.length > 0).map(([text, ofKind]) => groupOf(text, ofKind)));
      list.hidden = made.length === 0;
      body.scrollTop = 0;
      state.active = -1;
      input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-expanded", String(made.length > 0));
      nothing.hidden = !found || made.length > 0;
      nothing.replaceChildren(...(found && made.length === 0 ? nowhere(found) : []));
      status.replaceChildren(...(found ? notes(found) : []));
      body.dataset.for = found?.query ?? "";
      announce(found);
    }

    /** What was looked for, where that is not just what was typed. */
    function notes(found) {
      const said = [];
      if (found.mended) said.push(`Showing results for “${found.mended}”.`);
      if (found.also.length > 0) said.push(`Also searching for: ${found.also.slice(0, 4).join(", ")}.`);
      if (found.ignored.length > 0 && found.results.length > 0) said.push(`Nothing is known of “${found.ignored.join(" ")}”.`);
      return [said.join(" ")];
    }

    /** Tells those who do not see the list, once the typing rests. */
    function announce(found) {
      clearTimeout(state.announced);
      state.announced = setTimeout(() => {
        const results = options().length;
        const said = [];
        if (found?.answer) said.push(spokenAnswer(found.answer));
        if (results > 0) said.push(`${results} result${results === 1 ? "" : "s"}`, status.textContent);
        else if (!nothing.hidden) said.push(...[...nothing.children].map((line) => line.textContent));
        spoken.textContent = said.filter(Boolean).join(". ");
      }, 500);
    }

    function spokenAnswer({ title, network, choose, seats, note, written }) {
      const who = seats.flatMap(({ h, p, v }) => [h.map(([, name, how]) => (how ? `${name}, ${how}` : name)).join(" and "), p[1] === title ? "" : p[1], v]);
      const where = written.length > 0 ? `Written in ${written.map(([, text]) => text).join("; ")}` : "";
      return ["Answer", title, network, choose ? "Choose a network to see who" : "", ...who, note.replace(/\.$/, ""), where].filter(Boolean).join(". ");
    }

    function fail(error) {
      state.wantsToOpen = false;
      show(undefined);
      nothing.hidden = false;
      nothing.replaceChildren(
        element("p", { text: `The search could not be loaded (${error.message}). ` }),
        element("p", {}, "Look in the ", element("a", { href: `${root}a-z.html`, text: "A to Z of every page" }), "."),
      );
      announce(undefined);
    }

    function nowhere(found) {
      if (found.asksNothing) return [element("p", { text: "Type what you look for: a name, a duty, an abbreviation, a code." })];
      const [name, mail] = found.publisher;
      const near = found.nearest.map((word) =>
        element("button", { type: "button", class: "search-near", text: word, onclick: () => set(word) }),
      );
      return [
        element("p", {}, element("b", { text: "Nothing found." }), state.only || state.kind || state.first ? " Try it without the choices above." : ""),
        near.length > 0 ? element("p", {}, "Did you mean: ", ...near.flatMap((button) => [button, " "])) : undefined,
        element("p", {}, "Every page is in the ", element("a", { href: `${root}a-z.html`, text: "A to Z" }), "."),
        element("p", {}, "Still lost? Ask ", mail ? element("a", { href: `mailto:${mail}`, text: name }) : name, "."),
      ].filter(Boolean);
    }

    // -- the answer --

    function card(found) {
      const { answer: says } = found;
      const [kind] = handbookSearch.kinds[says.kind];
      const title = element("h2", {}, element("a", { href: addressOf(says.address, found.query, chosenNetwork()), text: says.title }));
      const made = [element("p", { class: "search-kind", text: [kind, says.network].filter(Boolean).join(" · ") }), title];
      if (says.choose) {
        // A list alone would answer with the first network that an arrow key reaches.
        const choice = element("select", { id: `${id}-choice` }, element("option", { value: "", text: "Choose your network" }));
        const showIt = () => {
          if (!choice.value) return choice.focus();
          narrow(choice.value);
          input.focus();
        };
        fillChoices().then((all) => choice.append(...all.map(([value, text]) => element("option", { value, text }))), () => {});
        made.push(element("p", {}, element("label", { for: choice.id, text: "Who in which network? " }), choice, " ", element("button", { type: "button", text: "Show", onclick: showIt })));
        return made;
      }
      for (const seat of says.seats) made.push(seatOf(seat, found, says));
      if (says.contact?.length > 0) made.push(reach(says.contact, "", found));
      if (says.deputy) made.push(element("p", {}, "Deputy: ", ...people(says.deputy, found)));
      if (says.note) made.push(element("p", { class: "vacant", text: says.note }));
      if (says.written.length > 0) {
        const places = says.written.flatMap((place, at) => [at > 0 ? "; " : "", linkOrText(place, found, chosenNetwork())]);
        made.push(element("p", { class: "search-written" }, "Written in: ", ...places));
      }
      return made;
    }

    /** Names of those who hold a post, or the post itself where it is not known who they are. */
    function people(seat, found) {
      const names = seat.h.flatMap(([address, name, how], at) => [
        at === 0 ? "" : at === seat.h.length - 1 ? " and " : ", ",
        linkOrText([address, name], found, chosenNetwork()),
        how ? ` (${how})` : "",
      ]);
      return names.length > 0 ? names : [linkOrText(seat.p, found, chosenNetwork())];
    }

    function seatOf(seat, found, says) {
      const made = element("div", { class: "search-seat" });
      // A vacant post that the card is about has said its name already.
      if (seat.h.length > 0 || seat.p[1] !== says.title) made.append(element("p", { class: "search-holder" }, ...people(seat, found)));
      if (seat.h.length > 0 && seat.p[1] !== says.title) made.append(element("p", {}, linkOrText(seat.p, found, chosenNetwork())));
      if (seat.v) made.append(element("p", { class: "vacant", text: `${seat.v}.` }));
      if (seat.k[1]) made.append(element("p", {}, "Covered by: ", linkOrText(seat.k, found, chosenNetwork())));
      if (seat.c.length > 0 || seat.t) made.append(reach(seat.c, seat.t, found));
      return made;
    }

    const reach = (contact, days, found) =>
      element("ul", { class: "reach" }, ...contact.map((way) => element("li", {}, linkOrText(way, found, ""))), days ? element("li", { text: days }) : undefined);

    // -- keys --

    /** The address that Enter opens: what is marked in the list, else the answer, else the first result. */
    const chosen = () => options()[state.active] ?? answer.querySelector(".search-holder a, h2 a") ?? options()[0];

    input.addEventListener("input", () => {
      state.wantsToOpen = false;
      look();
    });
    input.addEventListener("keydown", (event) => {
      // These keys choose among characters, where a script composes them.
      if (event.isComposing) return;
      const count = options().length;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        // Past either end the input itself comes, as -1.
        activate(((state.active + 1 + step + count + 1) % (count + 1)) - 1);
      } else if (event.key === "Enter") {
        event.preventDefault();
        // What is shown may still be for what was typed before.
        if (body.dataset.for !== wellFormed(input.value) && input.value.trim() !== "") state.wantsToOpen = true;
        else chosen()?.click();
      }
    });

    function set(text) {
      input.value = text;
      input.focus();
      look();
    }

    const wait = () => engine().then((startedNow) => startedNow.open()).catch(() => {});
    return { input, label, filters, body, spoken, look, wait, parameters };
  }

  // ---- the dialog ----

  let dialog;
  function openDialog() {
    if (dialog?.open) return;
    if (!dialog) {
      const parts = panel({ query: isSearchPage ? "" : (asked.get("q") ?? ""), network: here || (asked.get("in") ?? "") });
      const close = element("button", { type: "button", text: "Close", onclick: () => dialog.close() });
      const all = element("a", { href: `${root}search.html`, text: "All results on a page" });
      all.addEventListener("click", () => (all.href = withParameters("search.html", parts.parameters())));
      const keys = element("p", { class: "search-keys" }, element("kbd", { text: "↑" }), " ", element("kbd", { text: "↓" }), " to move, ", element("kbd", { text: "Enter" }), " to open, ", element("kbd", { text: "Esc" }), " to close");
      parts.label.className = "vh";
      dialog = element(
        "dialog",
        { class: "search", "aria-label": "Search the handbook" },
        element("div", { class: "search-head" }, parts.label, parts.input, close),
        parts.filters,
        parts.body,
        element("div", { class: "search-foot" }, keys, all),
        parts.spoken,
      );
      dialog.parts = parts;
      // A click beside the dialog closes it, and so does a link in it, which may lead to a place on this very page.
      let pressed;
      dialog.addEventListener("pointerdown", (event) => (pressed = event.target));
      dialog.addEventListener("click", (event) => {
        if ((event.target === dialog && pressed === dialog) || event.target.closest("a[href]")) dialog.close();
      });
      // In a search field Escape would only empty it.
      dialog.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && !event.isComposing) {
          event.preventDefault();
          dialog.close();
        }
      });
      document.body.append(dialog);
    }
    dialog.showModal();
    dialog.parts.input.focus();
    dialog.parts.input.select();
    if (dialog.parts.input.value) dialog.parts.look();
    else dialog.parts.wait();
  }

  for (const find of document.querySelectorAll("a.find")) {
    const button = element("button", { type: "button", class: "find", "aria-haspopup": "dialog", "aria-keyshortcuts": "Control+K Meta+K", onclick: openDialog });
    button.append(...find.childNodes);
    find.replaceWith(button);
  }
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openDialog();
    }
  });

  // ---- the search page ----

  const place = document.getElementById("search-here");
  if (place) {
    let resting;
    let wanted;
    /** The address can be shared, and come back to; browsers forbid to write that of a file. */
    const writeAddress = () => {
      clearTimeout(resting);
      if (!wanted) return;
      try {
        history.replaceState(null, "", withParameters("search.html", wanted).slice(root.length));
      } catch {}
      wanted = undefined;
    };
    const parts = panel({
      query: asked.get("q") ?? "",
      network: asked.get("in") ?? "",
      only: asked.get("only") ?? "",
      kind: asked.get("kind") ?? "",
      first: asked.get("year") ?? "",
      onQuery(parameters) {
        wanted = parameters;
        clearTimeout(resting);
        resting = setTimeout(writeAddress, 300);
      },
    });
    addEventListener("pagehide", writeAddress);
    place.addEventListener("click", writeAddress, true);
    place.append(element("div", { class: "search-head" }, parts.label, parts.input), parts.filters, parts.body, parts.spoken);
    place.hidden = false;
    if (parts.input.value) parts.look();
    parts.input.focus({ preventScroll: true });
  }

  // ---- the contents of the page: the place in view is marked ----

  const contents = new Map([...document.querySelectorAll(".toc a")].map((link) => [document.getElementById(decodeURIComponent(link.hash.slice(1))), link]));
  contents.delete(null);
  if (contents.size > 0) {
    let marked;
    const mark = () => {
      // The last heading above the upper third of the window; at the end of the page the last of all.
      const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
      const above = [...contents.keys()].filter((heading) => atEnd || heading.getBoundingClientRect().top < innerHeight / 3);
      const link = contents.get(scrollY > 0 ? above.at(-1) : undefined);
      if (link === marked) return;
      marked?.removeAttribute("aria-current");
      link?.setAttribute("aria-current", "true");
      link?.scrollIntoView({ block: "nearest", behavior: "instant" });
      marked = link;
    };
    let frame;
    const markSoon = () => (frame ??= requestAnimationFrame(() => ((frame = undefined), mark())));
    addEventListener("scroll", markSoon, { passive: true });
    addEventListener("resize", markSoon, { passive: true });
    markSoon();
  }

  // ---- a table that can be filtered ----

  const matrix = document.querySelector(".filter + .scroll .matrix");
  if (matrix) {
    const rows = [...matrix.querySelectorAll("tbody tr:not(.group)")];
    const holders = [...matrix.querySelectorAll("thead th")].slice(1).map((head) => (head.querySelector("a") ?? head.firstChild).textContent);
    const words = element("input", { id: "filter-words", type: "search", autocomplete: "off", spellcheck: "false" });
    const holder = element("select", { id: "filter-holder" }, element("option", { value: "", text: "Everybody" }), ...holders.map((text, at) => element("option", { value: String(at), text })));
    const count = element("p", { role: "status" });
    const filter = () => {
      const wanted = words.value.trim().toLowerCase().split(/\s+/);
      let shown = 0;
      for (const row of rows) {
        const [head, ...cells] = row.cells;
        const fits = wanted.every((word) => head.textContent.toLowerCase().includes(word)) && (holder.value === "" || cells[holder.value].textContent !== "");
        row.hidden = !fits;
        if (fits) shown++;
      }
      for (const body of matrix.tBodies) body.hidden = ![...body.rows].some((row) => !row.hidden && !row.matches(".group"));
      count.textContent = shown === rows.length ? "" : `${shown} of ${rows.length} shown`;
    };
    words.addEventListener("input", filter);
    holder.addEventListener("change", filter);
    const field = (input, text) => element("label", { for: input.id }, element("span", { text }), input);
    document.querySelector(".filter").append(field(words, "Find a responsibility"), field(holder, "With a part for"), count);
    // A browser that comes back to the page fills in what was typed.
    if (words.value || holder.value) filter();
  }

  // ---- a table that can be sorted ----

  const sorts = document.querySelector("table.sorts");
  if (sorts && sorts.tBodies[0].rows.length > 1) {
    const [body] = sorts.tBodies;
    const rows = [...body.rows];
    const heads = [...sorts.tHead.rows[0].cells];
    const valueOf = (row, column) => row.cells[column].dataset.v ?? row.cells[column].textContent.trim();
    heads.forEach((head, column) => {
      const sort = () => {
        // The first click on numbers shows the most first, a second one turns the order round.
        const isDown = head.ariaSort ? head.ariaSort === "ascending" : head.matches(".num");
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
        const compare = (a, b) => valueOf(a, column).localeCompare(valueOf(b, column), "en", { numeric: true });
        body.append(...rows.sort((a, b) => (isDown ? compare(b, a) : compare(a, b))));
      };
      head.replaceChildren(element("button", { type: "button", text: head.textContent, onclick: sort }));
    });
    const words = element("input", { id: "filter-words", type: "search", autocomplete: "off", spellcheck: "false" });
    const count = element("p", { role: "status" });
    const main = body.closest("main");
    const all = [...main.querySelectorAll("tbody tr, .due > li, .panel")];
    const filter = () => {
      const wanted = words.value.trim().toLowerCase().split(/\s+/);
      for (const row of all) row.hidden = !wanted.every((word) => row.textContent.toLowerCase().includes(word));
      for (const part of main.querySelectorAll("section")) {
        const own = all.filter((row) => part.contains(row));
        part.hidden = own.length > 0 && !part.contains(body) && own.every((row) => row.hidden);
      }
      const shown = rows.filter((row) => !row.hidden).length;
      count.textContent = shown === rows.length ? "" : `${shown} of ${rows.length} shown, here and in the lists below`;
    };
    words.addEventListener("input", filter);
    // The number of a network's late dates leads to the dates of that network.
    body.addEventListener("click", (event) => {
      const { only } = event.target.dataset;
      if (!only) return;
      words.value = only;
      filter();
    });
    document.querySelector(".filter").append(element("label", { for: words.id }, element("span", { text: "Find a network" }), words), count);
    // A browser that comes back to the page fills in what was typed.
    if (words.value) filter();
  }

  // ---- dates on the reader's own clock ----

  // A site that nobody built again says by itself what has turned overdue since. A clock that is behind changes nothing.
  const now = new Date();
  const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  const asAt = document.getElementById("as-at");
  if (asAt && today > asAt.dateTime) {
    for (const time of document.querySelectorAll("time[data-late]")) {
      if (time.dateTime >= today || time.dateTime < asAt.dateTime) continue;
      const tag = element("span", { class: "tag bad", text: time.dataset.late });
      const before = time.parentElement.querySelector(".tag");
      if (before) before.replaceWith(tag);
      else time.after(" ", tag);
      for (const name of time.dataset.in?.split(" ") ?? []) {
        for (const count of document.querySelectorAll(`[data-count="${name}"]`)) count.textContent = Number(count.textContent.replace(",", "")) + 1;
      }
    }
    const note = document.querySelector("[data-clock]");
    if (note) {
      const day = now.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
      const late = today > note.dataset.until ? " Later dates are missing until this page is made again." : "";
      note.textContent = `${note.textContent.replace("As at", `Dates are told as at ${day}, all else as at`)}${late}`;
    }
  }

  // ---- on the page that was reached ----

  /** Marks the words that were looked for, and shows the passage that holds the most of them. */
  async function markWords(query) {
    const main = document.getElementById("main");
    const terms = await (await engine()).terms(query);
    if (!main || terms.size === 0) return;
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT, (node) =>
      node.parentElement.closest("script, style, svg, nav, mark, .about") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
    );
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    const passages = new Map();
    let marks = 0;
    for (const text of texts) {
      const spans = handbookSearch.spans(text.data, terms, query);
      if (spans.length === 0 || marks > MOST_MARKS) continue;
      const block = text.parentElement.closest("p, li, td, th, dd, dt, h1, h2, h3, h4, h5, h6, figcaption") ?? text.parentElement;
      const words = passages.get(block) ?? new Set();
      passages.set(block, words);
      const made = document.createDocumentFragment();
      let at = 0;
      for (const [start, end] of spans) {
        const word = text.data.slice(start, end);
        words.add(handbookSearch.stem(word.toLowerCase()));
        made.append(text.data.slice(at, start), element("mark", { class: "found", text: word }));
        at = end;
        marks++;
      }
      made.append(text.data.slice(at));
      text.replaceWith(made);
    }
    if (location.hash) return;
    // Where the head of the page says as much as any passage below, nothing moves.
    const inHead = new Set([...passages].flatMap(([block, words]) => (block.matches("h1, .lede, .kicker") ? [...words] : [])));
    const best = [...passages].reduce((best, entry) => (!best || entry[1].size > best[1].size ? entry : best), undefined);
    if (best && best[1].size > inHead.size) best[0].scrollIntoView({ block: "center" });
  }
  if (!isSearchPage && asked.get("q")) markWords(asked.get("q")).catch(() => {});

  // A network that was chosen goes along to pages that belong to none.
  const chosenNetwork = asked.get("in");
  if (chosenNetwork && !here) {
    document.addEventListener("click", (event) => {
      const link = event.target.closest?.("a[href]");
      if (!link || link.closest("dialog, #search-here") || link.getAttribute("href").startsWith("#")) return;
      const to = new URL(link.href);
      const home = new URL(root || ".", location.href);
      if (!to.href.startsWith(home.href) || to.searchParams.has("in") || !to.pathname.endsWith(".html")) return;
      if (decodeURIComponent(to.pathname.slice(home.pathname.length)).startsWith("networks/")) return;
      to.searchParams.set("in", chosenNetwork);
      link.href = to.href;
    });
  }
})();
