import * as published from "@x402/core/http";
import { parsePaymentRequired } from "@x402/core/schemas";
import { describe, expect, test } from "vitest";
import {
  decodePaymentRequired,
  encodePaymentRequired,
  type PaymentRequired,
  paymentRequiredToObject,
} from "../../../src/x402/index.js";
import { base64, fromBase64 } from "../../support/base64.js";
import { errorOf } from "../../support/errorOf.js";
import { expectRefusal } from "../../support/expectRefusal.js";
import { x402Samples } from "../../support/x402Samples.js";

const { offer, otherOffer, required1, required2, resource, wireTerms2 } = x402Samples;
const wire1 = { x402Version: 1, error: "pay", accepts: [offer] };
const wire2 = { x402Version: 2, error: "pay", resource, accepts: [wireTerms2] };
const code = "INVALID_PAYMENT_REQUIREMENTS";

/** A body of version 1 whose only offer has other properties. */
function withOffer(changes: object): string {
  return JSON.stringify({ ...wire1, accepts: [{ ...offer, ...changes }] });
}

/** A header of version 2 whose only offer has other properties. */
function withTerms(changes: object): string {
  return base64({ ...wire2, accepts: [{ ...wireTerms2, ...changes }] });
}

describe("decodePaymentRequired", () => {
  test("reads a body of version 1", () => {
    expect(decodePaymentRequired(JSON.stringify(wire1))).toStrictEqual(required1);
  });

  test("reads a body in bytes", () => {
    const body = new TextEncoder().encode(JSON.stringify({ ...wire1, error: "zahl’ bitte" }));
    expect(decodePaymentRequired(body).error).toBe("zahl’ bitte");
  });

  test("reads a header of version 2 into the form of version 1", () => {
    expect(decodePaymentRequired(base64(wire2))).toStrictEqual(required2);
  });

  test("reads what the published package writes", () => {
    const header = published.encodePaymentRequiredHeader(wire2 as never);
    expect(decodePaymentRequired(header)).toStrictEqual(required2);
  });

  test("reads white space before a body", () => {
    expect(decodePaymentRequired(` \n${JSON.stringify(wire1)}`)).toStrictEqual(required1);
  });

  test("keeps offers of other networks and schemes apart, as they came", () => {
    const others = [otherOffer, { ...offer, scheme: "upto" }];
    const message = { ...wire1, accepts: [others[0], offer, others[1]] };
    expect(decodePaymentRequired(JSON.stringify(message))).toStrictEqual({
      ...required1,
      otherOffers: others,
    });
  });

  test.each([1, 2])("takes the network's name in version %s for that of version %s alone", (version) => {
    const network = version === 1 ? "uma:mainnet" : "uma";
    const message = version === 1 ? withOffer({ network }) : withTerms({ network });
    const { accepts, otherOffers } = decodePaymentRequired(message);
    expect([accepts.length, otherOffers?.[0]?.network]).toStrictEqual([0, network]);
  });

  test("takes null for absent, where something may be absent", () => {
    const message = { ...wire2, error: null, extensions: null, accepts: [{ ...wireTerms2, extra: null }] };
    const { extra: _, ...without } = offer;
    expect(decodePaymentRequired(base64(message))).toStrictEqual({
      x402Version: 2,
      accepts: [without],
      resource,
    });
  });

  test("takes an absent mimeType for an empty one", () => {
    const { mimeType: _, ...rest } = offer;
    const message = { ...wire1, accepts: [rest] };
    expect(decodePaymentRequired(JSON.stringify(message)).accepts[0]?.mimeType).toBe("");
  });

  test("takes what version 2 leaves out of a resource for empty", () => {
    const message = { ...wire2, resource: { url: resource.url } };
    const [found] = decodePaymentRequired(base64(message)).accepts;
    expect([found?.description, found?.mimeType]).toStrictEqual(["", ""]);
  });

  test.each(["resource", "extensions", "otherOffers"])("drops what version 1 calls %s, unchecked", (name) => {
    expect(decodePaymentRequired(JSON.stringify({ ...wire1, [name]: 5 }))).toStrictEqual(required1);
  });

  test.each(["1", "1000", "18446744073709551615"])("reads the amount %s", (maxAmountRequired) => {
    expect(decodePaymentRequired(withOffer({ maxAmountRequired })).accepts[0]).toMatchObject({
      maxAmountRequired,
    });
  });

  test.each([
    "1e3",
    "-1",
    "0x10",
    "1".padEnd(31, "0"),
    "18446744073709551616",
    "0",
    "01",
    "1.0",
    " 1",
    "",
    "١",
  ])("refuses the amount %j in either version", (amount) => {
    const refusal = { code, says: ["decimal digits, 1 to 2^64 - 1"] } as const;
    expectRefusal(() => decodePaymentRequired(withOffer({ maxAmountRequired: amount })), {
      ...refusal,
      field: "accepts[0].maxAmountRequired",
    });
    expectRefusal(() => decodePaymentRequired(withTerms({ amount })), {
      ...refusal,
      field: "accepts[0].amount",
    });
  });

  test("refuses an amount that is a number", () => {
    expectRefusal(() => decodePaymentRequired(withOffer({ maxAmountRequired: 1000 })), {
      code,
      field: "accepts[0].maxAmountRequired",
      says: ["found 1000"],
    });
  });

  test.each([
    ["scheme", undefined],
    ["scheme", ""],
    ["network", 1],
    ["asset", ""],
    ["payTo", "receiver@vasp.com"],
    ["payTo", null],
    ["maxTimeoutSeconds", 0],
    ["maxTimeoutSeconds", 1.5],
    ["maxTimeoutSeconds", "300"],
    ["maxTimeoutSeconds", 2 ** 53],
    ["resource", "/weather"],
    ["resource", "example.com/weather"],
    ["resource", "https://"],
    ["resource", 5],
    ["description", undefined],
    ["description", null],
    ["mimeType", 5],
    ["extra", []],
    ["extra", "uma1qq"],
  ])("refuses an offer whose %s is %j", (name, value) => {
    const error = errorOf(() => decodePaymentRequired(withOffer({ [name]: value })));
    expect(error).toMatchObject({ code, field: `accepts[0].${name}` });
  });

  test("refuses an invoice that is no text", () => {
    expectRefusal(() => decodePaymentRequired(withOffer({ extra: { umaInvoice: 5 } })), {
      code,
      field: "accepts[0].extra.umaInvoice",
      says: ["a text", "found 5"],
    });
  });

  test.each(["maxAmountRequired", "resource", "description", "mimeType"])(
    "refuses the %s of version 1 in an offer of version 2",
    (name) => {
      const error = errorOf(() => decodePaymentRequired(withTerms({ [name]: "1" })));
      expect(error).toMatchObject({ code, field: `accepts[0].${name}` });
    },
  );

  test.each([
    ["x402Version", 3],
    ["x402Version", "1"],
    ["x402Version", undefined],
    ["accepts", []],
    ["accepts", {}],
    ["accepts", undefined],
    ["error", 5],
  ])("refuses a message whose %s is %j", (name, value) => {
    const error = errorOf(() => decodePaymentRequired(JSON.stringify({ ...wire1, [name]: value })));
    expect(error).toMatchObject({ code, field: name });
  });

  test.each([
    ["resource", undefined],
    ["resource", "https://example.com/weather"],
    ["resource.url", { url: "weather" }],
    ["resource.description", { ...resource, description: 5 }],
    ["resource.mimeType", { ...resource, mimeType: 5 }],
  ])("refuses a message of version 2 for its %s", (field, value) => {
    const error = errorOf(() => decodePaymentRequired(base64({ ...wire2, resource: value })));
    expect(error).toMatchObject({ code, field });
  });

  test("refuses extensions that are no object", () => {
    const error = errorOf(() => decodePaymentRequired(base64({ ...wire2, extensions: [] })));
    expect(error).toMatchObject({ code, field: "extensions" });
  });

  test("refuses an offer that is no object", () => {
    const error = errorOf(() => decodePaymentRequired(JSON.stringify({ ...wire1, accepts: [offer, null] })));
    expect(error).toMatchObject({ code, field: "accepts[1]" });
  });

  test("refuses a message that is no object", () => {
    expectRefusal(() => decodePaymentRequired(base64("[]")), { code, field: "message", says: ["an object"] });
  });

  test.each([
    ["a space", `${base64(wire2)} `],
    ["a line feed", base64(wire2).replace(/^.{8}/, "$&\n")],
    ["the alphabet of base64url", base64("{}}}~~").replace("+", "-")],
    ["no padding", "e30"],
    ["padding too many", "e30=="],
    ["stray bits behind the data", "e31="],
    ["something else", "not base64!"],
    ["two headers in one", `${base64(wire2)}, ${base64(wire2)}`],
  ])("refuses base64 with %s", (_name, header) => {
    expectRefusal(() => decodePaymentRequired(header), { code, field: "paymentRequired", says: ["base64"] });
  });

  test.each([
    ["truncated JSON", '{"x402Version":1'],
    ["a name twice", '{"x402Version":1,"x402Version":2}'],
    ["a name twice, spelt in two ways", '{"x402Version":1,"x402\\u0056ersion":2}'],
    ["the name __proto__", '{"__proto__":{"x402Version":1}}'],
    ["the name constructor deep inside", '{"a":[{"constructor":1}]}'],
    ["deep nesting", `{"a":${"[".repeat(40)}${"]".repeat(40)}}`],
  ])("refuses %s in body and header", (_name, json) => {
    for (const message of [json, base64(json)])
      expectRefusal(() => decodePaymentRequired(message), { code, field: "paymentRequired", says: ["JSON"] });
  });

  test.each([
    ["body", (bytes: Uint8Array) => bytes],
    ["header", (bytes: Uint8Array) => base64(bytes)],
  ])("refuses malformed UTF-8 in a %s", (_name, form) => {
    const bytes = Buffer.concat([Buffer.from('{"error":"'), Buffer.from([0xff]), Buffer.from('"}')]);
    expectRefusal(() => decodePaymentRequired(form(new Uint8Array(bytes))), {
      code,
      field: "paymentRequired",
      says: ["UTF-8"],
    });
  });

  test("refuses a header of 1 MB before it looks into it", () => {
    expectRefusal(() => decodePaymentRequired("!".repeat(1_000_000)), {
      code,
      field: "paymentRequired",
      says: ["at most 16384 characters", "found 1000000 characters"],
    });
  });

  test("refuses a body of 1 MB before it looks into it", () => {
    expectRefusal(() => decodePaymentRequired(`{${"!".repeat(1_000_000)}`), {
      code,
      field: "paymentRequired",
      says: ["at most 65536 characters"],
    });
  });

  test.each([undefined, null, 5])("refuses %j instead of a message", (message) => {
    expectRefusal(() => decodePaymentRequired(message as never), { code, field: "paymentRequired" });
  });
});

