// Loads pages that try to run a script, and the site around them, in Chromium: nothing may fire, nothing may be fetched
// from elsewhere.
//
//   node tests/browser/safety.mjs       exit code 0: nothing happened; 1: something did; 77: Chromium or playwright-core is missing
//
// The binary is target/release/taben or target/debug/taben (TABEN names another), the browser /usr/bin/chromium (CHROMIUM).
// The pages are those of tests/safety/, as a book and as bare fragments put into a page with `innerHTML`, with the site's
// Content-Security-Policy switched off: what is tested is that there is nothing for it to stop.
import { spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { extname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(fileURLToPath(import.meta.url), "../../..");

function skip(why) {
  console.error(`SKIPPED: ${why}`);
  process.exit(77);
}

function playwright() {
  const places = [import.meta.url, join(root, "tests/browser/"), ...(process.env.NODE_PATH ?? "").split(":").filter(Boolean).map((p) => join(p, "x.js"))];
  for (const place of places) {
    try {
      return createRequire(place)("playwright-core");
    } catch {
      // The next place.
    }
  }
  return skip("playwright-core is not installed (npm install, in tests/browser)");
}

const { chromium } = playwright();
const browserPath = process.env.CHROMIUM ?? "/usr/bin/chromium";
if (!existsSync(browserPath)) skip(`${browserPath} is not here`);
const taben = process.env.TABEN ? resolve(process.env.TABEN) : ["release", "debug"].map((p) => join(root, "target", p, "taben")).find((p) => existsSync(p));
if (!taben) skip("taben is not built (cargo build)");

const cases = (file) => readFileSync(join(root, "tests/safety", file), "utf8").split("\n%%\n").slice(1);
const wikitext = cases("wikitext.txt");
const markdown = cases("markdown.txt");

// A book of all of them.
const work = mkdtempSync(join(tmpdir(), "taben-safety-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
const content = join(work, "content");
mkdirSync(join(content, "Template"), { recursive: true });
writeFileSync(join(work, "book.toml"), '[book]\ntitle = "</title><script>alert(1)</script>"\n');
writeFileSync(join(content, "Template/A.wiki"), '<b title="{{{1}}}" {{{1}}}>{{{1}}}</b><span onclick=alert(1) {{{1}}}');
writeFileSync(join(content, "' onclick='alert(1).wiki"), '[[" onclick="alert(1)]]');
writeFileSync(join(content, '" onclick="alert(1).wiki'), "[[' onclick='alert(1)]]");
wikitext.forEach((text, i) => writeFileSync(join(content, `W${i}.wiki`), text));
markdown.forEach((text, i) => writeFileSync(join(content, `M${i}.md`), text));
const site = join(work, "site");
spawnSync(taben, ["build", "--dest-dir", site], { cwd: work });
if (!existsSync(site)) {
  console.error("the book was not built");
  process.exit(1);
}

// Bare fragments: every case by itself and all of them as one page.
function convert(name, text, variant) {
  const path = join(work, name);
  writeFileSync(path, text);
  return spawnSync(taben, ["convert", "--to", "html", "--title", "Page", "--language", "zh", "--variant", variant, path], { encoding: "utf8" }).stdout;
}
const fragments = [];
for (const text of [...wikitext, wikitext.join("\n")]) {
  for (const variant of ["zh-cn", "zh-tw"]) fragments.push(convert("page.wiki", text, variant));
}
for (const text of [...markdown, markdown.slice(0, -3).join("\n\n")]) fragments.push(convert("page.md", text, "zh-cn"));

function files(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
}

const types = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".json": "application/json" };
const server = createServer((request, response) => {
  const path = join(site, decodeURIComponent(new URL(request.url, "http://localhost").pathname));
  if (!path.startsWith(site + sep) || !existsSync(path) || statSync(path).isDirectory()) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { "content-type": types[extname(path)] ?? "application/octet-stream" }).end(readFileSync(path));
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const origin = `http://127.0.0.1:${server.address().port}`;

const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
const context = await browser.newContext({ bypassCSP: true });
const failures = [];
let here = "";
await context.exposeBinding("__fired", (_, what) => failures.push(`${here}: ${what}`));
await context.addInitScript(() => {
  for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
    window[name] = () => window.__fired(name);
  }
});
// Nothing outside of the site may be asked for; links are not followed, so nothing else is loaded.
await context.route("**/*", (route) => {
  const url = route.request().url();
  if (url.startsWith(origin) || url.startsWith("about:") || url === "data:,") return route.continue();
  failures.push(`${here}: asks for ${url}`);
  return route.abort();
});
const page = await context.newPage();
page.on("dialog", (dialog) => {
  failures.push(`${here}: ${dialog.type()}`);
  void dialog.dismiss();
});

// Does what a reader might: rests on everything, focuses it, clicks on what is no link to elsewhere.
async function poke() {
  await page.evaluate(() => {
    for (const element of document.querySelectorAll("*")) {
      for (const type of ["mouseover", "mouseenter", "focus", "pointerdown", "load", "error", "toggle", "animationstart"]) {
        element.dispatchEvent(new Event(type, { bubbles: false }));
      }
      const to = element.closest("a[href]")?.protocol ?? "none:";
      if (["javascript:", "data:", "vbscript:", "none:"].includes(to)) element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
    }
  });
}

// First: the trap itself works.
here = "the trap";
await page.setContent("<img src=x onerror=alert(1)><a href='javascript:alert(2)'>a</a>");
await page.waitForTimeout(200);
if (!failures.some((f) => f.includes("alert"))) {
  console.error("the trap caught nothing of what it should");
  process.exit(1);
}
failures.length = 0;

const pages = files(site).filter((path) => path.endsWith(".html"));
for (const path of pages) {
  here = relative(site, path);
  const url = `${origin}/${here.split(sep).map(encodeURIComponent).join("/")}`;
  // The page before may be one that sends its reader on, and still be at it.
  await page.goto(url, { waitUntil: "load" }).catch(() => page.goto(url, { waitUntil: "load" }));
  await poke().catch(() => {});
}
await page.goto("about:blank");
for (const [i, fragment] of fragments.entries()) {
  here = `fragment ${i}`;
  await page.setContent("<!DOCTYPE html><main></main>");
  // Put in, taken out as text and put in again: what a browser writes must not read as something else.
  await page.evaluate((html) => {
    const main = document.querySelector("main");
    main.innerHTML = html;
    const again = document.createElement("main");
    document.body.append(again);
    again.innerHTML = main.innerHTML;
  }, fragment);
  await poke().catch(() => {});
}
await page.waitForTimeout(300);
await browser.close();
server.close();
if (failures.length) {
  console.error([...new Set(failures)].join("\n"));
  process.exit(1);
}
console.log(`${pages.length} pages and ${fragments.length} fragments: nothing fired, nothing was fetched`);
process.exit(0);
