import { toHex } from "../../bytes.js";
import { describe } from "../../describe.js";
import { randomBytes } from "../../random.js";
import type { PaymentRequired } from "../messages/PaymentRequired.js";
import { paymentIdentifier } from "../messages/properties.js";
import { offerRefused } from "./offerRefused.js";

type Extensions = NonNullable<PaymentRequired["extensions"]>;

/**
 * Checks, before anything is paid, that a 402 requires no extension that nobody here knows.
 *
 * @param others - those that somebody else takes care of
 * @throws UmaInvoiceError `OFFER_REFUSED`
 */
export function checkExtensions(extensions: Extensions = {}, others: readonly string[] = []): void {
  for (const [name, extension] of Object.entries(extensions)) {
    if ((name === paymentIdentifier && takesIdentifier(extensions)) || others.includes(name)) continue;
    const { required, info } = Object(extension);
    if (required === true || Object(info).required === true)
      throw offerRefused("extensions", "extensions that are known where they are required", describe(name));
  }
}

/** Names a purchase at random: 32 hex digits. */
export function randomIdentifier(): string {
  return toHex(randomBytes(16));
}

/** The extension's own pattern, as servers write it. Others are not tried: one can take a stranger for ever. */
const patterns: readonly unknown[] = [undefined, "^[a-zA-Z0-9_-]+$", "^[A-Za-z0-9_-]+$"];

/** Whether a 402 asks for, or at least takes, the name of a payment as the extension says, and as it is here. */
export function takesIdentifier(extensions: Extensions = {}): boolean {
  const { info, schema } = Object(extensions[paymentIdentifier]);
  const { minLength = 16, maxLength = 128, pattern } = Object(Object(Object(schema).properties).id);
  return Object(info) === info && minLength <= 32 && maxLength >= 32 && patterns.includes(pattern);
}

/** The extensions to send back, with the name of the payment in the one that takes it. */
export function withIdentifier(extensions: Extensions, id: string): Extensions {
  const { info, ...extension } = extensions[paymentIdentifier] as { readonly info: object };
  return { ...extensions, [paymentIdentifier]: { ...extension, info: { ...info, id } } };
}
