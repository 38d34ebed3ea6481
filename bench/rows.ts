import assert from "node:assert/strict";
import { bech32 as scure } from "@scure/base";
import {
  createUmaInvoice,
  InvoiceSerializer,
  type Invoice as SdkInvoice,
  verifyUmaInvoiceSignature,
} from "@uma-sdk/core";
import { bech32 } from "bech32";
import { fromBech32, toBech32 } from "../src/bech32.js";
import {
  createInvoice,
  decodeInvoice,
  decodeInvoiceTlv,
  encodeInvoice,
  encodeInvoiceTlv,
  verifyInvoice,
  verifyInvoiceSignature,
  verifyInvoicesAsync,
} from "../src/index.js";
import { invoiceSchema } from "../src/invoice/schema.js";
import { decodeMessage, encodeMessage } from "../src/tlv/index.js";
import { defaultEngine, otherEngines } from "./engines.js";
import { decodeByHand, encodeByHand } from "./handwritten.js";
import { maximal, minimal, publicKey, type Sample, secretKey, typical } from "./invoices.js";
import type { Contender, Row } from "./measure.js";
import { inSdkOrder, sdkLimit, toSdk } from "./sdk.js";

const ours = "uma-invoice";
const oursTlv = "uma-invoice/tlv";
const sdk = "@uma-sdk/core";
const byHand = "by hand";
const publicKeyBytes = Uint8Array.from(Buffer.from(publicKey, "hex"));
const noLimit = Number.MAX_SAFE_INTEGER;
const encoder = new TextEncoder();

/** Everything that is measured call by call. */
export async function allRows(): Promise<Row[]> {
  const samples = [minimal, typical, maximal];
  const readable = await Promise.all(samples.map(inSdkOrder));
  const works = [encode, decode, toTlv, fromTlv, bytesToText, textToBytes, create, verify];
  return [
    ...works.flatMap((work) => samples.map((sample) => work(sample))),
    ...readable.map((sample) => decodeAndVerify(sample)),
    decodeAndVerifyMany(readable[1]!),
    // An engine remembers the keys that it has seen: a copy has seen none.
    verify(typical, " with a new key", () => ({ ...defaultEngine })),
    ...Object.entries(otherEngines).flatMap(([name, engine]) => [
      create(typical, ` with ${name}`, engine),
      verify(typical, ` with ${name}`, () => engine),
      decodeAndVerify(readable[1]!, ` with ${name}`, engine),
    ]),
  ];
}

function encode(sample: Sample): Row {
  const { name, fields, text } = sample;
  const peer = toSdk(fields);
  return {
    name: `encode, ${name}`,
    contenders: [
      { name: ours, run: () => encodeInvoice(fields), check: gives(text) },
      {
        name: sdk,
        run: () => InvoiceSerializer.toBech32(peer, noLimit),
        check: gives(text),
        ...sdkLimit(sample),
      },
      { name: byHand, run: () => encodeByHand(fields), check: gives(text) },
      copy(encoder.encode(text)),
    ],
  };
}

function decode({ name, fields, text }: Sample): Row {
  return {
    name: `decode, ${name}`,
    contenders: [
      { name: ours, run: () => decodeInvoice(text), check: gives(fields) },
      {
        name: sdk,
        run: () => InvoiceSerializer.fromBech32(text, noLimit),
        check: gives(toSdk(fields)),
      },
      { name: byHand, run: () => decodeByHand(text), check: gives(fields) },
      copy(encoder.encode(text)),
    ],
  };
}

function toTlv(sample: Sample): Row {
  const { name, fields, tlv } = sample;
  const peer = toSdk(fields);
  return {
    name: `fields to TLV, ${name}`,
    contenders: [
      { name: ours, run: () => encodeInvoiceTlv(fields), check: gives(tlv) },
      { name: oursTlv, run: () => encodeMessage(invoiceSchema, fields), check: gives(tlv) },
      { name: sdk, run: () => InvoiceSerializer.toTLV(peer), check: gives(tlv), ...sdkLimit(sample) },
      copy(tlv),
    ],
  };
}

function fromTlv({ name, fields, tlv }: Sample): Row {
  return {
    name: `TLV to fields, ${name}`,
    contenders: [
      { name: ours, run: () => decodeInvoiceTlv(tlv), check: gives(fields) },
      { name: oursTlv, run: () => decodeMessage(invoiceSchema, tlv), check: gives(fields) },
      { name: sdk, run: () => InvoiceSerializer.fromTLV(tlv), check: gives(toSdk(fields)) },
      copy(tlv),
    ],
  };
}

