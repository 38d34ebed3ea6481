import * as published from "@x402/core/http";
import { parsePaymentPayload } from "@x402/core/schemas";
import { describe, expect, test } from "vitest";
import { decodePayment, encodePayment, type Payment, paymentToObject } from "../../../src/x402/index.js";
import { base64, fromBase64 } from "../../support/base64.js";
import { errorOf } from "../../support/errorOf.js";
import { expectRefusal } from "../../support/expectRefusal.js";
import { x402Samples } from "../../support/x402Samples.js";

const { offer, payment1, payment2, resource, wireTerms2 } = x402Samples;
const { payload } = payment1;
const wire1 = { x402Version: 1, scheme: "exact", network: "uma", payload };
const wire2 = { x402Version: 2, accepted: wireTerms2, resource, payload };
const code = "INVALID_PAYMENT";

test.each([
  [payment1, wire1],
  [payment2, wire2],
])("a plain object says the same as what is sent", (payment, wire) => {
  expect(paymentToObject(payment)).toStrictEqual(wire);
  expect(decodePayment(wire)).toStrictEqual(payment);
});

describe("decodePayment", () => {
  test("reads version 1", () => {
    expect(decodePayment(base64(wire1))).toStrictEqual(payment1);
  });

  test("reads version 2", () => {
    expect(decodePayment(base64(wire2))).toStrictEqual(payment2);
  });

  test("reads what the published package writes", () => {
    expect(decodePayment(published.encodePaymentSignatureHeader(wire2 as never))).toStrictEqual(payment2);
  });

  test("reads version 2 without a resource", () => {
    const { resource: _, ...without } = payment2;
    expect(decodePayment(base64({ ...wire2, resource: undefined }))).toStrictEqual(without);
  });

  test("gives the preimage in lower case", () => {
    const upper = { ...wire1, payload: { preimage: payload.preimage.toUpperCase() } };
    expect(decodePayment(base64(upper)).payload.preimage).toBe(payload.preimage);
  });

  test("reads the name of the purchase", () => {
    const attempt = "order_2024-01-01";
    const named = { ...wire1, payload: { ...payload, attempt } };
    expect(decodePayment(base64(named)).payload).toStrictEqual({ ...payload, attempt });
  });

  test.each([7, null, "too short", "x".repeat(129), "sixteen letters!"])(
    "does without a name that is none, and loses no payment by it: %j",
    (attempt) => {
      const named = { ...wire1, payload: { ...payload, attempt } };
      expect(decodePayment(base64(named))).toStrictEqual(payment1);
    },
  );

  test.each(["accepted", "resource", "extensions"])("drops what version 1 calls %s, unchecked", (name) => {
    expect(decodePayment(base64({ ...wire1, [name]: 5 }))).toStrictEqual(payment1);
  });

  test.each([
    ["62 digits", "0".repeat(62)],
    ["63 digits", "0".repeat(63)],
    ["66 digits", "0".repeat(66)],
    ["digits that are not hex", "g".repeat(64)],
    ["a line feed behind it", `${"0".repeat(64)}\n`],
    ["0x before it", `0x${"0".repeat(64)}`],
    ["nothing", undefined],
    ["a number", 5],
  ])("refuses a preimage of %s, and does not tell it", (_name, preimage) => {
    const error = expectRefusal(() => decodePayment(base64({ ...wire1, payload: { preimage } })), {
      code,
      field: "payload.preimage",
      says: ["64 hex digits"],
    });
    expect(error.message).not.toMatch(/0{9}|g{9}/);
  });

  test.each([
    ["x402Version", 0],
    ["scheme", "upto"],
    ["network", "uma:mainnet"],
    ["payload", null],
    ["payload", payload.preimage],
  ])("refuses a payment of version 1 whose %s is %j", (field, value) => {
    const error = errorOf(() => decodePayment(base64({ ...wire1, [field]: value })));
    expect(error).toMatchObject({ code, field });
  });

  test.each([
    ["accepted", undefined],
    ["accepted.network", { ...wireTerms2, network: "uma" }],
    ["accepted.scheme", { ...wireTerms2, scheme: "upto" }],
    ["accepted.amount", { ...wireTerms2, amount: "1e3" }],
    ["accepted.resource", { ...wireTerms2, resource: resource.url }],
  ])("refuses a payment of version 2 for its %s", (field, accepted) => {
    const error = errorOf(() => decodePayment(base64({ ...wire2, accepted })));
    expect(error).toMatchObject({ code, field });
  });

  test.each([
    ["resource.url", { resource: { url: "" } }],
    ["resource", { resource: "https://example.com" }],
    ["extensions", { extensions: "none" }],
  ])("refuses a payment of version 2 for its %s, where it has one", (field, changes) => {
    const error = errorOf(() => decodePayment(base64({ ...wire2, ...changes })));
    expect(error).toMatchObject({ code, field });
  });

  test("refuses JSON instead of base64", () => {
    expectRefusal(() => decodePayment(JSON.stringify(wire1)), { code, field: "payment", says: ["base64"] });
  });

  test("refuses a name twice", () => {
    expectRefusal(() => decodePayment(base64(`{"payload":{},${JSON.stringify(wire1).slice(1)}`)), {
      code,
      field: "payment",
      says: ['"payload" twice'],
    });
  });

  test("refuses a header of 1 MB before it looks into it", () => {
    expectRefusal(() => decodePayment("!".repeat(1_000_000)), {
      code,
      field: "payment",
      says: ["at most 16384 characters"],
    });
  });

  test("takes a header of just the longest kind", () => {
    const frame = base64({ ...wire1, unknown: "" }).length;
    const header = base64({ ...wire1, unknown: "x".repeat(((16_384 - frame) / 4) * 3) });
    expect([header.length, decodePayment(header).scheme]).toStrictEqual([16_384, "exact"]);
  });
});

