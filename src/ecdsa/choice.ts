import { fromBytesOrHex, isSame } from "../bytes.js";
import type { Ecdsa, Signing, Verifying } from "./engine.js";

/**
 * What does the arithmetic: the package `secp256k1`, an addon that the user installed; libsecp256k1, the same library
 * as WebAssembly, which comes along; Node.js's OpenSSL; or `@noble/secp256k1`.
 */
export type EngineName = "secp256k1" | "libsecp256k1" | "node:crypto" | "@noble/secp256k1";

/** Which engines are used, and why no faster ones. */
export type EngineChoice = {
  /** What verifies. */
  readonly verifies: EngineName;
  /** What signs. */
  readonly signs: EngineName;
  /** The faster ones that are not used, the fastest first, each with the reason. */
  readonly passedOver: readonly { readonly engine: EngineName; readonly reason: string }[];
};

/** Whether an engine only verifies, or signs as well. */
type Candidate = Verifying & Partial<Signing>;

/** The signature of "Satoshi Nakamoto" with the secret key 1, a published test vector for RFC 6979. */
const vector = /* @__PURE__ */ (() => {
  const hex = (digits: string) => fromBytesOrHex(digits)!;
  return {
    message: hex("5361746f736869204e616b616d6f746f"),
    digest: hex("a0dc65ffca799873cbea0ac274015b9526505daaaed385155425f7337704883e"),
    signature: hex(
      "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8" +
        "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5",
    ),
    secretKey: hex("0000000000000000000000000000000000000000000000000000000000000001"),
    publicKey: hex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"),
    /** There is no point with that x. */
    noPoint: hex("020000000000000000000000000000000000000000000000000000000000000005"),
  };
})();

/**
 * Puts an engine to the test before it is trusted: a good signature, bad ones, what is no key, and if it signs a
 * signature that is known.
 *
 * @returns why it is not to be trusted; nothing if it is
 */
export function failedTrial(engine: Candidate): string | undefined {
  const { message, digest, signature, secretKey, publicKey, noPoint } = vector;
  try {
    const key = engine.importPublicKey(publicKey);
    const other = message.slice().fill(0);
    const changed = (bytes: Uint8Array) => bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte));
    if (engine.verify(signature, digest, key, message) !== true) return "finds a good signature bad";
    if (engine.verify(changed(signature), digest, key, message) !== false)
      return "finds a bad signature good";
    if (engine.verify(signature, changed(digest), key, other) !== false) return "does not look at the digest";
    if (engine.sign && !isSame(engine.sign(digest, secretKey), signature))
      return "signs otherwise than RFC 6979";
  } catch (error) {
    return reasonOf(error);
  }
  try {
    engine.importPublicKey(noPoint);
  } catch {
    return undefined;
  }
  return "takes what is no key";
}

/** One of the engines to choose from. */
export type EngineSource = { readonly name: EngineName; readonly load: () => Candidate };

/**
 * Takes the first engines that can be had and pass the trial.
 *
 * @param sources - the fastest first; the last is taken without a trial, and signs
 */
export function chooseEngine(sources: readonly EngineSource[], last: { name: EngineName; engine: Ecdsa }) {
  const passedOver: EngineChoice["passedOver"][number][] = [];
  let verifies: { name: EngineName; engine: Verifying } | undefined;
  let signs: { name: EngineName; engine: Signing } | undefined;
  for (const { name, load } of sources) {
    const loaded = tried(load);
    if (typeof loaded === "string") {
      passedOver.push({ engine: name, reason: loaded });
      continue;
    }
    verifies ??= { name, engine: loaded };
    if (hasSign(loaded)) {
      signs = { name, engine: loaded };
      break;
    }
  }
  verifies ??= last;
  signs ??= last;
  return {
    verifying: verifies.engine,
    signing: signs.engine,
    choice: { verifies: verifies.name, signs: signs.name, passedOver } satisfies EngineChoice,
  };
}

function tried(load: () => Candidate): Candidate | string {
  try {
    const engine = load();
    return failedTrial(engine) ?? engine;
  } catch (error) {
    return reasonOf(error);
  }
}

function hasSign(engine: Candidate): engine is Candidate & Signing {
  return engine.sign !== undefined;
}

/** The first line of what went wrong: Node.js puts the whole way of an import into the others. */
export function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : "unknown").split("\n", 1)[0]!;
}
