import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UmaInvoiceError } from "../../src/index.js";
import {
  decodePayment,
  decodePaymentRequired,
  decodePaymentResponse,
  encodePayment,
  encodePaymentRequired,
  encodePaymentResponse,
  type Payment,
  type PaymentRequired,
  type PaymentResponse,
  paymentRequiredToObject,
  paymentResponseToObject,
  paymentToObject,
} from "../../src/x402/index.js";
import { base64 } from "../support/base64.js";
import { x402Samples } from "../support/x402Samples.js";

/** Any text that UTF-8 can hold. */
const text = fc.string({ unit: "binary", maxLength: 40 });
const url = fc.webUrl({ withQueryParameters: true });
/** Any JSON, but for the names that are refused. */
const unknown = fc
  .json({ maxDepth: 2, depthSize: "xsmall" })
  .filter((json) => !/__proto__|constructor|prototype/.test(json))
  .map((json): unknown => JSON.parse(json));
const extensions = fc.record({ unknown });

const terms = fc.record(
  {
    scheme: fc.constant("exact" as const),
    network: fc.constant("uma" as const),
    maxAmountRequired: fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }).map(String),
    asset: text.filter((code) => code !== ""),
    payTo: fc.stringMatching(/^\$[a-z0-9._+-]{1,20}@[a-z0-9]{1,10}\.com$/),
    maxTimeoutSeconds: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    extra: fc.record({ umaInvoice: text, unknown }, { requiredKeys: [] }),
    unknown,
  },
  { requiredKeys: ["scheme", "network", "maxAmountRequired", "asset", "payTo", "maxTimeoutSeconds"] },
);

const about = fc.record({ resource: url, description: text, mimeType: text });

const required: fc.Arbitrary<PaymentRequired> = fc
  .record({
    x402Version: fc.constantFrom(1, 2),
    about,
    terms: fc.array(terms, { minLength: 1, maxLength: 3 }),
    error: text,
    unknown,
    extensions,
  })
  .map(({ x402Version, about, terms, error, unknown, extensions }) => ({
    x402Version: x402Version as 1 | 2,
    error,
    unknown,
    accepts: terms.map((offer) => ({ ...offer, ...about })),
    ...(x402Version === 2 && {
      resource: { url: about.resource, description: about.description, mimeType: about.mimeType },
      extensions,
    }),
  }));

const payment: fc.Arbitrary<Payment> = fc
  .record({
    x402Version: fc.constantFrom(1, 2),
    terms,
    url,
    preimage: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    unknown,
    extensions,
  })
  .map(({ x402Version, terms, url, preimage, unknown, extensions }) => ({
    x402Version: x402Version as 1 | 2,
    scheme: "exact",
    network: "uma",
    unknown,
    payload: { preimage: Buffer.from(preimage).toString("hex"), unknown },
    ...(x402Version === 2 && { accepted: terms, resource: { url }, extensions }),
  }));

const response: fc.Arbitrary<PaymentResponse> = fc.record(
  {
    x402Version: fc.constantFrom(1, 2) as fc.Arbitrary<1 | 2>,
    success: fc.boolean(),
    network: fc.constant("uma" as const),
    errorReason: text,
    transaction: text,
    payer: text,
    unknown,
  },
  { requiredKeys: ["x402Version", "success", "network", "transaction"] },
);

/** Whether a message is read. Refusals other than a UmaInvoiceError come through. */
function reads(decode: (message: string) => unknown, message: string): boolean {
  try {
    decode(message);
    return true;
  } catch (error) {
    if (error instanceof UmaInvoiceError) return false;
    throw error;
  }
}

describe("what is written is read again, unchanged", () => {
  test("a PaymentRequired", () => {
    fc.assert(
      fc.property(required, (message) => {
        expect(decodePaymentRequired(encodePaymentRequired(message))).toEqual(message);
        expect(decodePaymentRequired(paymentRequiredToObject(message))).toEqual(message);
      }),
    );
  });

  test("a Payment", () => {
    fc.assert(
      fc.property(payment, (message) => {
        expect(decodePayment(encodePayment(message))).toEqual(message);
        expect(decodePayment(paymentToObject(message))).toEqual(message);
      }),
    );
  });

  test("a PaymentResponse", () => {
    fc.assert(
      fc.property(response, (message) => {
        expect(decodePaymentResponse(encodePaymentResponse(message))).toEqual(message);
        expect(decodePaymentResponse(paymentResponseToObject(message))).toEqual(message);
      }),
    );
  });
});

