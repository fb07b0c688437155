/**
 * Visits every page in a real browser: light, dark and narrow. Fails on a serious axe finding, a
 * console error, a sideways scroll bar, or a broken path through the pages; leaves screenshots in
 * tests/screenshots.
 *
 * THROUGHLINE_URL=http://127.0.0.1:8080 runs the same visits against a real server.
 */

import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { startMock } from "../mock/server.js";
import { journeys } from "./journeys.js";
import { pagesOf } from "./pages.js";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const SHOTS = fileURLToPath(new URL("../screenshots/", import.meta.url));
const LOOKS = [
  { name: "light", colorScheme: "light", viewport: { width: 1360, height: 900 } },
  { name: "dark", colorScheme: "dark", viewport: { width: 1360, height: 900 } },
  { name: "narrow", colorScheme: "light", viewport: { width: 360, height: 780 } },
];

if (!existsSync(CHROMIUM)) {
  console.log("skipped: chromium absent");
  process.exit(0);
}

if (!process.env.THROUGHLINE_URL && !existsSync(fileURLToPath(new URL("../../dist/index.html", import.meta.url)))) {
  console.log("failed: there is no web/dist yet; run npm run build first");
  process.exit(1);
}

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const given = process.env.THROUGHLINE_URL?.replace(/\/$/, "");
const mock = given ? null : await startMock();
const base = given ?? mock.url;
const profile = await mkdtemp(join(tmpdir(), "throughline-browser-"));
const failures = [];
const fail = (where, what) => {
  failures.push(`${where}: ${what}`);
  console.log(`FAIL ${where}: ${what}`);
};

/** Runs axe in the page's isolated debugger context, which no content policy stops. */
async function audit(page, where) {
  await page.evaluate(axe);
  const findings = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  for (const finding of findings.violations) {
    const serious = ["serious", "critical"].includes(finding.impact);
    const nodes = finding.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(" | ");
    if (serious) fail(where, `axe ${finding.id} (${finding.impact}): ${finding.help}: ${nodes}`);
    else console.log(`note ${where}: axe ${finding.id} (${finding.impact}): ${nodes}`);
  }
}

function listen(page, where, { refused = false } = {}) {
  page.on("console", (message) => {
    // Pages that show a refusal make the browser log the status; that is the point of the visit.
    if (message.type() === "error" && !(refused && /status of 4\d\d/.test(message.text()))) fail(where(), `console: ${message.text()}`);
  });
  page.on("pageerror", (error) => fail(where(), `uncaught: ${error.message}`));
}

async function settled(page) {
  await page.waitForSelector("h1, [role=alert]", { timeout: 15_000 });
  await page.waitForFunction(() => !document.querySelector('.view[aria-busy="true"]'), undefined, { timeout: 15_000 });
}

async function visit(look, item) {
  const where = `${item.name} (${look.name})`;
  const page = await browser.newPage();
  await page.setViewportSize(look.viewport);
  await page.emulateMedia({ colorScheme: look.colorScheme });
  listen(page, () => where, item);
  try {
    await page.goto(base + item.path, { waitUntil: "networkidle" });
    await settled(page);
    if (item.refused && !(await page.$("[role=alert]"))) fail(where, "shows no error");
    if (!item.refused && (await page.$("[role=alert]"))) fail(where, await page.textContent("[role=alert]"));
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) fail(where, `scrolls sideways by ${over} px`);
    await audit(page, where);
    await page.screenshot({ path: join(SHOTS, `${item.name}-${look.name}.png`), fullPage: true });
    if (item.hover && look.name !== "narrow") {
      await page.locator(".lineage-row").nth(3).hover({ position: { x: 30, y: 8 } });
      await page.waitForSelector(".timeline-card");
      await page.screenshot({ path: join(SHOTS, `${item.name}-card-${look.name}.png`), fullPage: true });
    }
  } catch (error) {
    fail(where, error.message.split("\n")[0]);
  } finally {
    await page.close();
  }
}

await rm(SHOTS, { recursive: true, force: true });
await mkdir(SHOTS, { recursive: true });
const started = Date.now();
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: CHROMIUM,
  headless: true,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  viewport: LOOKS[0].viewport,
});
let visits = 0;
try {
  const only = process.argv[2];
  const pages = (await pagesOf(base)).filter((item) => !only || item.name.startsWith(only));
  for (const look of LOOKS) {
    for (const item of pages) {
      await visit(look, item);
      visits += 1;
    }
  }
  if (!only || only === "journeys") {
    for (const [name, journey] of Object.entries(journeys)) {
      const page = await browser.newPage();
      await page.setViewportSize(LOOKS[0].viewport);
      listen(page, () => name);
      try {
        await journey({ page, base, settled: () => settled(page) });
        console.log(`ok   ${name}`);
      } catch (error) {
        fail(name, error.message.split("\n")[0]);
      }
      await page.close();
    }
  }
} finally {
  await browser.close();
  await rm(profile, { recursive: true, force: true });
  mock?.close();
}

console.log(`${visits} visits of ${base} in ${((Date.now() - started) / 1000).toFixed(1)} s, ${failures.length} failures; screenshots in tests/screenshots`);
process.exit(failures.length === 0 ? 0 : 1);
