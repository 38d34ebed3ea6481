import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { decodeInvoice } from "../../src/index.js";
import { hostileText, markup, unseen } from "../support/hostileText.js";
import { keys } from "../support/keys.js";
import { rawText } from "../support/rawInvoice.js";
import { inspectorScript, useInspector, verdict } from "./inspectorPage.js";

/** A server that nobody should ever connect to. */
type Elsewhere = {
  readonly url: string;
  readonly connections: () => number;
  readonly close: () => Promise<void>;
};

const inspector = useInspector();
let elsewhere: Elsewhere;

beforeAll(async () => {
  elsewhere = await listen();
});

afterAll(async () => {
  await elsewhere?.close();
});

/** Enters all there is to enter, and presses all there is to press. */
async function useEverything(page: Page): Promise<void> {
  for (const sample of await page.locator("#samples button").all()) await sample.click();
  await page.getByRole("textbox", { name: "Invoice" }).fill(hostileText);
  await page.getByLabel("Signing key or certificate").fill(keys.first.publicKey);
  for (const copy of await page.locator("#share button").all()) await copy.click();
  for (const field of await page.locator(".fields button").all()) await field.click();
}

/** Ways for a page to connect to a place. */
const attempts = {
  "a fetch": (url: string) => `fetch("${url}", { mode: "no-cors" }).catch(() => undefined)`,
  "a picture": (url: string) => `{ new Image().src = "${url}" }`,
  "a beacon": (url: string) => `{ navigator.sendBeacon("${url}") }`,
  "a web socket": (url: string) => `{ new WebSocket("${url.replace("http", "ws")}") }`,
  "an event stream": (url: string) => `{ new EventSource("${url}") }`,
  "a style sheet": (url: string) =>
    `{ document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: "${url}" })) }`,
};

describe.each(["its own server", "a plain server of static files"])("from %s", (from) => {
  let page: Page;
  let url: string;
  let close = async (): Promise<void> => undefined;
  const requests: string[] = [];
  const violations = () => page.evaluate<string[]>("globalThis.violations");

  beforeAll(async () => {
    if (from === "its own server") url = inspector.url;
    else ({ url, close } = await servePlainly());
    page = await inspector.open({}, "about:blank");
    page.on("request", (request) => requests.push(request.url()));
    await page.addInitScript(
      "globalThis.violations = []; addEventListener('securitypolicyviolation', ({ effectiveDirective }) => violations.push(effectiveDirective));",
    );
    await page.goto(url);
  });

  afterAll(() => close());

  test("the page asks for its own files, and for nothing else whatever is done in it", async () => {
    await useEverything(page);
    const asked = requests.filter((request) => !request.startsWith("data:"));
    const files = ["", "styles.css", "inspector.js", "icon.svg"].map((file) => `${url}${file}`);
    expect([...new Set(asked)]).toEqual(files);
  });

  test("the page itself violates no policy", async () => {
    expect(await violations()).toEqual([]);
  });

  test.each(Object.entries(attempts))("%s gets nowhere", async (_, attempt) => {
    const before = (await violations()).length;
    await page.evaluate(attempt(elsewhere.url));
    await expect.poll(async () => (await violations()).length).toBeGreaterThan(before);
    expect(elsewhere.connections()).toBe(0);
  });

  test("markup cannot be put into the page as such", async () => {
    expect(
      await page.evaluate(
        "(() => { try { document.body.insertAdjacentHTML('beforeend', '<b>'); return 'put in'; } catch (error) { return error.name; } })()",
      ),
    ).toBe("TypeError");
  });
});

test.each(Object.entries(attempts))("without the policy %s would get there", async (_, attempt) => {
  const open = await listen();
  const page = await inspector.open({ bypassCSP: true });
  await page.evaluate(attempt(open.url));
  await expect.poll(() => open.connections()).toBeGreaterThan(0);
  await page.context().close();
  await open.close();
});

