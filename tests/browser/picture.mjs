// Makes the picture of the README: `node tests/browser/picture.mjs` after a debug build.

import { join } from "node:path";
import { here, open, tab } from "./handbook.mjs";

const handbook = await open();
const opened = await tab(handbook.browser, { width: 1280, height: 800 });
await opened.visit(handbook.editions.public.file, "networks/severn-bridge/index.html");
await opened.page.screenshot({ path: join(here, "../fixtures/picture.png") });
await opened.close();
await handbook.close();
