import type { Fault } from "./Fault.js";
import { networks } from "./networks.js";
import type { PaymentTerms } from "./PaymentTerms.js";
import {
  absent,
  address,
  amount,
  literally,
  nonEmptyText,
  object,
  optional,
  seconds,
  text,
} from "./properties.js";
import { readObject } from "./readObject.js";
import type { X402Version } from "./X402Version.js";

const extra = /* @__PURE__ */ (() => ({ umaInvoice: optional(text) }))();

const either = /* @__PURE__ */ (() => ({
  scheme: literally("exact"),
  asset: nonEmptyText,
  payTo: address,
  maxTimeoutSeconds: seconds,
  extra: optional(object),
}))();

const shapes = /* @__PURE__ */ (() => ({
  1: { ...either, network: literally(networks[1]), maxAmountRequired: amount },
  2: {
    ...either,
    network: literally(networks[2]),
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
  const { amount: maxAmountRequired, ...rest } = terms;
  return { ...rest, network: networks[1], maxAmountRequired } as PaymentTerms;
}
