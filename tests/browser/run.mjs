// Reads a built book in Chromium: every *.test.mjs beside this file, one after the other, in one browser.
//
//   npm ci --prefix tests/browser
//   TABEN=target/release/taben node tests/browser/run.mjs [name or file …]
//
// A test file exports `book` (files of a small book, or nothing for none) and `tests`: functions by name, each given
// { browser, page, url, open, openFile, assert, site, taben }.  `open(path)` goes to a page of the site, served on loopback;
// `openFile(path)` reads the same page from its folder; `site` is that folder and `taben` the program.  A script that fails, an
// error in the console (which a breach of the site's policy is) and a request to another host fail every test.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, extname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium, executablePath, taben } from "./needs.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const types = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".json": "application/json", ".png": "image/png", ".xml": "application/xml" };
const only = process.argv.slice(2);

function build(files) {
  const book = mkdtempSync(join(tmpdir(), "taben-browser-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(book, name)), { recursive: true });
    writeFileSync(join(book, name), text);
  }
  execFileSync(taben, ["build", "-q", book]);
  return book;
}

function serve(site) {
  const server = createServer((request, response) => {
    let path = join(site, decodeURIComponent(new URL(request.url, "http://x").pathname));
    if (existsSync(path) && statSync(path).isDirectory()) path = join(path, "index.html");
    if (!path.startsWith(site) || !existsSync(path)) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": types[extname(path)] ?? "application/octet-stream" }).end(readFileSync(path));
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

const started = Date.now();
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
let failed = 0, passed = 0;
for (const file of readdirSync(here).filter((name) => name.endsWith(".test.mjs")).sort()) {
  const { book: files, tests } = await import(join(here, file));
  const book = build(files);
  const server = await serve(join(book, "site"));
  const url = `http://127.0.0.1:${server.address().port}/`;
  for (const [name, test] of Object.entries(tests)) {
    if (only.length && !only.some((word) => name.includes(word) || file.startsWith(word))) continue;
    const context = await browser.newContext({ ...(test.context ?? {}) });
    const page = await context.newPage();
    const errors = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => message.type() === "error" && errors.push(`console: ${message.text()}`));
    page.on("request", (request) => /^(http|ws)/.test(request.url()) && !request.url().startsWith(url) && errors.push(`asks for ${request.url()}`));
    page.setDefaultTimeout(5000);
    try {
      const site = join(book, "site");
      const openFile = (path) => page.goto(pathToFileURL(site).href + "/" + encodeURI(path));
      await test({ browser, page, url, open: (path) => page.goto(url + encodeURI(path)), openFile, assert, site, taben });
      assert.deepEqual(errors, [], "nothing goes wrong");
      passed++;
    } catch (error) {
      failed++;
      console.error(`FAILED ${file}: ${name}\n${error.stack ?? error}`);
    }
    await context.close();
  }
  server.close();
  rmSync(book, { recursive: true, force: true });
}
await browser.close();
console.log(`${passed} passed, ${failed} failed in ${((Date.now() - started) / 1000).toFixed(1)} s`);
process.exit(failed ? 1 : 0);
