import { sha256 } from "@noble/hashes/sha2.js";
import { defaultEcdsa } from "#default-ecdsa";
import { fromBytesOrHex, toHex } from "../bytes.js";
import { fromDer, invalidSignature } from "../ecdsa/der.js";
import { type CheckableSignature, type Ecdsa, verifyWithAsync } from "../ecdsa/engine.js";
import { type Signer, signWith } from "../ecdsa/signer.js";
import { invalidField, invalidOption, refusal, type UmaInvoiceError } from "../errors.js";
import { checkFunction, checkMethods, checkWhole, readOptions } from "../options.js";
import { drawBytes, randomBytes } from "../random.js";
import { type Clock, secondsNow } from "../time.js";
import { addressAt, isSameAddress } from "../uma/address.js";
import type { KeyResolver } from "../vasp/resolver.js";
import { verifyByKeyOf } from "../vasp/verify.js";
import type { Signature } from "./compliance.js";
import { payRefusal } from "./errors.js";
import type { NonceStore } from "./nonces.js";

/** What signs: a secret key, 32 bytes or their hex, or somebody who has one. */
export type SigningKeyOrSigner = Uint8Array | string | Signer;

/** Options of what signs messages. */
export type SignMessageOptions = {
  /** The time that is signed: a Date, or Unix time in seconds; or a clock. The present by default. */
  readonly now?: Clock;
  /** The source of randomness for the nonce; `crypto.getRandomValues` by default. */
  readonly random?: (length: number) => Uint8Array;
  /** The engine that signs. */
  readonly ecdsa?: Ecdsa;
  /** A signer's public key: what it answers is then verified before it goes out. */
  readonly publicKey?: Uint8Array | string;
};

/** Options of what verifies messages: `publicKey` or `keyResolver`. */
export type VerifyMessageOptions = {
  /** The signing key of the VASP that signed: 33 or 65 bytes, or their hex. */
  readonly publicKey?: Uint8Array | string;
  /** Finds the key of the VASP that signed. */
  readonly keyResolver?: KeyResolver;
  /** Where nonces are kept: one store for all messages. */
  readonly nonces: NonceStore;
  /** How far a timestamp may be from the present, either way, in seconds; 300 by default. */
  readonly windowSeconds?: number;
  /** Whether all backing signatures have to hold, where there are any; needs `keyResolver`. Not by default. */
  readonly verifyBacking?: boolean;
  /** A Date, or Unix time in seconds; or a clock. The present by default. */
  readonly now?: Clock;
  /** The engine that verifies. */
  readonly ecdsa?: Ecdsa;
  /** Ends the waiting for keys. */
  readonly signal?: AbortSignal;
};

declare const verified: unique symbol;

/** A message whose signature, timestamp and nonce held. What it says beyond that, nobody has signed. */
export type Verified<Message> = Message & { readonly [verified]: true };

/** What signs a message itself. */
type OwnSignature = Omit<Signature, "backingSignatures">;

/** A message before it is signed. */
export type Unsigned<Message> = Omit<Message, keyof Signature>;

/** A kind of message: how it is checked, what of it is signed and by whom, and where the signature stands. */
export type SignedKind<Message> = {
  readonly check: (message: Message) => Message;
  readonly place: (message: Message, signature: OwnSignature) => Message;
  /** What is signed, before nonce and timestamp. */
  readonly subjects: (message: Message) => readonly string[];
  /** The domain of the VASP that signs. */
  readonly domain: (message: Message) => string;
  readonly signature: (message: Message) => Signature;
};

/** The error for what has no signature. */
export function nobodySigns(expected: string): UmaInvoiceError {
  return refusal("MISSING_SIGNATURE", { expected, instead: "one of major version 0, which nobody signs" });
}

export function checkSame(field: string, found: string, expected: string, protocolCode: string): void {
  if (isSameAddress(found, expected)) return;
  throw payRefusal("INVALID_MESSAGE", {
    field,
    expected: "the other side's",
    found,
    meaning: [protocolCode, 400],
  });
}

/** What is signed, and its digest. */
function signedContent<Message>(kind: SignedKind<Message>, message: Message) {
  const { signatureNonce, signatureTimestamp } = kind.signature(message);
  const text = [...kind.subjects(message), signatureNonce, signatureTimestamp].join("|");
  // All of it is ASCII: addresses, nonces and digits.
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  return { message: bytes, digest: sha256(bytes) };
}

