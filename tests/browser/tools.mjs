// What the browser tests that run by themselves share: the program, the browser, a book's files, a list of results.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import assert from "node:assert/strict";
import { chromium, executablePath, taben } from "./needs.mjs";

export { skip, taben } from "./needs.mjs";

/** A folder that is removed at the end. */
export const work = mkdtempSync(join(tmpdir(), "taben-browser-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

/** Writes files of a book into a new folder of the work folder, and gives it. */
export function book(name, files) {
  const dir = join(work, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  return dir;
}

/** Runs the program and gives what it prints. */
export const run = (...args) => execFileSync(taben, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"] });
let failed = 0, passed = 0;

/** Runs a test with a page of its own; every complaint of the browser fails it, but for those that `fine` matches. */
export async function test(name, body, fine) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "zh-CN" });
  const page = await context.newPage();
  const complaints = [];
  page.setDefaultTimeout(10000);
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("dialog", (dialog) => { complaints.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  try {
    await body(page);
    assert.deepEqual(complaints.filter((text) => !fine?.test(text)), [], "nothing goes wrong");
    passed++;
  } catch (error) {
    failed++;
    console.error(`FAILED ${name}\n${error.stack ?? error}\n${complaints.join("\n")}`);
  }
  await context.close();
}

/** Tells how many passed, and ends. */
export async function end(what) {
  await browser.close();
  console.log(`${what}: ${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}
