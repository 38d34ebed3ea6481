import fc from "fast-check";
import { expect, test } from "vitest";
import { createLnurlpHandler, createPayRequestHandler, parseDecimal } from "../../src/pay/index.js";
import { hostile } from "../support/hostile.js";
import { keyResolverOf } from "../support/keyResolverOf.js";
import { keys } from "../support/keys.js";
import { paySamples } from "../support/paySamples.js";

const shared = {
  signingKey: keys.second.secretKey,
  keyResolver: keyResolverOf(keys.first),
  onError: () => {},
};
const payRequest = createPayRequestHandler({
  ...shared,
  find: () => ({
    umaAddress: "$bob@vasp2.com",
    metadata: "[]",
    currencies: paySamples.lnurlpResponse.currencies,
  }),
  rate: () => ({ multiplier: parseDecimal("1") }),
  createLightningInvoice: () => "lnbc1",
});
const lnurlp = createLnurlpHandler({ ...shared, domain: "vasp2.com", find: () => undefined });

const url = fc.oneof(
  fc.constantFrom(
    "https://vasp2.com/.well-known/lnurlp/$bob?signature=",
    "https://vasp2.com/",
    "https://vasp2.com/.well-known/lnurlp/%ff?nonce=1",
  ),
  fc.webUrl({ withQueryParameters: true }),
);
const body = fc.oneof(fc.string(), fc.json(), fc.uint8Array());
const request = fc
  .record({
    url,
    method: fc.constantFrom("GET", "HEAD", "POST", "PUT", "OPTIONS"),
    body,
    type: fc.constantFrom("application/json", "text/plain", ""),
  })
  .map(({ url, method, body, type }) => {
    const hasBody = method === "POST" || method === "PUT";
    return new Request(url, {
      method,
      ...(hasBody && { body: body as BodyInit, headers: { "content-type": type } }),
    });
  });

test("whatever is asked, there is an answer in JSON", async () => {
  await fc.assert(
    fc.asyncProperty(request, fc.constantFrom(payRequest, lnurlp), async (asked, handler) => {
      const response = await handler(asked);
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(JSON.parse(await response.text())).toMatchObject({
        status: "ERROR",
        reason: expect.any(String),
        code: expect.any(String),
      });
    }),
    { numRuns: 500 },
  );
});

test("whatever is handed in for a request, nothing is thrown", async () => {
  await fc.assert(
    fc.asyncProperty(hostile, fc.constantFrom(payRequest, lnurlp), async (asked, handler) => {
      expect((await handler(asked() as Request)).status).toBeGreaterThanOrEqual(400);
    }),
    { numRuns: 500 },
  );
});
