import { createRequire } from "node:module";
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readFixtures } from "../support/fixtures.js";
import { hostileText } from "../support/hostileText.js";
import { rawText } from "../support/rawInvoice.js";
import { useInspector } from "./inspectorPage.js";

const inspector = useInspector();

const fixture = (name: string) => readFixtures("python").find((candidate) => candidate.name === name)!.text;
const whole = fixture("every optional field");

const states = Object.entries({
  "nothing entered": "",
  "an invoice": whole,
  "long values": fixture("everything long"),
  "a hostile invoice": hostileText,
  "malformed fields": rawText({ callback: "ftp://vasp2.com", umaVersions: undefined }),
  "a wrong character": whole.replace(/.$/, "b"),
});

const enter = (page: Page, text: string) => page.getByRole("textbox", { name: "Invoice" }).fill(text);

/** What axe finds wrong within an element of the page: the rule, and the first element that breaks it. */
function violations(page: Page, within: string): Promise<string[]> {
  return page.evaluate(
    `axe.run(${within}).then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))`,
  );
}

/** A page for all tests of a block. */
function openPage(options: BrowserContextOptions): () => Page {
  let page: Page;
  beforeAll(async () => {
    page = await inspector.open(options);
  });
  afterAll(() => page.context().close());
  return () => page;
}

describe.each(["light", "dark"] as const)("in %s colours", (colorScheme) => {
  const page = openPage({ colorScheme, bypassCSP: true });

  beforeAll(() =>
    page().addScriptTag({ path: createRequire(import.meta.url).resolve("axe-core/axe.min.js") }),
  );

  // What long values look like to axe, an invoice does.
  test.each(states.filter(([state]) => state !== "long values"))(
    "axe finds nothing in the page with %s",
    async (_, text) => {
      await enter(page(), text);
      expect(await violations(page(), "document")).toEqual([]);
    },
  );

  test("axe finds nothing in what is pointed at", async () => {
    await enter(page(), whole);
    await page().locator(".byte[data-byte='20']").hover();
    expect(await violations(page(), "'.anatomy'")).toEqual([]);
  });
});

test("the page is light on dark where people want it so", async () => {
  const lightness = async (colorScheme: "light" | "dark") => {
    const page = await inspector.open({ colorScheme });
    const colour = await page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    await page.context().close();
    return Number(/oklch\(([\d.]+)/.exec(colour)?.[1]);
  };
  expect([(await lightness("light")) > 0.9, (await lightness("dark")) < 0.3]).toEqual([true, true]);
});

describe.each([320, 360, 768, 1280])("on a screen of %i pixels", (width) => {
  const page = openPage({ viewport: { width, height: 740 } });

  test.each(states)("nothing sticks out of the page with %s", async (_, text) => {
    await enter(page(), text);
    expect(await page().evaluate("document.documentElement.scrollWidth")).toBe(width);
  });
});

describe("the bytes", () => {
  test.each([
    [360, 8],
    [1280, 16],
  ])("on a screen of %i pixels stand in rows of %i", async (width, perRow) => {
    const page = await inspector.open({ viewport: { width, height: 740 } });
    await enter(page, whole);
    const cells = await page.getByRole("grid").getByRole("row").first().getByRole("gridcell").count();
    await page.context().close();
    expect(cells).toBe(perRow);
  });

  test("get other rows when the screen is turned", async () => {
    const page = await inspector.open({ viewport: { width: 1280, height: 740 } });
    await enter(page, whole);
    await page.setViewportSize({ width: 360, height: 740 });
    await expect
      .poll(() => page.getByRole("grid").getByRole("row").first().getByRole("gridcell").count())
      .toBe(8);
    await page.context().close();
  });
});

test("nothing moves where people want nothing to move", async () => {
  const page = await inspector.open({ reducedMotion: "reduce" });
  const durations = await page.evaluate<string[]>(
    "[...document.querySelectorAll('*')].map((element) => getComputedStyle(element).transitionDuration)",
  );
  await page.context().close();
  expect([...new Set(durations)]).toEqual(["0s"]);
});
