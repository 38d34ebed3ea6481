import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Miniflare, Response as WorkerdResponse } from "miniflare";
import { createInvoice, encodeInvoice } from "uma-invoice";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keyDocument } from "../support/keyDocument.js";
import { keys } from "../support/keys.js";
import { allFields } from "../support/sampleFields.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A worker that verifies the invoice that it is sent, and gives its own keys. */
const source = `
  import { createKeyResolver, createVaspHandler, verifyInvoiceWithResolver } from "uma-invoice/vasp";

  const publicKey = "${keys.second.publicKey}";
  const wellKnown = createVaspHandler({
    keys: { signingPublicKey: publicKey, encryptionPublicKey: publicKey },
    configuration: { name: "VASP", umaMajorVersions: [0, 1] },
  });
  const keyResolver = createKeyResolver({ timeoutSeconds: 2 });

  export default {
    async fetch(request) {
      if (request.method === "GET") return wellKnown(request);
      try {
        const { amount } = await verifyInvoiceWithResolver(await request.text(), { keyResolver });
        return Response.json({ amount: String(amount) });
      } catch ({ code, message, cause }) {
        return Response.json({ code, message, cause: String(cause) });
      }
    },
  };
`;

const invoiceOf = (domain: string) => {
  const fields = { ...allFields, receiverUma: `$bob@${domain}`, amount: 1000n, expiration: 4_000_000_000 };
  return encodeInvoice(createInvoice(fields, keys.first.secretKey));
};

describe.each([["2023-01-01"], ["2024-11-11"], ["2026-03-01"]])("in a worker of %s", (compatibilityDate) => {
  let worker: Miniflare;
  const asked: { readonly url: string; readonly cacheControl: string | null }[] = [];

  beforeAll(async () => {
    const { outputFiles } = await build({
      stdin: { contents: source, resolveDir: root },
      bundle: true,
      format: "esm",
      mainFields: ["module", "main"],
      platform: "neutral",
      logLevel: "error",
      write: false,
    });
    worker = new Miniflare({
      modules: true,
      script: outputFiles[0]!.text,
      compatibilityDate,
      outboundService({ url, headers }) {
        asked.push({ url, cacheControl: headers.get("cache-control") });
        return new URL(url).hostname === "vasp2.com"
          ? WorkerdResponse.json(keyDocument(keys.first))
          : new WorkerdResponse("not here", { status: 404 });
      },
    });
    await worker.ready;
  });
  afterAll(() => worker.dispose());

  const verified = async (text: string) =>
    (await worker.dispatchFetch("https://worker.example/", { method: "POST", body: text })).json();

  test("an invoice is verified with the key that its VASP publishes, past all caches", async () => {
    expect(await verified(invoiceOf("vasp2.com"))).toEqual({ amount: "1000" });
    expect(asked).toEqual([
      { url: "https://vasp2.com/.well-known/lnurlpubkey", cacheControl: expect.stringContaining("no-cache") },
    ]);
  });

  test("a VASP that has no key is a failure, which is remembered", async () => {
    const before = asked.length;
    for (let i = 0; i < 2; i++)
      expect(await verified(invoiceOf("vasp3.com"))).toMatchObject({ code: "FETCH_FAILED" });
    expect(asked).toHaveLength(before + 1);
  });

  test("its own keys are served", async () => {
    const response = await worker.dispatchFetch("https://vasp1.com/.well-known/lnurlpubkey");
    expect(await response.json()).toMatchObject({ signingPubKey: keys.second.publicKey });
  });
});