describe("encodePayment", () => {
  test("writes version 1", () => {
    expect(fromBase64(encodePayment(payment1))).toStrictEqual(wire1);
  });

  test("writes version 2", () => {
    expect(fromBase64(encodePayment(payment2))).toStrictEqual(wire2);
  });

  test("writes of a whole offer what version 2 takes", () => {
    expect(fromBase64(encodePayment({ ...payment2, accepted: offer }))).toStrictEqual(wire2);
  });

  test.each([payment1, payment2])(
    "keeps unknown properties everywhere in version $x402Version",
    (payment) => {
      const unknown = { unknown: { deep: [1, null, "x"] } };
      const message = {
        ...payment,
        ...unknown,
        payload: { ...payload, ...unknown },
        ...(payment.x402Version === 2 && {
          accepted: { ...payment.accepted, ...unknown },
          resource: { ...resource, ...unknown },
          extensions: unknown,
        }),
      } as Payment;
      expect(decodePayment(encodePayment(message))).toStrictEqual(message);
    },
  );

  test.each([payment1, payment2])(
    "writes version $x402Version as the published package wants it",
    (payment) => {
      const value = published.decodePaymentSignatureHeader(encodePayment(payment));
      expect(parsePaymentPayload(value).success).toBe(true);
    },
  );

  test.each([
    ["scheme", undefined],
    ["scheme", { ...payment1, scheme: "upto" }],
    ["network", { ...payment2, network: "uma:mainnet" }],
    ["x402Version", { ...payment1, x402Version: 3 }],
    ["payload", { ...payment1, payload: undefined }],
    ["payload.preimage", { ...payment1, payload: { preimage: "00" } }],
    ["accepted.scheme", { ...payment2, accepted: undefined }],
    ["accepted.network", { ...payment2, accepted: { ...offer, network: "eip155:1" } }],
    ["accepted.amount", { ...payment2, accepted: { ...offer, maxAmountRequired: "-1" } }],
  ])("refuses to write a payment for its %s (%#)", (field, payment) => {
    const error = errorOf(() => encodePayment(payment as never));
    expect(error).toMatchObject({ code: "INVALID_FIELD", field });
  });
});
