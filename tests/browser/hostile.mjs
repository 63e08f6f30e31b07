// Opens pages whose titles some file system, browser or archiver would read as something else (tests/hostile/titles.json):
// each by its link in the list of all pages, on http, from a folder and from an unpacked zip, in both kinds of names.
//
//   node tests/browser/hostile.mjs     exit code 0: all are reached; 1: one is not; 77: something it needs is missing
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { end, skip, taben, test, work } from "./tools.mjs";

if (spawnSync("unzip", ["-v"]).error) skip("unzip is not installed");
const rows = JSON.parse(readFileSync(resolve(fileURLToPath(import.meta.url), "../../hostile/titles.json"), "utf8"));
const titles = rows.map((row) => (typeof row === "string" ? row : row.repeat.repeat(row.times)));
const xml = (text) => text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, "").replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/\n/g, "&#10;").replace(/\t/g, "&#9;");
const pages = titles.map((title, i) => `<page><title>${xml(title)}</title><ns>0</ns><id>${i + 1}</id><revision><id>${i + 1}</id><timestamp>2024-05-01T00:00:00Z</timestamp><contributor><username>某</username><id>1</id></contributor><text xml:space="preserve">这是第${i}个名字的正文。</text></revision></page>`);
const home = join(work, "里 面", "deep");
mkdirSync(home, { recursive: true });
writeFileSync(join(home, "w.xml"), `<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="zh"><siteinfo><sitename>某维基</sitename><dbname>w</dbname><base>https://wiki.example/wiki/X</base><case>case-sensitive</case></siteinfo>${pages.join("\n")}</mediawiki>`);
const book = join(home, "book");
// What is wrong with titles is told, and makes the exit code 1 at most.
const tolerant = (...args) => assert.ok(spawnSync(taben, args, { stdio: "ignore" }).status < 2, args.join(" "));
tolerant("import", "-q", join(home, "w.xml"), "--into", book);
tolerant("build", "-q", book);
const site = join(book, "site");

/** What is read; pages of templates, talk and files are not. */
const read = titles.map((title, i) => [title, i]).filter(([title]) => !/^(Template|Talk|File):/.test(title));

/** Follows every link of the list and asserts that every page's text was met. */
async function reach(page, list) {
  await page.goto(list);
  const links = await page.$$eval("article a", (all) => [...new Set(all.map((a) => a.href))]);
  assert.ok(links.length >= read.length - 2, `${links.length} links`);
  const met = new Set();
  for (const link of links) {
    const response = await page.goto(link, { waitUntil: "domcontentloaded" });
    assert.ok(!response || response.status() < 400, `${link}: ${response?.status()}`);
    const text = await page.locator("article").textContent();
    for (const [, number] of text.matchAll(/[这這]是第(\d+)[个個]名字的正文/g)) met.add(Number(number));
  }
  assert.deepEqual(read.filter(([, i]) => !met.has(i)).map(([title]) => title), [], "all are reached");
}

const server = createServer((request, response) => {
  // As plain servers do: decoded once, looked up as it is.
  const path = join(site, decodeURIComponent(new URL(request.url, "http://x").pathname));
  if (!path.startsWith(site) || !existsSync(path) || statSync(path).isDirectory()) return response.writeHead(404).end();
  const type = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" }[/\.[a-z]+$/.exec(path)?.[0]];
  response.writeHead(200, { "content-type": type ?? "application/octet-stream" }).end(readFileSync(path));
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
await test("on http", (page) => reach(page, `http://127.0.0.1:${server.address().port}/zh-cn/s/all.html`));
server.close();
await test("from a folder", (page) => reach(page, pathToFileURL(join(site, "zh-tw/s/all.html")).href));
for (const flags of [[], ["--ascii-names"]]) {
  await test(`from a zip ${flags}`, async (page) => {
    const zip = join(home, `${flags.length}.zip`), place = join(home, `解 开 ${flags.length}`);
    tolerant("bundle", "-q", book, "--variant", "zh-cn", "-o", zip, ...flags);
    const env = { ...process.env, LC_ALL: "C.UTF-8" };
    execFileSync("unzip", ["-q", zip, "-d", place], { env });
    execFileSync("sha256sum", ["--quiet", "-c", "SHA256SUMS"], { cwd: place, env });
    await reach(page, pathToFileURL(join(place, "zh-cn/s/all.html")).href);
  });
}
await test("nothing lies outside", async () => {
  assert.deepEqual(readdirSync(work), ["里 面"]);
  assert.deepEqual(readdirSync(join(work, "里 面")), ["deep"]);
});
await test("the server of the program reaches them too", async (page) => {
  const { spawn } = await import("node:child_process");
  const child = spawn(taben, ["serve", book, "--port", "0"], { stdio: ["ignore", "ignore", "pipe"] });
  try {
    const url = await new Promise((done, fail) => {
      let said = "";
      child.stderr.on("data", (bytes) => { said += bytes; if (/pages built/.test(said)) done(/http:\/\/[^ ]+/.exec(said)[0]); });
      child.on("exit", () => fail(new Error(said)));
    });
    await reach(page, url + "zh-cn/s/all.html");
  } finally {
    child.kill("SIGINT");
  }
});
await end("hostile titles");
