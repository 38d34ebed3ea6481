import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Report, testReport } from "../package/testReport.js";
import { launchChromium } from "./launchChromium.js";
import { type PageServer, servePages } from "./servePages.js";

type PageReport = Report & {
  /** How the build violated the policy. */
  readonly violations: readonly string[];
  /** The same of a call of `eval`'s kind. */
  readonly evalViolations: readonly string[];
  readonly isSecureContext: boolean;
};

let server: PageServer;
let browser: Browser;

beforeAll(async () => {
  server = await servePages();
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

describe.each([
  { place: "a module script", file: "module.html", host: "127.0.0.1", isSecureContext: true },
  { place: "a classic script", file: "classic.html", host: "127.0.0.1", isSecureContext: true },
  { place: "a module worker", file: "worker.html", host: "127.0.0.1", isSecureContext: true },
  // A page over http has no crypto.randomUUID, and no crypto.subtle.
  { place: "a page over http", file: "module.html", host: "plain.test", isSecureContext: false },
])("in $place, under a strict policy,", ({ file, host, isSecureContext }) => {
  const errors: string[] = [];
  let report: PageReport;

  beforeAll(async () => {
    const page = await browser.newPage();
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
    });
    await page.goto(`http://${host}:${server.port}/test/browser/pages/${file}`);
    report = JSON.parse(await reported(page, errors));
  });

  testReport(() => report);

  test("violates no policy", () => {
    expect(report.violations).toEqual([]);
  });

  test("would be seen to violate the policy if it did", () => {
    expect(report.evalViolations).toEqual(["script-src eval"]);
  });

  test("causes no error in the console", () => {
    expect(errors).toEqual([]);
  });

  test(`runs in ${isSecureContext ? "a" : "no"} secure context`, () => {
    expect(report.isSecureContext).toBe(isSecureContext);
  });
});

async function reported(page: Page, errors: readonly string[]): Promise<string> {
  try {
    const report = page.locator("html[data-report]");
    return (await report.getAttribute("data-report", { timeout: 60_000 })) ?? "";
  } catch (cause) {
    throw new Error(`the page came to no report: ${errors.join("\n")}`, { cause });
  }
}
