import { describe, expect, test } from "vitest";
import {
  decodeLnurlpResponse,
  decodePayRequest,
  decodePayResponse,
  decodePostTransactionCallback,
  encodeLnurlpResponse,
  encodePayRequest,
  encodePayResponse,
  encodePostTransactionCallback,
  type JsonSource,
} from "../../../src/pay/index.js";
import { errorOf } from "../../support/errorOf.js";
import { paySamples } from "../../support/paySamples.js";

const { lnurlpResponse, payRequest, payResponse, oldPayResponse, postTransactionCallback } = paySamples;
const { invoiceUUID: _uuid, settlement: _settlement, ...oldPayRequest } = payRequest;

/** Each message: how it is read and written, what it is to the other side if it is none, and what need not be there. */
const messages = [
  {
    name: "LNURL-P response",
    sample: lnurlpResponse,
    decode: decodeLnurlpResponse,
    encode: encodeLnurlpResponse,
    protocolCode: "PARSE_LNURLP_RESPONSE_ERROR",
    optional:
      /^(commentAllowed|settlementOptions(.*\.multipliers\.\w+)?|compliance\.backingSignatures|payerData\.\w+)$/,
  },
  {
    name: "LNURL-P response of major version 0",
    sample: { ...lnurlpResponse, umaVersion: "0.3" },
    decode: decodeLnurlpResponse,
    encode: encodeLnurlpResponse,
    protocolCode: "PARSE_LNURLP_RESPONSE_ERROR",
    // Without the one by which they are told apart, it is a currency of major version 1.
    optional:
      /^(commentAllowed|settlementOptions(.*\.multipliers\.\w+)?|compliance\.backingSignatures|payerData\.\w+|currencies\[\d\]\.minSendable)$/,
  },
  {
    name: "pay request",
    sample: payRequest,
    decode: decodePayRequest,
    encode: encodePayRequest,
    protocolCode: "PARSE_PAYREQ_REQUEST_ERROR",
    optional:
      /^(payeeData(\.\w+)?|comment|invoiceUUID|settlement|payerData\.(name|email|compliance\.(utxos|nodePubKey|utxoCallback|encryptedTravelRuleInfo|travelRuleFormat|backingSignatures)))$/,
  },
  {
    name: "pay request of major version 0",
    sample: { ...oldPayRequest, umaMajorVersion: 0 },
    decode: decodePayRequest,
    encode: encodePayRequest,
    protocolCode: "PARSE_PAYREQ_REQUEST_ERROR",
    optional:
      /^(currency|payeeData(\.\w+)?|comment|payerData\.(name|email|compliance\.(utxos|nodePubKey|utxoCallback|encryptedTravelRuleInfo|travelRuleFormat|backingSignatures)))$/,
  },
  {
    name: "pay response",
    sample: payResponse,
    decode: decodePayResponse,
    encode: encodePayResponse,
    protocolCode: "PARSE_PAYREQ_RESPONSE_ERROR",
    optional:
      /^(routes|disposable|successAction(\.\w+)?|payeeData\.(identifier|name|email|compliance\.(utxos|nodePubKey|utxoCallback|backingSignatures)))$/,
  },
  {
    name: "pay response of major version 0",
    sample: oldPayResponse,
    decode: decodePayResponse,
    encode: encodePayResponse,
    protocolCode: "PARSE_PAYREQ_RESPONSE_ERROR",
    optional: /^(paymentInfo|routes|payeeData(\.identifier)?|compliance\.\w+)$/,
  },
  {
    name: "post-transaction callback",
    sample: postTransactionCallback,
    decode: decodePostTransactionCallback,
    encode: encodePostTransactionCallback,
    protocolCode: "PARSE_UTXO_CALLBACK_ERROR",
    optional: /^(transactionStatus|errorCode|errorReason)$/,
  },
  {
    name: "post-transaction callback of major version 0",
    sample: { utxos: postTransactionCallback.utxos },
    decode: decodePostTransactionCallback,
    encode: encodePostTransactionCallback,
    protocolCode: "PARSE_UTXO_CALLBACK_ERROR",
    optional: /^$/,
  },
] as readonly {
  readonly name: string;
  readonly sample: object;
  readonly decode: (json: JsonSource) => object;
  readonly encode: (message: never) => string;
  readonly protocolCode: string;
  readonly optional: RegExp;
}[];

/** Every place in a value of JSON, and what stands there. */
function places(value: unknown, path = ""): { path: string; value: unknown }[] {
  const here = path === "" ? [] : [{ path, value }];
  if (typeof value !== "object" || value === null) return here;
  const inner = Array.isArray(value)
    ? value.flatMap((item, i) => places(item, `${path}[${i}]`))
    : Object.entries(value).flatMap(([name, item]) => places(item, path ? `${path}.${name}` : name));
  return [...here, ...inner];
}

