// What is looked at on a page that a browser shows. Each check is given the page, and gives the faults it found there.

/** The same in all that runs inside a page; `tab` puts it there before the page's own script. */
export function eyes() {
  const cached = (work) => {
    const known = new Map();
    return (element) => {
      if (!known.has(element)) known.set(element, work(element));
      return known.get(element);
    };
  };
  const shifts = [];
  new PerformanceObserver((list) => shifts.push(...list.getEntries())).observe({ type: "layout-shift", buffered: true });

  const name = (element) => {
    const kind = element.getAttribute?.("class");
    const words = (element.getAttribute?.("aria-label") ?? element.textContent ?? "").trim().replace(/\s+/g, " ");
    return `<${element.localName}${kind ? ` class="${kind}"` : ""}>${words.slice(0, 40)}`;
  };
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true });
  const cuts = (style) => [style.overflowX, style.overflowY].some((overflow) => overflow !== "visible");
  const scrolls = (style) => [style.overflowX, style.overflowY].some((overflow) => overflow === "auto" || overflow === "scroll");
  const sticks = (element) => ["sticky", "fixed"].includes(getComputedStyle(element).position);
  const common = (a, b) => ({ left: Math.max(a.left, b.left), right: Math.min(a.right, b.right), top: Math.max(a.top, b.top), bottom: Math.min(a.bottom, b.bottom) });

  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = cached((colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  });
  const luminance = (colour) => {
    const [red, green, blue] = rgba(colour).map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  /** The colour that lies behind an element. */
  const behind = (element) => {
    for (let at = element.parentElement; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (rgba(colour)[3] === 255) return colour;
    }
    return "Canvas";
  };

  window.eyes = { cached, common, contrast, cuts, behind, name, rgba, scrolls, shifts, shown, sticks };
}

/** What is wider than the window, if the page can be pushed sideways. */
export const sideways = (page) =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > clientWidth + 1);
    return [`${scrollWidth} pixels wide in a window of ${clientWidth}: ${wide.slice(0, 4).map(eyes.name).join(", ")}`];
  });

/**
 * A tenth of the shift up to which Core Web Vitals call a page good. Columns of a table settle by less while its last rows
 * come in, wherever the browser paints between two pieces of a file.
 */
const NOTICED = 0.01;

/** What moved while the page was loading. */
export const shifts = (page) =>
  page.evaluate(async (noticed) => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    await frame();
    await frame();
    const faults = eyes.shifts.filter((shift) => !shift.hadRecentInput && shift.value > noticed);
    return faults.map(({ value, sources }) => `shifts by ${value.toFixed(4)}: ${sources.map(({ node, previousRect: from, currentRect: to }) => `${node?.localName ? eyes.name(node) : "?"} from ${from.x},${from.y} to ${to.x},${to.y}`).join("; ")}`);
  }, NOTICED);

