import type { Browser, BrowserContextOptions, Page } from "playwright-core";

/** Opens the inspector page in a context of its own, where the language and the time zone are known. */
export async function openInspector(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({ locale: "en-US", timezoneId: "UTC", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.goto(url);
  return page;
}

/** The text of the verdict line. */
export function verdict(page: Page): Promise<string> {
  return page.locator("#verdict p").innerText();
}

/** The offsets of the bytes that are marked. */
export function markedOffsets(page: Page): Promise<number[]> {
  return page.evaluate(
    "[...document.querySelectorAll('.byte.on')].map(({ dataset }) => Number(dataset.byte))",
  );
}

/** The invoice's text as it stands in colours. */
export async function shownText(page: Page): Promise<string> {
  return (await page.locator(".character").allTextContents()).join("");
}
