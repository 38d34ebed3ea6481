import type { Fault } from "./Fault.js";
import { fromBase64 } from "./jsonText.js";
import { networks } from "./networks.js";
import type { Payment } from "./Payment.js";
import { attempt, literally, object, optional, preimage, x402Version } from "./properties.js";
import { readObject } from "./readObject.js";
import { readResource } from "./readResource.js";
import { readTerms } from "./readTerms.js";

const shapes = /* @__PURE__ */ (() => ({
  1: { scheme: literally("exact"), network: literally(networks[1]) },
  2: { accepted: object, resource: optional(object), extensions: optional(object) },
}))();

/** Reads a payment from its header. */
export function readPayment(header: string, fault: Fault): Payment {
  const message = fromBase64(header, "payment", fault);
  const { x402Version: version } = readObject(message, "", { x402Version }, fault) as Payment;
  // The names of version 2 mean nothing in version 1.
  const { payload, accepted, resource, extensions, ...rest } = readObject(
    message,
    "",
    shapes[version],
    fault,
  );
  const { attempt: named, ...proof } = readObject(payload, "payload", { preimage }, fault);
  const payment: Payment = {
    ...rest,
    x402Version: version,
    scheme: "exact",
    network: "uma",
    payload: {
      ...proof,
      preimage: (proof.preimage as string).toLowerCase(),
      // A name that is none is no reason to lose a payment.
      ...(attempt.test(named) && { attempt: named as string }),
    },
  };
  if (version === 1) return payment;
  return {
    ...payment,
    accepted: readTerms(accepted, "accepted", 2, fault),
    ...(resource !== undefined && { resource: readResource(resource, fault) }),
    ...(extensions !== undefined && { extensions: extensions as Record<string, unknown> }),
  };
}
