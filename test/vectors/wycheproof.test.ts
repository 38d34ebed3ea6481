import { sha256 } from "@noble/hashes/sha2.js";
import { describe, expect, test } from "vitest";
import { verifyWith } from "../../src/ecdsa/engine.js";
import { engines } from "../support/engines.js";
import { wycheproof } from "../support/wycheproof.js";

// The vectors are those of C2SP/wycheproof, testvectors_v1, ecdsa_secp256k1_sha256_test.json and the same with
// _bitcoin and _p1363, as of the commit that wycheproof.json names: number, result, message, signature.

const repeated: { readonly [engine: string]: number } = {
  // More often than a key takes to get a table.
  noble: 3,
  libsecp256k1: 6,
  "libsecp256k1, for browsers": 6,
};

test.each(wycheproof)("%s is there whole", (file, tests) => {
  const sizes: { readonly [file: string]: number } = {
    ecdsa_secp256k1_sha256: 476,
    ecdsa_secp256k1_sha256_bitcoin: 463,
    ecdsa_secp256k1_sha256_p1363: 252,
  };
  expect(tests).toHaveLength(sizes[file]!);
});

describe.each(engines)("%s", (name, ecdsa) => {
  test.each(wycheproof)("gives the verdicts of %s", (_, tests) => {
    const different = tests.filter(({ publicKey, message, signature, verdict }) => {
      if (!signature) return verdict;
      const checkable = { signature, digest: sha256(message), message };
      const verdicts = Array.from({ length: repeated[name] ?? 1 }, () =>
        verifyWith(ecdsa, publicKey, checkable),
      );
      return verdicts.some((given) => given !== verdict);
    });
    expect(different.map(({ name }) => name)).toEqual([]);
  });
});
