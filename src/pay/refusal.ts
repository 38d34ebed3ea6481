import { type Codec, decodeWith, integer, list, type OptionalField, object, text } from "./codec.js";
import type { JsonSource } from "./json.js";

/** How the other side refuses, at each step. */
export type Refusal = {
  /** `ERROR`, in whatever case. */
  readonly status: string;
  /** Why, in the words of the other side: they may be anything. */
  readonly reason?: string;
  /** A code of the protocol: `INVALID_SIGNATURE`. */
  readonly code?: string;
  /** With status 412: the major versions of UMA that the other side speaks. Ask again with the highest one shared. */
  readonly supportedMajorVersions?: readonly number[];
};

const refusal = /* @__PURE__ */ (() =>
  object<Refusal>({
    status: text({ expected: "ERROR", test: (value) => /^error$/i.test(value) }),
    reason: ifSound(text()),
    code: ifSound(text()),
    supportedMajorVersions: ifSound(list(integer(999_999_999), 100)),
  }))();

/** It refuses, however it says so. */
function ifSound<Value>(codec: Codec<Value>): OptionalField<Value> {
  return {
    ...codec,
    isOptional: true,
    read(json, path, refuse) {
      try {
        return codec.read(json, path, refuse);
      } catch {
        return undefined;
      }
    },
  };
}

/**
 * Finds out whether an answer refuses, whatever its HTTP status: LNURL servers refuse with 200, too.
 *
 * @param json - JSON, its bytes, or what was read from them
 * @returns the refusal; nothing if it is anything else
 * @see LUD-06; UMAD-08
 *
 * @example
 * ```ts
 * const json = '{"status":"ERROR","reason":"No such user","code":"USER_NOT_FOUND"}';
 * findRefusal(json)?.code; // "USER_NOT_FOUND"
 * findRefusal(encodePayResponse(payResponse)); // undefined
 * ```
 */
export function findRefusal(json: JsonSource): Refusal | undefined {
  try {
    return decodeWith(refusal, json, ["INVALID_REQUEST_FORMAT", 400]);
  } catch {
    return undefined;
  }
}
