import { readFileSync } from "node:fs";
import { fromDer, toLowS } from "../../src/ecdsa/der.js";
import { hex } from "./bytes.js";

type Group = { readonly key: string; readonly tests: readonly string[] };

const { source: _, ...files } = JSON.parse(readFileSync("test/vectors/wycheproof.json", "utf8")) as {
  readonly source: string;
  readonly [file: string]: string | readonly Group[];
};

/** One of Wycheproof's tests of ECDSA over secp256k1 with SHA-256. */
export type WycheproofTest = {
  readonly name: string;
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  /** 64 bytes, r and a low s; nothing for what is no signature. */
  readonly signature: Uint8Array | undefined;
  readonly verdict: boolean;
};

const bytes = (digits: string) => hex(digits === "-" ? "" : digits);

function read(file: string, encoded: Uint8Array): Uint8Array | undefined {
  try {
    return file.endsWith("p1363") ? toLowS(encoded) : fromDer(encoded);
  } catch {
    return undefined;
  }
}

const groupsOf = (file: string) => files[file] as readonly Group[];

/** What the file without Bitcoin's rules finds valid: there a high s is. */
const valid = new Set(
  groupsOf("ecdsa_secp256k1_sha256").flatMap(({ key, tests }) =>
    tests
      .filter((test) => test.split(" ")[1] === "valid")
      .map((test) => [key, test.split(" ").slice(2)].join()),
  ),
);

/** Wycheproof's three files for the curve and SHA-256, with our verdict on high s, which we take, in Bitcoin's. */
export const wycheproof: readonly (readonly [file: string, tests: readonly WycheproofTest[]])[] = Object.keys(
  files,
).map((file) => [
  file,
  groupsOf(file).flatMap(({ key, tests }) =>
    tests.map((test) => {
      const [id, result, message, signature] = test.split(" ") as [string, string, string, string];
      return {
        name: `${file} ${id}`,
        publicKey: hex(key),
        message: bytes(message),
        signature: read(file, bytes(signature)),
        verdict: result === "valid" || valid.has([key, [message, signature]].join()),
      };
    }),
  ),
]);
