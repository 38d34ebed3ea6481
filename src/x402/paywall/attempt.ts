import { attempt, paymentIdentifier } from "../messages/properties.js";

const id = { type: "string", minLength: 16, maxLength: 128, pattern: "^[a-zA-Z0-9_-]+$" } as const;

/** What a 402 says of the attempts: a client may name its own. */
export const attemptExtensions = {
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
 * Reads the name that a client gives to its attempt: in version 2 the id of the extension, in version 1
 * `payload.attempt`; each is taken in the other version, too.
 *
 * @param message - a payment as it came
 * @returns `undefined` if there is none that is 16 to 128 letters, digits, `-` and `_`
 */
export function attemptIn(message: unknown): string | undefined {
  const { extensions, payload } = Object(message);
  const named = [Object(Object(Object(extensions)[paymentIdentifier]).info).id, Object(payload).attempt];
  return named.find(attempt.test);
}
