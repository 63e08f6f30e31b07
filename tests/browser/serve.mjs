// Writes in a book that is served, and looks at the page that is open: it reloads where it is and tells what is wrong.
//
//   node tests/browser/serve.mjs       exit code 0: all works; 1: something does not; 77: something it needs is missing
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { book, end, run, taben, test } from "./tools.mjs";

const lines = Array.from({ length: 120 }, (_, i) => `第${i}段，说的是第${i}件事。`);
const long = (before) => before.join("\n\n") + "\n\n== 一节 ==\n" + lines.slice(0, 60).join("\n\n") + "\n\n== 二节 ==\n" + lines.slice(60).join("\n\n") + "\n";
const toml = '[book]\ntitle = "书"\n';
const dir = book("served", { "book.toml": toml, "content/首页.wiki": long(["开头。"]), "content/别的.wiki": "别的。\n" });
const write = (path, text) => writeFileSync(join(dir, path), text);

const server = spawn(taben, ["serve", dir, "--port", "0"], { stdio: ["ignore", "ignore", "pipe"] });
process.on("exit", () => server.kill("SIGKILL"));
const url = await new Promise((done, fail) => {
  let said = "";
  server.stderr.on("data", (bytes) => {
    said += bytes;
    if (/pages built/.test(said)) done(/http:\/\/[^ ]+/.exec(said)[0]);
  });
  setTimeout(() => fail(new Error(`it does not begin: ${said}`)), 20000).unref();
});
const home = url + "zh-cn/" + encodeURI("首页.html");
/** The words of the box in the corner, once they hold these. */
const told = (page, words) =>
  page.waitForFunction((words) => {
    const box = document.querySelector("[data-taben-serve]")?.shadowRoot.querySelector("section");
    return box && !box.hidden && box.innerText.includes(words) && box.innerText;
  }, words).then((handle) => handle.jsonValue());
const top = (page, words) =>
  page.evaluate((words) => [...document.querySelectorAll("article p")].find((p) => p.textContent.includes(words)).getBoundingClientRect().top, words);

await test("an edit reloads the page and keeps the place", async (page) => {
  await page.goto(home);
  await page.evaluate(() => [...document.querySelectorAll("article p")].find((p) => p.textContent.includes("第77段")).scrollIntoView());
  await page.waitForTimeout(100);
  const before = await top(page, "第77段");
  await page.evaluate(() => { window.old = true; });
  write("content/首页.wiki", long(["新的开头。", ...Array.from({ length: 30 }, (_, i) => `前面多了${i}。`)]));
  await page.waitForFunction(() => !window.old && document.readyState === "complete" && document.body.innerText.includes("新的开头"));
  await page.waitForTimeout(200);
  assert.ok(Math.abs((await top(page, "第77段")) - before) < 3, `the same lines are in sight: ${before}, ${await top(page, "第77段")}`);
  // The other way round, in the other view, where the words are others.
  await page.goto(url + "zh-tw/" + encodeURI("首页.html"));
  await page.evaluate(() => [...document.querySelectorAll("article p")].find((p) => p.textContent.includes("第100段")).scrollIntoView());
  const then = await top(page, "第100段");
  await page.evaluate(() => { window.old = true; });
  write("content/首页.wiki", long(["开头。"]));
  await page.waitForFunction(() => !window.old && document.readyState === "complete" && !document.body.innerText.includes("前面多了"));
  await page.waitForTimeout(200);
  assert.ok(Math.abs((await top(page, "第100段")) - then) < 3);
  assert.equal(await page.locator("[data-taben-serve]").count(), 0, "nothing is wrong, so nothing is told");
});

