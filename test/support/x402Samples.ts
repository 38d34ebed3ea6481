import type { Payment, PaymentRequired, PaymentRequirements, PaymentTerms } from "../../src/x402/index.js";

const terms = {
  scheme: "exact",
  network: "uma",
  maxAmountRequired: "1000",
  asset: "USD",
  payTo: "$receiver@vasp.com",
  maxTimeoutSeconds: 300,
  extra: { umaInvoice: "uma1qq" },
} as const satisfies PaymentTerms;

const resource = {
  url: "https://example.com/weather",
  description: "Access to protected content",
  mimeType: "application/json",
};

const offer: PaymentRequirements = {
  ...terms,
  resource: resource.url,
  description: resource.description,
  mimeType: resource.mimeType,
};

const proof = {
  scheme: "exact",
  network: "uma",
  payload: { preimage: "0123456789abcdef".repeat(4) },
} as const;

/** Messages of x402, around the offer of the scheme's own document. */
export const x402Samples = {
  terms,
  offer,
  resource,
  /** The terms as version 2 writes them. */
  wireTerms2: {
    scheme: "exact",
    network: "uma:mainnet",
    amount: "1000",
    asset: "USD",
    payTo: "$receiver@vasp.com",
    maxTimeoutSeconds: 300,
    extra: { umaInvoice: "uma1qq" },
  },
  /** An offer on another network. */
  otherOffer: { scheme: "exact", network: "eip155:8453", amount: "1", payTo: "0x20" },
  required1: { x402Version: 1, error: "pay", accepts: [offer] } satisfies PaymentRequired,
  required2: { x402Version: 2, error: "pay", accepts: [offer], resource } satisfies PaymentRequired,
  payment1: { x402Version: 1, ...proof } satisfies Payment,
  payment2: { x402Version: 2, ...proof, accepted: terms, resource } satisfies Payment,
} as const;
