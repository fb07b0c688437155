/** Paths a reader takes through the pages, by mouse and by key. Each works on any traced archive. */

function check(condition, what) {
  if (!condition) throw new Error(what);
}

export const journeys = {
  async "search, then the document at the very sentence"({ page, base, settled }) {
    await page.goto(`${base}/lineages`);
    await settled();
    const words = (await page.textContent(".excerpt")).match(/[\p{L}]{5,}/u)?.[0] ?? "a";
    await page.goto(base);
    await settled();
    await page.fill("#start-query", words);
    await page.press("#start-query", "Enter");
    await page.waitForSelector(".hit");
    check(new URL(page.url()).searchParams.get("q") === words, "the query is not in the address");
    await page.waitForSelector(".sentence mark");
    await page.click(".sentence");
    await page.waitForSelector("[data-asked]");
    check(/at=\d+-\d+/.test(page.url()), "the span is not in the address");
  },

  async "timeline by keyboard, then the passage, then another base"({ page, base, settled }) {
    await page.goto(`${base}/lineages`);
    await settled();
    await page.click(".excerpt");
    await page.waitForSelector(".timeline");
    await page.locator(".lineage-row").nth(1).focus();
    await page.waitForSelector(".timeline-card");
    await page.keyboard.press("Escape");
    check(!(await page.$(".timeline-card")), "Escape does not close the card");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".witness.is-base");
    const before = await page.textContent(".witness.is-base h2");
    await page.click(".witness-actions a");
    await page.waitForFunction((text) => document.querySelector(".witness.is-base h2")?.textContent !== text, before);
    check(/base=/.test(page.url()), "the base is not in the address");
    await page.check("text=Show only differences");
    await page.waitForFunction(() => location.search.includes("only=differences"));
    const address = page.url();
    const shown = await page.textContent(".witness.is-base h2");
    await page.goto(address);
    await page.waitForSelector(".witness.is-base");
    check((await page.textContent(".witness.is-base h2")) === shown, "the permalink shows another base");
    await page.goBack();
    await page.waitForSelector(".witness.is-base");
  },

  async "timeline zoom is kept in the address"({ page, base, settled }) {
    await page.goto(`${base}/lineages`);
    await settled();
    await page.click(".excerpt");
    await page.waitForSelector(".timeline");
    await page.click("text=Closer");
    await page.waitForFunction(() => location.search.includes("visible="));
    const axis = await page.locator(".axis").boundingBox();
    await page.mouse.move(axis.x + 100, axis.y + 15);
    await page.mouse.down();
    await page.mouse.move(axis.x + 260, axis.y + 15, { steps: 4 });
    await page.mouse.up();
    await page.click("text=Whole range");
    await page.waitForFunction(() => !location.search.includes("visible="));
  },

  async "pasted text is traced and stays out of the request line"({ page, base, settled }) {
    await page.goto(`${base}/lineages`);
    await settled();
    const text = (await page.textContent(".excerpt")).replace(/…$/, "");
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(base);
    await settled();
    await page.fill("#start-text", text);
    await page.click("text=Find who carried it");
    await page.waitForSelector(".traced li");
    check(asked.every((url) => !url.includes(encodeURIComponent(text.slice(0, 20))) || url.includes("#")), "the text went into a request line");
  },

  async "a token leaves the address, the rest of it stays"({ page, base, settled }) {
    await page.goto(`${base}/lineages?sort=length&token=not-a-real-one`);
    await settled();
    check(new URL(page.url()).search === "?sort=length", `the address is ${page.url()}`);
  },

  async "theme, skip link and focus"({ page, base, settled }) {
    await page.goto(base);
    await settled();
    await page.keyboard.press("Tab");
    check((await page.evaluate(() => document.activeElement?.className)) === "skip", "the skip link is not first");
    await page.selectOption(".theme select", "dark");
    const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    check(ground === "rgb(22, 24, 26)", `dark is ${ground}`);
    await page.reload();
    await settled();
    check((await page.evaluate(() => document.documentElement.dataset.theme)) === "dark", "the choice is forgotten");
    await page.selectOption(".theme select", "system");
    await page.click("nav >> text=Sources");
    await page.waitForSelector("text=Who speaks or publishes");
    check((await page.evaluate(() => document.activeElement?.id)) === "main", "the focus stays behind after a change of page");
  },

  async "pages of a list, filters and sorted tables"({ page, base, settled }) {
    await page.goto(`${base}/lineages?limit=2`);
    await settled();
    const next = page.locator("a[rel=next]");
    if ((await next.count()) > 0) {
      await next.click();
      await page.waitForFunction(() => location.search.includes("offset=2"));
    }
    await page.goto(`${base}/sources`);
    await settled();
    await page.click("button.sort >> text=Documents");
    await page.waitForFunction(() => location.search.includes("order=-documents"));
    check((await page.getAttribute("th[aria-sort]", "aria-sort")) === "descending", "the sort is not announced");
    await page.goto(`${base}/sql`);
    await settled();
    await page.click("text=Run an example >> nth=0");
    await page.waitForSelector(".sql-rows tbody tr");
  },
};