test("the server forbids others to frame the page", async () => {
  const response = await fetch(inspector.url);
  expect(response.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
});

test.each(["../package.json", "main.ts", "%2e%2e/package.json", "//", "inspector.js/"])(
  "the server has no file %j",
  async (path) => {
    expect((await fetch(`${inspector.url}${path}`)).status).toBe(404);
  },
);

describe("a hostile invoice", () => {
  let page: Page;

  beforeAll(async () => {
    page = await inspector.open();
  });

  beforeEach(async () => {
    await page.getByRole("textbox", { name: "Invoice" }).fill(hostileText);
    await page.getByLabel("Signing key or certificate").fill(keys.first.publicKey);
  });

  const inPage = <Result>(script: string) => page.evaluate<Result>(script);
  const unseenIn = (shown: string) => [...unseen].filter((one) => !/[ -~]/.test(one) && shown.includes(one));

  test("holds what this is about", () => {
    const { name, code } = decodeInvoice(hostileText).receivingCurrency;
    expect([name, code]).toEqual([markup, `${unseen}DSU`]);
  });

  test("is verified, as it is signed", async () => {
    expect(await verdict(page)).toContain("Verified");
  });

  test("shows its markup as text", async () => {
    const cell = page.getByRole("row", { name: "Name" }).getByRole("cell");
    expect(await cell.innerText()).toBe(markup);
  });

  test("adds no element of its own", async () => {
    const names = await inPage<string[]>(
      "[...new Set([...document.querySelectorAll('#result *, #verdict *')].map(({ localName }) => localName))]",
    );
    const ours =
      "a b bdi button code dd div dl dt h2 h3 img label li p path section small span strong svg table tbody td textarea th time tr ul use";
    expect(names.filter((name) => !ours.split(" ").includes(name))).toEqual([]);
  });

  test("brings no picture but the QR code", async () => {
    expect(
      await inPage<string[]>(
        "[...document.querySelectorAll('#result img')].map(({ className }) => className)",
      ),
    ).toEqual(["qr"]);
  });

  test("runs no script", async () => {
    expect(await page.title()).toBe("UMA invoice inspector");
  });

  test("leaves no character that turns others about, or that nobody sees, in the text", async () => {
    expect(unseenIn(await inPage<string>("document.querySelector('main').textContent"))).toEqual([]);
  });

  test("leaves none in an attribute", async () => {
    const attributes = await inPage<string[]>(
      "[...document.querySelectorAll('*')].flatMap((element) => [...element.attributes].map(({ value }) => value))",
    );
    expect(attributes.filter((value) => unseenIn(value).length > 0)).toEqual([]);
  });

  test("shows the characters that nobody sees, by number", async () => {
    const cell = page.getByRole("row", { name: "Code" }).getByRole("cell");
    expect(await cell.locator(".escape").allInnerTexts()).toEqual(
      ["202e", "2066", "200f", "200b", "ad", "feff", "2028", "0", "1b", "e0041", "3164"].map(
        (digits) => `\\u{${digits}}`,
      ),
    );
  });

  test("piles no marks upon each other", async () => {
    const cell = page.getByRole("row", { name: "Symbol" }).getByRole("cell");
    expect(await cell.locator(".escape").allInnerTexts()).toEqual(["\\u{301}×38"]);
  });

  test("has each of its texts isolated from what stands around it", async () => {
    const loose = await inPage<string[]>(
      `[...document.querySelectorAll('#result bdi')].filter((element) => getComputedStyle(element).unicodeBidi !== 'isolate').map(({ textContent }) => textContent)`,
    );
    expect(loose).toEqual([]);
  });

  test("shows a malformed field's markup as text too", async () => {
    await page.getByRole("textbox", { name: "Invoice" }).fill(rawText({ receiverUma: `${markup}\u202e` }));
    const cell = page.getByRole("row", { name: "Receiver" }).getByRole("cell");
    expect(await cell.locator("bdi").innerText()).toBe(`${markup}\\u{202e}`);
  });

  test("that is none at all is not taken apart: it may be anything, a secret too", async () => {
    await page.getByRole("textbox", { name: "Invoice" }).fill(`${markup}\u202e`.replaceAll(" ", ""));
    expect(await page.locator(".string").innerText()).toBe("");
    expect(await page.title()).not.toContain("taken");
  });
});

/** The page as any server of static files serves it: without a header of its own. */
async function servePlainly(): Promise<Elsewhere> {
  const folder = await mkdtemp(join(tmpdir(), "inspector-"));
  await promisify(execFile)(process.execPath, [inspectorScript, "--out", folder]);
  const types: Readonly<Record<string, string>> = {
    css: "text/css",
    js: "text/javascript",
    svg: "image/svg+xml",
  };
  const server = await listen(async ({ url = "/" }, response) => {
    const file = url === "/" ? "/index.html" : url;
    response.setHeader("content-type", types[file.split(".")[1]!] ?? "text/html");
    response.end(await readFile(join(folder, file)));
  });
  return {
    ...server,
    async close() {
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function listen(listener: RequestListener = (_, response) => response.end()): Promise<Elsewhere> {
  let connections = 0;
  const server = createServer(listener).on("connection", () => connections++);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    connections: () => connections,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