export async function sign<Message>(
  kind: SignedKind<Message>,
  unsigned: object,
  key: SigningKeyOrSigner,
  options: SignMessageOptions | undefined,
): Promise<Message> {
  const names = ["now", "random", "ecdsa", "publicKey"] as const;
  const given = readOptions(options, "options", ...names);
  const { now, random = randomBytes, ecdsa = defaultEcdsa, publicKey } = given;
  checkFunction("random", random);
  const blank = {
    signatureNonce: toHex(drawBytes(random, 16)),
    signatureTimestamp: Math.floor(secondsNow(now)),
    signature: "00".repeat(8),
  };
  const message = kind.check(place(kind, unsigned as Message, blank));
  const signature = await signWith(ecdsa, key, signedContent(kind, message), publicKey);
  return kind.place(message, { ...blank, signature: toHex(signature) });
}

function place<Message>(kind: SignedKind<Message>, message: Message, signature: OwnSignature): Message {
  try {
    return kind.place(message, signature);
  } catch (cause) {
    throw invalidField("message", "a message with all but its signature", message, cause);
  }
}

export async function verify<Message>(
  kind: SignedKind<Message>,
  message: Message,
  options: VerifyMessageOptions,
): Promise<Verified<Message>> {
  const { nonces, windowSeconds, now, verifyBacking, ...keys } = readVerifyOptions(options);
  const checked = kind.check(message);
  const { signature, signatureNonce, signatureTimestamp, backingSignatures } = kind.signature(checked);
  const checkAge = () => {
    if (Math.abs(secondsNow(now) - signatureTimestamp) <= windowSeconds) return;
    const expected = `one within ${windowSeconds} seconds of the present`;
    throw payRefusal("INVALID_TIMESTAMP", { field: "timestamp", expected, found: signatureTimestamp });
  };

  checkAge();
  const content = signedContent(kind, checked);
  // In one spelling: it need not be signed, and in another one the same message would be new.
  const domain = kind.domain(checked).toLowerCase().replace(/:443$/, "");
  await checkSignature(domain, signature, content, keys);
  for (const backing of (verifyBacking && backingSignatures) || [])
    await checkSignature(backing.domain, backing.signature, content, { ...keys, publicKey: undefined });
  // Keys may take their time.
  checkAge();
  const isNew = await nonces.take(domain, signatureNonce, signatureTimestamp + windowSeconds + 1);
  if (isNew === true) return checked as Verified<Message>;
  throw payRefusal("INVALID_NONCE", { field: "nonce", expected: "one that is new", found: signatureNonce });
}

/** Where the key is from that a signature is verified with. */
type KeySource = {
  readonly publicKey: Uint8Array | string | undefined;
  readonly keyResolver: KeyResolver | undefined;
  readonly ecdsa: Ecdsa;
  readonly signal: AbortSignal | undefined;
};

function readVerifyOptions(options: VerifyMessageOptions) {
  const given = readOptions(
    options,
    "options",
    "publicKey",
    "keyResolver",
    "nonces",
    "windowSeconds",
    "verifyBacking",
    "now",
    "ecdsa",
    "signal",
  );
  const { publicKey, keyResolver, nonces, now, signal } = given;
  const { windowSeconds = 300, verifyBacking = false, ecdsa = defaultEcdsa } = given;
  checkMethods("nonces", nonces, "take");
  checkWhole("windowSeconds", windowSeconds, "seconds", { most: 86_400 });
  if (typeof verifyBacking !== "boolean")
    throw invalidOption("verifyBacking", "true or false", verifyBacking);
  if (keyResolver !== undefined) checkMethods("keyResolver", keyResolver, "resolve");
  if (keyResolver === undefined && (publicKey === undefined || verifyBacking))
    throw invalidOption(
      "keyResolver",
      "one, where there is no publicKey, and for backing signatures",
      keyResolver,
    );
  return { publicKey, keyResolver, nonces, windowSeconds, verifyBacking, now, ecdsa, signal };
}

/** @throws UmaInvoiceError `INVALID_SIGNATURE` */
async function checkSignature(
  domain: string,
  signature: string,
  content: Omit<CheckableSignature, "signature">,
  { publicKey, keyResolver, ecdsa, signal }: KeySource,
): Promise<void> {
  const checkable = { ...content, signature: fromDer(fromBytesOrHex(signature)!) };
  const isValid =
    publicKey === undefined
      ? await verifyByKeyOf(addressAt(domain.toLowerCase()), checkable, {
          keyResolver: keyResolver!,
          ecdsa,
          ...(signal && { signal }),
        })
      : await verifyWithAsync(ecdsa, publicKey, checkable);
  if (!isValid) throw invalidSignature("one of this message by the key of its VASP, found another");
}
