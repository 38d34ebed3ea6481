import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { createInvoice, encodeInvoice, UmaInvoiceError } from "../../../src/index.js";
import * as qr from "../../../src/qr/index.js";
import * as request from "../../../src/request/index.js";
import { detached, revoked, unreadable } from "../../support/broken.js";
import { keyResolverOf } from "../../support/keyResolverOf.js";
import { keys } from "../../support/keys.js";
import { postInvoice } from "../../support/postInvoice.js";
import { resultOrRefusal } from "../../support/resultOrRefusal.js";
import { requiredFields } from "../../support/sampleFields.js";

const invoice = createInvoice(requiredFields, keys.first.secretKey);
const text = encodeInvoice(invoice);

const throwing = () => {
  throw new RangeError("thrown by what was handed in");
};

/** What no caller means to hand in, and what one does. */
const hostile: readonly unknown[] = [
  undefined,
  null,
  true,
  Symbol("symbol"),
  7n,
  2n ** 5000n,
  -1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  "",
  "\0\ud800",
  text,
  invoice,
  { ...invoice },
  [],
  [[]],
  Object.create(null),
  new Date(Number.NaN),
  runInNewContext("new Date(0)"),
  runInNewContext("new Uint8Array(32)"),
  detached(32),
  revoked({}),
  revoked([]),
  revoked(() => {}),
  unreadable({}),
  Object.assign(() => {}, { toString: throwing }),
  { toString: throwing, valueOf: throwing, [Symbol.toPrimitive]: throwing, [Symbol.iterator]: throwing },
  class {},
];

/** Options of which one is hostile, or throws where it is read. */
function* optionsWith(...names: string[]): Generator<unknown> {
  yield* hostile;
  for (const name of names) {
    for (const value of hostile) yield { [name]: value };
    yield Object.defineProperty({}, name, { get: throwing, enumerable: true });
  }
}

const keyResolver = keyResolverOf(keys.first);
const expired = { now: requiredFields.expiration };
const codes = ["style", "errorCorrection", "maxLength"];

type Call = (value: unknown, options: unknown) => unknown;
const calls: readonly (readonly [name: string, names: string[], call: Call])[] = [
  ["parseDeepLink", ["maxLength"], request.parseDeepLink as Call],
  ["toDeepLink", ["style", "maxLength"], request.toDeepLink as Call],
  ["toQrText", ["style", "maxLength"], request.toQrText as Call],
  ["toQrSvg", [...codes, "title", "moduleSize"], qr.toQrSvg as Call],
  ["toQrTerminal", [...codes, "background"], qr.toQrTerminal as Call],
  [
    "deliverInvoice",
    ["fetch", "timeoutSeconds", "signal", "maxBytes", "checkHost", "maxLength"],
    (value, options) => request.deliverInvoice(value as string, spread(expired, options) as object),
  ],
  [
    "receiveInvoice",
    ["maxLength", "signal"],
    (value, options) =>
      request.receiveInvoice(value as string, spread({ keyResolver, ...expired }, options) as never),
  ],
  [
    "DeliveryRefusedError",
    ["status", "counterpartyCode", "reason"],
    (_value, refusal) => new request.DeliveryRefusedError(refusal as request.DeliveryRefusal),
  ],
  [
    "memoryInvoiceStore",
    ["maxEntries", "maxPerDomain"],
    (_value, options) => request.memoryInvoiceStore(options as object),
  ],
  [
    "once",
    ["id", "digest", "expiration"],
    (_value, changes) => {
      const received = spread({ id: "vasp2.com/a", digest: "aa", expiration: 100 }, changes);
      return request.memoryInvoiceStore().once(received as request.ReceivedInvoice, async () => {});
    },
  ],
  [
    "once, with something else to hand on with",
    [],
    (handOn) => {
      const received = { id: "vasp2.com/a", digest: "aa", expiration: 100 };
      return request.memoryInvoiceStore().once(received, handOn as () => Promise<void>);
    },
  ],
];

test.each(calls)(
  "%s gives a result or a UmaInvoiceError, whatever it is handed",
  async (name, names, call) => {
    // What the caller's own function does is the caller's.
    for (const value of hostile)
      if (!(name.startsWith("once,") && typeof value === "function"))
        await resultOrRefusal(() => call(value, undefined));
    for (const options of optionsWith(...names)) await resultOrRefusal(() => call(text, options));
  },
);

test("every function is among them", () => {
  const functions = Object.keys({ ...request, ...qr }).filter((name) => name !== "createRequestHandler");
  expect(calls.map(([name]) => name)).toEqual(expect.arrayContaining(functions));
});

test("createRequestHandler gives a UmaInvoiceError, or a handler that answers whatever comes", async () => {
  const good = { hosted: () => true, keyResolver, onInvoice: () => {} };
  const names = ["hosted", "keyResolver", "onInvoice", "onError", "store", "now", "maxBytes", "maxLength"];
  let answered = 0;
  for (const changes of optionsWith(...names, "maxLifetimeSeconds", "ecdsa")) {
    const options = spread(good, changes) as request.RequestHandlerOptions;
    const handler = await resultOrRefusal(() => request.createRequestHandler(options));
    if (handler instanceof UmaInvoiceError) continue;
    const answer = (handler as (request: Request) => Promise<Response>)(postInvoice(text));
    expect(await answer).toBeInstanceOf(Response);
    answered++;
  }
  expect(answered).toBeGreaterThan(0);
});

test("a handler answers whatever is no request", async () => {
  const handler = request.createRequestHandler({ hosted: () => true, keyResolver, onInvoice: () => {} });
  for (const value of hostile) expect(await handler(value as Request)).toBeInstanceOf(Response);
});

/** One object over another, getters as they are; what is no object of options stays what it is. */
function spread(good: object, changes: unknown): unknown {
  const isOptions = typeof changes === "object" && changes !== null && hostile.indexOf(changes) < 0;
  return isOptions
    ? Object.defineProperties({ ...good }, Object.getOwnPropertyDescriptors(changes))
    : (changes ?? good);
}
