import * as published from "@x402/core/http";
import { describe, expect, test } from "vitest";
import {
  decodePaymentResponse,
  encodePaymentResponse,
  type PaymentResponse,
  paymentResponseToObject,
} from "../../../src/x402/index.js";
import { base64, fromBase64 } from "../../support/base64.js";
import { errorOf } from "../../support/errorOf.js";
import { expectRefusal } from "../../support/expectRefusal.js";

const taken = { x402Version: 1, success: true, network: "uma" } as const;
const code = "INVALID_RESPONSE";

test("a plain object says the same as what is sent", () => {
  const response = { x402Version: 2, success: true, network: "uma", transaction: "00" } as const;
  const wire = paymentResponseToObject(response);
  expect(wire).toStrictEqual({ success: true, network: "uma:mainnet", transaction: "00" });
  expect(decodePaymentResponse(wire)).toStrictEqual(response);
});

describe("decodePaymentResponse", () => {
  test("reads the scheme's own document's", () => {
    expect(decodePaymentResponse(base64({ success: true, network: "uma" }))).toStrictEqual(taken);
  });

  test("reads a failure of version 2", () => {
    const wire = {
      success: false,
      errorReason: "late",
      transaction: "",
      network: "uma:mainnet",
      payer: "$a@b.c",
    };
    expect(decodePaymentResponse(base64(wire))).toStrictEqual({ ...wire, x402Version: 2, network: "uma" });
  });

  test("reads what the published package writes", () => {
    const wire = { success: true, transaction: "ab", network: "uma:mainnet" } as const;
    const found = decodePaymentResponse(published.encodePaymentResponseHeader(wire));
    expect(found).toMatchObject({ x402Version: 2, success: true, transaction: "ab" });
  });

  test("takes null for absent", () => {
    const wire = { success: true, network: "uma", errorReason: null, transaction: null, payer: null };
    expect(decodePaymentResponse(base64(wire))).toStrictEqual(taken);
  });

  test.each([
    ["success", "true"],
    ["success", undefined],
    ["network", "base"],
    ["errorReason", 5],
    ["transaction", {}],
    ["payer", false],
  ])("refuses an answer whose %s is %j", (field, value) => {
    const error = errorOf(() => decodePaymentResponse(base64({ ...taken, [field]: value })));
    expect(error).toMatchObject({ code, field });
  });

  test("refuses a header of 1 MB before it looks into it", () => {
    expectRefusal(() => decodePaymentResponse("!".repeat(1_000_000)), {
      code,
      field: "paymentResponse",
      says: ["at most 16384 characters"],
    });
  });

  test("refuses base64 that is none", () => {
    expectRefusal(() => decodePaymentResponse("{}"), { code, field: "paymentResponse", says: ["base64"] });
  });
});

describe("encodePaymentResponse", () => {
  test("writes version 1", () => {
    const wire = { success: true, network: "uma", transaction: "" };
    expect(fromBase64(encodePaymentResponse(taken))).toStrictEqual(wire);
  });

  test("writes version 2", () => {
    const answer = {
      x402Version: 2,
      success: false,
      network: "uma",
      errorReason: "late",
      transaction: "ab",
    } as const;
    expect(fromBase64(encodePaymentResponse(answer))).toStrictEqual({
      success: false,
      network: "uma:mainnet",
      transaction: "ab",
      errorReason: "late",
    });
  });

  test.each([1, 2] as const)("keeps unknown properties in version %s", (x402Version) => {
    const answer = { ...taken, x402Version, transaction: "ab", unknown: [null] };
    expect(decodePaymentResponse(encodePaymentResponse(answer))).toStrictEqual(answer);
  });

  test("writes what the published package reads", () => {
    const answer: PaymentResponse = { ...taken, x402Version: 2, transaction: "ab" };
    expect(published.decodePaymentResponseHeader(encodePaymentResponse(answer))).toStrictEqual({
      success: true,
      network: "uma:mainnet",
      transaction: "ab",
    });
  });

  test.each([
    ["x402Version", undefined],
    ["x402Version", { ...taken, x402Version: 3 }],
    ["network", { ...taken, network: "uma:mainnet" }],
    ["success", { ...taken, success: 1 }],
    ["errorReason", { ...taken, success: false, errorReason: 5 }],
  ])("refuses to write an answer for its %s (%#)", (field, answer) => {
    const error = errorOf(() => encodePaymentResponse(answer as never));
    expect(error).toMatchObject({ code: "INVALID_FIELD", field });
  });
});
