import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { PNG } from "pngjs";
import { createInvoice, encodeInvoice } from "uma-invoice";
import { toQrSvg, toQrTerminal } from "uma-invoice/qr";
import { toQrText } from "uma-invoice/request";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keys } from "../support/keys.js";
import { longInvoice } from "../support/longInvoice.js";
import { readQr } from "../support/readQr.js";
import { openFields } from "../support/sampleFields.js";
import { launchChromium } from "./launchChromium.js";

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'";
const site = "https://shop.test/";
const text = encodeInvoice(createInvoice(openFields, keys.first.secretKey));

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

type Files = { readonly [path: string]: readonly [type: string, content: string] };

/** Opens a page under a strict policy; fails where the page violates it, or throws. */
async function open(body: string, files: Files = {}, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 1200 }, ...options });
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Shop</title><link rel="stylesheet" href="/style.css"><main><h1>Pay</h1>${body}</main></html>`;
  const all: Files = {
    "/": ["text/html", html],
    "/style.css": ["text/css", ""],
    "/favicon.ico": ["image/x-icon", ""],
    ...files,
  };
  await page.route(`${site}**`, (route) => {
    const [contentType, content] = all[new URL(route.request().url()).pathname]!;
    return route.fulfill({ contentType, body: content, headers: { "content-security-policy": policy } });
  });
  await page.goto(site);
  expect(errors).toEqual([]);
  return page;
}

/** What another decoder reads from a screenshot of the page. */
async function scan(page: Page): Promise<string | undefined> {
  const { data, width, height } = PNG.sync.read(await page.screenshot());
  await page.close();
  return readQr({ data: new Uint8ClampedArray(data), width, height })?.data;
}

function style(rules: string): Files {
  return { "/style.css": ["text/css", rules] };
}

describe("a decoder reads the invoice from a screenshot of", () => {
  test("the picture in the page itself", async () => {
    expect(await scan(await open(toQrSvg(text)))).toBe(toQrText(text));
  });

  test("the picture as a file", async () => {
    const page = await open('<img src="/qr.svg" alt="QR code">', {
      "/qr.svg": ["image/svg+xml", toQrSvg(text)],
    });
    await page.waitForFunction("document.images[0].complete && document.images[0].naturalWidth > 0");
    expect(await scan(page)).toBe(toQrText(text));
  });

  test("the picture on a dark page", async () => {
    const page = await open(toQrSvg(text), style("body { background: #000; color: #fff }"));
    expect(await scan(page)).toBe(toQrText(text));
  });

  test.each([237, 333, 500, 1001])("the picture scaled to %d pixels", async (width) => {
    const page = await open(toQrSvg(text), style(`svg { width: ${width}px; height: auto }`));
    expect(await scan(page)).toBe(toQrText(text));
  });

  test("the picture on a telephone's display", async () => {
    const page = await open(toQrSvg(text), style("svg { width: 100%; height: auto }"), {
      viewport: { width: 360, height: 640 },
      deviceScaleFactor: 3,
    });
    expect(await scan(page)).toBe(toQrText(text));
  });

  test("the picture of an invoice of 3,000 characters", async () => {
    const long = longInvoice(3000);
    expect(await scan(await open(toQrSvg(long)))).toBe(toQrText(long));
  });

  test.each([
    ["dark", "#fff", "#000"],
    ["light", "#000", "#fff"],
  ] as const)("the text for a %s terminal", async (background, color, behind) => {
    const lines = toQrTerminal(text, { background });
    const cells = "font: 16px/16px 'DejaVu Sans Mono', monospace; letter-spacing: 0; margin: 0";
    const rules = `body { background: ${behind}; color: ${color} } pre { ${cells} }`;
    expect(await scan(await open(`<pre>${lines}</pre>`, style(rules)))).toBe(toQrText(text));
  });
});

test("the picture is drawn by the page itself, under its policy", async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { toQrSvg } from "uma-invoice/qr";
        const picture = new DOMParser().parseFromString(toQrSvg(${JSON.stringify(text)}), "image/svg+xml");
        document.querySelector("main").append(picture.documentElement);
      `,
      resolveDir: fileURLToPath(new URL("../..", import.meta.url)),
    },
    bundle: true,
    format: "iife",
    logLevel: "error",
    write: false,
  });
  const page = await open('<script src="/page.js"></script>', {
    "/page.js": ["text/javascript", outputFiles[0]!.text],
  });
  await page.waitForSelector("svg path");
  expect(await scan(page)).toBe(toQrText(text));
});

describe("to those who cannot see it, the picture", () => {
  test("is an image with the title for a name", async () => {
    const page = await open(toQrSvg(text, { title: "Pay $10.00 <b>now</b>" }));
    expect(await page.getByRole("img", { name: "Pay $10.00 <b>now</b>" }).count()).toBe(1);
    await page.close();
  });

  test("breaks no rule of axe", async () => {
    const page = await open(toQrSvg(text));
    await page.evaluate(createRequire(import.meta.url)("axe-core").source);
    const { violations } = (await page.evaluate("axe.run()")) as { readonly violations: readonly object[] };
    await page.close();
    expect(violations).toEqual([]);
  });
});