describe("plain objects", () => {
  test.each([required1, required2])("say the same as what is sent", (required) => {
    const object = paymentRequiredToObject(required);
    expect(object).toStrictEqual(required.x402Version === 1 ? wire1 : wire2);
    expect(decodePaymentRequired(object)).toStrictEqual(required);
  });

  test.each<[object, string]>([
    [{}, "x402Version"],
    [{ x402Version: 2n }, "paymentRequired"],
  ])("that say nothing are refused: %o", (message, field) => {
    expectRefusal(() => decodePaymentRequired(message), { code, field });
  });
});

describe("encodePaymentRequired", () => {
  test("writes version 1 as JSON", () => {
    expect(JSON.parse(encodePaymentRequired(required1))).toStrictEqual(wire1);
  });

  test("writes version 2 as base64, in its own form", () => {
    expect(fromBase64(encodePaymentRequired(required2))).toStrictEqual(wire2);
  });

  test("takes the resource of version 2 from the offers", () => {
    const { resource: _, ...without } = required2;
    expect(fromBase64(encodePaymentRequired(without))).toStrictEqual(wire2);
  });

  test("writes what version 2 leaves out of a resource as it came", () => {
    const header = base64({ ...wire2, resource: { url: resource.url } });
    expect(fromBase64(encodePaymentRequired(decodePaymentRequired(header)))).toStrictEqual(
      fromBase64(header),
    );
  });

  test("writes characters beyond ASCII in UTF-8", () => {
    const error = "zahl’ bitte ⚡";
    expect(decodePaymentRequired(encodePaymentRequired({ ...required2, error })).error).toBe(error);
  });

  test("writes offers of others behind its own, in either version", () => {
    const wires = [
      JSON.parse(encodePaymentRequired({ ...required1, otherOffers: [otherOffer] })),
      fromBase64(encodePaymentRequired({ ...required2, otherOffers: [otherOffer] })),
    ];
    expect(wires.map(({ accepts }) => accepts[1])).toStrictEqual([otherOffer, otherOffer]);
  });

  test("writes offers of others alone", () => {
    const others = { x402Version: 2, accepts: [], otherOffers: [otherOffer], resource } as const;
    expect(decodePaymentRequired(encodePaymentRequired(others))).toStrictEqual(others);
  });

  test.each([required1, required2])(
    "keeps unknown properties everywhere in version $x402Version",
    (required) => {
      const unknown = { unknown: { deep: [1, null, "x"] } };
      const message = {
        ...required,
        ...unknown,
        accepts: [{ ...offer, ...unknown, extra: { ...offer.extra, ...unknown } }],
        ...(required.x402Version === 2 && { resource: { ...resource, ...unknown }, extensions: unknown }),
      } as PaymentRequired;
      expect(decodePaymentRequired(encodePaymentRequired(message))).toStrictEqual(message);
    },
  );

  test.each([required1, required2])(
    "writes version $x402Version as the published package wants it",
    (required) => {
      const text = encodePaymentRequired(required);
      const value =
        required.x402Version === 1 ? JSON.parse(text) : published.decodePaymentRequiredHeader(text);
      expect(parsePaymentRequired(value).success).toBe(true);
    },
  );

  test.each([
    ["accepts", undefined],
    ["accepts", { ...required1, accepts: undefined }],
    ["accepts", { ...required1, accepts: [] }],
    ["accepts[0]", { ...required1, accepts: [null] }],
    ["accepts[0].resource", { ...required2, accepts: [null] }],
    ["otherOffers", { ...required1, otherOffers: 5 }],
    ["x402Version", { ...required1, x402Version: 3 }],
    ["accepts[0].maxAmountRequired", { ...required1, accepts: [{ ...offer, maxAmountRequired: "1e3" }] }],
    ["accepts[0].amount", { ...required2, accepts: [{ ...offer, maxAmountRequired: "1e3" }] }],
    ["accepts", { ...required1, accepts: [{ ...offer, network: "base" }] }],
    ["accepts", { ...required2, accepts: [{ ...offer, network: "eip155:1" }] }],
    ["accepts", { ...required1, accepts: [], otherOffers: [offer] }],
    ["accepts[0].resource", { ...required2, resource: null }],
    ["accepts[0].resource", { ...required2, resource: null, accepts: [null] }],
    ["accepts[0].resource", { ...required2, resource: { ...resource, url: "https://example.com/news" } }],
    ["accepts[0].resource", { ...required2, resource: { url: resource.url } }],
    ["accepts[1].resource", { ...required2, accepts: [offer, { ...offer, mimeType: "" }] }],
    ["paymentRequired", { ...required2, error: "x".repeat(20_000) }],
    ["paymentRequired", { ...required1, error: 1n }],
    ["paymentRequired", { ...required2, error: 1n }],
  ])("refuses to write a message for its %s (%#)", (field, message) => {
    const error = errorOf(() => encodePaymentRequired(message as never));
    expect(error).toMatchObject({ code: "INVALID_FIELD", field });
  });
});
