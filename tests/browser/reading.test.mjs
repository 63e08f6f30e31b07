// What a page does while it is read, on a server and from a folder: search in both scripts, pictures large, addresses of
// sections, colours from the first frame on, contrast, paper.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { png } from "./png.mjs";

const picture = png(300, 400, (x, y) => (((x >> 4) + (y >> 4)) % 2 ? [30, 30, 28] : [220, 215, 200]));
const long = Array.from({ length: 40 }, (_, i) => `第${i}段，用来把页面拉长。`).join("\n\n");

export const book = {
  "book.toml":
    '[book]\ntitle = "书"\nlanguages = { en = "English" }\nlicence = "CC BY-SA 4.0"\nlicence-url = "https://example.org/by-sa"\n[output.html]\nedit-url-template = "https://example.org/edit/{path}#L{line}"\nhistory-url-template = "https://example.org/log/{path}"\n[variants]\nrules = ["zh-cn:软件;zh-tw:軟體"]\n',
  "content/.provenance.jsonl":
    '{"wiki":"w","name":"某维基","base-url":"https://w.example/wiki/$1","licence":"CC BY-SA 4.0","licence-url":"https://example.org/by-sa"}\n{"title":"拓片","from":"w","revision":5,"time":"2020-01-31T12:00:00Z","authors":["某人","另一人"],"sha1":""}\n',
  "content/首页.wiki": "欢迎，见[[拓片]]。\n",
  "content/拓片.wiki": `'''拓片'''是印本<ref>一条注，见[http://example.org/a 某处]。</ref>。这里的软件能印。\n\n[[File:碑.png|thumb|200px|一块碑]]\n\n== 第一节 ==\n${long}\n\n== 第二节 ==\n<u class="proper-name">赵明诚</u>著{{书名号|金石录}}，{{ruby|拓|ㄊㄚˋ}}，<em>着重</em>与<em>word</em>。他说“好”。\n\n{| class="wikitable sortable"\n! 名 !! 数\n|-\n| 丙 || 10\n|-\n| 甲 || 9\n|-\n| 乙 || 1,200\n|}\n\n== 注 ==\n<references />\n[[Category:碑]]\n`,
  "content/English/Rubbing.wiki": "A '''rubbing''' is ''paper'' and ink.\n\n[[zh:拓片]]\n",
  "content/Category/碑.wiki": "说明。\n",
  "content/File/碑.png": picture,
};

const at = "zh-cn/拓片.html";
const paper = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

