import { describe, expect, test } from "vitest";
import { createInvoice, decodeInvoice, encodeInvoice, verifyInvoicesAsync } from "../../../src/index.js";
import { engines } from "../../support/engines.js";
import { rejectionOf } from "../../support/errorOf.js";
import { expectError } from "../../support/expectRefusal.js";
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

describe("a key that takes its time", () => {
  const expiration = 1_700_000_100;
  const text = signedBy(secretKey, { expiration });
  /** A clock that a key's way moves on. */
  function slowKey(seconds: number) {
    let time = expiration - 10;
    return {
      now: () => time,
      publicKey: async () => {
        time += seconds;
        return publicKey;
      },
    };
  }

  test("past the expiration leaves nothing to pay", async () => {
    const [result] = await verifyInvoicesAsync([text], slowKey(10));
    expect(result).toMatchObject({ status: "rejected", reason: { code: "INVOICE_EXPIRED" } });
  });

  test("but not past it is no matter", async () => {
    const [result] = await verifyInvoicesAsync([text], slowKey(9));
    expect(result).toMatchObject({ status: "fulfilled" });
  });

  test("is no matter where the moment is given", async () => {
    const options = { ...slowKey(10), now: new Date((expiration - 1) * 1000) };
    expect(await verifyInvoicesAsync([text], options)).toMatchObject([{ status: "fulfilled" }]);
  });

  test("does not come back to life by a clock that is none", async () => {
    const [result] = await verifyInvoicesAsync([text], { publicKey, now: () => "soon" as unknown as number });
    expect(result).toMatchObject({ status: "rejected", reason: { code: "INVALID_OPTION", field: "now" } });
  });
});

test.each([null, undefined, "uma1", {}, 5])("%j is no list, and the promise says so", async (list) => {
  const error = await rejectionOf(verifyInvoicesAsync(list as unknown as string[], { publicKey }));
  expectError(error, { code: "INVALID_FIELD", field: "textsOrInvoices", says: ["an array"] });
});

test("texts are limited by maxLength", async () => {
  const limits = { publicKey, now, maxLength: good.length - 1 };
  expect(await verifyInvoicesAsync([good], limits)).toMatchObject([{ reason: { code: "TOO_LONG" } }]);
  expect(await verifyInvoicesAsync([good], { ...limits, maxLength: good.length })).toMatchObject([
    { status: "fulfilled" },
  ]);
});

test("options that are none are refused, not taken for empty ones", async () => {
  const error = await rejectionOf(verifyInvoicesAsync([good], null as unknown as { publicKey: string }));
  expectError(error, { code: "INVALID_OPTION", field: "options" });
});
