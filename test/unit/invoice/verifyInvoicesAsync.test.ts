import { describe, expect, test } from "vitest";
import { createInvoice, decodeInvoice, encodeInvoice, verifyInvoicesAsync } from "../../../src/index.js";
import { engines } from "../../support/engines.js";
import { keys } from "../../support/keys.js";
import { requiredFields } from "../../support/sampleFields.js";

const { publicKey, secretKey } = keys.first;
const now = 1_700_000_000;
const signedBy = (key: string, fields: object = {}) =>
  encodeInvoice(createInvoice({ ...requiredFields, ...fields }, key));

const good = signedBy(secretKey);
const forged = signedBy(keys.second.secretKey);
const expired = signedBy(secretKey, { expiration: now });

describe.each(engines)("with %s", (_, ecdsa) => {
  test("each invoice gets its verdict, in order", async () => {
    const texts = [good, forged, "uma1qqqqqqqq", expired, good];
    const results = await verifyInvoicesAsync(texts, { publicKey, now, ecdsa });
    expect(
      results.map((result) =>
        result.status === "fulfilled" ? encodeInvoice(result.value) : result.reason.code,
      ),
    ).toEqual([good, "INVALID_SIGNATURE", "INVALID_BECH32", "INVOICE_EXPIRED", good]);
  });
});

test("an invoice that was decoded before is taken as it is", async () => {
  const invoice = decodeInvoice(good);
  expect(await verifyInvoicesAsync([invoice], { publicKey, now })).toEqual([
    { status: "fulfilled", value: invoice },
  ]);
});

test("each invoice may have a key of its own", async () => {
  const ofCallback = new Map([
    ["https://first.example/", keys.first],
    ["https://second.example/", keys.second],
  ]);
  const texts = [...ofCallback].map(([callback, key]) => signedBy(key.secretKey, { callback }));
  const results = await verifyInvoicesAsync(texts, {
    publicKey: async ({ callback }) => ofCallback.get(callback)!.publicKey,
    now,
  });
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled"]);
});

test("a key that cannot be had fails its invoice alone", async () => {
  const reason = new Error("no such VASP");
  let asked = 0;
  const results = await verifyInvoicesAsync([good, good], {
    publicKey: () => {
      if (asked++ === 0) throw reason;
      return publicKey;
    },
    now,
  });
  expect(results).toEqual([
    { status: "rejected", reason },
    { status: "fulfilled", value: decodeInvoice(good) },
  ]);
});

test("nothing gives nothing", async () => {
  expect(await verifyInvoicesAsync([], { publicKey })).toEqual([]);
});
