// Opens bundles in Chromium as a reader without a network does: by file://, from a read-only folder with Han characters
// and spaces in its name, with every host blocked.
//
//   node tests/browser/bundle.mjs       exit code 0: all works; 1: something does not; 77: something it needs is missing
//
// The binary is target/release/taben or target/debug/taben (TABEN names another), the browser /usr/bin/chromium (CHROMIUM).
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, executablePath, skip, taben } from "./needs.mjs";

if (spawnSync("unzip", ["-v"]).error) skip("unzip is not installed");

const work = mkdtempSync(join(tmpdir(), "taben-bundle-"));
function writable(path) {
  if (!existsSync(path)) return;
  if (statSync(path).isDirectory()) {
    chmodSync(path, 0o755);
    readdirSync(path).forEach((name) => writable(join(path, name)));
  }
}
process.on("exit", () => {
  writable(work);
  rmSync(work, { recursive: true, force: true });
});
function readOnly(path) {
  if (statSync(path).isDirectory()) readdirSync(path).forEach((name) => readOnly(join(path, name)));
  chmodSync(path, statSync(path).isDirectory() ? 0o555 : 0o444);
}

const book = join(work, "book");
const pages = {
  "book.toml": '[book]\ntitle = "离线的书"\n',
  "content/首页.wiki": "软件和鼠标。<ref>第一条注。</ref>[[第二页#中段]] [[a?b: c#d]] [[File:点.png|thumb|一点]]\n\n== 开头 ==\n" + "一行。\n\n".repeat(40) + "== 末尾 ==\n完。<ref>第二条注。</ref>\n<references/>\n[[Category:书]]",
  "content/第二页.wiki": "== 开头 ==\n" + "一行。\n\n".repeat(60) + "== 中段 ==\n只有这里有独角兽。\n\n[[改名]]\n\n" + "一行。\n\n".repeat(60),
  "content/a%3Fb%3A c%23d.wiki": "名字难写的一页。[[首页]]",
  "content/改名.wiki": "#REDIRECT [[第二页]]",
  "content/远处.md": "![别处的图](https://example.invalid/x.png)\n",
};
for (const [name, text] of Object.entries(pages)) {
  mkdirSync(dirname(join(book, name)), { recursive: true });
  writeFileSync(join(book, name), text);
}
writeFileSync(join(book, "content/点.png"), Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYPj/HwADAgH/eLkdLQAAAABJRU5ErkJggg==", "base64"));

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND"] });
let failed = 0, passed = 0;

/** Runs a test in a browser of its own that says no to every host and hears every complaint. */
async function test(name, run) {
  const context = await browser.newContext({ locale: "zh-CN", viewport: { width: 1300, height: 800 } });
  const page = await context.newPage();
  const complaints = [];
  page.setDefaultTimeout(5000);
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("request", (request) => /^(file|data|blob|about):/.test(request.url()) || complaints.push(`asks for ${request.url()}`));
  // The first page leads on while it is still being loaded; what is given up then is not missing.
  page.on("requestfailed", (request) => request.failure()?.errorText === "net::ERR_ABORTED" || complaints.push(`cannot load ${request.url()}`));
  try {
    await run(page);
    assert.deepEqual(complaints, [], "no error, nothing asked of any host");
    passed++;
  } catch (error) {
    failed++;
    console.error(`FAILED ${name}\n${error.stack ?? error}\n${complaints.join("\n")}`);
  }
  await context.close();
}
const pictured = (page) => page.locator("article img").first().evaluate((img) => img.decode().then(() => img.naturalWidth));

/** What a folder of pages does: choose a view, change it, side by side, notes, colours, links. */
async function folder(page, index) {
  await page.goto(pathToFileURL(index).href);
  await page.waitForURL(/zh-cn/);
  assert.match(await page.locator("article").innerText(), /软件和鼠标/);
  assert.equal(await pictured(page), 1, "the picture is there");
  await page.locator("sup.reference a").first().hover();
  await page.locator(".preview").waitFor();
  assert.match(await page.locator(".preview").innerText(), /第一条注/);
  await page.mouse.move(0, 0);
  await page.locator("sup.reference a").last().click();
  assert.match(decodeURIComponent(page.url()), /#cite_note/);
  await page.locator("button[data-x-theme]").click();
  await page.locator("button[data-x-theme]").click();
  assert.equal(await page.locator("html").getAttribute("data-x-scheme"), "dark");
  await page.locator("nav.views a[data-x-view='zh-tw']").click();
  await page.waitForURL(/zh-tw/);
  assert.match(await page.locator("article").innerText(), /軟體和滑鼠/);
  assert.equal(await page.locator("html").getAttribute("data-x-scheme"), "dark", "colours are kept");
  await page.locator("nav.views a[data-x-view='parallel']").click();
  await page.waitForURL(/parallel/);
  assert.match(await page.locator("article").innerText(), /软件和鼠标[^]*軟體和滑鼠/);
  await page.locator("nav.views a[data-x-view='zh-cn']").click();
  await page.locator("article a", { hasText: "c#d" }).or(page.locator("article a", { hasText: "b: c" })).first().click();
  assert.match(await page.locator("article").innerText(), /名字难写的一页|只有这里有独角兽/);
  await page.goBack();
  await page.locator("article a", { hasText: "第二页" }).first().click();
  await page.waitForFunction(() => scrollY > 500);
  await page.locator("article a", { hasText: "改名" }).click();
  await page.waitForFunction(() => document.querySelector("h1")?.innerText === "第二页");
}

for (const flags of [[], ["--ascii-names"]]) {
  await test(`the zip ${flags}`, async (page) => {
    const zip = join(work, `书${flags.length}.zip`);
    execFileSync(taben, ["bundle", "-q", book, "-o", zip, ...flags]);
    const names = execFileSync("unzip", ["-Z1", zip], { encoding: "utf8", env: { ...process.env, LC_ALL: "C.UTF-8" } }).trim().split("\n");
    assert.equal(names[0], "README.txt");
    if (flags.length) assert.ok(names.every((name) => /^[\x21-\x7e]+$/.test(name)), "plain letters");
    const place = join(work, `下载 的 书 ${flags.length}`);
    execFileSync("unzip", ["-q", zip, "-d", place], { env: { ...process.env, LC_ALL: "C.UTF-8" } });
    execFileSync("sha256sum", ["--quiet", "-c", "SHA256SUMS"], { cwd: place });
    readOnly(place);
    await folder(page, join(place, "index.html"));
    const far = names.find((name) => name.startsWith("zh-cn/") && readFileSync(join(place, name), "utf8").includes("example.invalid"));
    if (far) await page.goto(pathToFileURL(join(place, far)).href);
  });
}
await test("a file a page", async (page) => {
  const place = join(work, "一页 一个");
  execFileSync(taben, ["bundle", "-q", book, "--format", "html", "-o", place]);
  readOnly(place);
  assert.ok(!existsSync(join(place, "assets/taben.css")), "styles are inside");
  await folder(page, join(place, "index.html"));
  await page.goto(pathToFileURL(join(place, "zh-cn/远处.html")).href);
  assert.equal(await page.locator("article a[href^='https://example.invalid']").innerText(), "别处的图");
});
await test("the whole book in one file", async (page) => {
  const place = join(work, "整 本", "书.html");
  execFileSync(taben, ["bundle", "-q", book, "--single", "-o", place]);
  readOnly(dirname(place));
  await page.goto(pathToFileURL(place).href);
  assert.match(await page.locator("article").innerText(), /软件和鼠标/);
  assert.equal(await pictured(page), 1, "the picture is there");
  await page.locator("sup.reference a").first().hover();
  await page.locator(".preview").waitFor();
  assert.match(await page.locator(".preview").innerText(), /第一条注/);
  await page.mouse.move(0, 0);
  await page.locator("sup.reference a").last().click();
  await page.waitForFunction(() => scrollY > 200);
  await page.locator("[data-x-single-view='zh-tw']").click();
  await page.waitForFunction(() => /軟體和滑鼠/.test(document.querySelector("article").innerText));
  assert.equal(await page.locator("html").getAttribute("lang"), "zh-Hant-TW");
  await page.locator("[data-x-single-view='parallel']").click();
  await page.waitForFunction(() => document.querySelector("article.parallel"));
  await page.locator("[data-x-single-view='zh-cn']").click();
  await page.locator("article a", { hasText: "第二页" }).first().click();
  await page.waitForFunction(() => scrollY > 500 && document.querySelector("h1").innerText === "第二页");
  await page.locator("article a", { hasText: "改名" }).click();
  await page.waitForFunction(() => document.querySelector("h1").innerText === "第二页");
  await page.locator("button[data-x-theme]").click();
  await page.locator("button[data-x-theme]").click();
  assert.equal(await page.locator("html").getAttribute("data-x-scheme"), "dark");
  // Words in the other script find the page too.
  await page.locator("input[type=search]").fill("獨角獸");
  await page.locator("p.found a").first().click();
  await page.waitForFunction(() => document.querySelector("h1").innerText === "第二页");
  await page.reload();
  assert.equal(await page.locator("h1").first().innerText(), "第二页");
});

await browser.close();
console.log(`${passed} bundles work without a network, ${failed} do not`);
process.exit(failed ? 1 : 0);
