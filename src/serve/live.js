// Keeps a page of the development server up to date. The server tells over one event stream that the page is old, that
// only style sheets are, and what stops the handbook from being built. Nothing is stored: what has to outlive a reload
// (the scroll position, the open search) travels in the entry of this page in the tab's history.
"use strict";
(() => {
  const OWN = "/_pcn-handbook/";
  /** Milliseconds between tries to reach a server that is gone. */
  const SHORTEST_WAIT = 500;
  const LONGEST_WAIT = 10_000;
  const MOST_SHOWN = 50;
  /** Characters of a long line that are shown before a fault, and after its beginning. */
  const BEFORE = 120;
  const AFTER = 280;

  // ---- listening ----

  /** Tells the server which page this is; it comes with the page. */
  let { print } = document.currentScript.dataset;
  let stream;
  let wait = SHORTEST_WAIT;
  let retry;

  // Browsers open six connections to a server at most, so a tab that nobody sees keeps none.
  function listen() {
    clearTimeout(retry);
    if (stream || document.visibilityState === "hidden") return;
    stream = new EventSource(`${OWN}events?page=${encodeURIComponent(location.pathname)}&print=${encodeURIComponent(print)}`);
    stream.onopen = () => (wait = SHORTEST_WAIT);
    // A browser's own tries come every few seconds for ever, each with a line in the console.
    stream.onerror = () => {
      rest();
      retry = setTimeout(listen, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    };
    stream.addEventListener("page", reload);
    stream.addEventListener("styles", ({ data }) => {
      const news = JSON.parse(data);
      print = news.print;
      swapStyles(news.files);
    });
    stream.addEventListener("findings", ({ data }) => overlay.tell(data));
  }

  function rest() {
    clearTimeout(retry);
    stream?.close();
    stream = undefined;
  }

  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? rest() : listen()));
  addEventListener("pagehide", rest);
  addEventListener("pageshow", listen);
  // Somebody who comes from starting the server again waits for nothing.
  addEventListener("focus", listen);

  // ---- a page that is old ----

  const searchBox = () => document.querySelector("dialog.search[open] input[type=search]");

  function reload() {
    rest();
    const input = searchBox();
    const kept = {
      x: scrollX,
      y: scrollY,
      unfolded: [...document.querySelectorAll("details")].map((details) => details.open),
      search: input && { text: input.value, from: input.selectionStart, to: input.selectionEnd },
    };
    history.replaceState({ ...history.state, pcnHandbook: kept }, "");
    location.reload();
  }

  function putBack({ x, y, unfolded, search }) {
    const folds = [...document.querySelectorAll("details")];
    if (folds.length === unfolded.length) folds.forEach((details, at) => (details.open = unfolded[at]));
    stayAt(x, y);
    if (!search) return;
    document.querySelector("button.find")?.click();
    const input = searchBox();
    if (!input) return;
    input.value = search.text;
    input.setSelectionRange(search.from, search.to);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Pictures that arrive, an anchor and words that were looked for would move the page, until its reader does. */
  function stayAt(x, y) {
    const acts = ["wheel", "touchstart", "pointerdown", "keydown"];
    const goBack = () => scrollTo({ left: x, top: y, behavior: "instant" });
    const letGo = () => {
      removeEventListener("scroll", goBack);
      removeEventListener("load", goBack);
      for (const act of acts) removeEventListener(act, letGo, true);
    };
    goBack();
    addEventListener("scroll", goBack);
    addEventListener("load", goBack);
    for (const act of acts) addEventListener(act, letGo, true);
    setTimeout(letGo, 1500);
  }

  function swapStyles(files) {
    for (const link of document.querySelectorAll('link[rel~="stylesheet"]')) {
      const address = new URL(link.href);
      if (address.origin !== location.origin || !files.includes(decodeURIComponent(address.pathname).slice(1))) continue;
      // One that was to come instead, and is old before it came.
      if (link.dataset.coming) {
        link.remove();
        continue;
      }
      const next = link.cloneNode();
      next.href = `${address.pathname}?${print}`;
      next.dataset.coming = "yes";
      // The old one stays until the new one is there, so that the page is never without.
      next.onload = () => {
        delete next.dataset.coming;
        link.remove();
      };
      next.onerror = () => next.remove();
      link.after(next);
    }
  }

  // ---- findings over the page ----

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

  /** A text in which words of the author stand in backticks. */
  const withCode = (text) => text.split("`").map((part, at) => (at % 2 === 1 ? element("code", { text: part }) : part));

  /** "2 errors and 1 warning". */
  function counted(told) {
    const count = (severity) => told.filter((one) => one.severity === severity).length;
    const words = [["error", "errors"], ["warning", "warnings"], ["info", "remarks"]].flatMap(([severity, many]) => {
      const n = count(severity);
      return n === 0 ? [] : [`${n} ${n === 1 ? many.slice(0, -1) : many}`];
    });
    return words.join(", ").replace(/, ([^,]*)$/, " and $1");
  }

  /** The line of a file, with the fault marked. */
  function drawLine({ number, text, start, width }) {
    const characters = [...text];
    const from = Math.max(0, start - BEFORE);
    const to = Math.min(characters.length, start + AFTER);
    const piece = (first, last) => characters.slice(first, last).join("");
    const end = Math.min(start + width, to);
    // Where something is missing, the gap itself is marked.
    const mark = element("mark", { text: end > start ? piece(start, end) : "\u00a0", class: end > start ? undefined : "gap" });
    return element(
      "p",
      { class: "line" },
      element("span", { class: "number", text: number }),
      element("code", {}, from > 0 ? "… " : "", piece(from, start), mark, piece(end, to), to < characters.length ? " …" : ""),
    );
  }

  /** The page of a rule: its paragraphs, and its examples as they are typed. */
  function drawRule(rule, markdown) {
    const parts = markdown.split(/^```/m).flatMap((part, at) => {
      if (at % 2 === 1) {
        const [about, ...lines] = part.split("\n");
        const [language, file] = about.trim().split(" ");
        const label = language === "findings" ? "What is said of it" : file;
        return [label && element("p", { class: "label", text: label }), element("pre", { tabindex: "0", text: lines.join("\n").trimEnd() })];
      }
      const paragraphs = part.split(/\n\s*\n/).map((text) => text.trim().replace(/\s*\n\s*/g, " "));
      return paragraphs.filter((text) => text && !text.startsWith("# ")).map((text) => element("p", {}, ...withCode(text)));
    });
    return element("details", {}, element("summary", {}, "About the rule ", element("code", { text: rule })), ...parts.filter(Boolean));
  }

  const WORDS = { error: "Error", warning: "Warning", info: "Remark" };

  function drawFinding(one) {
    // Nothing but an editor or a page of the web is opened from here.
    const canOpen = /^(https?|vscode[a-z-]*|file):/i.test(one.open ?? "");
    const isPage = /^https?:/i.test(one.open ?? "");
    const place = canOpen
      ? element("a", { href: one.open, target: isPage && "_blank", rel: isPage && "noopener", text: one.place, "aria-label": `Open ${one.place}` })
      : element("span", { text: one.place });
    return element(
      "li",
      { class: one.severity in WORDS ? one.severity : "info" },
      element("h3", {}, element("span", { class: "severity", text: WORDS[one.severity] ?? "Remark" }), " ", ...withCode(one.message)),
      element("p", { class: "place" }, place),
      one.line ? drawLine(one.line) : undefined,
      ...one.also.map(({ place: where, message }) => element("p", { class: "also" }, element("span", { class: "place", text: where }), " ", ...withCode(message))),
      ...one.hints.map((hint) => element("p", { class: "hint" }, element("b", { text: "Hint: " }), ...withCode(hint))),
      one.explain ? drawRule(one.rule, one.explain) : undefined,
    );
  }

  const overlay = (() => {
    let host;
    let panel;
    let opener;
    let spoken;
    let known = "[]";
    /** Where the focus was before it came here. */
    let before;

    function make() {
      const list = element("ol", {});
      const heading = element("h2", { id: "heading" });
      const close = element("button", { type: "button", text: "Close", onclick: fold });
      const note = element("p", { class: "note" });
      panel = element("section", { role: "dialog", "aria-labelledby": "heading", tabindex: "-1" }, element("div", { class: "head" }, heading, close), note, list);
      Object.assign(panel, { list, heading, note });
      opener = element("button", { type: "button", class: "opener", "aria-haspopup": "dialog", hidden: true, onclick: unfold });
      spoken = element("p", { class: "spoken", role: "status" });
      // Hidden until its style sheet is there; the page's own styles do not reach into it.
      host = element("div", { id: "pcn-handbook-findings", hidden: true });
      const shown = () => {
        host.hidden = false;
        if (!panel.hidden) enterUnlessBusy();
      };
      const styles = element("link", { rel: "stylesheet", href: `${OWN}live.css`, onload: shown, onerror: shown });
      host.attachShadow({ mode: "open" }).append(styles, spoken, opener, panel);
      document.body.append(host);
    }

    /** What has the focus, in the panel too. */
    const focused = () => host.shadowRoot.activeElement;

    /** Whoever types, or is on the way along the links, is left there. */
    function enterUnlessBusy() {
      if (document.activeElement && document.activeElement !== document.body) return;
      before = document.activeElement;
      panel.focus({ preventScroll: true });
    }

    function leave() {
      if (before?.isConnected && before !== document.body && before !== host) before.focus({ preventScroll: true });
      else focused()?.blur();
      before = undefined;
    }

    function fold() {
      if (panel.hidden) return;
      const wasInside = panel.contains(focused());
      panel.hidden = true;
      opener.hidden = false;
      if (!wasInside) return;
      if (before) leave();
      else opener.focus({ preventScroll: true });
    }

    function unfold() {
      panel.hidden = false;
      opener.hidden = true;
      panel.focus({ preventScroll: true });
    }

    function draw(told) {
      const count = counted(told);
      const stops = told.some((one) => one.severity === "error");
      panel.heading.textContent = count;
      panel.note.textContent = stops
        ? "This page is as it was before. It becomes new by itself as soon as the errors are put right."
        : "The page is up to date.";
      panel.list.replaceChildren(...told.slice(0, MOST_SHOWN).map(drawFinding));
      if (told.length > MOST_SHOWN) panel.list.append(element("li", { class: "more", text: `And ${told.length - MOST_SHOWN} more, which the terminal shows.` }));
      opener.textContent = `Show ${count}`;
      spoken.textContent = `${count} in the handbook. ${told[0].message.replaceAll("`", "")}`;
    }

    function clear() {
      if (!host || (panel.hidden && opener.hidden)) return;
      const wasInside = focused();
      panel.hidden = true;
      opener.hidden = true;
      spoken.textContent = "All put right.";
      if (wasInside) leave();
    }

    return {
      /** Takes the findings as the server tells them: what was closed stays closed until they change. */
      tell(json) {
        if (json === known) return;
        known = json;
        const told = JSON.parse(json);
        if (told.length === 0) return clear();
        if (!host) make();
        const wasInside = focused();
        draw(told);
        panel.scrollTop = 0;
        panel.hidden = false;
        opener.hidden = true;
        if (wasInside) panel.focus({ preventScroll: true });
        else enterUnlessBusy();
      },
      fold,
      get isOpen() {
        return Boolean(host) && !panel.hidden;
      },
    };
  })();

  document.addEventListener("keydown", (event) => {
    // An open dialog of the page lies above, and Escape is for it first.
    if (event.key !== "Escape" || event.isComposing || event.defaultPrevented || !overlay.isOpen || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    overlay.fold();
  });

  // ---- from the page before this one ----

  const kept = history.state?.pcnHandbook;
  if (kept) {
    const { pcnHandbook: _, ...others } = history.state;
    history.replaceState(Object.keys(others).length > 0 ? others : null, "");
    putBack(kept);
  }
  // Where this script runs again on a page that is already shown, no further event comes.
  if (document.readyState === "complete") listen();
})();
