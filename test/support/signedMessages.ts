import * as pay from "../../src/pay/index.js";
import { unsignedPaySamples } from "./paySamples.js";

const sides = { payerIdentifier: "$alice@vasp1.com", payeeIdentifier: "$bob@vasp2.com" };

/** A kind of message, driven the same way as all others. */
export type SignedMessage = {
  readonly name: string;
  /** What is signed, before nonce and timestamp. */
  readonly subjects: readonly string[];
  /** The domain of the VASP that signs. */
  readonly domain: string;
  readonly sign: (key: pay.SigningKeyOrSigner, options?: pay.SignMessageOptions) => Promise<object>;
  readonly verify: (message: object, options: pay.VerifyMessageOptions) => Promise<object>;
  readonly encode: (message: object) => string;
  readonly decode: (text: string) => object;
  /** The properties that sign it, where they are. */
  readonly signatureOf: (message: object) => pay.Signature;
  /** The same message with other ones. */
  readonly withSignature: (message: object, signature: Partial<pay.Signature>) => object;
};

// biome-ignore lint/suspicious/noExplicitAny: a message of each kind goes through the functions of its kind
type Any = any;

/** Every message that is signed. */
export const signedMessages: readonly SignedMessage[] = [
  {
    name: "LNURL-P request",
    subjects: ["$bob@vasp2.com"],
    domain: "vasp1.com",
    sign: (...args) => pay.signLnurlpRequest(unsignedPaySamples.lnurlpRequest, ...args),
    verify: (message, options) => pay.verifyLnurlpRequest(message as Any, options),
    encode: (message) => pay.encodeLnurlpRequest(message as Any),
    decode: pay.decodeLnurlpRequest,
    signatureOf: ({ nonce, timestamp, ...rest }: Any) => ({
      ...rest,
      signatureNonce: nonce,
      signatureTimestamp: timestamp,
    }),
    withSignature: (message: Any, { signatureNonce, signatureTimestamp, ...rest }) => ({
      ...message,
      ...rest,
      nonce: signatureNonce ?? message.nonce,
      timestamp: signatureTimestamp ?? message.timestamp,
    }),
  },
  {
    name: "LNURL-P response",
    subjects: ["$bob@vasp2.com"],
    domain: "vasp2.com",
    sign: (...args) => pay.signLnurlpResponse(unsignedPaySamples.lnurlpResponse, ...args),
    verify: (message, options) => pay.verifyLnurlpResponse(message as Any, "$Bob@VASP2.com", options),
    encode: (message) => pay.encodeLnurlpResponse(message as Any),
    decode: pay.decodeLnurlpResponse,
    signatureOf: ({ compliance }: Any) => compliance,
    withSignature: (message: Any, signature) => ({
      ...message,
      compliance: { ...message.compliance, ...signature },
    }),
  },
  {
    name: "pay request",
    subjects: ["$alice@vasp1.com"],
    domain: "vasp1.com",
    sign: (...args) => pay.signPayRequest(unsignedPaySamples.payRequest, ...args),
    verify: (message, options) => pay.verifyPayRequest(message as Any, options),
    encode: (message) => pay.encodePayRequest(message as Any),
    decode: pay.decodePayRequest,
    signatureOf: ({ payerData }: Any) => payerData.compliance,
    withSignature: (message: Any, signature) => ({
      ...message,
      payerData: {
        ...message.payerData,
        compliance: { ...message.payerData.compliance, ...signature },
      },
    }),
  },
  {
    name: "pay response",
    subjects: ["$alice@vasp1.com", "$bob@vasp2.com"],
    domain: "vasp2.com",
    sign: (...args) => pay.signPayResponse(unsignedPaySamples.payResponse, sides, ...args),
    verify: (message, options) => pay.verifyPayResponse(message as Any, sides, options),
    encode: (message) => pay.encodePayResponse(message as Any),
    decode: pay.decodePayResponse,
    signatureOf: ({ payeeData }: Any) => payeeData.compliance,
    withSignature: (message: Any, signature) => ({
      ...message,
      payeeData: {
        ...message.payeeData,
        compliance: { ...message.payeeData.compliance, ...signature },
      },
    }),
  },
  {
    name: "post-transaction callback",
    subjects: [],
    domain: "vasp2.com",
    sign: (...args) => pay.signPostTransactionCallback(unsignedPaySamples.postTransactionCallback, ...args),
    verify: (message, options) => pay.verifyPostTransactionCallback(message as Any, "VASP2.com", options),
    encode: (message) => pay.encodePostTransactionCallback(message as Any),
    decode: pay.decodePostTransactionCallback,
    signatureOf: (message: Any) => message,
    withSignature: (message, signature) => ({ ...message, ...signature }),
  },
];
