// What readers do with a book, on a server and from a folder: choose a view, change it and stay where they are, follow a
// note and come back, change the colours, print; without a script, on a phone, by keyboard alone.  And on every kind
// of page, in both colours: nothing for axe to find.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const filler = (word) => Array.from({ length: 30 }, (_, i) => `${word}第${i}段文字，说明软件怎样打印，用来把页面拉长。`).join("\n\n");
const wide = `{| class="wikitable"\n|+ 很宽的表\n! ${Array.from({ length: 14 }, (_, i) => `第${i}列标题`).join(" !! ")}\n|-\n| ${Array.from({ length: 14 }, (_, i) => `内容${i}`).join(" || ")}\n|}`;
const article = `'''拓片'''是一种记录<ref name="a">注甲，见[http://example.org/ 例子]。</ref>碑刻的方法<ref>注乙。</ref>。

{{ambox|text=本页需要扩充。}}
; 名词
: 解释<ref name="a" />
: 又一个解释

== 第一节 ==
${filler("甲")}

: 缩进一
:: 缩进二

${wide}

=== 小节 ===
''斜体''、'''粗体'''、<em>着重</em>、<code>代码</code>、{{ruby|拓|ㄊㄚˋ}}、<math>x^2</math>、[[没有的页]]、[[别名]]。

<syntaxhighlight lang="rust">
fn main() { println!("这一行代码很长很长，比手机的屏幕要长得多，所以它应该在自己的框里滚动，不能把页面撑开"); }
</syntaxhighlight>

<poem>
一行诗
又一行
</poem>

== 第二节 ==
${filler("乙")}

== 第三节 ==
${filler("丙")}

== 注 ==
<references />
[[Category:碑]]
`;

export const book = {
  "book.toml":
    '[book]\ntitle = "书"\nauthors = ["某人"]\ndate = "2024-05-01"\ndescription = "一本书。"\ntoc = ["首页", { part = "正文", pages = ["拓片", "别的"] }]\n[output.html]\nsite-url = "https://example.org/"\nedit-url-template = "https://example.org/edit/{path}#L{line}"\n[output.citations]\nenabled = true\n[variants]\nrules = ["zh-cn:软件;zh-tw:軟體"]\n',
  "content/首页.wiki": "欢迎，见[[拓片]]。\n",
  "content/拓片.wiki": article,
  "content/别的.wiki": "别的，见[[拓片#第二节]]。\n",
  "content/别名.wiki": "#REDIRECT [[拓片]]\n",
  "content/Category/碑.wiki": "碑的分类。\n",
};

const kinds = {
  page: "zh-cn/拓片.html",
  other: "zh-tw/拓片.html",
  parallel: "parallel/拓片.html",
  category: "zh-tw/Category/碑.html",
  all: "zh-cn/s/all.html",
  links: "zh-cn/s/links-1.html",
  start: "index.html#choose",
  missing: "404.html",
};

/// Where the section that is read begins, from the window's top.
const top = (page, id) => page.evaluate((id) => document.getElementById(id).getBoundingClientRect().top, id);

