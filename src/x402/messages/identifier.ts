import { toHex } from "../../bytes.js";
import { randomBytes } from "../../random.js";
import { isText, type Property } from "./properties.js";

/** What extensions of x402 say, by their names. */
export type Extensions = { readonly [name: string]: unknown };

/**
 * The extension of x402 by which a client names its payment, the same each time that it is proved: so that a
 * server knows a request that comes again from one by somebody else. Version 1 has no extensions: there,
 * `payload.attempt` says the same.
 */
export const paymentIdentifier = "payment-identifier";

/** The name that a client gives to its payment. */
export const identifier: Property = {
  expected: "16 to 128 letters, digits, hyphens and underscores",
  test: (value) => isText(value) && /^[\w-]{16,128}$/.test(value),
};

const id = { type: "string", minLength: 16, maxLength: 128, pattern: "^[a-zA-Z0-9_-]+$" } as const;

/** What a 402 says: a client may name its payment. */
export const identifierExtensions = {
  "payment-identifier": {
    info: { required: false },
    schema: {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      properties: { required: { type: "boolean" }, id },
      required: ["required"],
    },
  },
} as const;

/**
 * Reads the name that a client gives to its payment: in version 2 the id of the extension, in version 1
 * `payload.attempt`; each is taken in the other version, too.
 *
 * @param message - a payment as it came
 * @returns `undefined` if there is none that is 16 to 128 letters, digits, `-` and `_`
 */
export function identifierIn(message: unknown): string | undefined {
  const { extensions, payload } = Object(message);
  const named = [Object(Object(Object(extensions)[paymentIdentifier]).info).id, Object(payload).attempt];
  return named.find(identifier.test);
}

/** Names a payment at random: 32 hex digits. */
export function randomIdentifier(): string {
  return toHex(randomBytes(16));
}

/** The extension's own pattern, as servers write it. Others are not tried: a stranger's may take for ever to match. */
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
