import { invalidField, invalidOption } from "../errors.js";
import { readOptions } from "../options.js";
import { callbackUrl } from "../uma/url.js";
import { boolean, checkWith, object, withDefault } from "./codec.js";
import {
  address,
  type BackingSignature,
  backingSignatures,
  domain,
  nonce,
  signature,
  timestamp,
  umaVersion,
} from "./compliance.js";
import { payRefusal } from "./errors.js";
import { type Json, jsonNumber, type Refuse } from "./json.js";
import {
  type SignedKind,
  type SigningKeyOrSigner,
  type SignMessageOptions,
  sign,
  type Verified,
  type VerifyMessageOptions,
  verify,
} from "./signing.js";

/** The question that a payer's VASP asks first: what the receiver takes. An invoice answers it already. */
export type LnurlpRequest = {
  /** The receiver: `$bob@vasp2.com`. */
  readonly receiverAddress: string;
  /** The domain of the payer's VASP: its keys are there. */
  readonly vaspDomain: string;
  /** The highest version of UMA that the payer's VASP speaks, or the one agreed on: `1.0`. */
  readonly umaVersion: string;
  /** Whether the payer's VASP is subject to the travel rule. */
  readonly isSubjectToTravelRule: boolean;
  /** A text that the VASP signs once: printable ASCII without `|`, up to 128 characters. */
  readonly nonce: string;
  /** When it was signed: Unix time in whole seconds. */
  readonly timestamp: number;
  /** ECDSA over secp256k1 and SHA-256: DER in hex. */
  readonly signature: string;
  /** The signatures of other VASPs. */
  readonly backingSignatures?: readonly BackingSignature[];
};

const lnurlpRequest = /* @__PURE__ */ (() =>
  object<LnurlpRequest>({
    receiverAddress: address(),
    vaspDomain: domain(),
    umaVersion: umaVersion(),
    isSubjectToTravelRule: withDefault(boolean(), () => false),
    nonce: nonce(),
    timestamp: timestamp(),
    signature: signature(),
    backingSignatures: backingSignatures(),
  }))();

const path = "/.well-known/lnurlp/";

/**
 * Writes an LNURL-P request as the URL to get: https, or http on this very machine.
 *
 * @param request - a signed one
 * @throws UmaInvoiceError `INVALID_FIELD`
 * @see UMAD-03
 *
 * @example
 * ```ts
 * encodeLnurlpRequest(lnurlpRequest); // "https://vasp2.com/.well-known/lnurlp/$bob?signature=3045…"
 * ```
 */
export function encodeLnurlpRequest(request: LnurlpRequest): string {
  const { receiverAddress, backingSignatures, ...signed } = checkWith(lnurlpRequest, request);
  const [user, host] = receiverAddress.split("@") as [string, string];
  const origin = [`http://${host}`, `https://${host}`].find((start) => callbackUrl.test(`${start}/`));
  if (!origin) throw invalidField("receiverAddress", "an address at a host with a name", receiverAddress);
  const query = new URLSearchParams();
  for (const name of parameters) query.set(name, `${signed[name]}`);
  if (backingSignatures) query.set("backingSignatures", backingSignatures.map(joinBacking).join(","));
  return `${origin}${path}${user}?${query}`;
}

/** The parameters of the URL, in the order of the SDKs. */
const parameters = [
  "signature",
  "vaspDomain",
  "nonce",
  "isSubjectToTravelRule",
  "timestamp",
  "umaVersion",
] as const;

function joinBacking({ domain, signature }: BackingSignature): string {
  return `${domain}:${signature}`;
}

/** Options of {@link decodeLnurlpRequest}. */
export type DecodeLnurlpRequestOptions = {
  /** The receiver's domain, where that is not the URL's host: behind a proxy. */
  readonly domain?: string;
};

/**
 * Reads an LNURL-P request from the URL that was asked for. Parameters that are none of UMA's are left alone.
 *
 * @param url - the whole URL
 * @throws UmaInvoiceError `INVALID_MESSAGE`; `INVALID_OPTION`
 * @see UMAD-03
 *
 * @example
 * ```ts
 * const { receiverAddress, vaspDomain } = decodeLnurlpRequest(encodeLnurlpRequest(lnurlpRequest));
 * receiverAddress; // "$bob@vasp2.com"
 * vaspDomain; // "vasp1.com"
 * ```
 */