await test("another page's edit leaves the page alone", async (page) => {
  await page.goto(home);
  await page.evaluate(() => { window.old = true; });
  const heard = page.waitForResponse(/llms.txt/, { timeout: 8000 });
  write("content/别的.wiki", "别的，改了。\n");
  await page.waitForTimeout(1500);
  assert.equal(await page.evaluate(() => window.old), true);
  await page.evaluate(() => fetch("/llms.txt"));
  await heard;
  // The styles are of all pages.
  mkdirSync(join(dir, "static/css"), { recursive: true });
  write("static/css/print.css", "@media print { body { color: black } }\n");
  await page.waitForFunction(() => !window.old);
});

await test("what is wrong is told, and leads to its line", async (page) => {
  await page.goto(home);
  write("content/首页.wiki", "好的一行。\n\n这里有{{没有的模板}}。[[File:没有.png]]\n");
  const said = await told(page, "2 warnings");
  assert.ok(!said.includes("missing-template") || said.includes("2 warnings of this page"));
  await page.locator("[data-taben-serve] .fold").click();
  const open = await told(page, "missing-file");
  assert.match(open, /content\/首页\.wiki:3:\d+/);
  assert.equal(await page.locator("[data-taben-serve] mark", { hasText: "没有.png" }).count(), 1);
  const [source] = await Promise.all([page.context().waitForEvent("page"), page.locator("[data-taben-serve] a.where").first().click()]);
  await source.waitForLoadState();
  assert.match(source.url(), /source\?file=.*#L3$/);
  assert.match(await source.locator("div:target").innerText(), /没有的模板/);
  await source.close();
  // What was folded stays folded over a reload.
  await page.bringToFront();
  await page.locator("[data-taben-serve] .fold").focus();
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("[data-taben-serve] .body").isVisible(), false);
  await page.screenshot({ path: process.env.SHOTS ? join(process.env.SHOTS, "warnings.png") : undefined });
});

await test("a fault of the book keeps the site and is told as text", async (page) => {
  await page.goto(home);
  write("book.toml", toml + '"<img src=x onerror=alert(1)>" = 1\n');
  const said = await told(page, "The book cannot be built; the site is as it was before");
  assert.match(said, /<img src=x onerror=alert\(1\)>/, "as text");
  assert.match(said, /book\.toml:3:1/);
  assert.match(await page.locator("article").innerText(), /好的一行/);
  if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, "fault.png") });
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 360, height: 740 });
  if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, "fault-dark-360.png") });
  await page.reload();
  await told(page, "The book cannot be built");
  write("book.toml", toml);
  mkdirSync(join(dir, "templates"), { recursive: true });
  write("templates/page.html", '{% extends "base.html" %}{% block content %}{{ nothing');
  await told(page, "error[theme]");
  assert.match(await page.locator("article").innerText(), /好的一行/);
  rmSync(join(dir, "templates"), { recursive: true });
  write("content/首页.wiki", "都好了。\n");
  await page.waitForFunction(() => document.body.innerText.includes("都好了"));
  await page.waitForTimeout(300);
  assert.equal(await page.locator("[data-taben-serve]").count(), 0);
});

await test("a page that is not there yet comes by itself, with its own policy kept", async (page) => {
  await page.goto(url + "zh-cn/" + encodeURI("新的.html"));
  assert.match(await page.locator("h1").innerText(), /./);
  write("content/新的.wiki", "新的一页。\n");
  await page.waitForFunction(() => document.body.innerText.includes("新的一页"));
  const policy = await page.locator("meta[http-equiv=Content-Security-Policy]").getAttribute("content");
  assert.match(policy, /default-src 'none'; script-src 'self';/);
}, /404/);

await test("a built site has none of it", async () => {
  run("build", "-q", dir);
  const files = (path) => statSync(path).isDirectory() ? readdirSync(path).flatMap((name) => files(join(path, name))) : [path];
  for (const file of files(join(dir, "site"))) assert.ok(!readFileSync(file, "utf8").includes(".taben/"), file);
  assert.ok(existsSync(join(dir, "site/index.html")));
});

const ended = new Promise((done) => server.on("exit", (code) => done(code)));
server.kill("SIGINT");
await test("it ends when it is told to", async () => assert.equal(await ended, 0));
await end("serve");
