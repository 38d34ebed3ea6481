import { canonicalDomain, umaAddress } from "../uma/address.js";
import { umaVersions } from "../uma/versions.js";
import {
  boolean,
  type Codec,
  integer,
  list,
  type OptionalField,
  object,
  oneOf,
  optional,
  record,
  text,
} from "./codec.js";

/** What one VASP knows of its user. */
export type KycStatus = "UNKNOWN" | "NOT_VERIFIED" | "PENDING" | "VERIFIED";

/** What one side has to say of its user (`mandatory`), or may, by the name of the property. */
export type RequestedData = { readonly [name: string]: { readonly mandatory: boolean } };

/** The signature of another VASP, which answers for the one that signed. */
export type BackingSignature = {
  /** The domain of the VASP that signed: its keys are there. */
  readonly domain: string;
  /** DER in hex. It covers the same as the message's own signature. */
  readonly signature: string;
};

/** What signs a message. */
export type Signature = {
  /** ECDSA over secp256k1 and SHA-256: DER in hex. */
  readonly signature: string;
  /** A text that the VASP signs once: printable ASCII without `|`, up to 128 characters. */
  readonly signatureNonce: string;
  /** When it was signed: Unix time in whole seconds. */
  readonly signatureTimestamp: number;
  /** The signatures of other VASPs. */
  readonly backingSignatures?: readonly BackingSignature[];
};

/** The most backing signatures: for each, keys are fetched. */
const mostBackingSignatures = 8;

/** All that there are. */
export const kycStatuses: readonly KycStatus[] = ["UNKNOWN", "NOT_VERIFIED", "PENDING", "VERIFIED"];

export const kycStatus = (): Codec<KycStatus> => oneOf(...kycStatuses);

export const address = (): Codec<string> => text(umaAddress);

/** The domain of a VASP: what stands behind the `@` of its addresses. */
export const domain = (): Codec<string> =>
  text({
    expected: "a domain, with a port or without",
    test: (value) => canonicalDomain(value) !== undefined,
  });

/** A currency's code. */
export const currencyCode = (): Codec<string> =>
  text({
    expected: "a currency's code of 1 to 64 characters, no dot or space among them",
    test: (value) => /^[^\s.]{1,64}$/.test(value),
  });

/** How many digits of an amount stand behind the point; as many as an invoice has. */
export const decimals = (): Codec<number> => integer(30);

export const requestedData = (): Codec<RequestedData> => record(object({ mandatory: boolean() }));

export const signature = (): Codec<string> =>
  text({
    expected: "a signature: DER in hex",
    test: (value) => /^(?:[\da-f]{2}){8,72}$/i.test(value),
  });

/**
 * With a `|` in it, what signs one message would sign another one of more parts: what a VASP signs as
 * `payer|payee|nonce|timestamp` would be `payer`'s with the nonce `payee|nonce`.
 */
export const nonce = (): Codec<string> =>
  text({
    expected: "a nonce of 1 to 128 printable characters of ASCII, none of them |",
    test: (value) => /^[!-{}~]{1,128}$/.test(value),
  });

/** Unix time in whole seconds. */
export const timestamp = (): Codec<number> => integer(0xffff_ffff, "Unix time in whole seconds");

export const backingSignatures = (): OptionalField<readonly BackingSignature[]> =>
  optional(list(object({ domain: domain(), signature: signature() }), mostBackingSignatures));

/** One version of UMA, where others name several. */
export const umaVersion = (): Codec<string> =>
  text({
    expected: "a version of UMA (major.minor)",
    test: (value) => !value.includes(",") && umaVersions.test(value),
  });

/** The properties that sign a message. */
export const signatureFields = () => ({
  signature: signature(),
  signatureNonce: nonce(),
  signatureTimestamp: timestamp(),
  backingSignatures: backingSignatures(),
});

/** The most channels that are named in a message. */
export const mostUtxos = 1000;