export function decodeLnurlpRequest(url: string | URL, options?: DecodeLnurlpRequestOptions): LnurlpRequest {
  const { domain: given } = readOptions(options, "options", "domain");
  if (given !== undefined && typeof given !== "string") throw invalidOption("domain", "a domain", given);
  const { pathname, host, searchParams } = parseUrl(url);
  const user = pathname.startsWith(path) ? decodeSegment(pathname.slice(path.length)) : undefined;
  if (user === undefined)
    throw refuse({ subject: "url", expected: `the path ${path}$user`, found: pathname });

  const found: { [name: string]: Json } = { receiverAddress: `${user}@${given ?? host}` };
  for (const name of [...parameters, "backingSignatures"] as const) {
    const [value, ...others] = searchParams.getAll(name);
    if (others.length > 0) throw refuse({ field: name, expected: "one value", instead: "more" });
    if (value !== undefined) found[name] = readers[name]?.(value) ?? value;
  }
  return lnurlpRequest.read(found, "", refuse);
}

const refuse: Refuse = (details) =>
  payRefusal("INVALID_MESSAGE", { meaning: ["PARSE_LNURLP_REQUEST_ERROR", 400], ...details });

/** Parameters that are no texts; nothing for what cannot be read, which is then refused for the text that it is. */
const readers: { readonly [name: string]: (value: string) => Json | undefined } = {
  isSubjectToTravelRule: (value) => ({ true: true, false: false })[value.toLowerCase()],
  timestamp: (value) => (/^(?:0|[1-9]\d{0,9})$/.test(value) ? jsonNumber(value) : undefined),
  backingSignatures: (value) =>
    value.split(",").map((pair) => {
      const colon = pair.lastIndexOf(":");
      return { domain: pair.slice(0, Math.max(colon, 0)), signature: pair.slice(colon + 1) };
    }),
};

function parseUrl(url: string | URL): URL {
  try {
    return new URL(url);
  } catch (cause) {
    throw refuse({ subject: "url", expected: "a URL", found: url, cause });
  }
}

/** Some clients escape the dollar sign. */
function decodeSegment(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

const lnurlpRequestKind: SignedKind<LnurlpRequest> = {
  // Through its URL, where the receiver's VASP finds the domain in lower case.
  check: (message) => decodeLnurlpRequest(encodeLnurlpRequest(message)),
  place: (message, { signatureNonce: nonce, signatureTimestamp: timestamp, signature }) => ({
    ...message,
    nonce,
    timestamp,
    signature,
  }),
  subjects: ({ receiverAddress }) => [receiverAddress],
  domain: (message) => message.vaspDomain,
  signature: ({ nonce: signatureNonce, timestamp: signatureTimestamp, ...rest }) => ({
    ...rest,
    signatureNonce,
    signatureTimestamp,
  }),
};

/**
 * Signs an LNURL-P request.
 *
 * @param request - all but the signature, its nonce and its timestamp
 * @param key - of the payer's VASP
 * @throws UmaInvoiceError `INVALID_FIELD`, `INVALID_KEY`, `INVALID_OPTION`; `INVALID_SIGNATURE` if a signer answers
 * something else. What a signer throws comes through as it is
 * @see UMAD-03
 *
 * @example
 * ```ts
 * const request = await signLnurlpRequest(
 *   {
 *     receiverAddress: "$bob@vasp2.com",
 *     vaspDomain: "vasp1.com",
 *     umaVersion: "1.0",
 *     isSubjectToTravelRule: true,
 *   },
 *   secretKey,
 * );
 * encodeLnurlpRequest(request); // "https://vasp2.com/.well-known/lnurlp/$bob?signature=30…"
 * ```
 */
export function signLnurlpRequest(
  request: Omit<LnurlpRequest, "signature" | "nonce" | "timestamp" | "backingSignatures">,
  key: SigningKeyOrSigner,
  options?: SignMessageOptions,
): Promise<LnurlpRequest> {
  return sign(lnurlpRequestKind, request, key, options);
}

/**
 * Verifies an LNURL-P request: its timestamp, its signature by the VASP that it names, and that its nonce is new.
 *
 * @throws UmaInvoiceError `INVALID_TIMESTAMP`, `INVALID_SIGNATURE`, `INVALID_NONCE`; `INVALID_FIELD` for what is no
 * request, `INVALID_KEY`, `INVALID_OPTION`, and what the key resolver, the store and the engine throw
 * @see UMAD-03
 *
 * @example
 * ```ts
 * const request = await verifyLnurlpRequest(decodeLnurlpRequest(signedRequestUrl), { keyResolver, nonces });
 * request.receiverAddress; // "$bob@vasp2.com"
 * ```
 */
export function verifyLnurlpRequest(
  request: LnurlpRequest,
  options: VerifyMessageOptions,
): Promise<Verified<LnurlpRequest>> {
  return verify(lnurlpRequestKind, request, options);
}