function bytesToText({ name, tlv, text }: Sample): Row {
  return {
    name: `bytes to bech32, ${name}`,
    contenders: [
      { name: ours, run: () => toBech32(tlv), check: gives(text) },
      {
        name: "bech32",
        run: () => bech32.encode("uma", bech32.toWords(tlv), noLimit),
        check: gives(text),
      },
      {
        name: "@scure/base",
        run: () => scure.encode("uma", scure.toWords(tlv), false),
        check: gives(text),
      },
      copy(encoder.encode(text)),
    ],
  };
}

function textToBytes({ name, tlv, text }: Sample): Row {
  return {
    name: `bech32 to bytes, ${name}`,
    contenders: [
      { name: ours, run: () => fromBech32(text), check: gives(tlv) },
      {
        name: "bech32",
        run: () => Uint8Array.from(bech32.fromWords(bech32.decode(text, noLimit).words)),
        check: gives(tlv),
      },
      { name: "@scure/base", run: () => scure.decodeToBytes(text, false).bytes, check: gives(tlv) },
      copy(encoder.encode(text)),
    ],
  };
}

/** Up to the text, which is what the payer gets. */
function create(sample: Sample, how = "", ecdsa = defaultEngine): Row {
  const { signature: _, ...unsigned } = sample.fields;
  const { maxNumPayments: invoiceLimit, ...rest } = toSdk(unsigned);
  const peer = { ...rest, invoiceLimit } as Parameters<typeof createUmaInvoice>[0];
  function check(text: unknown): void {
    const { signature: _, ...fields } = verifyInvoice(text as string, { publicKey });
    assert.deepEqual(fields, unsigned);
  }
  return {
    name: `create${how}, ${sample.name}`,
    contenders: [
      { name: ours, run: () => encodeInvoice(createInvoice(unsigned, secretKey, { ecdsa })), check },
      {
        name: sdk,
        run: async () => InvoiceSerializer.toBech32(await createUmaInvoice(peer, secretKey), noLimit),
        check,
        async: true,
        ...sdkLimit(sample),
      },
    ],
  };
}

function verify(sample: Sample, how = "", engine = () => defaultEngine): Row {
  const invoice = decodeInvoice(sample.text);
  const peer = toSdk(sample.fields);
  return {
    name: `verify${how}, ${sample.name}`,
    contenders: [
      {
        name: ours,
        run: () => verifyInvoiceSignature(invoice, publicKey, { ecdsa: engine() }),
        check: gives(true),
      },
      {
        name: sdk,
        run: () => verifyUmaInvoiceSignature(peer, publicKeyBytes),
        check: gives(true),
        async: true,
        ...sdkLimit(sample),
      },
    ],
  };
}

function decodeAndVerify(sample: Sample, how = "", ecdsa = defaultEngine): Row {
  const { name, fields, text } = sample;
  return {
    name: `decode and verify${how}, ${name}`,
    contenders: [
      {
        name: ours,
        run: () => verifyInvoice(text, { publicKey, ecdsa }),
        check: gives(fields),
      },
      {
        name: sdk,
        run: () => decodeAndVerifyBySdk(text),
        check: gives(toSdk(fields)),
        async: true,
        ...sdkLimit(sample),
      },
    ],
  };
}

function decodeAndVerifyMany({ name, fields, text }: Sample): Row {
  const texts = Array<string>(64).fill(text);
  return {
    name: `decode and verify ${texts.length} at once, ${name}`,
    contenders: [
      {
        name: ours,
        run: () => verifyInvoicesAsync(texts, { publicKey, ecdsa: defaultEngine }),
        check: gives(texts.map(() => ({ status: "fulfilled", value: fields }))),
        async: true,
      },
      {
        name: sdk,
        run: () => Promise.all(texts.map(decodeAndVerifyBySdk)),
        check: gives(texts.map(() => toSdk(fields))),
        async: true,
      },
    ],
  };
}

async function decodeAndVerifyBySdk(text: string): Promise<SdkInvoice> {
  const invoice = InvoiceSerializer.fromBech32(text, noLimit);
  assert(await verifyUmaInvoiceSignature(invoice, publicKeyBytes));
  return invoice;
}

/** What nothing can be faster than: the bytes, copied, as a string. */
function copy(bytes: Uint8Array): Contender {
  const run = () => Buffer.from(bytes).toString("latin1");
  return { name: "copy", run, check: gives(String.fromCharCode(...bytes)) };
}

function gives(expected: unknown): Contender["check"] {
  return (output) => assert.deepEqual(output, expected);
}