/** Words that are cut off, and words that lie on each other. */
export const lostWords = (page) =>
  page.evaluate(() => {
    const { cached, common, cuts, name, scrolls, shown } = eyes;
    scrollTo(0, 0);
    const everywhere = { left: -Infinity, right: Infinity, top: -Infinity, bottom: Infinity };
    // What can be seen of an element's content: what cuts it off for good, and what cuts it off until somebody scrolls.
    const limits = cached((element) => {
      const around = element.parentElement ? limits(element.parentElement) : { good: everywhere, now: everywhere, unseen: false };
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      // For screen readers alone, or waiting above the page until it has the focus.
      const small = style.position === "absolute" && (style.clipPath !== "none" || (box.width <= 1 && box.height <= 1) || (element.matches("a[href^='#']") && box.bottom <= 0));
      if (around.unseen || small || !shown(element)) return { ...around, unseen: true };
      if (!cuts(style) || element === document.body || element === document.documentElement) return around;
      if (scrolls(style)) return { good: everywhere, now: common(around.now, box), unseen: false };
      return { good: common(around.good, box), now: common(around.now, box), unseen: false };
    });
    const faults = [];
    const words = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!node.data.trim() || parent.closest("option, script, noscript, datalist")) continue;
      const { good, now, unseen } = limits(parent);
      if (unseen) continue;
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) {
        if (box.width < 1) continue;
        // The box of a line is higher than its letters.
        const inset = box.height / 4;
        const letters = { left: box.left + 1, right: box.right - 1, top: box.top + inset, bottom: box.bottom - inset };
        if (letters.left < good.left - 1 || letters.right > good.right + 1 || letters.top < good.top - 1 || letters.bottom > good.bottom + 1) faults.push(`cut off: ${name(parent)}`);
        if (letters.left < -1 || letters.top + scrollY < -1) faults.push(`out of reach: ${name(parent)}`);
        const seen = common(letters, now);
        if (seen.left < seen.right && seen.top < seen.bottom) words.push({ ...seen, node });
      }
    }
    words.sort((a, b) => a.top - b.top);
    for (let i = 0; i < words.length; i += 1) {
      for (let j = i + 1; j < words.length && words[j].top < words[i].bottom; j += 1) {
        const [a, b] = [words[i], words[j]];
        if (a.node !== b.node && a.left < b.right && b.left < a.right) faults.push(`one on the other: ${name(a.node.parentElement)} and ${name(b.node.parentElement)}`);
      }
    }
    return [...new Set(faults)].slice(0, 5);
  });

/** Runs `work` with letters twice as large as the reader's browser has them else, and tells which did not grow. */
export async function withLargeLetters(page, work) {
  const sizes = () => page.evaluate(() => [...document.querySelectorAll("body, main p, main li, main td, main dd, header a")].map((element) => [eyes.name(element), parseFloat(getComputedStyle(element).fontSize)]));
  const session = await page.context().newCDPSession(page);
  const before = await sizes();
  await session.send("Page.setFontSizes", { fontSizes: { standard: 32, fixed: 26 } });
  const after = await sizes();
  const small = before.filter(([, size], at) => after[at][1] < 1.9 * size).map(([name, size]) => `keeps letters of ${size} pixels: ${name}`);
  const faults = await work();
  await session.send("Page.setFontSizes", { fontSizes: { standard: 16, fixed: 13 } });
  await session.detach();
  return [...small.slice(0, 5), ...faults];
}

/** How much of the window is lost to what stays in place while the reader scrolls. */
export const stuck = (page) =>
  page.evaluate(() => {
    const { documentElement } = document;
    scrollTo(0, (documentElement.scrollHeight - innerHeight) / 2);
    const moved = (element) => {
      const before = element.getBoundingClientRect().top;
      if (getComputedStyle(element).position === "fixed") return true;
      element.style.position = "relative";
      element.style.inset = "auto";
      const after = element.getBoundingClientRect().top;
      element.style.position = "";
      element.style.inset = "";
      return Math.abs(before - after) > 0.5;
    };
    const parts = [...document.querySelectorAll("body *")].filter((element) => eyes.sticks(element) && eyes.shown(element) && moved(element));
    const boxes = parts.map((part) => part.getBoundingClientRect());
    const steps = 32;
    let covered = 0;
    for (let row = 0; row < steps; row += 1) {
      for (let column = 0; column < steps; column += 1) {
        const x = ((column + 0.5) / steps) * innerWidth;
        const y = ((row + 0.5) / steps) * innerHeight;
        if (boxes.some((box) => x > box.left && x < box.right && y > box.top && y < box.bottom)) covered += 1;
      }
    }
    scrollTo(0, 0);
    const share = covered / steps ** 2;
    return share > 1 / 3 ? [`${Math.round(share * 100)} % of the window stays covered by ${parts.map(eyes.name).join(", ")}`] : [];
  });

