import { networks } from "./networks.js";
import type { PaymentRequirements } from "./PaymentRequirements.js";
import type { PaymentTerms } from "./PaymentTerms.js";

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
  return { ...terms, network: network === networks[1] ? networks[2] : network, amount };
}
