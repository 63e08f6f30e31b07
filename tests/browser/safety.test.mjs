// Pages that try to run a script, and the site around them: nothing may fire, nothing may be fetched from elsewhere, and no
// page may send its reader on but a redirect, within the site.
//
// The pages are those of tests/safety/, as a book and as bare fragments put into a page with `innerHTML`, with the site's
// Content-Security-Policy switched off: what is tested is that there is nothing for it to stop.
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

const cases = (file) => readFileSync(new URL(`../safety/${file}`, import.meta.url), "utf8").split("\n%%\n").slice(1);
const wikitext = cases("wikitext.txt");
const markdown = cases("markdown.txt");

export const book = {
  "book.toml": '[book]\ntitle = "</title><script>alert(1)</script>"\n',
  "content/Template/A.wiki": '<b title="{{{1}}}" {{{1}}}>{{{1}}}</b><span onclick=alert(1) {{{1}}}',
  "content/' onclick='alert(1).wiki": '[[" onclick="alert(1)]]',
  'content/" onclick="alert(1).wiki': "[[' onclick='alert(1)]]",
  ...Object.fromEntries(wikitext.map((text, i) => [`content/W${i}.wiki`, text])),
  ...Object.fromEntries(markdown.map((text, i) => [`content/M${i}.md`, text])),
};

// A context in which anything that runs or leaves is written to `seen`, and a way to load one document in it.
async function watched(browser, seen) {
  const context = await browser.newContext({ bypassCSP: true });
  // The document that is shown: its name, its address if it has one, and where it may send its reader.
  let now, page;
  await context.exposeBinding("__fired", (_, what) => void seen.push(`${now.name}: ${what}`));
  await context.addInitScript(() => {
    for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
      window[name] = () => window.__fired(name);
    }
  });
  await context.route("**/*", (route) => {
    const url = route.request().url();
    if (route.request().isNavigationRequest()) {
      if (!now.shown && url === now.own?.href) {
        now.shown = true;
        return route.continue();
      }
      // What would take the reader elsewhere goes nowhere, so that it cannot hide what the page does next.
      now.left = true;
      if (!now.onward(url)) seen.push(`${now.name}: goes to ${url}`);
      return route.abort();
    }
    if ((now.own && url.startsWith(`${now.own.origin}/`)) || url === "data:,") return route.continue();
    seen.push(`${now.name}: asks for ${url}`);
    return route.abort();
  });
  async function load(name, own, show, onward = () => false) {
    // A page that one may not leave is kept: a new one for each document takes minutes.
    if (!page || now.left) {
      await page?.close();
      page = await context.newPage();
      page.setDefaultTimeout(5000);
      page.on("dialog", (dialog) => {
        seen.push(`${now.name}: ${dialog.type()}`);
        void dialog.dismiss();
      });
    }
    now = { name, own, onward, shown: false, left: false };
    try {
      await show(page);
      await page.evaluate(poke);
      // What a click on an address begins comes when the page is at rest.
      await page.evaluate(() => new Promise((done) => setTimeout(done, 5)));
    } catch (error) {
      if (!now.left) seen.push(`${name}: ${error}`);
      now.left = true;
    }
  }
  // What comes late still counts.
  async function end() {
    await page?.waitForTimeout(300);
    await context.close();
  }
  return { load, end };
}

// Does what a reader might: rests on everything, focuses it, clicks on what is no link to elsewhere.
function poke() {
  for (const element of document.querySelectorAll("*")) {
    for (const type of ["mouseover", "mouseenter", "focus", "pointerdown", "load", "error", "toggle", "animationstart"]) {
      element.dispatchEvent(new Event(type, { bubbles: false }));
    }
    const to = element.closest("a[href]")?.protocol ?? "none:";
    if (["javascript:", "data:", "vbscript:", "none:"].includes(to)) element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  }
}

// Put in, taken out as text and put in again: what a browser writes must not read as something else.
async function fragment(page, html) {
  await page.setContent("<!DOCTYPE html><main></main>");
  await page.evaluate((html) => {
    const main = document.querySelector("main");
    main.innerHTML = html;
    const again = document.createElement("main");
    document.body.append(again);
    again.innerHTML = main.innerHTML;
  }, html);
}

function pages(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? pages(path) : path.endsWith(".html") ? [path] : [];
  });
}

export const tests = {
  async "the trap catches what it should"({ browser, assert }) {
    const seen = [];
    const { load, end } = await watched(browser, seen);
    await load("script", null, (page) => fragment(page, "<img src=http://elsewhere.invalid/x onerror=alert(1)><a href='javascript:alert(2)'>a</a>"));
    await load("refresh", null, async (page) => {
      await page.setContent('<meta http-equiv=refresh content="0; url=http://elsewhere.invalid/">');
      await page.waitForTimeout(300);
    });
    await end();
    for (const what of ["script: alert", "script: asks for", "refresh: goes to"]) {
      assert.ok(seen.some((line) => line.startsWith(what)), `${what}: ${seen}`);
    }
  },

  async "no page of a site runs what its author wrote"({ browser, url, site, assert }) {
    const seen = [];
    const { load, end } = await watched(browser, seen);
    let redirects = 0;
    for (const path of pages(site)) {
      const name = relative(site, path);
      const own = new URL(url + name.split(sep).map(encodeURIComponent).join("/"));
      // The start page takes its reader to the view that fits best.
      const isRedirect = name === "index.html" || readFileSync(path, "utf8").includes('http-equiv="refresh"');
      redirects += isRedirect;
      await load(name, own, (page) => page.goto(own.href, { waitUntil: "load" }), (to) => isRedirect && to.startsWith(url));
    }
    await end();
    assert.deepEqual([...new Set(seen)], []);
    assert.ok(redirects > 1, "a redirect is among the pages");
  },

  async "no fragment runs what its author wrote"({ browser, taben, site, assert }) {
    // Every case by itself and all of them as one page.
    const convert = (ending, text, variant) => {
      const path = join(site, `../fragment.${ending}`);
      writeFileSync(path, text);
      return spawnSync(taben, ["convert", "--to", "html", "--title", "Page", "--language", "zh", "--variant", variant, path], { encoding: "utf8" });
    };
    const results = [
      ...[...wikitext, wikitext.join("\n")].flatMap((text) => ["zh-cn", "zh-tw"].map((variant) => convert("wiki", text, variant))),
      ...[...markdown, markdown.slice(0, -3).join("\n\n")].map((text) => convert("md", text, "zh-cn")),
    ];
    const seen = [];
    const { load, end } = await watched(browser, seen);
    for (const [i, { stdout, status }] of results.entries()) {
      assert.ok(status === 0, `fragment ${i} is converted`);
      await load(`fragment ${i}`, null, (page) => fragment(page, stdout));
    }
    await end();
    assert.deepEqual([...new Set(seen)], []);
  },
};