/** What moves although the reader asked for stillness. */
export const motion = (page) =>
  page.evaluate(() => {
    const lasts = (durations) => durations.split(",").some((duration) => parseFloat(duration) > 0);
    const faults = document.getAnimations().map((animation) => `moves: ${eyes.name(animation.effect.target)}`);
    for (const element of document.querySelectorAll("*")) {
      for (const part of [null, "::before", "::after"]) {
        const style = getComputedStyle(element, part);
        const moves = (style.animationName !== "none" && lasts(style.animationDuration)) || lasts(style.transitionDuration) || style.scrollBehavior === "smooth";
        if (moves) faults.push(`would move: ${eyes.name(element)}${part ?? ""}`);
      }
    }
    return faults.slice(0, 5);
  });

/** What cannot be told from its surroundings where the reader's own colours replace all others. */
export const lostMarks = (page) =>
  page.evaluate(() => {
    const faults = [];
    const sides = ["Top", "Right", "Bottom", "Left"];
    const border = (style) => sides.map((side) => (style[`border${side}Style`] === "none" || parseFloat(style[`border${side}Width`]) === 0 ? "" : `${style[`border${side}Width`]} ${style[`border${side}Color`]}`));
    const look = (element) => {
      const style = getComputedStyle(element);
      return [...border(style), style.fontWeight, style.textDecorationLine, style.outlineStyle, style.outlineWidth].join("; ");
    };
    for (const current of document.querySelectorAll("[aria-current], [aria-selected=true]")) {
      if (!eyes.shown(current)) continue;
      const group = current.closest("ul, ol, table, [role=listbox], nav");
      const others = [...(group?.querySelectorAll(current.localName) ?? [])].filter((other) => other !== current && !other.hasAttribute("aria-current") && other.getAttribute("aria-selected") !== "true");
      if (others.length && others.every((other) => look(other) === look(current))) faults.push(`looks like its neighbours: ${eyes.name(current)}`);
    }
    for (const box of document.querySelectorAll(".tag, .m, .banner, button, input, select")) {
      if (eyes.shown(box) && !border(getComputedStyle(box)).some(Boolean)) faults.push(`has no border: ${eyes.name(box)}`);
    }
    return [...new Set(faults)].slice(0, 5);
  });