const journeys = {
  async "the browser's language chooses the view, and a choice is kept"({ page, go, assert }) {
    await go("index.html");
    await page.waitForURL(/zh-tw\//);
    await page.click('nav.views a[data-x-view="zh-cn"]');
    await page.waitForURL(/zh-cn\//);
    await go("index.html");
    await page.waitForURL(/zh-cn\//);
    assert.equal(await page.getAttribute("html", "lang"), "zh-Hans-CN");
  },

  async "changing the view keeps the place"({ page, go, assert }) {
    await go(kinds.page);
    await page.evaluate(() => document.getElementById("第二节").scrollIntoView());
    await page.mouse.wheel(0, 300);
    await page.waitForTimeout(300);
    await page.waitForFunction(() => document.documentElement.getAttribute("data-x-at") === "第二节");
    const before = await top(page, "第二节");
    // A click of the mouse would first bring the header into sight, and so lose the place that is to be kept.
    await page.evaluate(() => document.querySelector('nav.views a[data-x-view="zh-tw"]').click());
    await page.waitForURL(/zh-tw\//);
    await page.waitForFunction(() => document.readyState === "complete");
    await page.waitForTimeout(200);
    assert.ok(Math.abs((await top(page, "第二节")) - before) < 4, "the same lines are in sight");
    assert.match(await page.textContent("article"), /軟體怎樣列印|軟體怎樣打印/);
  },

  async "the parallel view shows both and leads to each word's reason"({ page, go, assert }) {
    await go(kinds.page);
    await page.click('nav.views a[data-x-view="parallel"]');
    await page.waitForURL(/parallel\//);
    const pair = page.locator(".pair[data-x-differs]").first();
    assert.match(await pair.textContent(), /软件[\s\S]*軟體/);
    await pair.locator("[data-x-d]").first().hover();
    await page.locator(".preview.rule").waitFor();
  },

  async "a note and back"({ page, go, assert }) {
    await go(kinds.page);
    await page.locator("sup.reference a").nth(1).click();
    await page.locator(".references li:target .mw-cite-backlink a").first().click();
    assert.equal(await page.evaluate(() => document.querySelector(":target")?.matches("sup.reference")), true);
  },

  async "the colours change and stay"({ page, go, assert }) {
    await go(kinds.page);
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await paper();
    for (let i = 0; i < 3 && (await page.getAttribute("html", "data-x-scheme")) !== "dark"; i++) await page.click("[data-x-theme]");
    const dark = await paper();
    assert.notEqual(light, dark);
    await go(kinds.other);
    assert.equal(await paper(), dark);
  },

  async "the contents follow the reading"({ page, go, assert }) {
    await go(kinds.page);
    await page.evaluate(() => document.getElementById("第三节").scrollIntoView());
    await page.waitForFunction(() => document.querySelector(".side.toc a[aria-current]")?.textContent.includes("第三节"));
  },

  async "keyboard alone: skip, a page of the list, a view"({ page, go, assert }) {
    await go(kinds.page);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "x-main");
    // Every stop can be seen.
    await go(kinds.page);
    const stops = [];
    for (let i = 0; i < 25; i++) {
      await page.keyboard.press("Tab");
      stops.push(
        await page.evaluate(() => {
          const at = document.activeElement, style = getComputedStyle(at);
          return { name: at.textContent.trim().slice(0, 20), seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2, view: at.dataset.xView };
        })
      );
    }
    const unseen = stops.filter((stop) => !stop.seen).map((stop) => stop.name);
    assert.deepEqual(unseen, [], "no ring");
    assert.ok(stops.some((stop) => stop.view === "zh-tw"), "the views are reached");
  },
};

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true };
const widths = [320, 360, 768, 1280, 1920, 3840];

const tests = {};
for (const [name, test] of Object.entries(journeys)) {
  for (const how of ["server", "folder"]) {
    const run = (given) => test({ ...given, go: how === "server" ? given.open : given.openFile });
    run.context = { locale: "zh-TW", colorScheme: "light" };
    tests[`${name} (${how})`] = run;
  }
}

Object.assign(tests, {
  async "it prints with its notes and without its chrome"({ page, open, assert }) {
    await open(kinds.page);
    const pdf = await page.pdf();
    assert.ok(pdf.length > 20000 && pdf.subarray(0, 4).toString() === "%PDF");
    await page.emulateMedia({ media: "print" });
    const shown = await page.evaluate(() => [".top", ".side", ".references"].map((name) => document.querySelector(name).getClientRects().length > 0));
    assert.deepEqual(shown, [false, false, true]);
  },

  async "nothing is wider than the window"({ page, open, assert }) {
    for (const path of [kinds.page, kinds.parallel, kinds.category, kinds.all, kinds.start]) {
      for (const width of widths) {
        await page.setViewportSize({ width, height: 800 });
        await open(path);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(over <= 0, `${path} at ${width}: ${over} px`);
      }
    }
  },

  async "no layout shift"({ page, open, assert }) {
    for (const path of [kinds.page, kinds.parallel]) {
      await open(path);
      const shift = await page.evaluate(
        () =>
          new Promise((done) => {
            let sum = 0;
            new PerformanceObserver((list) => list.getEntries().forEach((e) => (sum += e.value))).observe({ type: "layout-shift", buffered: true });
            setTimeout(() => done(sum), 400);
          })
      );
      assert.equal(shift, 0, path);
    }
  },

  async "at most four requests before the text"({ page, open, assert }) {
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await open(kinds.page);
    const waits = asked.filter((url) => /\.html$|\.css$|init\.js$/.test(url));
    assert.ok(waits.length <= 4 && asked.length <= 7, asked.join("\n"));
  },
});

tests["on a phone it is one column, and its lists open by touch"] = async ({ page, open, assert }) => {
  await open(kinds.page);
  await page.tap(".side.toc summary");
  await page.tap(".side.toc a >> nth=1");
  await page.waitForFunction(() => location.hash.length > 1);
  assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector(".content p")).textAlign), "start", "no rivers");
};
tests["on a phone it is one column, and its lists open by touch"].context = phone;

tests["without a script all is there"] = async ({ page, open, assert }) => {
  await open("index.html");
  await page.click('a[hreflang="zh-Hant-TW"]');
  await page.click("nav.pages a >> text=拓片");
  assert.match(await page.textContent("h1"), /拓片/);
  await page.click('nav.views a[hreflang="zh-Hans-CN"]');
  await page.click("sup.reference a >> nth=0");
  assert.match(page.url(), /#cite_note/);
  assert.equal(await page.locator("[data-x-theme]").isVisible(), false, "nothing stands there that would do nothing");
};
tests["without a script all is there"].context = { javaScriptEnabled: false };

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
for (const colorScheme of ["light", "dark"]) {
  for (const [kind, path] of Object.entries(kinds)) {
    const run = async ({ page, open, assert }) => {
      await open(path);
      await page.evaluate(axe);
      const found = await page.evaluate(() =>
        globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"] })
      );
      assert.deepEqual(found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`), []);
      assert.ok(found.passes.length > 10);
    };
    run.context = { colorScheme };
    tests[`axe finds nothing: ${kind}, ${colorScheme}`] = run;
  }
}

export { tests };
