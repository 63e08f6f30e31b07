// Every payload of tests/safety/ in every form of a book: no script of an author's runs, nothing is asked for, and nothing of an
// author's lies outside of the box of the page's content.  Policies are switched off: there is to be nothing for them to stop.
//
//   node tests/browser/payloads.mjs [FORM …]       exit code 0: all is so; 1: something is not; 77: something it needs is missing
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, executablePath, root } from "./needs.mjs";
import { book, skip, taben, work } from "./tools.mjs";

if (spawnSync("unzip", ["-v"]).error) skip("unzip is not installed");

const cases = (file) => readFileSync(join(root, "tests/safety", file), "utf8").split("\n%%\n").slice(1);
const styles = cases("styles.txt"), sheets = cases("sheets.txt");

/** The classes that the theme's own files name: an author who writes one gets nothing of it that leaves the content. */
const classes = [...new Set(readdirSync(join(root, "static/css")).flatMap((name) => [...readFileSync(join(root, "static/css", name), "utf8").replace(/\/\*.*?\*\/|"[^"]*"/gs, "").matchAll(/\.([a-z][\w-]*)/gi)].map(([, name]) => name)))].sort();
assert.ok(classes.length > 100, `${classes.length} classes`);
/** The properties that an author may write, by the program's own list. */
const listed = /const PROPERTIES: &\[&str\] = &\[([^\]]*)\]/.exec(readFileSync(join(root, "src/sanitize/allowed.rs"), "utf8"))[1].match(/[a-z-]+/g);

const svg = (inner) => `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="40" height="40" onload="alert(1)">${inner}<rect width="40" height="40" fill="red"/></svg>`;
const boxes = '<div class="a">甲</div><div class="b">乙</div><div class="c">丙</div><div class="d" title="https://evil.invalid/t">丁</div>';
const dir = book("book", {
  "book.toml": '[book]\ntitle = "</title><STYLE>x</sTyLe><script>alert(1)</script><!--"\nauthors = ["--></SCRIPT><script>alert(1)</script>"]\ndescription = "</script><!--<script>"\n[variants]\nviews = ["zh-cn", "zh-tw"]\n[output.html]\nadditional-js = ["a.js"]\nadditional-css = ["a.css"]\n',
  "a.js": "window.__theme = '</ScRiPt><script>alert(1)</script><!--<script>';",
  "a.css": "/* </STYLE><script>alert(1)</script> */ .theme-a::after { content: '</style><script>alert(1)</script>'; }",
  "content/首页.wiki": "[[S0]] [[P0]]",
  "content/画.svg": svg('<script>alert(1)</script><script href="https://evil.invalid/v1"/><foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script><iframe src="javascript:alert(1)"/></body></foreignObject><image href="https://evil.invalid/v2"/><use href="https://evil.invalid/v3#a"/><a href="javascript:alert(1)"><text y="9" onclick="alert(1)">x</text></a><style>@import "https://evil.invalid/v4";*{fill:url(https://evil.invalid/v5)}</style><set attributeName="onmouseover" to="alert(1)"/><animate attributeName="href" to="javascript:alert(1)"/>'),
  "content/页.html": "<script>alert(1)</script>",
  "content/页.xhtml": '<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>',
  "content/码.js": "alert(1)",
  "content/File/钟.svgz": "<svg onload='alert(1)'/>",
  "content/无名": "<!DOCTYPE html><script>alert(1)</script>",
  "content/Template/A.wiki": '<b title="{{{1}}}" {{{1}}}>{{{1}}}</b><span onclick=alert(1) {{{1}}}',
  ...Object.fromEntries(cases("wikitext.txt").map((text, i) => [`content/W${i}.wiki`, text])),
  ...Object.fromEntries(cases("markdown.txt").map((text, i) => [`content/M${i}.md`, text])),
  ...Object.fromEntries(styles.map((text, i) => [`content/P${i}.wiki`, `前文。${text}\n\n后文。`])),
  ...Object.fromEntries(styles.map((text, i) => [`content/N${i}.md`, `前文。\n\n${text.replace(/^\{\|.*\n\|.*\n\|\}/m, "")}\n\n后文。`])),
  ...Object.fromEntries(sheets.flatMap((css, i) => [[`content/Template/T${i}/styles.css`, css], [`content/S${i}.wiki`, `<templatestyles src="T${i}/styles.css"/>前文。${boxes}后文。`]])),
  "content/类.wiki": classes.map((name) => `<div class="${name}" style="height:5px">类</div><span class="${name}" style="position:absolute">类</span>`).join("\n"),
});

// What is told of the pages makes the exit code 1; it is no fault of the forms.
const tolerant = (...args) => {
  const { status, stderr } = spawnSync(taben, args, { encoding: "utf8", maxBuffer: 1 << 26 });
  assert.ok(status < 2, `${args.join(" ")}: ${stderr.slice(-2000)}`);
};
const files = (folder) => readdirSync(folder).flatMap((name) => {
  const path = join(folder, name);
  return statSync(path).isDirectory() ? files(path) : [path];
});
const types = { html: "text/html; charset=utf-8", xhtml: "application/xhtml+xml", css: "text/css", js: "text/javascript", svg: "image/svg+xml" };

/** A server of a folder; its address. */
async function serve(folder) {
  const server = createServer((request, response) => {
    const path = join(folder, decodeURIComponent(new URL(request.url, "http://x").pathname));
    if (!path.startsWith(folder) || !existsSync(path) || statSync(path).isDirectory()) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": types[/\.([a-z]+)$/.exec(path)?.[1]] ?? "application/octet-stream" }).end(readFileSync(path));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  server.unref();
  return `http://127.0.0.1:${server.address().port}/`;
}

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"] });

/** Opens documents where everything that runs, leaves or asks is written down. */
async function trap() {
  const seen = [];
  const context = await browser.newContext({ bypassCSP: true, viewport: { width: 1280, height: 800 }, locale: "zh-CN" });
  const page = await context.newPage();
  let now = { name: "", base: "about:", to: "" };
  await context.exposeBinding("__fired", (_, what) => void seen.push(`${now.name}: ${what}`));
  await context.addInitScript(() => {
    for (const name of ["alert", "confirm", "prompt", "print", "open"]) window[name] = () => window.__fired(name);
  });
  page.setDefaultTimeout(10000);
  page.on("dialog", (dialog) => { seen.push(`${now.name}: ${dialog.type()}`); void dialog.dismiss(); });
  page.on("request", (request) => {
    const url = request.url();
    if (/^(data|blob|about):/.test(url) || url.startsWith(now.base)) return;
    seen.push(`${now.name}: ${request.isNavigationRequest() ? "goes to" : "asks for"} ${url}`);
  });
  await context.route("**/*", (route) => (/^(data|blob|about):/.test(route.request().url()) || route.request().url().startsWith(now.base) ? route.continue() : route.abort()));
  return {
    page,
    seen,
    async open(name, base, url, check) {
      now = { name, base };
      try {
        await page.goto(url, { waitUntil: "load" });
        await page.evaluate(poke);
        await page.evaluate(() => new Promise((done) => setTimeout(done, 5)));
        await check?.(page, (what) => seen.push(`${name}: ${what}`));
      } catch (error) {
        // A page that only leads on has led on, within the book: where else it went is written down above.
        if (!/context was destroyed|interrupted by another navigation/.test(error) || !page.url().startsWith(base)) seen.push(`${name}: ${error}`);
      }
    },
    async end() {
      await page.waitForTimeout(300);
      await context.close();
      return [...new Set(seen)];
    },
  };
}

/** Does what a reader might: rests on everything, focuses it, clicks on what is no link to elsewhere. */
function poke() {
  for (const element of document.querySelectorAll("body *")) {
    for (const type of ["mouseover", "mouseenter", "focus", "load", "error", "toggle", "animationstart"]) element.dispatchEvent(new Event(type, { bubbles: false }));
    const to = element.closest("a[href]")?.protocol ?? "none:";
    if (/^(javascript|data|vbscript|none):/.test(to) && !element.closest("header, aside, nav, summary, button")) element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  }
}

/** Styles that an author wrote and that a browser understood otherwise than the list says, and boxes that are met outside of the content. */
async function inside(page, told) {
  const found = await page.evaluate((listed) => {
    const out = [], content = document.querySelector("[data-x-content]");
    if (!content) return ["there is no content"];
    const families = (name) => { const parts = name.replace(/^-(webkit|moz|ms|o)-/, "").split("-"); return parts.map((_, i) => parts.slice(0, i + 1).join("-")); };
    // What a short form stands for is named otherwise.
    const longs = { "align-items": "place", "align-content": "place", "align-self": "place", "justify-items": "place" };
    for (const element of content.querySelectorAll("*")) {
      for (const name of element.style ?? []) if (![...families(name), longs[name]].some((family) => listed.includes(family))) out.push(`may not write ${name}`);
      for (const pseudo of [null, "::before", "::after"]) {
        const style = getComputedStyle(element, pseudo);
        if (["fixed", "sticky"].includes(style.position)) out.push(`position ${style.position} at <${element.localName} class="${element.className}">${pseudo ?? ""}`);
        if (style.zIndex !== "auto" && !(style.zIndex >= 0 && style.zIndex <= 100)) out.push(`z-index ${style.zIndex}`);
        for (const name of ["backgroundImage", "listStyleImage", "borderImageSource", "maskImage", "cursor", "content", "filter", "clipPath"]) if (/url\(|image-set/.test(style[name])) out.push(`${name}: ${style[name].slice(0, 80)}`);
      }
    }
    // What the theme lets stand a little outside: the sign of a heading's link.
    const margin = 20;
    const meet = () => {
      const box = content.getBoundingClientRect(), head = document.querySelector("header")?.getBoundingClientRect();
      for (let x = 4; x < innerWidth; x += 12) {
        for (let y = 4; y < innerHeight; y += 12) {
          const element = document.elementFromPoint(x, y);
          if (!element || element === content || !content.contains(element)) continue;
          const within = x >= box.left - margin && x <= box.right + margin && y >= box.top - margin && y <= box.bottom + margin;
          const under = head && x < head.right && y > head.top && y < head.bottom;
          if (!within || under) out.push(`met at ${x},${y}: <${element.localName} class="${element.className}">`);
        }
      }
    };
    scrollTo(0, 0);
    meet();
    scrollTo(0, 1e9);
    meet();
    scrollTo(0, 0);
    if (document.documentElement.scrollWidth > document.documentElement.clientWidth) out.push(`the page is ${document.documentElement.scrollWidth} wide`);
    return [...new Set(out)].slice(0, 5);
  }, listed);
  found.forEach(told);
}

/** Whether what is painted around the content is the same without the content. */
async function painted(page, told) {
  const clips = await page.evaluate(() => {
    scrollTo(0, 0);
    const box = document.querySelector("[data-x-content]").getBoundingClientRect(), m = 20, w = innerWidth, h = document.documentElement.scrollHeight;
    return [[0, 0, w, box.top - m], [0, 0, box.left - m, h], [box.right + m, 0, w - box.right - m, h], [0, box.bottom + m, w, h - box.bottom - m]]
      .map(([x, y, width, height]) => ({ x, y, width, height })).filter(({ width, height }) => width >= 1 && height >= 1);
  });
  const shots = async () => Promise.all(clips.map(async (clip) => (await page.screenshot({ clip, fullPage: true })).toString("base64")));
  const before = await shots();
  await page.addStyleTag({ content: "[data-x-content] { opacity: 0 !important; }" });
  const after = await shots();
  before.forEach((shot, i) => shot === after[i] || told(`paints ${["above", "left", "right", "below"][i]} of the content`));
}

let failed = 0;
const only = process.argv.slice(2);
async function form(name, run) {
  if (only.length && !only.includes(name)) return;
  const start = Date.now();
  const watch = await trap();
  let count = 0;
  try {
    count = await run(watch);
  } catch (error) {
    watch.seen.push(`${error.stack}`);
  }
  const seen = await watch.end();
  if (seen.length) failed++;
  console.log(`${seen.length ? "FAILED " : ""}${name}: ${count} documents, ${seen.length} complaints (${((Date.now() - start) / 1000).toFixed(0)} s)`);
  seen.slice(0, 40).forEach((line) => console.error(`  ${line.slice(0, 300)}`));
}

/** Opens the documents of a folder; with `all`, pictures too are opened by themselves. */
async function folder(watch, dir, base, check) {
  const view = (path) => /\.x?html$/.test(path) && !/(^|\/)(zh-tw|parallel)\//.test(path);
  const names = files(dir).map((path) => relative(dir, path).split(sep).join("/")).filter((path) => view(path) || path.endsWith(".svg"));
  for (const name of names) {
    const url = base + name.split("/").map(encodeURIComponent).join("/");
    await watch.open(name, base, url, name.endsWith(".svg") ? undefined : (page, told) => check?.(page, told, name));
  }
  return names.length;
}
const isPage = (name) => /(^|\/)[PNSWM]\d+\.html$|(^|\/)类\.html$/.test(name);
const boxed = async (page, told, name) => { if (isPage(name)) await inside(page, told); };

await form("the trap", async ({ page, open, seen }) => {
  await open("trap", "data:", `data:text/html,<header>h</header><main data-x-content style="margin:200px">a<img src=https://evil.invalid/x onerror=alert(1)><div style="position:fixed;inset:0;z-index:9999;--x:1">b</div></main>`, async (page, told) => { await inside(page, told); await painted(page, told); });
  for (const what of ["alert", "asks for", "position fixed", "z-index", "met at", "paints above", "may not write --x"]) assert.ok(seen.some((line) => line.includes(what)), `${what} is caught: ${seen}`);
  seen.length = 0;
  return 1;
});

tolerant("build", "-q", dir);
await form("site", async (watch) => {
  const site = join(dir, "site");
  const count = await folder(watch, site, await serve(site), async (page, told, name) => {
    await boxed(page, told, name);
    if (/(^|\/)([PS]\d+|类)\.html$/.test(name)) await painted(page, told);
  });
  assert.ok(count > 120, `${count} pages`);
  assert.deepEqual(readdirSync(join(site, "assets/media")), ["画.svg"]);
  return count;
});

const bundle = (format, name, ...more) => {
  tolerant("bundle", "-q", dir, "--variant", "zh-cn", "--format", format, "-o", join(work, name), ...more);
  return join(work, name);
};
const unpacked = (archive) => {
  execFileSync("unzip", ["-q", archive, "-d", `${archive}.d`], { env: { ...process.env, LC_ALL: "C.UTF-8" } });
  return `${archive}.d`;
};
const local = (path) => `${pathToFileURL(path).href}/`;

await form("zip", async (watch) => {
  const place = unpacked(bundle("zip", "b.zip"));
  return folder(watch, place, local(place), boxed);
});
await form("html", async (watch) => {
  const place = bundle("html", "html");
  return folder(watch, place, local(place), boxed);
});
await form("single", async (watch) => {
  const place = bundle("html", "single.html", "--single");
  const names = [...readFileSync(place, "utf8").matchAll(/<template data-x-page="([^"]*)"/g)].map(([, name]) => name).filter((name) => isPage(name));
  assert.ok(names.length > 80, `${names.length} pages`);
  for (const name of names) {
    await watch.page.goto("about:blank");
    await watch.open(name, pathToFileURL(place).href, `${pathToFileURL(place).href}#/${encodeURI(name)}`, inside);
  }
  return names.length;
});
await form("epub", async (watch) => {
  const place = unpacked(bundle("epub", "b.epub"));
  const count = await folder(watch, place, local(place));
  assert.ok(count > 80, `${count} chapters`);
  return count;
});
if (spawnSync("zimwriterfs", ["--version"]).error || spawnSync("zimdump", ["--version"]).error) {
  console.error("SKIPPED: zim: zim-tools are not installed");
} else {
  await form("zim", async (watch) => {
    const zim = bundle("zim", "b.zim"), place = join(work, "zim");
    mkdirSync(place);
    execFileSync("zimdump", ["dump", `--dir=${place}`, zim], { stdio: "ignore" });
    const count = await folder(watch, place, await serve(place), boxed);
    assert.ok(count > 80, `${count} pages`);
    return count;
  });
}
await browser.close();
console.log(`payloads: ${styles.length} pieces, ${sheets.length} sheets, ${classes.length} classes`);
process.exit(failed ? 1 : 0);
