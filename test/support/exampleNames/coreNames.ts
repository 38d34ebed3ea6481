import { createHash } from "node:crypto";
import * as core from "../../../src/index.js";
import { hex } from "../bytes.js";
import { keys } from "../keys.js";
import { secp256k1 } from "../nativeEcdsa.js";
import { openFields } from "../sampleFields.js";

const { secretKey, publicKey } = keys.first;
const fields = {
  ...openFields,
  requiredPayerData: { compliance: { mandatory: true }, name: { mandatory: true } },
};
const invoice = core.createInvoice({ ...fields, expiration: 4_102_444_800 }, secretKey);
const preimage = new Uint8Array(32).fill(7);

/** Of `@aws-sdk/client-kms`, as far as an example goes. */
class SignCommand {
  constructor(
    readonly input: {
      readonly KeyId: string;
      readonly Message: Uint8Array;
      readonly MessageType: "RAW" | "DIGEST";
      readonly SigningAlgorithm: "ECDSA_SHA_256";
    },
  ) {}
}

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
  SignCommand,
  KMSClient: class {
    /** As AWS KMS answers: DER, of a digest that is signed as it is. */
    async send({ input }: SignCommand): Promise<{ readonly Signature?: Uint8Array | undefined }> {
      if (input.MessageType !== "DIGEST" || input.Message.length !== 32) throw new Error("no digest");
      return {
        Signature: secp256k1.signatureExport(secp256k1.ecdsaSign(input.Message, hex(secretKey)).signature),
      };
    }
  },
  myVerify: (...[signature, digest, key]: readonly [Uint8Array, Uint8Array, Uint8Array]) =>
    core.nobleEcdsa.verify(signature, digest, key, digest),
  pay: (_invoice: core.VerifiedInvoice) => {},
};
