// Serves the manual as GitHub Pages serves a project's site, under /repo/, and follows every link of it.
//
//   node tests/browser/pages.mjs       exit code 0: all arrive; 1: one does not; 77: something it needs is missing
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { end, run, test, work } from "./tools.mjs";

const root = resolve(fileURLToPath(import.meta.url), "../../..");
const dir = join(work, "repo");
mkdirSync(dir);
cpSync(join(root, "content"), join(dir, "content"), { recursive: true });
const config = readFileSync(join(root, "book.toml"), "utf8");
writeFileSync(join(dir, "book.toml"), config + '\n[output.html]\nsite-url = "https://example.org/repo/"\n');
writeFileSync(join(dir, "content/旧名.wiki"), "#REDIRECT [[安装]]\n");
writeFileSync(join(dir, "content/子%2F深%2F页.wiki"), "== 一 ==\n[[首页]] [[#一]] [[子/深/页#一]] [[旧名]]\n");
run("build", "-q", dir);
const site = join(dir, "site");

const types = { ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "application/javascript; charset=utf-8", ".svg": "image/svg+xml", ".xml": "application/xml", ".png": "image/png", ".md": "text/markdown; charset=utf-8" };
const server = createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url, "http://x").pathname);
  const send = (status, file) => response.writeHead(status, { "content-type": types[extname(file)] ?? "application/octet-stream" }).end(readFileSync(file));
  if (!path.startsWith("/repo/")) return response.writeHead(404).end("another site");
  let file = join(site, path.slice("/repo/".length));
  if (existsSync(file) && statSync(file).isDirectory()) {
    if (!path.endsWith("/")) return response.writeHead(301, { location: encodeURI(path) + "/" }).end();
    file = join(file, "index.html");
  }
  if (existsSync(file)) return send(200, file);
  if (existsSync(file + ".html")) return send(200, file + ".html");
  return send(404, join(site, "404.html"));
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const base = `http://127.0.0.1:${server.address().port}/repo/`;

const unescape = (text) => text.replace(/&quot;/g, '"').replace(/&#39;|&#x27;/g, "'").replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

await test("every link of the site arrives, with its section", async (page) => {
  const seen = new Map(), todo = [base], leading = new Set();
  const wanted = [];
  while (todo.length) {
    const url = todo.pop();
    if (seen.has(url)) continue;
    const response = await fetch(url);
    assert.ok(response.status < 400, `${url}: ${response.status}`);
    assert.equal(response.url, url, "nothing needs to be redirected");
    const ids = new Set();
    seen.set(url, ids);
    if (!response.headers.get("content-type").startsWith("text/html")) continue;
    const html = await response.text();
    for (const [, id] of html.matchAll(/\sid="([^"]*)"/g)) ids.add(unescape(id));
    const addresses = [...html.matchAll(/<(?:a|link|script|img|source)\s[^>]*?\b(?:href|src)="([^"]*)"/g)].map((m) => unescape(m[1]));
    // Pages that lead on by themselves would do so in the midst of the next one's loading.
    if (/http-equiv="refresh"|data-x-start=/.test(html)) leading.add(url);
    for (const [, to] of html.matchAll(/http-equiv="refresh" content="0; url=([^"]*)"/g)) addresses.push(unescape(to));
    for (const address of addresses) {
      const to = new URL(address, url);
      // What the published site calls itself is this server.
      if (to.href.startsWith("https://example.org/repo/")) to.href = base + to.href.slice("https://example.org/repo/".length);
      if (to.host !== new URL(base).host) continue;
      assert.ok(to.pathname.startsWith("/repo/"), `${url} leads to ${to.pathname}`);
      const [bare, fragment] = to.href.split("#");
      if (fragment) wanted.push([url, bare, decodeURIComponent(fragment)]);
      todo.push(bare);
    }
  }
  const lost = wanted.filter(([, to, id]) => !seen.get(to)?.has(id));
  assert.deepEqual(lost, [], "every section is there");
  assert.ok(seen.size > 80, `${seen.size} addresses`);
  // Each page in the browser too: what scripts ask for, and what the policy stops, is heard there.
  const bad = [];
  page.on("response", (response) => response.status() >= 400 && bad.push(`${response.url()}: ${response.status()}`));
  for (const url of [...seen.keys()].filter((url) => /\/$|\.html$/.test(url) && !leading.has(url))) await page.goto(url, { waitUntil: "load" });
  assert.deepEqual(bad, []);
});

await test("a page that is not there is found in the other view", async (page) => {
  await page.goto(base + "zh-hk/" + encodeURI("安装.html"));
  await page.waitForSelector("article ul a");
  const links = await page.$$eval("article ul a", (all) => all.map((a) => a.href));
  assert.ok(links.some((link) => decodeURI(link) === base + "zh-tw/安装.html") || decodeURI(page.url()).endsWith("zh-tw/安装.html"), links.join(" "));
  assert.equal(await page.evaluate(() => document.styleSheets.length > 0 && [...document.styleSheets].every((s) => s.cssRules.length > 0)), true, "its styles are there");
  await page.goto(base + "a/b/c/" + encodeURI("没有.html"));
  assert.match(await page.locator("h1").innerText(), /./);
  await page.locator("article ul a").first().click();
  await page.waitForURL(/\/repo\/(index\.html|zh-|$)/);
}, /404/);

await test("a redirect says where it leads, to people and to search engines", async (page) => {
  const html = readFileSync(join(site, "zh-cn/旧名.html"), "utf8");
  assert.match(html, /<meta http-equiv="refresh" content="0; url=%E5%AE%89%E8%A3%85\.html">/);
  assert.match(html, /<link rel="canonical" href="https:\/\/example\.org\/repo\/zh-cn\/%E5%AE%89%E8%A3%85\.html">/);
  await page.goto(base + "zh-tw/" + encodeURI("旧名.html"));
  await page.waitForURL(/%E5%AE%89%E8%A3%85\.html/);
});

await test("what GitHub Pages wants lies there", async () => {
  assert.ok(existsSync(join(site, ".nojekyll")));
  assert.ok(!existsSync(join(site, "CNAME")));
  const sitemap = readFileSync(join(site, "sitemap.xml"), "utf8");
  const places = [...sitemap.matchAll(/<loc>([^<]*)<\/loc>/g)].map((m) => m[1]);
  assert.ok(places.length > 20);
  for (const place of places) assert.ok(existsSync(join(site, decodeURI(place.replace("https://example.org/repo/", "")).replace(/\/$|^$/, "/index.html"))), place);
  writeFileSync(join(dir, "book.toml"), config + '\n[output.html]\nsite-url = "https://book.example.org/"\ncname = "book.example.org"\n');
  run("build", "-q", dir);
  assert.equal(readFileSync(join(site, "CNAME"), "utf8"), "book.example.org\n");
});

server.close();
await end("GitHub Pages");
