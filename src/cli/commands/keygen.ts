import { createPrivateKey } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { utils } from "@noble/secp256k1";
import { toHex } from "../../bytes.js";
import { command } from "../command.js";
import { UsageError } from "../errors.js";
import { type KeyPair, toKeyPair } from "../input/keys.js";
import { refuseSecretForPath } from "../input/secrets.js";
import { tell, write } from "../io.js";

/** `uma-invoice keygen`. */
export const keygen = command({
  summary: "make a key to sign invoices with",
  usage: "[options]",
  description: `Makes a secret key on secp256k1 at random. With --out it goes into a new file that only
you can read, and the public key is printed; without, the secret key is printed, and
the public key told on the standard error output.`,
  options: {
    out: { value: "<path>", help: "write the secret key there; an existing file is never replaced" },
    pem: { help: "write PKCS #8 in PEM instead of hex" },
  },
  examples: ["uma-invoice keygen --out key.hex", "uma-invoice keygen --pem --out key.pem"],
  async run(io, { out, pem }, positionals) {
    if (positionals.length > 0) throw new UsageError("expected options alone; a file goes behind --out");
    if (out !== undefined) refuseSecretForPath(out, "--out");
    const pair = toKeyPair(toHex(utils.randomSecretKey()), "keygen");
    const secret = pem ? toPem(pair) : `${toHex(pair.secretKey)}\n`;
    const publicKey = toHex(pair.publicKey);
    if (out === undefined) {
      await write(io, secret);
      tell(io, `public key: ${publicKey}`);
    } else {
      await writeFile(out, secret, { flag: "wx", mode: 0o600 });
      await write(io, `${publicKey}\n`);
    }
    return 0;
  },
});

function toPem({ secretKey, publicKey }: KeyPair): string {
  const encode = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
  const [x, y, d] = [publicKey.subarray(1, 33), publicKey.subarray(33), secretKey].map(encode);
  const key = { kty: "EC", crv: "secp256k1", x: x!, y: y!, d: d! };
  return createPrivateKey({ key, format: "jwk" }).export({ type: "pkcs8", format: "pem" }) as string;
}
