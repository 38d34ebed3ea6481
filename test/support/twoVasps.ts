import { createInvoice, type Invoice, type InvoiceFields, verifyInvoice } from "../../src/index.js";
import {
  createLnurlpHandler,
  createPayer,
  createPayRequestHandler,
  type LightningInvoiceToCreate,
  memoryIncomingPayments,
  type PayerOptions,
  type PayRequestHandlerOptions,
  parseDecimal,
  type VerifiedPayment,
} from "../../src/pay/index.js";
import { createVaspHandler } from "../../src/vasp/index.js";
import { hex } from "./bytes.js";
import { keys } from "./keys.js";
import {
  integerWords,
  requiredFields as lightningFields,
  rawLightningInvoice,
  wordsOf,
} from "./rawLightningInvoice.js";
import { beforeExpiration, requiredFields } from "./sampleFields.js";
import { lightningPayment } from "./shopPayments.js";

export const alice = "$alice@vasp1.com";
export const bob = "$bob@vasp2.com";
const multiplier = parseDecimal("23400");
export const vaspTime = () => beforeExpiration;

/** A Lightning network of two: what one makes invoices for, the other pays. */
function lightning() {
  const made = new Map<string, string>();
  const paid: string[] = [];
  return {
    paid,
    async createLightningInvoice({ amountMsat, descriptionHash, expirySeconds }: LightningInvoiceToCreate) {
      const { preimage, paymentHash } = lightningPayment();
      const text = rawLightningInvoice({
        prefix: `lnbc${amountMsat * 10n}p`,
        timestamp: vaspTime(),
        fields: [
          ["p", wordsOf(hex(paymentHash))],
          ...lightningFields.filter(([type]) => type === "s"),
          ["h", wordsOf(hex(descriptionHash))],
          ["x", integerWords(expirySeconds)],
        ],
      });
      made.set(text, preimage);
      return text;
    },
    async sendPayment(paymentRequest: string) {
      paid.push(paymentRequest);
      return { preimage: made.get(paymentRequest)! };
    },
  };
}

/** Two VASPs, without a network but for functions. */
export function twoVasps(
  payerOptions: Partial<PayerOptions> = {},
  receiverOptions: Partial<PayRequestHandlerOptions> = {},
) {
  const node = lightning();
  const invoices = new Map<string, Invoice>();
  const payments = memoryIncomingPayments({ now: vaspTime });
  const seen: VerifiedPayment[] = [];
  const errors: unknown[] = [];
  const wellKnown = {
    "vasp1.com": createVaspHandler({
      keys: { signingPublicKey: keys.first.publicKey, encryptionPublicKey: keys.first.publicKey },
      configuration: { name: "VASP 1", umaMajorVersions: [0, 1] },
      now: vaspTime,
    }),
    "vasp2.com": createVaspHandler({
      keys: { signingPublicKey: keys.second.publicKey, encryptionPublicKey: keys.second.publicKey },
      configuration: { name: "VASP 2", umaMajorVersions: [0, 1] },
      now: vaspTime,
    }),
  };
  const keyResolver = {
    resolve: async (of: unknown) => ({
      publicKey: hex(
        `${JSON.stringify(of)}`.includes("vasp1") ? keys.first.publicKey : keys.second.publicKey,
      ),
      cached: false,
    }),
  };
  const receiver = {
    callback: "https://vasp2.com/uma/address/bob",
    metadata: '[["text/plain","Pay Bob"]]',
    currencies: [
      {
        code: "USD",
        name: "US Dollar",
        symbol: "$",
        multiplier,
        decimals: 2,
        convertible: { min: 1n, max: 1_000_000n },
      },
    ],
    minSendable: 1n,
    maxSendable: 1_000_000_000_000n,
    kycStatus: "VERIFIED" as const,
    isSubjectToTravelRule: true,
  };
  const lnurlp = createLnurlpHandler({
    domain: "vasp2.com",
    umaMajorVersions: [0, 1],
    find: (address) => (address === bob ? receiver : undefined),
    signingKey: keys.second.secretKey,
    keyResolver,
    now: vaspTime,
    onError: (error) => errors.push(error),
  });
  const payRequest = createPayRequestHandler({
    find: ({ url, invoiceUUID }) => {
      if (url === receiver.callback) return { umaAddress: bob, ...receiver };
      const invoice = invoices.get(invoiceUUID ?? url);
      return invoice && { invoice };
    },
    rate: () => ({ multiplier, feeMsat: 250n }),
    umaMajorVersions: [0, 1],
    createLightningInvoice: node.createLightningInvoice,
    signingKey: keys.second.secretKey,
    keyResolver,
    encryptionKey: keys.second.secretKey,
    accept: (payment) => {
      seen.push(payment);
      return true;
    },
    payments,
    now: vaspTime,
    onError: (error) => errors.push(error),
    ...receiverOptions,
  });
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input as string, init as RequestInit);
    const { hostname, pathname } = new URL(request.url);
    if (pathname === "/.well-known/lnurlpubkey")
      return wellKnown[hostname as keyof typeof wellKnown](request);
    if (pathname.startsWith("/.well-known/lnurlp/")) return lnurlp(request);
    return payRequest(request);
  };
  const payer = createPayer({
    identifier: alice,
    payerData: { name: "Alice" },
    compliance: { kycStatus: "VERIFIED", travelRule: { information: "Alice, 1 Main Street" } },
    signingKey: keys.first.secretKey,
    wallet: node,
    keyResolver,
    limits: { maxAmountMsat: 100_000_000n },
    now: vaspTime,
    fetch,
    ...payerOptions,
  });
  function bill(changes: Partial<InvoiceFields> = {}) {
    const invoice = createInvoice(
      { ...requiredFields, callback: "https://vasp2.com/uma/payreq", ...changes },
      keys.second.secretKey,
    );
    invoices.set(invoice.invoiceUUID, invoice);
    return verifyInvoice(invoice, { publicKey: keys.second.publicKey, now: vaspTime() });
  }
  return { payer, node, payments, bill, seen, errors, receiver, fetch, invoices, keyResolver };
}
