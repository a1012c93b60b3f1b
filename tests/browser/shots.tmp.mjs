import { start, tab } from "./handbook.mjs";
const out = "/tmp/wt/voice-shots"; import { mkdirSync } from "node:fs"; mkdirSync(out, { recursive: true });
const browser = await start();
const pages = (process.argv[3] ?? "forums/index,forums/icb-primary-care-board,organisations/sv-icb,checklists/new-clinical-director,networks/severn-bridge/posts/clinical-director").split(",");
const site = process.argv[2] ?? "/tmp/wt/voice-site";
const modes = (process.argv[4] ?? "1280,390,print").split(",");
for (const p of pages) for (const m of modes) {
  const t = await tab(browser, m === "print" ? { width: 680, height: 1000 } : { width: +m, height: 900 });
  const page = t.page ?? t;
  await page.goto(`file://${site}/${p}.html`);
  const name = `${out}/${p.replaceAll("/", "_")}-${m}`;
  if (m === "print") { await page.emulateMedia({ media: "print" }); await page.pdf({ path: name + ".pdf", preferCSSPageSize: true }); }
  await page.screenshot({ path: name + ".png", fullPage: true });
  await page.context().close();
}
await browser.close();