describe("whatever comes in is read or refused with a UmaInvoiceError", () => {
  const decoders: readonly [string, (message: string) => unknown][] = [
    ["decodePaymentRequired", decodePaymentRequired],
    ["decodePayment", decodePayment],
    ["decodePaymentResponse", decodePaymentResponse],
  ];
  const { wireTerms2, offer, payment1, resource } = x402Samples;
  const seeds = [
    { x402Version: 1, error: "pay", accepts: [offer] },
    { x402Version: 2, error: "pay", accepts: [wireTerms2], resource, extensions: {} },
    payment1,
    { x402Version: 2, accepted: wireTerms2, payload: payment1.payload, resource },
    { success: true, network: "uma" },
  ];

  /** A message with one of its values, at any depth, replaced with anything. */
  const changed = fc.tuple(fc.constantFrom(...seeds), fc.nat(), fc.jsonValue()).map(([seed, at, value]) => {
    let count = 0;
    const places = JSON.stringify(seed).split(/[:[]/).length;
    return JSON.stringify(seed, (_name, part) => (count++ === at % places ? value : part)) ?? "null";
  });

  test.each(decoders)("%s: any text", (_name, decode) => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.json(), fc.json().map(base64)), (input) => {
        reads(decode, input);
      }),
    );
  });

  test.each(decoders)("%s: messages with one value changed", (_name, decode) => {
    fc.assert(
      fc.property(changed, (json) => {
        reads(decode, base64(json));
        reads(decode, json);
      }),
      { numRuns: 500 },
    );
  });

  test("a message with one value changed is read often enough to prove anything", () => {
    const accepted = fc.sample(changed, 2000).filter((json) => reads(decodePaymentRequired, json));
    expect(accepted.length).toBeGreaterThan(20);
  });
});

describe("whatever the codecs are given gives a result or a UmaInvoiceError", () => {
  const codecs: readonly [string, (value: never) => unknown][] = [
    ["encodePaymentRequired", encodePaymentRequired],
    ["encodePayment", encodePayment],
    ["encodePaymentResponse", encodePaymentResponse],
    ["decodePaymentRequired", decodePaymentRequired],
    ["decodePayment", decodePayment],
    ["decodePaymentResponse", decodePaymentResponse],
  ];
  const { required1, required2, payment1, payment2 } = x402Samples;
  const samples = [required1, required2, payment1, payment2];

  const thrower = () => {
    throw new Error("not to be read");
  };
  /** Makes what cannot be read, or written. */
  const hostile: readonly (() => unknown)[] = [
    () => new Proxy({}, { get: thrower, ownKeys: thrower, has: thrower, getOwnPropertyDescriptor: thrower }),
    () => {
      const { proxy, revoke } = Proxy.revocable([], {});
      revoke();
      return proxy;
    },
    () => {
      const cycle: { self?: object } = {};
      cycle.self = cycle;
      return cycle;
    },
    () => Symbol("s"),
    () => 7n,
    () => thrower,
    () => structuredClone(new Uint8Array(8), { transfer: [] }),
    () => {
      const bytes = new Uint8Array(8);
      structuredClone(bytes, { transfer: [bytes.buffer] });
      return bytes;
    },
    () => ({ length: 4, toString: thrower, toJSON: thrower }),
    () => Object.create(null),
    () => null,
    () => undefined,
  ];

  /** A sample in which one property of some depth is replaced with what a getter gives. */
  function spoiled(sample: object, path: readonly string[], value: unknown): object {
    const copy = structuredClone(sample) as Record<string, object>;
    let place: Record<string, object> = copy;
    for (const name of path.slice(0, -1)) place = (place[name] ?? copy) as Record<string, object>;
    Object.defineProperty(place, path.at(-1)!, { enumerable: true, get: () => value });
    return copy;
  }

  const paths = [
    ["x402Version"],
    ["accepts"],
    ["accepts", "0"],
    ["accepts", "0", "extra"],
    ["otherOffers"],
    ["resource"],
    ["extensions"],
    ["payload"],
    ["payload", "preimage"],
    ["payload", "attempt"],
    ["accepted"],
    ["scheme"],
    ["success"],
    ["length"],
  ];

  test.each(codecs)("%s", (_name, codec) => {
    for (const make of hostile) {
      const values = [
        make(),
        [make()],
        ...samples.flatMap((sample) => paths.map((path) => spoiled(sample, path, make()))),
      ];
      for (const value of values) {
        try {
          codec(value as never);
        } catch (error) {
          expect(error).toBeInstanceOf(UmaInvoiceError);
          expect((error as Error).message).toMatch(/^[ -~]{1,400}$/);
        }
      }
    }
  });
});
