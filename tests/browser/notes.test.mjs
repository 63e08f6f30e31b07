// Notes as they are read: previews, ways back, without a script, by touch, on paper.
const filler = Array.from({ length: 60 }, (_, i) => `第${i}段文字，用来把页面拉长。`).join("\n\n");

export const book = {
  "book.toml": '[book]\ntitle = "书"\nauthors = ["某人"]\ndate = "2024-05-01"\n[output.citations]\nenabled = true\n',
  "content/页.wiki": `甲<ref name="a">注甲，见[http://example.org/ 例子]。</ref>乙<ref>注乙。</ref>丙<ref name="a" />\n\n${filler}\n\n丁<ref name="a" />戊<ref group="註">组注。</ref>\n\n== 註 ==\n<references group="註" />\n\n== 注 ==\n<references />\n`,
};

const path = "zh-cn/页.html";
const uses = "sup.reference a";

export const tests = {
  async "a note is shown on hover and stays under the pointer"({ page, open, assert }) {
    await open(path);
    await page.hover(`${uses} >> nth=0`);
    const box = page.locator(".preview");
    await box.waitFor();
    assert.match(await box.textContent(), /注甲/);
    await box.hover();
    await page.waitForTimeout(500);
    assert.equal(await box.count(), 1, "the pointer may go into the preview");
    await page.mouse.move(5, 500);
    await box.waitFor({ state: "detached" });
  },

  async "a note is shown on focus, and Escape closes it"({ page, open, assert }) {
    await open(path);
    const link = page.locator(uses).nth(1);
    await page.locator(uses).first().focus();
    await page.keyboard.press("Tab");
    // The preview of the first holds no stop of its own before the next marker.
    await link.focus();
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Tab");
    const box = page.locator(".preview");
    await box.waitFor();
    await page.keyboard.press("Escape");
    await box.waitFor({ state: "detached" });
    assert.equal(await page.evaluate(() => document.activeElement.closest("sup.reference") !== null), true, "the focus stays");
  },

  async "the way back leads to the use that one came from"({ page, open, assert }) {
    await open(path);
    const last = page.locator('sup.reference[id^="cite_ref-a"]').nth(2);
    const id = await last.getAttribute("id");
    await last.locator("a").click();
    assert.match(decodeURIComponent(page.url()), /#cite_note-a-1$/);
    const came = page.locator(".mw-cite-backlink .came");
    assert.equal(await came.count(), 1);
    assert.equal(await came.getAttribute("href"), `#${id}`);
    await page.locator("#cite_note-a-1 .mw-cite-backlink .arrow").click();
    assert.equal(decodeURIComponent(new URL(page.url()).hash), `#${id}`);
    assert.equal(await page.evaluate((id) => document.getElementById(id).matches(":target"), id), true);
  },

  async "the note that was jumped to is marked"({ page, open, assert }) {
    await open(path + "#cite_note-2");
    const width = await page.evaluate(() => getComputedStyle(document.querySelector("#cite_note-2"), "::before").width);
    assert.equal(width, "2px");
  },

  async "roles and names"({ page, open, assert }) {
    await open(path);
    assert.equal(await page.locator('[role="doc-noteref"]').count(), 5);
    const lists = await page.locator('section[role="doc-endnotes"]').evaluateAll((all) => all.map((list) => list.getAttribute("aria-label")));
    assert.equal(lists.length, 2);
    assert.equal(new Set(lists).size, 2, `each list has a name of its own: ${lists}`);
    const backs = await page.locator('[role="doc-backlink"]').evaluateAll((all) => all.map((link) => link.getAttribute("aria-label")));
    assert.equal(backs.length, 5);
    assert.ok(backs.every((name) => name && name.startsWith("返回正文")), `${backs}`);
  },

  async "how the page is cited"({ page, open, assert }) {
    await open(path);
    const cite = page.locator("details.cite-page");
    await cite.locator("summary").click();
    assert.match(await cite.locator("p").textContent(), /某人\. 页\. 书\. 2024-05-01\./);
    assert.match(await cite.locator("pre").textContent(), /@online\{/);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await cite.locator("button").first().click();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /某人\. 页/);
  },

  async "on paper, notes stand at the end without ways back"({ page, open, assert }) {
    await open(path);
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator(".mw-cite-backlink").first().isVisible(), false);
    assert.equal(await page.locator("ol.references li").last().isVisible(), true);
    const address = await page.evaluate(() => getComputedStyle(document.querySelector(".references a.external"), "::after").content);
    assert.match(address, /example\.org/);
  },
};

async function withoutScript({ page, open, assert }) {
  await open(path);
  await page.locator(uses).nth(0).click();
  assert.match(decodeURIComponent(page.url()), /#cite_note-a-1$/);
  await page.locator("#cite_note-a-1 .mw-cite-backlink a").nth(2).focus();
  await page.keyboard.press("Enter");
  assert.match(decodeURIComponent(page.url()), /#cite_ref-a_1-2$/);
  assert.equal(await page.locator("details.cite-page p").count(), 1);
}
withoutScript.context = { javaScriptEnabled: false };
tests["without a script links are links"] = withoutScript;

async function byTouch({ page, open, assert }) {
  await open(path);
  await page.locator(uses).nth(1).tap();
  assert.match(decodeURIComponent(page.url()), /#cite_note-2$/);
  await page.waitForTimeout(400);
  assert.equal(await page.locator(".preview").count(), 0, "a tap jumps and shows no preview");
  await page.locator("#cite_note-2 .mw-cite-backlink a").tap();
  assert.match(decodeURIComponent(page.url()), /#cite_ref-2$/);
}
byTouch.context = { hasTouch: true, isMobile: true, viewport: { width: 390, height: 800 } };
tests["a tap jumps"] = byTouch;
