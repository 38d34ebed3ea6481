import { createHash } from "node:crypto";
import * as core from "../../../src/index.js";
import { hex } from "../bytes.js";
import { keys } from "../keys.js";
import { secp256k1 } from "../nativeEcdsa.js";
import { allFields } from "../sampleFields.js";

const { secretKey, publicKey } = keys.first;
const fields = {
  ...allFields,
  requiredPayerData: { compliance: { mandatory: true }, name: { mandatory: true } },
};
const invoice = core.createInvoice({ ...fields, expiration: 4_102_444_800 }, secretKey);
const preimage = new Uint8Array(32).fill(7);

/** What the examples use without saying where it comes from. */
export const coreNames = {
  ...core,
  fields,
  invoice,
  text: core.encodeInvoice(invoice),
  bytes: core.encodeInvoiceTlv(invoice),
  secretKey,
  publicKey,
  preimage,
  paymentHash: new Uint8Array(createHash("sha256").update(preimage).digest()),
  KeyId: "alias/uma-signing",
  kms: {
    sign: async ({ Message }: { Message: Uint8Array; KeyId: string; MessageType: "DIGEST" }) =>
      secp256k1.signatureExport(secp256k1.ecdsaSign(Message, hex(secretKey)).signature),
  },
  myVerify: (...[signature, digest, key]: readonly [Uint8Array, Uint8Array, Uint8Array]) =>
    core.nobleEcdsa.verify(signature, digest, key, digest),
  pay: (_invoice: core.VerifiedInvoice) => {},
};
