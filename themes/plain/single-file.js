// The search box of a file that stands alone: a handbook of one network, its index and the engine in front of this script.
// `handbookSearch.document` says which network it is, and where the document holds what the index names.
"use strict";
(() => {
  const { network, places } = handbookSearch.document;
  const MOST = 12;
  // Everything is here already.
  const engine = handbookSearch.start(async () => {});

  function element(name, properties = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (key === "text") made.textContent = value;
      else made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }

  /** The place in this document of an address in the site. */
  const placeOf = (address) => places[address] ?? places[address.split("#")[0]];

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

  const input = element("input", {
    id: "file-search",
    type: "search",
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": "file-found",
    "aria-keyshortcuts": "Control+K Meta+K",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: "200",
  });
  const label = element("label", { for: "file-search" }, "Search this handbook ", element("kbd", { "aria-hidden": "true", text: "Ctrl K" }));
  const note = element("p", { class: "search-status", role: "status" });
  const list = element("div", { id: "file-found", class: "search-list", role: "listbox", "aria-label": "Results" });
  const panel = element("div", { class: "search file-panel" }, note, list);
  panel.hidden = true;
  const box = document.getElementById("search-here");
  box.append(element("div", { class: "search-head search" }, label, input), panel);

  let active = -1;
  let turn = 0;
  let shownFor = "";
  let wantsToOpen = false;
  const options = () => [...list.children];

  function activate(at) {
    const all = options();
    all[active]?.setAttribute("aria-selected", "false");
    active = at;
    const option = all[at];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  /** Who holds it, where the best match is something that somebody answers for. */
  function holdersOf({ seats, note: nobody }) {
    const names = (seat) => seat.h.map(([, name, how]) => (how ? `${name} (${how})` : name)).join(" and ");
    const said = seats.map((seat) => [names(seat), seat.v, ...seat.c.map(([, words]) => words), seat.t].filter(Boolean).join(" · "));
    return said.filter(Boolean).join("; ") || nobody;
  }

  function show(found) {
    const { answer } = found;
    const all = answer ? [{ ...answer, about: holdersOf(answer) }, ...found.results] : found.results;
    const seen = new Set();
    const here = all.map((result) => ({ ...result, place: placeOf(result.address) })).filter(({ place }) => place && !seen.has(place) && seen.add(place));
    const made = here.slice(0, MOST).map((result, at) =>
      element(
        "a",
        { id: `file-option-${at}`, role: "option", "aria-selected": "false", tabindex: "-1", href: `#${result.place}` },
        marked("b", result.title, found),
        element("small", { text: handbookSearch.kinds[result.kind][0] }),
        ...(result.about ? [marked("span", result.about, found)] : []),
      ),
    );
    list.replaceChildren(...made);
    list.hidden = made.length === 0;
    activate(-1);
    input.setAttribute("aria-expanded", String(made.length > 0));
    const more = [found.mended && `Showing results for “${found.mended}”.`, found.also.length > 0 && `Also searching for: ${found.also.slice(0, 3).join(", ")}.`];
    const near = found.nearest.length > 0 ? `Did you mean: ${found.nearest.slice(0, 3).join(", ")}?` : "";
    const count = made.length > 0 ? `${made.length} result${made.length === 1 ? "" : "s"}.` : `Nothing found. ${near}`;
    note.textContent = [count, ...more].filter(Boolean).join(" ");
    panel.hidden = false;
  }

  function close() {
    turn++;
    panel.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  async function look() {
    const now = ++turn;
    const query = input.value;
    if (query.trim() === "") return close();
    const found = await engine.search(query, { network, only: true });
    if (now !== turn) return;
    shownFor = query;
    show(found);
    if (wantsToOpen) options()[0]?.click();
    wantsToOpen = false;
  }

  input.addEventListener("input", look);
  input.addEventListener("focus", () => {
    if (input.value && panel.hidden) look();
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const count = options().length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      // Past either end the input itself comes, as -1.
      activate(((active + 1 + step + count + 1) % (count + 1)) - 1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      // What is shown may still be for what was typed before.
      if (shownFor === input.value && !panel.hidden) (options()[active] ?? options()[0])?.click();
      else wantsToOpen = true;
    } else if (event.key === "Escape" && !panel.hidden) {
      event.preventDefault();
      close();
    }
  });

  // Readers go on from the place they chose, with the keyboard too.
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    close();
    const place = document.getElementById(decodeURIComponent(option.hash.slice(1)));
    if (!place) return;
    if (!place.hasAttribute("tabindex")) place.setAttribute("tabindex", "-1");
    place.focus({ preventScroll: true });
  });
  document.addEventListener("pointerdown", (event) => {
    if (!box.contains(event.target)) close();
  });
  box.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !box.contains(event.relatedTarget)) close();
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      input.focus();
      input.select();
    }
  });
})();