const journeys = {
  async "search by keyboard, in either script"({ page, go, assert }) {
    for (const [path, query] of [[at, "軟體"], ["zh-tw/拓片.html", "软件"]]) {
      await go(path);
      await page.keyboard.press("/");
      await page.locator("dialog.find[open] input").fill(query);
      await page.locator("dialog.find ol.found a").first().waitFor();
      assert.match(await page.locator("dialog.find mark").first().textContent(), path === at ? /软件/ : /軟體/, "marked as the reader's view has it");
      assert.match(await page.locator("dialog.find [role=status]").textContent(), /1/, "how many is announced");
      await page.keyboard.press("ArrowDown");
      assert.equal(await page.evaluate(() => document.activeElement.closest("ol.found") !== null), true);
      await page.keyboard.press("Escape");
      assert.equal(await page.locator("dialog.find").evaluate((box) => box.open), false);
      await page.keyboard.press("/");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.waitForURL(/%E6%8B%93%E7%89%87|拓片/);
    }
  },

  async "a search can be linked to"({ page, go, assert }) {
    await go("zh-tw/s/search.html?q=软件");
    await page.locator("ol.found a").first().waitFor();
    assert.equal(await page.inputValue("[data-x-search-page] input"), "软件");
    await page.locator("ol.found a").first().click();
    await page.waitForURL(/zh-tw\/.*%E6%8B%93/);
  },

  async "a category is found by what it lists"({ page, go, assert }) {
    await go("zh-cn/s/search.html?q=拓片");
    await page.locator("ol.found a").first().waitFor();
    const found = await page.locator("ol.found strong").allTextContents();
    assert.ok(found.some((title) => title.includes("碑")), found.join());
  },

  async "a picture opens large, by keyboard, and closes where it was"({ page, go, assert }) {
    await go(at);
    const link = page.locator("figure a:has(img)");
    await link.focus();
    await page.keyboard.press("Enter");
    const box = page.locator("dialog.large[open]");
    await box.waitFor();
    assert.ok((await box.locator("img").boundingBox()).width >= 300, "in its own size");
    assert.match(await box.locator("a").textContent(), /一块碑/);
    await page.keyboard.press("Escape");
    // The event by which it goes comes after the key's.
    await page.locator("dialog.large").waitFor({ state: "detached" });
    assert.equal(await link.evaluate((link) => link === document.activeElement), true);
    // With a script or without, the link leads to the file's own page.
    assert.match(await link.getAttribute("href"), /File\//);
  },

  async "a page in another language, and back"({ page, go, assert }) {
    await go(at);
    await page.click('nav.views a[hreflang="en"]');
    await page.waitForURL(/Rubbing/);
    assert.equal(await page.getAttribute("html", "lang"), "en");
    await page.click('nav.views a[hreflang="zh-Hant-TW"]');
    await page.waitForURL(/zh-tw\//);
    await go("zh-cn/首页.html");
    assert.match(await page.locator("nav.views .absent").textContent(), /English\s*（没有这一页）/);
  },
};

const tests = {};
for (const [name, test] of Object.entries(journeys)) {
  for (const how of ["server", "folder"]) {
    const openFile = async (page, site, path) => {
      const [name, query] = path.split("?");
      await page.goto(`file://${encodeURI(`${site}/${name}`)}${query ? `?${encodeURI(query)}` : ""}`);
    };
    const run = (given) => test({ ...given, go: how === "server" ? given.open : (path) => openFile(given.page, given.site, path) });
    run.context = { locale: "zh-CN", colorScheme: "light" };
    tests[`${name} (${how})`] = run;
  }
}

Object.assign(tests, {
  async "a heading's address is copied"({ page, open, url, assert }) {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await open(at);
    await page.locator("h2 .headerlink").first().click({ force: true });
    await page.locator(".headerlink[data-x-done]").waitFor();
    assert.equal(decodeURIComponent(await page.evaluate(() => navigator.clipboard.readText())), `${url}${at}#第一节`);
  },

  async "the chosen colours are there from the first frame on"({ page, open, assert }) {
    await open(at);
    await page.evaluate(() => window.taben.set("scheme", "dark"));
    await page.addInitScript(() => {
      window.seen = new Set();
      const look = () => {
        if (document.body) window.seen.add(getComputedStyle(document.body).backgroundColor);
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    await open("zh-tw/拓片.html");
    await page.waitForTimeout(300);
    assert.deepEqual(await page.evaluate(() => [...window.seen]), ["rgb(21, 21, 19)"]);
  },

  async "more contrast and forced colours keep all that is to be seen"({ page, open, assert }) {
    await open(at);
    const muted = () => page.evaluate(() => getComputedStyle(document.querySelector(".reading, .about")).color);
    const usual = await muted();
    await page.emulateMedia({ contrast: "more" });
    assert.notEqual(await muted(), usual);
    await page.emulateMedia({ contrast: null, forcedColors: "active" });
    const border = await page.evaluate(() => getComputedStyle(document.querySelector(".top .search input")).borderTopStyle);
    assert.equal(border, "solid");
  },

  async "no motion where none is wanted"({ page, open, assert }) {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await open(at);
    await page.locator("sup.reference a").first().focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Shift+Tab");
    assert.equal(await page.locator(".preview").evaluate((box) => getComputedStyle(box).animationName), "none");
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior), "auto");
  },

  async "Chinese is set as its readers set it"({ page, open, assert }) {
    const style = (selector, name) => page.evaluate(([selector, name]) => getComputedStyle(document.querySelector(selector))[name], [selector, name]);
    await open("zh-tw/拓片.html");
    assert.match(await style("em:not(.latin)", "textEmphasisStyle"), /dot/);
    assert.deepEqual([await style("em.latin", "textEmphasisStyle"), await style("em.latin", "fontStyle")], ["none", "italic"]);
    assert.equal(await style("rt.zhuyin", "writingMode"), "vertical-rl");
    assert.match(await style(".book-title", "textDecorationStyle"), /wavy/);
    assert.equal(await style("body", "textAutospace"), "normal");
    assert.match(await page.textContent("article"), /他說「好」/, "quotation marks go with the view");
    // Zhuyin stands at the right of its character and no higher than the line.
    const [character, reading] = await page.evaluate(() => {
      const rt = document.querySelector("rt.zhuyin"), range = document.createRange();
      range.selectNodeContents(rt.parentNode.firstChild);
      return [range.getBoundingClientRect(), rt.getBoundingClientRect()].map((box) => [box.left, box.right, box.top, box.bottom]);
    });
    assert.ok(reading[0] >= character[1] - 1 && reading[3] > character[2] && reading[2] < character[3], `${character} ${reading}`);
    // A note's marker is on the line of the word before it, however wide the window.
    for (let width = 300; width < 420; width += 7) {
      await page.setViewportSize({ width, height: 700 });
      const apart = await page.evaluate(() => {
        const mark = document.querySelector("sup.reference"), range = document.createRange(), before = mark.previousSibling;
        range.setStart(before, before.length - 1);
        range.setEnd(before, before.length);
        return mark.getClientRects()[0].left - range.getBoundingClientRect().right;
      });
      assert.ok(apart > -1 && apart < 12, `at ${width}: ${apart}`);
    }
  },

  async "on paper: the whole page and whose it is, no chrome, notes with their addresses"({ page, open, assert }) {
    await open(at);
    await page.emulateMedia({ media: "print" });
    const seen = await page.evaluate(() => {
      const shown = (selector) => [...document.querySelectorAll(selector)].some((node) => node.getClientRects().length > 0);
      return [".top", ".side", ".headerlink", ".editlink", ".turn", ".code-box button"].filter(shown).concat(["NOT"], [".references", ".about .facts", "figure img", ".end-seal"].filter((s) => !shown(s)));
    });
    assert.deepEqual(seen, ["NOT"]);
    assert.match(await page.evaluate(() => getComputedStyle(document.querySelector(".references a.external"), "::after").content), /attr|example\.org/);
    assert.match(await page.textContent(".about"), /修订版本 5[\s\S]*2020-01-31[\s\S]*某人、另一人[\s\S]*CC BY-SA 4\.0/);
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
  },

  async "a table is sorted by its heads, with mouse and keyboard"({ page, open, assert }) {
    await open(at);
    const column = (n) => page.locator(`table.sortable tbody tr td:nth-child(${n})`).allTextContents().then((all) => all.map((text) => text.trim()));
    const head = (n) => page.locator("table.sortable th button").nth(n);
    await head(1).click();
    assert.deepEqual(await column(2), ["9", "10", "1,200"]);
    assert.equal(await page.locator("table.sortable th").nth(1).getAttribute("aria-sort"), "ascending");
    await head(1).focus();
    await page.keyboard.press("Enter");
    assert.deepEqual(await column(2), ["1,200", "10", "9"]);
    await head(0).click();
    assert.deepEqual(await column(1), ["丙", "甲", "乙"], "by pinyin");
  },
});

tests["without a script the lists of pages serve"] = async ({ page, open, assert }) => {
  await open("zh-cn/s/search.html");
  assert.match(await page.locator("noscript, [data-x-search-page]").first().textContent(), /JavaScript/);
  await page.click(".lists a >> nth=1");
  await page.click("article a >> text=拓片");
  assert.match(await page.textContent("h1"), /拓片/);
};
tests["without a script the lists of pages serve"].context = { javaScriptEnabled: false };

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const kinds = { english: "zh-tw/Rubbing.html", file: "zh-tw/File/碑.png.html", credits: "zh-cn/s/credits.html", strokes: "zh-tw/s/strokes.html", search: "zh-tw/s/search.html?q=软件", category: "zh-cn/Category/碑.html", "parallel category": "parallel/Category/碑.html", imported: at, "in traditional": "zh-tw/拓片.html" };
for (const [name, media] of Object.entries({ light: { colorScheme: "light" }, dark: { colorScheme: "dark" }, "more contrast": { contrast: "more", colorScheme: "dark" }, phone: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } })) {
  for (const [kind, path] of Object.entries(kinds)) {
    const run = async ({ page, open, assert }) => {
      await open(path);
      if (kind === "search") await page.locator("ol.found a").first().waitFor();
      await page.evaluate(axe);
      const found = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"] }));
      assert.deepEqual(found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`), []);
    };
    run.context = media;
    tests[`axe finds nothing: ${kind}, ${name}`] = run;
  }
}

export { tests };
