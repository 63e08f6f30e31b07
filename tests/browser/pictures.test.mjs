// How key pages look, kept in docs/pictures: pictures to be looked at by people, and the places of what stands on them.
//
//   TABEN=… node tests/browser/run.mjs pictures           compares
//   UPDATE=1 TABEN=… node tests/browser/run.mjs pictures  takes them anew, after a change that was meant
//
// Letters differ from machine to machine, so pages are not compared dot by dot: boxes must lie where they lay, by some
// pixels, and colours must be what they were in patches of the page, by some shades.  What the tolerance lets through
// is tested too: a page whose colours or columns were changed on purpose must fail.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { png } from "./png.mjs";

const folder = join(dirname(fileURLToPath(import.meta.url)), "../../docs/pictures");
const places = join(folder, "places.json");
const update = Boolean(process.env.UPDATE);

// A stele, carved: pale strokes on black.
const stele = png(440, 600, (x, y) => {
  const column = Math.floor(x / 88), row = Math.floor(y / 100), u = x % 88, v = y % 100;
  const seed = (column * 7 + row * 13 + 5) % 11;
  const inside = u > 16 && u < 72 && v > 18 && v < 82;
  const stroke = inside && (Math.abs(v - 26 - seed * 2) < 4 || Math.abs(v - 62 + seed) < 4 || Math.abs(u - 30 - seed * 2) < 4 || Math.abs(u - v + seed * 3 - 12) < 4);
  return stroke ? [224, 224, 218] : [30, 30, 28];
});

const article = `{{about|捶拓的印本|同名的软件|拓片 (软件)}}
{{ambox|type=content|text=本条目'''需要补充更多来源'''。请协助补充可靠来源以改善这篇条目。}}
{| class="infobox"
|+ 拓片
| colspan="2" | [[File:碑.png|180px|一块碑的拓片]]
|-
! 别名
| 拓本、墨本
|-
! 材料
| 宣纸、墨
|-
! 始于
| 南北朝
|}
'''拓片'''（{{lang|en|rubbing}}）是把纸覆在碑刻上，用墨捶拓而成的印本<ref>纸先润湿，再用软刷压进字口，半干时上墨。</ref>。石头留在原处，字可以随身带走；碑若毁了，拓片就是它的影子。今日的博物馆用照相与3D扫描记录石刻，拓片仍有照片没有的长处：它与原石一样大，笔画的深浅都在纸上<ref name="b">上墨有轻有重，所以同一块碑的两张拓片并不相同。</ref>。

古人说“纸寿千年”——墨也一样。旧拓往往比今日的碑更清楚，因为碑在风雨之中，拓片在匣子之中<ref name="b" />。软件也能做类似的事：一页写一次，印出简体与繁体，各带各的用词，放进U盘就能读。

== 怎样拓 ==
先洗净碑面，覆上润湿的纸，用软刷敲实，待纸将干未干，以墨包轻扑。工具不多，要紧的是手上的轻重。

{| class="wikitable"
|+ 两种拓法
! 名称 !! 用墨 !! 样子
|-
| 乌金拓 || 浓墨，多次 || 黑而亮
|-
| 蝉翼拓 || 淡墨，一次 || 薄如蝉翼
|}

=== 工具 ===
* 宣纸、墨、软刷
* 扑子：内有棉，外包绸

== 怎样读 ==
: 先看纸，再看墨，然后看字口。

== 注释 ==
<references />
[[Category:金石]]
`;

export const book = {
  "book.toml": `[book]
title = "金石小书"
description = "碑刻与拓片。"
date = "2024-05-01"
toc = ["首页", { part = "正文", pages = ["碑刻", "拓片", "印章"] }, { part = "附录", pages = ["Rubbing"] }]
languages = { en = "English" }
[variants]
rules = ["zh-cn:软件;zh-tw:軟體", "zh-cn:U盘;zh-tw:隨身碟", "zh-cn:扫描;zh-tw:掃描", "zh-cn:博物馆;zh-tw:博物館", "zh-cn:打印;zh-tw:列印", "zh-cn:宣纸;zh-tw:宣紙"]
`,
  "content/首页.wiki": "一本小书，讲[[碑刻]]、[[拓片]]与[[印章]]。\n",
  "content/碑刻.wiki": "刻字的石头，见[[拓片]]。\n",
  "content/拓片.wiki": article,
  "content/印章.wiki": "[[File:碑.png|thumb|印]]朱文与白文。[[Category:金石]]\n",
  "content/English/Rubbing.wiki": "A '''rubbing''' is paper pressed upon a carved stone, and inked.\n\n[[zh:拓片]]\n",
  "content/File/碑.png": stele,
};

const page = "拓片.html";
const shots = {
  light: { path: `zh-cn/${page}`, width: 1280, height: 800, colorScheme: "light" },
  dark: { path: `zh-tw/${page}`, width: 1280, height: 800, colorScheme: "dark" },
  parallel: { path: `parallel/${page}`, width: 1280, height: 800, colorScheme: "light", see: "石头留在" },
  phone: { path: `zh-tw/${page}`, width: 360, height: 640, colorScheme: "light" },
  "phone-dark": { path: `zh-cn/${page}#怎样拓`, width: 360, height: 640, colorScheme: "dark" },
  start: { path: "index.html#choose", width: 1280, height: 800, colorScheme: "light" },
  search: { path: "zh-tw/s/search.html?q=软件", width: 1280, height: 800, colorScheme: "dark" },
  category: { path: "zh-tw/Category/金石.html", width: 1280, height: 800, colorScheme: "light" },
};
const watched = [".top", ".home", ".top .search", "nav.views", "button.theme", ".side.pages", "main", "h1", ".side.toc", ".infobox", ".ambox", ".content > p", ".wikitable", ".pair", "[data-x-legend]", ".choose", "ol.found", ".category-list"];