/** A reader's way through the page with the Tab key alone, to its end or as far as `most` stops. */
export async function keyboardPath(page, most = 400) {
  const expected = await page.evaluate(() => {
    const { behind, contrast, cuts, name, rgba, scrolls, shown, sticks } = eyes;
    // The way begins before the first stop, wherever the reader was before.
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
    document.activeElement?.blur();
    scrollTo(0, 0);
    const able = "a[href], button, input, select, textarea, summary, iframe, [tabindex], [contenteditable]";
    const stops = [...document.querySelectorAll(able)].filter((element) => element.tabIndex >= 0 && !element.disabled && shown(element));
    const faults = stops.filter((stop) => stop.tabIndex > 0).map((stop) => `jumps the queue: ${name(stop)}`);
    const met = new Set();
    let last;
    const colours = (style) => {
      const drawn = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1 ? [style.outlineColor] : [];
      const shadow = style.boxShadow === "none" ? [] : style.boxShadow.match(/(?:rgba?|color|lab|lch|oklab|oklch|hsla?)\([^)]*\)|#[0-9a-f]+/gi) ?? [];
      return [...drawn, ...shadow].filter((colour) => rgba(colour)[3] > 0);
    };
    const indicator = (element, box) => {
      const style = getComputedStyle(element);
      const marks = colours(style);
      if (!marks.length) return "has no mark when it has the focus";
      if (!marks.some((colour) => contrast(colour, behind(element)) >= 3)) return `is marked in ${marks.join(" and ")} on ${behind(element)} when it has the focus`;
      const offset = parseFloat(style.outlineOffset) || 0;
      const reach = style.outlineStyle === "none" ? 1 : Math.min(offset + parseFloat(style.outlineWidth), 2);
      for (let at = element.parentElement; at && at !== document.documentElement; at = at.parentElement) {
        if (!cuts(getComputedStyle(at)) || at === document.body) continue;
        const around = at.getBoundingClientRect();
        const [left, top] = [around.left + at.clientLeft, around.top + at.clientTop];
        // A pixel less is still a line.
        const cut = [left - box.left, top - box.top, box.right - left - at.clientWidth, box.bottom - top - at.clientHeight].filter((by) => by + reach > 1);
        if (cut.length > 1) return `is marked outside of ${name(at)}, where nobody sees it`;
      }
    };
    const covered = (element, box) => {
      const points = [
        [(box.left + box.right) / 2, (box.top + box.bottom) / 2],
        [box.left + 2, box.top + 2],
        [box.right - 2, box.top + 2],
        [box.left + 2, box.bottom - 2],
        [box.right - 2, box.bottom - 2],
      ];
      const mine = (hit) => hit && (hit === element || element.contains(hit) || hit.contains(element) || hit.closest("label")?.control === element);
      const hits = points.filter(([x, y]) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight).map(([x, y]) => document.elementFromPoint(x, y));
      for (const hit of hits.filter((hit) => hit && !mine(hit))) {
        for (let at = hit; at; at = at.parentElement) if (sticks(at) && !at.contains(element)) return `lies under ${name(at)}`;
      }
      if (!hits.some(mine)) return `lies under ${hits[0] ? name(hits[0]) : "nothing that is known"}`;
    };
    window.eyes.path = {
      faults,
      step() {
        const element = document.activeElement;
        const missed = () => stops.filter((stop) => !met.has(stop)).map((stop) => `is not reached: ${name(stop)}`);
        if (!element || element === document.body || element === document.documentElement) return { done: true, missed: missed().slice(0, 5) };
        if (met.has(element)) {
          // The first one again: the way through the page is at its end.
          const first = [...met][0] === element;
          if (!first) faults.push(`does not let go of the focus: ${name(element)}`);
          return { done: true, missed: missed().slice(0, 5) };
        }
        if (last && !(last.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING)) faults.push(`comes after ${name(last)}, which stands further down: ${name(element)}`);
        met.add(element);
        last = element;
        // Its first line.
        const box = [...element.getClientRects()].find((rect) => rect.width > 1 && rect.height > 1) ?? element.getBoundingClientRect();
        const found = [];
        // An area that scrolls is as large as it likes.
        const fits = box.height <= innerHeight && !scrolls(getComputedStyle(element));
        const inside = fits ? box.top >= -1 && box.bottom <= innerHeight + 1 : box.top < innerHeight && box.bottom > 0;
        if (!inside || box.right <= 0 || box.left >= innerWidth) found.push(`is out of the window at ${Math.round(box.top)} pixels of ${innerHeight}`);
        else found.push(covered(element, box));
        found.push(indicator(element, box));
        for (const fault of found.filter(Boolean)) faults.push(`${fault}: ${name(element)}`);
        return { done: false };
      },
    };
    return stops.length;
  });
  // Areas that scroll are stops too, which are not counted above.
  for (let stop = 0; stop < (most > expected ? 2 * expected + 20 : most); stop += 1) {
    await page.keyboard.press("Tab");
    const { done, missed = [] } = await page.evaluate(() => eyes.path.step());
    if (done) return [...new Set([...(await page.evaluate(() => eyes.path.faults)), ...missed])];
  }
  const faults = await page.evaluate(() => [...new Set(eyes.path.faults)]);
  return most > expected ? [...faults, "never comes to an end"] : faults;
}

const OPERATED = new Set(["link", "button", "textbox", "searchbox", "combobox", "checkbox", "radio", "DisclosureTriangle", "listbox", "option", "tab", "menuitem", "slider", "spinbutton", "switch"]);
const PICTURES = new Set(["image", "img", "graphics-document", "figure", "meter"]);
const LANDMARKS = new Set(["banner", "complementary", "contentinfo", "form", "main", "navigation", "region", "search"]);

