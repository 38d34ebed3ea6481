import { describe } from "../describe.js";
import { checkEngine, type Ecdsa } from "../ecdsa/engine.js";
import { invalidOption } from "../errors.js";
import { createEndpoint, Failure, own } from "../http/endpoint.js";
import { httpRefusal } from "../http/errors.js";
import { jsonResponse } from "../http/json.js";
import { checkFunction, checkMethods, checkWhole, readOptions } from "../options.js";
import { randomBytes } from "../random.js";
import type { Moment } from "../time.js";
import { canonicalAddress, canonicalDomain } from "../uma/address.js";
import { readMajorVersions, spokenVersions } from "../uma/versions.js";
import type { KeyResolver } from "../vasp/resolver.js";
import type { KycStatus, RequestedData } from "./compliance.js";
import { payRefusal } from "./errors.js";
import { decodeLnurlpRequest, verifyLnurlpRequest } from "./lnurlpRequest.js";
import { type Currency, encodeLnurlpResponse, signLnurlpResponse } from "./lnurlpResponse.js";
import { memoryNonces, type NonceStore } from "./nonces.js";
import type { SigningKeyOrSigner } from "./signing.js";

/** What a receiver takes. */
export type Receiver = {
  /** Where pay requests go: an https URL, served by `createPayRequestHandler`. */
  readonly callback: string;
  /** What describes a payment (LUD-06): a JSON array of arrays. */
  readonly metadata: string;
  /** Each with the receiver's rate; the preferred one first. */
  readonly currencies: readonly Currency[];
  /** In millisatoshi. */
  readonly minSendable: bigint;
  readonly maxSendable: bigint;
  /** What the payer's VASP has to say of the payer (`mandatory`), or may. */
  readonly payerData?: RequestedData;
  /** What is known of the receiver. */
  readonly kycStatus: KycStatus;
  /** Whether the receiver's VASP wants travel rule information. */
  readonly isSubjectToTravelRule: boolean;
  /** The most characters of a comment; none by default. */
  readonly commentAllowed?: number;
};

/** Options of {@link createLnurlpHandler}. */
export type LnurlpHandlerOptions = {
  /** The domain of the addresses that are hosted here: a request's own host is the sender's to choose. */
  readonly domain: string;
  /** Finds a receiver, by an address in lower case. */
  readonly find: (umaAddress: string) => Receiver | undefined | Promise<Receiver | undefined>;
  /** The signing key of the receiver's VASP, or what signs with it. */
  readonly signingKey: SigningKeyOrSigner;
  /** The public key of a signer: what it answers is then verified before it goes out. */
  readonly publicKey?: Uint8Array | string;
  /** Finds the keys of payers' VASPs. */
  readonly keyResolver: KeyResolver;
  /** Where nonces are kept: the store of the handler of pay requests; in memory by default. */
  readonly nonces?: NonceStore;
  /** The major versions of UMA to speak; `[1]` by default: see `createPayRequestHandler`. */
  readonly umaMajorVersions?: readonly (0 | 1)[];
  /** Answers a request of LNURL that is none of UMA's (LUD-16). Without it, it is refused. */
  readonly plain?: (request: Request) => Response | Promise<Response>;
  /** How far the timestamp of a request may be from the present, either way, in seconds; 300 by default. */
  readonly windowSeconds?: number;
  /** Gets what went wrong on this side, for a log; the other side is told nothing of it. */
  readonly onError?: (error: unknown) => void;
  /** The clock: a Date, or Unix time in seconds; the present by default. */
  readonly now?: () => Moment;
  /** The source of randomness for nonces; `crypto.getRandomValues` by default. */
  readonly random?: (length: number) => Uint8Array;
  /** The engine that signs and verifies. */
  readonly ecdsa?: Ecdsa;
};

/** What UMA adds to a request of LNURL: one of these makes it one of UMA's. */
const umaParameters = ["signature", "vaspDomain", "nonce", "timestamp", "umaVersion"] as const;
const methods = "GET, HEAD";
const cors = { "access-control-allow-origin": "*" };

/**
 * Makes the endpoint that tells payers what a receiver takes: `/.well-known/lnurlp/$bob`. It is a Web-standard function,
 * and is mounted as `createRequestHandler` is.
 *
 * What it checks, from cheap to dear: GET, a request of UMA's, a version that is spoken (412 with those that are, if
 * it is not), the receiver, and the signature of the payer's VASP, its timestamp and nonce.
 *
 * @returns a function that never rejects: a refusal is the protocol's `{"status":"ERROR","reason":…,"code":…}`
 * @throws UmaInvoiceError `INVALID_OPTION`
 * @see UMAD-03, UMAD-04, UMAD-08; LUD-06, LUD-16
 *
 * @example
 * ```ts
 * const handler = createLnurlpHandler({
 *   domain: "vasp2.com",
 *   find: (umaAddress) => receivers.get(umaAddress),
 *   signingKey: secretKey,
 *   keyResolver,
 * });
 * const response = await handler(new Request("https://vasp2.com/.well-known/lnurlp/$bob"));
 * response.status; // 403
 * ```
 */