/// Where things lie: left, top, width, height of each that is seen.
const boxes = (page) =>
  page.evaluate((names) => {
    const found = {};
    for (const name of names) {
      const box = document.querySelector(name)?.getBoundingClientRect();
      if (box && box.width && box.top < innerHeight) found[name] = [box.left, box.top, box.width, box.height].map(Math.round);
    }
    return found;
  }, watched);

/// What moved: across by more than a few pixels, or downwards by more than other letters would move it.
function moved(was, is) {
  const out = [];
  for (const name of new Set([...Object.keys(was), ...Object.keys(is)])) {
    const [a, b] = [was[name], is[name]];
    if (!a || !b) out.push(`${name} ${a ? "is gone" : "is new"}`);
    else if (Math.abs(a[0] - b[0]) > 24 || Math.abs(a[2] - b[2]) > 40 || Math.abs(a[1] - b[1]) > 60 || Math.abs(a[3] - b[3]) > Math.max(60, a[3] / 3))
      out.push(`${name} was at ${a} and is at ${b}`);
  }
  return out;
}

/// The part of a picture's patches (20 across) whose colour is another, from 0 to 1.
const changed = (page, one, other) =>
  page.evaluate(async ([one, other]) => {
    const patches = async (data) => {
      const image = new Image();
      image.src = `data:image/png;base64,${data}`;
      await image.decode();
      const across = 20, down = Math.round((across * image.height) / image.width);
      const canvas = new OffscreenCanvas(across, down), context = canvas.getContext("2d");
      context.imageSmoothingQuality = "high";
      // Halved step by step, so that every dot counts.
      let from = image, width = image.width, height = image.height;
      while (width / 2 > across) {
        width = Math.ceil(width / 2);
        height = Math.ceil(height / 2);
        const half = new OffscreenCanvas(width, height);
        half.getContext("2d").drawImage(from, 0, 0, width, height);
        from = half;
      }
      context.drawImage(from, 0, 0, across, down);
      return context.getImageData(0, 0, across, down).data;
    };
    const [a, b] = [await patches(one), await patches(other)];
    if (a.length !== b.length) return 1;
    let count = 0;
    for (let i = 0; i < a.length; i += 4) if (Math.abs(a[i] - b[i]) + Math.abs(a[i + 1] - b[i + 1]) + Math.abs(a[i + 2] - b[i + 2]) > 75) count++;
    return count / (a.length / 4);
  }, [one.toString("base64"), other.toString("base64")]);
const MOST = 0.06;

async function take({ browser, url }, shot, style) {
  const context = await browser.newContext({ viewport: { width: shot.width, height: shot.height }, colorScheme: shot.colorScheme, reducedMotion: "reduce", bypassCSP: Boolean(style) });
  const page = await context.newPage();
  const [path, hash] = shot.path.split("#");
  await page.goto(url + encodeURI(path) + (hash ? `#${encodeURIComponent(hash)}` : ""));
  if (shot.path.includes("?q=")) await page.locator("ol.found a").first().waitFor();
  if (style) await page.addStyleTag({ content: style });
  if (shot.see) await page.evaluate((text) => [...document.querySelectorAll("p")].find((p) => p.textContent.includes(text)).scrollIntoView(), shot.see);
  await page.evaluate(() => document.fonts.ready);
  const picture = await page.screenshot();
  const at = await boxes(page);
  await context.close();
  return { picture, at };
}

const kept = existsSync(places) ? JSON.parse(readFileSync(places, "utf8")) : {};
const tests = {};
for (const [name, shot] of Object.entries(shots)) {
  tests[`pictures: ${name}`] = async (given) => {
    const { picture, at } = await take(given, shot);
    const file = join(folder, `${name}.png`);
    if (update) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, picture);
      kept[name] = at;
      writeFileSync(places, `{\n${Object.entries(kept).sort().map(([name, at]) => `"${name}": ${JSON.stringify(at)}`).join(",\n")}\n}\n`);
    }
    given.assert.deepEqual(moved(kept[name] ?? {}, at), [], "nothing moved (UPDATE=1 if it was meant to)");
    const part = await changed(given.page, readFileSync(file), picture);
    given.assert.ok(part <= MOST, `${(part * 100).toFixed(1)} % of the page has other colours (UPDATE=1 if it was meant to)`);
  };
}

// What a careless change of a style sheet does, and that it is seen.
const careless = {
  "another paper": ":root { --paper: #fff4d6 !important } body { background: #d8e8d0 !important }",
  "no columns": ".sheet { display: block !important }",
  "a wide article": ".sheet { grid-template-columns: 8rem minmax(0, 70rem) 8rem !important }",
  "larger letters": "html { font-size: 24px !important }",
  "no infobox": ".infobox { float: none !important; width: 100% !important }",
  "no header": ".top { display: none !important }",
};
for (const [name, style] of Object.entries(careless)) {
  tests[`pictures: ${name} would be seen`] = async (given) => {
    const { picture, at } = await take(given, shots.light, style);
    const part = await changed(given.page, readFileSync(join(folder, "light.png")), picture);
    given.assert.ok(moved(kept.light, at).length > 0 || part > MOST, `only ${(part * 100).toFixed(1)} % differ`);
  };
}

export { tests };