/** What a screen reader cannot say: by what name, in which part of the page, under which heading. */
export async function unsaid(page) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  const faults = [];
  const landmarks = new Map();
  let level = 0;
  const levels = [];
  for (const node of nodes.filter((node) => !node.ignored)) {
    const role = node.role?.value;
    const name = (node.name?.value ?? "").trim();
    if ((OPERATED.has(role) || PICTURES.has(role)) && !name && role !== "figure") faults.push(`a ${role} has no name`);
    if (LANDMARKS.has(role)) landmarks.set(role, [...(landmarks.get(role) ?? []), name]);
    if (role === "heading") {
      const now = node.properties?.find((property) => property.name === "level")?.value.value;
      if (!name) faults.push("a heading says nothing");
      if (now > level + 1) faults.push(`“${name}” is a heading of level ${now} after level ${level}`);
      level = now;
      levels.push(now);
    }
  }
  const first = levels.filter((one) => one === 1).length;
  if (first !== 1) faults.push(`${first} headings of the first level`);
  if (landmarks.get("main")?.length !== 1) faults.push(`${landmarks.get("main")?.length ?? 0} main parts`);
  for (const [role, names] of landmarks) {
    if (new Set(names).size < names.length) faults.push(`parts of one kind with one name: ${role}: ${names.map((name) => `“${name}”`).join(", ")}`);
  }
  if (!(await page.title()).trim()) faults.push("the window has no title");
  return [...new Set(faults)];
}

/** Opens a page of which half has come, with its style and nothing else: whether that is painted, and what moves when the rest comes. */
export async function openSlowly(page, { from, letCome }, address) {
  await page.goto(from + address, { waitUntil: "commit" });
  const painted = await page.evaluate(
    () =>
      new Promise((done) => {
        new PerformanceObserver((list) => list.getEntriesByName("first-contentful-paint").length && done(true)).observe({ type: "paint", buffered: true });
        setTimeout(() => done(false), 10_000);
      }),
  );
  letCome();
  await page.waitForLoadState("load");
  return { unpainted: painted ? [] : ["nothing is painted before the script has come"], shifted: await shifts(page) };
}

/** What is to be seen where scripts do not run. */
export async function withoutScript(page) {
  const heading = page.locator("main h1");
  const words = (await page.locator("main").innerText()).trim();
  return (await heading.isVisible()) && words.length > (await heading.innerText()).length ? [] : ["nothing to be seen but for scripts"];
}

/** The bones of a page: its parts and headings in their order, and which components it is made of, without its words. */
export const bones = (page) =>
  page.evaluate(() => {
    const parts = [];
    const components = new Map();
    const told = (element) => [element.localName, element.id && !element.closest(".prose") ? `#${element.id}` : "", ...[...element.classList].map((name) => `.${name}`)].join("");
    const visit = (element, depth) => {
      for (const name of element.classList) components.set(name, (components.get(name) ?? 0) + 1);
      const is = element.matches("header, nav, main, footer, aside, search, form, article, section, dialog, details, h1, h2, h3, .prose");
      if (is) {
        const line = "  ".repeat(depth) + told(element);
        if (parts.at(-1) === line || parts.at(-1) === `${line} …`) parts[parts.length - 1] = `${line} …`;
        else parts.push(line);
      }
      // What authors wrote changes with their words.
      if (element.matches(".prose")) return;
      for (const child of element.children) visit(child, depth + (is ? 1 : 0));
    };
    visit(document.body, 0);
    const counted = [...components].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, n]) => [name, n === 1 ? "one" : "many"]);
    return { parts, components: Object.fromEntries(counted) };
  });

/** What there is no more and what there is besides, in the bones of a page. */
export function differences(now, then) {
  const [these, those] = [now, then].map(({ parts, components }) => [...parts, ...Object.entries(components).map(([name, n]) => `${n} .${name}`)]);
  const gone = those.filter((line) => !these.includes(line)).map((line) => `is gone: ${line.trim()}`);
  const come = these.filter((line) => !those.includes(line)).map((line) => `is new: ${line.trim()}`);
  const moved = these.join("\n") === those.join("\n") ? [] : ["its parts stand in another order"];
  return gone.length + come.length > 0 ? [...gone, ...come] : moved;
}
