// The site's search in a real browser, over http and from a folder: everything that a page shows is found, in either
// script; nothing else is; and the keyboard is enough.
//
//   node tests/browser/search.mjs          builds a book with target/{release,debug}/taben (or $TABEN) and searches it
//   BENCH_SITE=site node tests/browser/search.mjs    measures what searching that site loads, and how long it takes
//
// What it needs beside that, needs.mjs tells.
import { execFileSync } from "node:child_process";
import { createReadStream, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, executablePath, root, taben } from "./needs.mjs";

let failures = 0;
function check(good, what) {
  if (!good) {
    failures++;
    console.error(`FAILED: ${what}`);
  }
}

// The same numbers at every run.
let seed = 20260;
function random(below) {
  seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
  return Math.floor((seed / 4294967296) * below);
}

const TYPES = { html: "text/html; charset=utf-8", js: "text/javascript", css: "text/css", svg: "image/svg+xml", md: "text/plain" };
function serve(folder) {
  const server = createServer((request, response) => {
    const path = join(folder, decodeURIComponent(new URL(request.url, "http://x").pathname));
    if (!path.startsWith(folder) || !existsSync(path) || !statSync(path).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": TYPES[path.split(".").pop()] || "application/octet-stream" });
    createReadStream(path).pipe(response);
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done({ server, base: `http://127.0.0.1:${server.address().port}/` })));
}

// Pages for what is hard to find: words that differ, markup in the middle, characters beyond the first plane, parts.
const CASES = {
  "軟體": "'''軟'''體是[[電腦]]上的程式。出租车到了机场，公共汽车没来。\n\n頭髮發白，皇后在後面。-{zh-cn:打印机;zh-tw:印表機}-没纸了。",
  "電腦": "'''電''腦'''''裡的-{A|zh-cn:博客;zh-tw:部落格}-很多。博客好看<ref>附注里的话，见于二〇二一年。</ref>，而且免费。\n\n== 歷史與未來 ==\n一九四六年ENIAC问世，重27吨。C++、F♯与Ａ４纸。",
  "生僻字": "𠀀𠮷𪚥𰻝是扩展区的字，㐂也是。〇与々不同。\n\n== 标点 ==\n“引号”、《书名》——破折号……",
  "Static sites": "{| class=\"wikitable\"\n! Name !! Café\n|-\n| naïve || x=1\n|}\nA '''stat'''ic site needs no data[[电脑|base]]. 100% of pages are plain files.",
  "注音": "<ruby>漢<rp>(</rp><rt>hàn</rt><rp>)</rp></ruby><ruby>字<rp>(</rp><rt>zì</rt><rp>)</rp></ruby>之美。<br>第二行也在。",
  "改名": "#重定向 [[電腦]]",
};
const LONG = Array.from({ length: 60 }, (_, i) => `== 第${i}节 ==\n本节编号${i}，讲的是第${i * 7}件事，与别的节不一样：${"山水云海风石林泉"[i % 8]}${"岛湖城门桥楼殿塔"[(i >> 3) % 8]}之间的路。`.repeat(2)).join("\n\n");

async function visible(page) {
  // An own look at the page, by the browser's rules of what is text and where a line ends.
  return page.evaluate(() => {
    const copy = document.querySelector("[data-x-content]").cloneNode(true);
    copy.querySelectorAll("button, sup.reference, [role=doc-backlink], .mw-cite-backlink, .headerlink, rt, rp").forEach((e) => e.remove());
    // A formula is found by its TeX.
    copy.querySelectorAll("math").forEach((e) => e.replaceWith(e.querySelector("annotation")?.textContent ?? ""));
    copy.querySelectorAll("br").forEach((e) => e.replaceWith(" "));
    document.body.append(copy);
    const lines = copy.innerText.split(/[\n\t]+/).map((line) => line.replace(/[ \u00a0]+/g, " ").trim());
    copy.remove();
    lines.push(document.querySelector("h1").innerText.trim());
    return lines.filter(Boolean);
  });
}

// Asks the search page, as a reader would, to the last result.
async function ask(page, query) {
  return page.evaluate(async (query) => {
    const input = document.querySelector("[data-x-search-page] input"), list = document.querySelector("ol.found");
    const status = document.querySelector("[role=status]"), button = document.querySelector("button.more");
    const found = () => new Promise((done) => list.addEventListener("x-found", done, { once: true }));
    if (input.value !== query) {
      const ready = found();
      input.value = query;
      input.dispatchEvent(new Event("input"));
      await ready;
    }
    while (!button.hidden) {
      const ready = found();
      button.click();
      await ready;
    }
    return {
      status: status.textContent,
      results: Array.from(list.querySelectorAll("a"), (a) => ({
        href: a.href,
        page: decodeURIComponent(new URL(a.href).pathname.split(/\/zh-(?:cn|tw)\//)[1]),
        marks: Array.from(a.querySelectorAll("mark"), (mark) => mark.textContent),
      })),
    };
  }, query);
}

async function recall(page, base, texts) {
  const titles = Object.keys(texts["zh-cn"]);
  const queries = new Map();
  for (const view of ["zh-cn", "zh-tw"]) {
    for (let n = 0; n < 120; n++) {
      const lines = texts[view][titles[random(titles.length)]];
      const line = Array.from(lines[random(lines.length)]);
      const query = line.slice(random(line.length)).slice(0, 1 + random(7)).join("").trim().replace(/["“”]/g, "");
      if (query) queries.set(/\s/.test(query) ? `"${query}"` : query, view);
    }
  }
  for (const reader of ["zh-cn", "zh-tw"]) {
    await page.goto(`${base}${reader}/s/search.html`);
    for (const [query, view] of queries) {
      const answer = await ask(page, query);
      const plain = query.replace(/^"|"$/g, "");
      const pages = answer.results.map((result) => result.page);
      check(new Set(pages).size === pages.length, `${query}: a page twice`);
      for (const title of titles) {
        if (texts[view][title].some((line) => line.includes(plain))) check(pages.includes(title), `${base} ${reader}: “${query}” (${view}) misses ${title}`);
      }
      // Whatever is found shows where, in a word that is as long or is another view's word for it.
      for (const result of answer.results) {
        const either = ["zh-cn", "zh-tw"].some((v) => (texts[v][result.page] || []).some((line) => line.toLowerCase().includes(plain.toLowerCase())));
        check(either || result.marks.length > 0, `${query}: nothing marked on ${result.page}`);
      }
    }
  }
  return queries.size * 2;
}

async function journeys(page, base) {
  const open = (path) => page.goto(base + path);
  const dialog = page.locator("dialog.find");

  // A word of the other view is found, and shown as this view has it.
  await open("zh-cn/s/search.html?q=" + encodeURIComponent("軟體"));
  await page.waitForSelector("ol.found a");
  check((await page.locator("ol.found mark").first().textContent()) === "软件", "軟體 is marked as 软件");
  await open("zh-tw/s/search.html?q=" + encodeURIComponent("软件"));
  await page.waitForSelector("ol.found a");
  check((await page.locator("ol.found mark").first().textContent()) === "軟體", "软件 is marked as 軟體");
  check((await page.locator("ol.found a").first().getAttribute("href")).includes("../../zh-tw/"), "results are of the reader's view");

  // The title first, then headings, then the text.
  await open("zh-cn/s/search.html");
  check((await ask(page, "电脑")).results[0].page === "電腦.html", "the page of that title comes first");
  const alias = (await ask(page, "改名")).results;
  check(alias.length === 1 && alias[0].page === "改名.html", "a page that leads elsewhere is found by its title");
  const section = (await ask(page, "ENIAC")).results[0];
  check(decodeURIComponent(section.href).includes("#歷史與未來"), `a result leads to its section: ${section.href}`);
  check((await ask(page, "北京没有这个")).status.length > 0 && (await ask(page, "查无此字䶮")).results.length === 0, "nothing is found where nothing is");
  check((await ask(page, "電 软")).results.every((r) => ["電腦.html", "軟體.html"].includes(r.page)), "every term of a query holds");
  check((await ask(page, "cafe")).results.length === 1, "marks above letters make no difference");
  check((await ask(page, "“引号”")).results.some((r) => r.page === "生僻字.html"), "quotation marks of the text do no harm");

  // By keyboard alone.
  await open("zh-cn/" + encodeURIComponent("注音") + ".html");
  await page.keyboard.press("/");
  await dialog.waitFor();
  await page.keyboard.type("ENIAC");
  await page.waitForSelector("dialog.find ol.found a");
  check((await dialog.locator("[role=status]").textContent()).includes("1"), "the number of results is announced");
  await page.keyboard.press("ArrowDown");
  check(await page.evaluate(() => document.activeElement.matches("dialog.find ol a")), "the arrow goes to the first result");
  await page.keyboard.press("ArrowUp");
  check(await page.evaluate(() => document.activeElement.matches("dialog.find input")), "and back");
  await page.keyboard.press("Escape");
  check(!(await dialog.isVisible()), "Escape closes");
  await page.keyboard.press("/");
  await dialog.waitFor();
  await page.keyboard.press("ArrowDown");
  await Promise.all([page.waitForURL(/%E9%9B%BB%E8%85%A6\.html/), page.keyboard.press("Enter")]);
  check(decodeURIComponent(page.url()).includes("#歷史與未來"), `Enter follows the result to its section: ${page.url()}`);
  await page.waitForLoadState();
  await page.keyboard.press("/");
  await dialog.waitFor();
  await page.keyboard.type("节");
  await Promise.all([page.waitForURL(/search\.html\?q=/), page.keyboard.press("Enter")]);
  await page.waitForSelector("ol.found a");
  check((await page.locator("[data-x-search-page] input").inputValue()) === "节", "Enter in the field leads to the search page");
}

async function withoutScript(browser, base) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(base + "zh-tw/" + encodeURIComponent("注音") + ".html");
  await page.fill("form.search input", "甲");
  await Promise.all([page.waitForURL(/search\.html\?q=/), page.keyboard.press("Enter")]);
  const lists = page.locator("p.lists a");
  check((await lists.count()) >= 2, "without a script the search page leads to the lists of pages");
  for (const href of await lists.evaluateAll((all) => all.map((a) => a.href))) {
    await page.goto(href);
    check((await page.locator("article.listing .groups a").count()) > 5, `${href} lists pages`);
  }
  await context.close();
}

async function test() {
  const book = mkdtempSync(join(tmpdir(), "taben-search-"));
  mkdirSync(join(book, "content"));
  for (const [title, text] of Object.entries({ ...CASES, "很长": LONG })) writeFileSync(join(book, "content", `${title}.wiki`), text);
  for (const name of readdirSync(join(root, "content"))) cpSync(join(root, "content", name), join(book, "content", name), { recursive: true });
  writeFileSync(join(book, "book.toml"), '[book]\ntitle = "试"\n[variants]\nrules = ["zh-cn:软件;zh-tw:軟體"]\n');
  execFileSync(taben, ["build", book], { stdio: ["ignore", "ignore", "ignore"] });
  const site = join(book, "site");
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  const { server, base } = await serve(site);
  const folder = pathToFileURL(site).href + "/";
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(15000);
  page.on("pageerror", (error) => check(false, `${page.url()}: ${error}`));
  page.on("console", (message) => check(message.type() !== "error", `${page.url()}: ${message.text()}`));
  page.on("request", (request) => check(request.url().startsWith(base) || request.url().startsWith(folder), `asked for ${request.url()}`));
  const texts = { "zh-cn": {}, "zh-tw": {} };
  for (const view of Object.keys(texts)) {
    const walk = (at) => readdirSync(join(site, view, at), { withFileTypes: true }).flatMap((entry) => {
      const path = at ? `${at}/${entry.name}` : entry.name;
      if (entry.isDirectory()) return entry.name === "s" || entry.name === "Category" ? [] : walk(path);
      return path.endsWith(".html") && path !== "index.html" && path !== "改名.html" ? [path] : [];
    });
    for (const path of walk("")) {
      await page.goto(base + [view, ...path.split("/")].map(encodeURIComponent).join("/"));
      texts[view][path] = await visible(page);
    }
  }
  let asked = 0;
  for (const where of [base, folder]) {
    asked += await recall(page, where, texts);
    await journeys(page, where);
    await withoutScript(browser, where);
  }
  await browser.close();
  server.close();
  rmSync(book, { recursive: true });
  console.log(failures ? `${failures} failures` : `search: ${asked} queries answered as a plain look at the text answers them, over http and from a folder`);
}

async function bench(site) {
  const { gzipSync } = await import("node:zlib");
  const { readFileSync } = await import("node:fs");
  const { server, base } = await serve(site);
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  const words = [];
  const names = readdirSync(join(site, "zh-cn")).filter((name) => name.endsWith(".md"));
  for (let n = 0; n < 60; n++) {
    const text = readFileSync(join(site, "zh-cn", names[random(names.length)]), "utf8");
    const runs = n % 6 ? text.match(/[\u4e00-\u9fff]{2,}/g) : text.match(/[A-Za-z]{3,}/g);
    if (!runs) continue;
    const run = runs[random(runs.length)], length = 1 + random(6);
    words.push(n % 6 ? run.slice(random(Math.max(1, run.length - length)), run.length).slice(0, length) : run);
  }
  const rows = [];
  for (const first of [true, false]) {
    let page, loaded = [];
    const fresh = async () => {
      const context = await browser.newContext();
      page = await context.newPage();
      loaded = [];
      page.on("response", (response) => loaded.push(decodeURIComponent(new URL(response.url()).pathname)));
      await page.goto(base + "zh-cn/s/search.html");
      await page.waitForTimeout(300);
    };
    await fresh();
    for (const word of words) {
      if (first) await fresh();
      const before = first ? 0 : loaded.length;
      const time = await page.evaluate(async (query) => {
        const input = document.querySelector("[data-x-search-page] input"), list = document.querySelector("ol.found");
        const ready = new Promise((done) => list.addEventListener("x-found", done, { once: true }));
        input.value = query;
        const start = performance.now();
        document.querySelector("[data-x-search-page] form").requestSubmit();
        await ready;
        return performance.now() - start;
      }, word);
      const again = first ? 0 : await page.evaluate(async (query) => {
        // Everything is loaded now: this is the time that answering takes.
        const input = document.querySelector("[data-x-search-page] input"), list = document.querySelector("ol.found");
        const form = document.querySelector("[data-x-search-page] form");
        const run = async (text) => {
          const ready = new Promise((done) => { list.addEventListener("x-found", done, { once: true }); setTimeout(done, 300); });
          input.value = text;
          form.requestSubmit();
          await ready;
        };
        await run("");
        const start = performance.now();
        await run(query);
        return performance.now() - start;
      }, word);
      const files = loaded.slice(before).filter((path) => /assets\/(search\/|find\.js)/.test(path)).map((path) => readFileSync(join(site, path)));
      const raw = files.reduce((sum, file) => sum + file.length, 0), packed = files.reduce((sum, file) => sum + gzipSync(file).length, 0);
      rows.push({ first, word, files: files.length, raw, packed, time, again });
      if (first) await page.context().close();
    }
  }
  for (const first of [true, false]) {
    const some = rows.filter((row) => row.first === first);
    const tell = (key) => { const all = some.map((row) => row[key]).sort((a, b) => a - b); return `median ${Math.round(all[all.length >> 1])}, most ${Math.round(all[all.length - 1])}`; };
    console.log(`${first ? "first" : "later"} queries (${some.length}): bytes ${tell("raw")}; gzip ${tell("packed")}; files ${tell("files")}; ms with loading ${tell("time")}${first ? "" : `; ms loaded ${tell("again")}`}`);
  }
  if (process.env.VERBOSE) console.table(rows);
  await browser.close();
  server.close();
}

await (process.env.BENCH_SITE ? bench(resolve(process.env.BENCH_SITE)) : test());
process.exit(failures ? 1 : 0);
