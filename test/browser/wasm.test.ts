import { fileURLToPath } from "node:url";
import { sha256 } from "@noble/hashes/sha2.js";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keys } from "../support/keys.js";
import { libsecp256k1Wasm } from "../support/libsecp256k1Wasm.js";
import { wycheproof } from "../support/wycheproof.js";
import { launchChromium } from "./launchChromium.js";

/** What the page does, bundled with the package as a user's bundler would. */
const source = `
import { createInvoice, encodeInvoice, nobleEcdsa, verifyInvoice } from "uma-invoice";
import { wasmEcdsa } from "uma-invoice/wasm";

const bytes = (list) => Uint8Array.from(list);

/** The names of those whose verdict differs, each asked as often as a key takes to get a table, and once more. */
globalThis.different = async (tests) => {
  const engine = await wasmEcdsa();
  return tests
    .filter(({ publicKey, digest, signature, verdict }) => {
      const key = engine.importPublicKey(bytes(publicKey));
      const verify = () => engine.verify(bytes(signature), bytes(digest), key, new Uint8Array());
      return [1, 2, 3, 4, 5, 6].some(() => verify() !== verdict);
    })
    .map(({ name }) => name);
};

globalThis.invoice = async (fields, secretKey, publicKey) => {
  const ecdsa = await wasmEcdsa();
  const invoice = createInvoice({ ...fields, amount: 1000n }, secretKey, { ecdsa });
  const verified = verifyInvoice(encodeInvoice(invoice), { publicKey, ecdsa });
  const bySelf = createInvoice({ ...fields, amount: 1000n }, secretKey, { ecdsa: nobleEcdsa });
  return {
    verifies: ecdsa.verifies,
    reasons: ecdsa.passedOver.map(({ reason }) => reason),
    same: encodeInvoice(verified) === encodeInvoice(bySelf),
  };
};
`;

const fields = {
  receiverUma: "$bob@vasp2.com",
  receivingCurrency: { code: "USD", name: "US Dollar", symbol: "$", decimals: 2 },
  invoiceUUID: "7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1f",
  expiration: 4_102_444_800,
  isSubjectToTravelRule: true,
  callback: "https://vasp2.com/api/uma/payreq",
};

let browser: Browser;
let bundle: string;
beforeAll(async () => {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: root },
    bundle: true,
    format: "iife",
    write: false,
  });
  bundle = outputFiles[0]!.text;
  browser = await launchChromium();
});
afterAll(() => browser?.close());

async function open(scripts: string): Promise<Page> {
  const page = await browser.newPage();
  await page.route("**/*", (route) =>
    route.fulfill(
      route.request().url().endsWith(".js")
        ? { contentType: "text/javascript", body: bundle }
        : {
            contentType: "text/html",
            headers: { "content-security-policy": `default-src 'none'; script-src ${scripts}` },
            body: '<!doctype html><script src="/page.js"></script>',
          },
    ),
  );
  await page.goto("https://wallet.test/");
  return page;
}

type Globals = {
  different(tests: readonly object[]): Promise<string[]>;
  invoice(...args: readonly unknown[]): Promise<object>;
};

const { secretKey, publicKey } = keys.first;
const invoiceOn = (page: Page) =>
  page.evaluate(
    (args) => (globalThis as unknown as Globals).invoice(...args),
    [fields, secretKey, publicKey],
  );

test.runIf(libsecp256k1Wasm)("libsecp256k1 signs and verifies where WebAssembly is allowed", async () => {
  const page = await open("'self' 'wasm-unsafe-eval'");
  expect(await invoiceOn(page)).toEqual({ verifies: "libsecp256k1", reasons: [], same: true });
});

test("noble does where the policy refuses WebAssembly, and says so", async () => {
  const page = await open("'self'");
  expect(await invoiceOn(page)).toEqual({
    verifies: "@noble/secp256k1",
    reasons: [expect.stringMatching(/Content Security Policy|without it/)],
    same: true,
  });
});

test.each(wycheproof)("the verdicts of %s are Node.js's", async (_, tests) => {
  const page = await open("'self' 'wasm-unsafe-eval'");
  const plain = tests.flatMap(({ signature, message, publicKey, ...rest }) =>
    signature
      ? [{ ...rest, publicKey: [...publicKey], signature: [...signature], digest: [...sha256(message)] }]
      : [],
  );
  expect(await page.evaluate((given) => (globalThis as unknown as Globals).different(given), plain)).toEqual(
    [],
  );
});
