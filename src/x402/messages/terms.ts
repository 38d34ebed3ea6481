import type { Fault } from "../errors.js";
import {
  address,
  amount,
  literally,
  nonEmptyText,
  object,
  optional,
  type Property,
  readObject,
  text,
} from "./properties.js";

/** The versions of x402 that are spoken here. */
export type X402Version = 1 | 2;

export const x402Version: Property = {
  expected: "version 1 or 2 of x402",
  test: (value) => value === 1 || value === 2,
};

/**
 * The networks that are paid on, by their names in version 1 of x402, and how each version writes them. Version 2
 * wants CAIP-2's form, `namespace:reference`, of networks that are no blockchains too (x402 version 2, section 11.1).
 */
export const networks = {
  uma: { 1: "uma", 2: "uma:mainnet" },
  "uma-testnet": { 1: "uma-testnet", 2: "uma:testnet" },
} as const;

/** A network that is paid on: `uma`, or `uma-testnet`, whose coins are worth nothing. */
export type UmaNetwork = keyof typeof networks;

/** All of them. */
export const umaNetworks = /* @__PURE__ */ (() => Object.keys(networks) as UmaNetwork[])();

/** The network that a version writes so; nothing if it is none of these. */
export function networkWritten(name: unknown, version: X402Version): UmaNetwork | undefined {
  return umaNetworks.find((network) => networks[network][version] === name);
}

/** A network as a version writes it. */
export function networkIn(version: X402Version): Property {
  return {
    expected: umaNetworks.map((network) => networks[network][version]).join(" or "),
    test: (value) => networkWritten(value, version) !== undefined,
  };
}

/** A network by the name that it has here. */
export const umaNetwork: Property = /* @__PURE__ */ (() => networkIn(1))();

/** The price of a resource and who gets it. Properties beyond these survive. */
export type PaymentTerms = {
  readonly scheme: "exact";
  /** Version 2 writes it `uma:mainnet`, or `uma:testnet`. */
  readonly network: UmaNetwork;
  /** In the smallest unit of the asset: decimal digits, 1 to 2^64 − 1. Version 2 calls it `amount`. */
  readonly maxAmountRequired: string;
  /** The code of the receiving currency: `USD`. */
  readonly asset: string;
  /** The receiver's UMA address: `$bob@vasp.com`. */
  readonly payTo: string;
  /** How long the payment may take, in seconds. */
  readonly maxTimeoutSeconds: number;
  readonly extra?: {
    /** An invoice by which `payTo` asks for the amount: `uma1…`. */
    readonly umaInvoice?: string;
    readonly [name: string]: unknown;
  };
};

/**
 * One offer of a 402, as version 1 of x402 shapes it, whatever version it came in. Properties beyond
 * these survive.
 *
 * @see x402 version 1, section 5.1.2
 */
export type PaymentRequirements = PaymentTerms & {
  /** The URL of what is sold, http or https. */
  readonly resource: string;
  /** For people; may be empty. */
  readonly description: string;
  /** The media type of what is sold; may be empty. */
  readonly mimeType: string;
};

const extra = /* @__PURE__ */ (() => ({ umaInvoice: optional(text) }))();

const seconds: Property = {
  expected: "a positive integer, in seconds",
  test: (value) => Number.isSafeInteger(value) && (value as number) > 0,
};

/** One version's offers have no business with the other's names. */
const absent: Property = {
  expected: "nothing in version 2 of x402",
  test: (value) => value === undefined,
};

const scheme = /* @__PURE__ */ literally("exact");

const either = /* @__PURE__ */ (() => ({
  asset: nonEmptyText,
  payTo: address,
  maxTimeoutSeconds: seconds,
  extra: optional(object),
}))();

const shapes = /* @__PURE__ */ (() => ({
  // What an offer is of comes first: whoever reads it may leave others to others.
  1: { scheme, network: networkIn(1), ...either, maxAmountRequired: amount },
  2: {
    scheme,
    network: networkIn(2),
    ...either,
    amount,
    // Version 1's name for it, and what version 2 says of the resource once for all offers.
    maxAmountRequired: absent,
    resource: absent,
    description: absent,
    mimeType: absent,
  },
}))();

/** Reads the terms of an offer in either version's form. */
export function readTerms(value: unknown, path: string, version: X402Version, fault: Fault): PaymentTerms {
  const terms = readObject(value, path, shapes[version], fault);
  if (terms.extra) readObject(terms.extra, `${path}.extra`, extra, fault);
  if (version === 1) return terms as PaymentTerms;
  const { amount: maxAmountRequired, network, ...rest } = terms;
  return { ...rest, network: networkWritten(network, 2), maxAmountRequired } as PaymentTerms;
}

/** The terms of an offer in the form of version 2, which says of the resource elsewhere. */
export function writeTerms(offer: PaymentTerms | undefined): object {
  const {
    network,
    maxAmountRequired: amount,
    resource: _resource,
    description: _description,
    mimeType: _mimeType,
    ...terms
  }: Partial<PaymentRequirements> = { ...offer };
  return { ...terms, network: networks[network!]?.[2] ?? network, amount };
}