export function createLnurlpHandler(options: LnurlpHandlerOptions): (request: Request) => Promise<Response> {
  const { domain, find, plain, majors, signingKey, signing, verifying, onError } =
    readHandlerOptions(options);

  async function receive(request: Request): Promise<Response> {
    const { method, url } = request;
    if (method !== "GET" && method !== "HEAD")
      throw httpRefusal("METHOD_NOT_ALLOWED", { subject: "method", expected: methods, instead: "another" });
    const { searchParams } = new URL(url, `https://${domain}`);
    if (!umaParameters.some((name) => searchParams.has(name))) {
      if (plain) return own("plain", () => plain(request));
      throw payRefusal("INVALID_MESSAGE", {
        subject: "url",
        expected: "a request of UMA's",
        instead: "one of plain LNURL",
        meaning: ["NON_UMA_LNURL_NOT_SUPPORTED", 403],
      });
    }
    const asked = decodeLnurlpRequest(new URL(url, `https://${domain}`), { domain });
    const { receiverAddress, umaVersion } = asked;
    const major = majors.find((spoken) => umaVersion.startsWith(`${spoken}.`));
    if (major === undefined) return unsupported(umaVersion);
    const receiver = await own("find", () => find(canonicalAddress(receiverAddress)));
    if (receiver === undefined)
      throw payRefusal("UNKNOWN_RECEIVER", {
        field: "receiverAddress",
        expected: "a user who is hosted here",
        instead: "another",
      });
    await verifyLnurlpRequest(asked, verifying);
    const answer = await answerOf(receiver, receiverAddress, spokenVersions[major]).catch((cause) => {
      throw new Failure("answering", cause);
    });
    return new Response(method === "HEAD" ? null : answer, {
      headers: { ...cors, "content-type": "application/json", "cache-control": "no-store" },
    });
  }

  async function answerOf(
    receiver: Receiver,
    receiverIdentifier: string,
    umaVersion: string,
  ): Promise<string> {
    const { callback, metadata, currencies, minSendable, maxSendable, commentAllowed } = receiver;
    const { payerData = {}, kycStatus, isSubjectToTravelRule } = receiver;
    const always = { identifier: { mandatory: true }, compliance: { mandatory: true } };
    const response = {
      tag: "payRequest",
      callback,
      metadata,
      currencies,
      minSendable,
      maxSendable,
      payerData: { ...payerData, ...always },
      compliance: { kycStatus, isSubjectToTravelRule, receiverIdentifier },
      umaVersion,
      ...(commentAllowed !== undefined && { commentAllowed }),
    } as const;
    return encodeLnurlpResponse(await signLnurlpResponse(response, signingKey, signing));
  }

  function unsupported(umaVersion: string): Response {
    const reason = `umaVersion: expected one of major version ${majors.join(" or ")}, found ${describe(umaVersion)}`;
    const answer = {
      status: "ERROR",
      reason,
      code: "UNSUPPORTED_UMA_VERSION",
      supportedMajorVersions: majors,
      unsupportedVersion: umaVersion,
    };
    return jsonResponse(answer, 412, cors);
  }

  return createEndpoint(methods, receive, onError, cors);
}

function readHandlerOptions(options: LnurlpHandlerOptions) {
  const names = [
    "domain",
    "find",
    "signingKey",
    "publicKey",
    "keyResolver",
    "nonces",
    "umaMajorVersions",
    "plain",
    "windowSeconds",
    "onError",
    "now",
    "random",
    "ecdsa",
  ] as const;
  const given = readOptions(options, "options", ...names);
  const { find, signingKey, publicKey, keyResolver, plain, onError, ecdsa } = given;
  const { umaMajorVersions = [1], windowSeconds = 300 } = given;
  const { now = () => new Date(), random = randomBytes } = given;
  const domain = canonicalDomain(given.domain);
  if (domain === undefined) throw invalidOption("domain", 'a domain such as "vasp2.com"', given.domain);
  for (const [name, call] of Object.entries({ find, now, random })) checkFunction(name, call);
  for (const [name, call] of Object.entries({ plain, onError }))
    if (call !== undefined) checkFunction(name, call);
  if (signingKey === undefined)
    throw invalidOption("signingKey", "a secret key, or what signs with one", signingKey);
  checkMethods("keyResolver", keyResolver, "resolve");
  const majors = readMajorVersions(umaMajorVersions);
  checkWhole("windowSeconds", windowSeconds, "seconds", { most: 86_400 });
  if (ecdsa !== undefined) checkEngine(ecdsa, "sign", "verify", "importPublicKey");
  const { nonces = memoryNonces({ now }) } = given;
  checkMethods("nonces", nonces, "take");
  const engine = ecdsa && { ecdsa };
  return {
    domain,
    find,
    plain,
    majors,
    signingKey,
    onError,
    signing: { now, random, ...engine, ...(publicKey !== undefined && { publicKey }) },
    verifying: { keyResolver, nonces, windowSeconds, now, ...engine },
  };
}
