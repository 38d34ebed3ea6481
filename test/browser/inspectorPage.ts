import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { launchChromium } from "./launchChromium.js";

/** The inspector page, served by its own script, and a browser. */
export type Inspector = {
  readonly browser: Browser;
  readonly url: string;
  /** Opens the page, or another place, in a context of its own, where the language and the time zone are known. */
  readonly open: (options?: BrowserContextOptions, url?: string) => Promise<Page>;
};

export const inspectorScript = fileURLToPath(new URL("../../examples/inspector/serve.mjs", import.meta.url));

/** Has the page served, and a browser running, while the tests of a file run. */
export function useInspector(): Inspector {
  let browser: Browser;
  let server: Server;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(), launchChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });
  return {
    get browser() {
      return browser;
    },
    get url() {
      return server.url;
    },
    async open(options, url = server.url) {
      const context = await browser.newContext({ locale: "en-US", timezoneId: "UTC", ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(10_000);
      await page.goto(url);
      return page;
    },
  };
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

type Server = { readonly url: string; readonly stop: () => Promise<void> };

async function startServer(): Promise<Server> {
  const child = spawn(process.execPath, [inspectorScript, "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = once(child, "exit").then(([code]) => {
    throw new Error(`the inspector's server ended with ${code}`);
  });
  const [url] = await Promise.race([once(createInterface(child.stdout), "line"), exit]);
  return {
    url,
    async stop() {
      exit.catch(() => undefined);
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}
