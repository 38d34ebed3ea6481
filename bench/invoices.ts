import { createInvoice, encodeInvoice, encodeInvoiceTlv, type Invoice } from "../src/index.js";

/** The key that signs everything here. */
export const secretKey = new Uint8Array(32).fill(0x11);
export const publicKey = "034f355bdcb7cc0af728ef3cceb9615d90684bb5b2ca5f859ab0f0b704075871aa";

/** An invoice in each of its forms. */
export type Sample = {
  readonly name: string;
  /** A plain object, which has to be encoded anew each time. */
  readonly fields: Invoice;
  readonly tlv: Uint8Array;
  readonly text: string;
};

/** The required fields, short. */
export const shortest: Invoice = {
  receiverUma: "$b@a.co",
  invoiceUUID: "7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1f",
  amount: 1n,
  receivingCurrency: { code: "X", name: "", symbol: "", decimals: 0 },
  expiration: 4_102_444_800,
  isSubjectToTravelRule: false,
  umaVersions: "1.0",
  callback: "https://a.co/",
};

const usual: Invoice = {
  receiverUma: "$bob@vasp.com",
  invoiceUUID: "7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1f",
  amount: 1000n,
  receivingCurrency: { code: "USD", name: "US Dollar", symbol: "$", decimals: 2 },
  expiration: 1_893_456_000,
  isSubjectToTravelRule: true,
  requiredPayerData: {
    compliance: { mandatory: true },
    email: { mandatory: false },
    name: { mandatory: false },
  },
  umaVersions: "1.0",
  commentCharsAllowed: 140,
  kycStatus: "VERIFIED",
  callback: "https://vasp.com/payreq",
};

/** Every field as long as it may be. */
const longest: Invoice = {
  receiverUma: `$${"r".repeat(64)}@${"receiver-domain.".repeat(11)}example.com`,
  invoiceUUID: "7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1f",
  amount: BigInt(Number.MAX_SAFE_INTEGER),
  receivingCurrency: { code: "C".repeat(64), name: "Name ".repeat(33), symbol: "₿", decimals: 30 },
  // The last second that is none of milliseconds.
  expiration: 2 ** 32 - 1,
  isSubjectToTravelRule: true,
  requiredPayerData: Object.fromEntries(
    Array.from({ length: 17 }, (_, i) => [`payerData-${i + 10}`, { mandatory: i % 2 === 0 }]),
  ),
  umaVersions: Array.from({ length: 51 }, (_, i) => `${i + 10}.${i % 10}`).join(","),
  commentCharsAllowed: Number.MAX_SAFE_INTEGER,
  senderUma: `$${"s".repeat(64)}@${"senders-domains.".repeat(11)}example.com`,
  maxNumPayments: Number.MAX_SAFE_INTEGER,
  kycStatus: "NOT_VERIFIED",
  callback: `https://vasp.com/${"callback/".repeat(26)}`,
};

function sample(name: string, unsigned: Invoice): Sample {
  const invoice = createInvoice(unsigned, secretKey);
  return {
    name,
    fields: { ...unsigned, signature: invoice.signature! },
    tlv: encodeInvoiceTlv(invoice),
    text: encodeInvoice(invoice),
  };
}

export const minimal = sample("minimal", shortest);
export const typical = sample("typical", usual);
export const maximal = sample("maximal", longest);
