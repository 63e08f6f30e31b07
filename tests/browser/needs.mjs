// What every test in a browser needs to be here: playwright-core, a Chromium and the program.  Without one of them it ends
// with 77.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The project. */
export const root = resolve(fileURLToPath(import.meta.url), "../../..");

/** Ends with 77: something that the test needs is not here. */
export function skip(why) {
  console.error(`SKIPPED: ${why}`);
  process.exit(77);
}

function playwright() {
  const places = [import.meta.url, ...(process.env.NODE_PATH ?? "").split(":").filter(Boolean).map((p) => join(p, "x.js"))];
  for (const place of places) {
    try {
      return createRequire(place)("playwright-core");
    } catch {
      // The next place.
    }
  }
  return skip("playwright-core is not installed (npm ci, in tests/browser)");
}

export const { chromium } = playwright();

/** The browser. */
export const executablePath = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path));
if (!executablePath || !existsSync(executablePath)) skip("there is no Chromium");

/** The program. */
export const taben = process.env.TABEN ? resolve(process.env.TABEN) : ["release", "debug"].map((p) => join(root, "target", p, "taben")).find((p) => existsSync(p));
if (!taben || !existsSync(taben)) skip("taben is not built (cargo build)");