/** A copy of a value with something else at a place; without it, if that is `undefined`. */
function replaced(value: object, path: string, by: unknown): object {
  const copy = structuredClone(value);
  const names = path.split(/[.[\]]+/).filter((name) => name !== "");
  const last = names.pop()!;
  // biome-ignore lint/suspicious/noExplicitAny: whatever stands there
  const holder = names.reduce<any>((inner, name) => inner[name], copy);
  if (by === undefined) delete holder[last];
  else holder[last] = by;
  return copy;
}

/** What cannot stand where something of a type does. */
function liesFor(value: unknown): unknown[] {
  if (typeof value === "string") return [5, true, {}, []];
  if (typeof value === "number") return [`${value}`, -1, true, {}, [], 1e100];
  if (typeof value === "boolean") return ["true", 1, {}, []];
  return Array.isArray(value) ? [{}, "a", 5, [null], Array(2000).fill(value[0] ?? "a")] : ["a", 5, [], true];
}

describe.each(messages)("$name", ({ sample, decode, encode, protocolCode, optional }) => {
  const json = encode(sample as never);
  const wire = JSON.parse(json);

  test("is read as it was written", () => {
    expect(decode(json)).toStrictEqual(sample);
  });

  test("keeps what it does not know, everywhere", () => {
    const objects = ["", ...places(wire).flatMap(({ path, value }) => (isRecord(value) ? [path] : []))];
    for (const path of objects.filter((at) => !/(payerData|payeeData|multipliers|successAction)$/.test(at))) {
      const extended = replaced(wire, path ? `${path}.x-unknown` : "x-unknown", { deep: [1, "a", null] });
      expect(JSON.parse(encode(decode(extended) as never)), path).toStrictEqual(extended);
    }
  });

  test("lacks nothing that has to be there", () => {
    for (const { path } of places(wire)) {
      if (/\]$/.test(path)) continue;
      for (const absent of [undefined, null]) {
        const lacking = replaced(wire, path, absent);
        if (optional.test(path)) continue;
        const error = errorOf(() => decode(lacking));
        expect([error.code, error.field, error.protocolCode], path).toStrictEqual([
          "INVALID_MESSAGE",
          path,
          protocolCode,
        ]);
      }
    }
  });

  test("may lack the rest, and null is as good as nothing", () => {
    for (const { path } of places(wire)) {
      if (
        !optional.test(path) ||
        /^(currency|paymentInfo|currencies.*|payerData\.\w+|.*[eE]Data\.\w+|.*Action\.\w+)$/.test(path)
      )
        continue;
      const without = decode(replaced(wire, path, undefined));
      expect(decode(replaced(wire, path, null)), path).toStrictEqual(without);
      expect(decode(encode(without as never)), path).toStrictEqual(without);
    }
  });

  test("says where something else stands than what has to", () => {
    for (const { path, value } of places(wire))
      for (const lie of liesFor(value)) {
        if (/routes/.test(path) && Array.isArray(lie)) continue;
        const error = errorOf(() => decode(replaced(wire, path, lie)));
        expect(
          [error.code, error.protocolCode],
          `${path}: ${JSON.stringify(lie)?.slice(0, 50)}`,
        ).toStrictEqual(["INVALID_MESSAGE", protocolCode]);
        expect(error.field?.startsWith(path), `${path}, not ${error.field}`).toBe(true);
      }
  });

  test("is not written where something else stands", () => {
    for (const { path, value } of places(sample))
      for (const lie of [
        Symbol("s"),
        () => 5,
        new Date(),
        ...(typeof value === "string" ? [5, {}] : ["a"]),
      ]) {
        const error = errorOf(() => encode(shallowReplaced(sample, path, lie) as never));
        expect(error.code, path).toBe("INVALID_FIELD");
      }
  });

  test.each([null, undefined, 5, "text", [], new Map(), Symbol("s")])("is not %o", (value) => {
    expect(errorOf(() => encode(value as never)).code).toBe("INVALID_FIELD");
    expect(errorOf(() => decode(value as never)).code).toBe("INVALID_MESSAGE");
  });
});

function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The same as `replaced` for what cannot be cloned. */
function shallowReplaced(value: object, path: string, by: unknown): object {
  const marked = replaced(value, path, "the place");
  const restore = (inner: unknown): unknown => {
    if (inner === "the place") return by;
    if (Array.isArray(inner)) return inner.map(restore);
    return isRecord(inner)
      ? Object.fromEntries(Object.entries(inner as object).map(([name, item]) => [name, restore(item)]))
      : inner;
  };
  return restore(marked) as object;
}
