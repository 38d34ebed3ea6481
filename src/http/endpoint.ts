import { UmaInvoiceError } from "../errors.js";
import { toLog } from "../options.js";
import { readBody } from "./body.js";
import { httpRefusal } from "./errors.js";
import { errorResponse, jsonResponse } from "./json.js";

/**
 * Makes an endpoint of what answers requests: what it refuses with is told to the other side, and what fails on this
 * side is not.
 *
 * @param methods - those that it takes, for `Allow`
 * @param receive - answers a request, or throws: a UmaInvoiceError is a refusal, but for `INVALID_OPTION`
 * @param onError - gets what went wrong on this side
 * @param headers - go onto each answer
 * @returns a function that never rejects
 */
export function createEndpoint(
  methods: string,
  receive: (request: Request) => Promise<Response>,
  onError: ((error: unknown) => void) | undefined,
  headers: { readonly [name: string]: string } = {},
): (request: Request) => Promise<Response> {
  const tell = toLog(onError);
  return async (request) => {
    try {
      return await receive(request);
    } catch (error) {
      const refusal = as(UmaInvoiceError, error);
      // What this side got wrong itself is nothing to tell the other one.
      if (refusal && refusal.code !== "INVALID_OPTION")
        return errorResponse(refusal, {
          ...headers,
          ...(refusal.code === "METHOD_NOT_ALLOWED" && { allow: methods }),
        });
      tell(error);
      const isFull = as(UmaInvoiceError, as(Failure, error)?.cause)?.code === "STORE_FULL";
      const found = isFull ? "no room for it now" : "a failure on this side";
      const reason = `expected to take the request, found ${found}: send it again later`;
      const answer = { status: "ERROR", reason, code: "INTERNAL_ERROR" };
      return jsonResponse(answer, isFull ? 503 : 500, headers);
    }
  };
}

/** Calls the caller's own function; what it throws is never told to the other side. */
export async function own<Result>(name: string, call: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (cause) {
    throw new Failure(name, cause);
  }
}

/** What failed on this side: no UmaInvoiceError, whose words would be told to the other side. */
export class Failure extends Error {
  constructor(name: string, cause: unknown) {
    super(`${name} failed`, { cause });
  }
}

/** What was thrown, if it is an error of a class: of a proxy, not even `instanceof` is sure to work. */
export function as<Kind extends Error>(
  kind: abstract new (...values: never[]) => Kind,
  error: unknown,
): Kind | undefined {
  try {
    return error instanceof kind ? error : undefined;
  } catch {
    return undefined;
  }
}

/** JSON that was posted, and what makes the error for it if it is not what it has to be. */
export type Posted = {
  readonly bytes: Uint8Array;
  readonly invalid: (expected: string, cause?: unknown) => Error;
};

/**
 * Reads JSON that was posted, up to a limit. Whether it is any, is left to the caller.
 *
 * @throws UmaInvoiceError `METHOD_NOT_ALLOWED`, `UNSUPPORTED_MEDIA_TYPE`, `BODY_TOO_LARGE`; an Error if somebody else
 * has read the body
 */
export async function readPosted(request: Request, maxBytes: number): Promise<Posted> {
  const { headers, method } = request;
  if (method !== "POST")
    throw httpRefusal("METHOD_NOT_ALLOWED", { subject: "method", expected: "POST", instead: "another" });
  if (!/^application\/(?:[^/;\s]+\+)?json\s*(?:;|$)/i.test(headers.get("content-type") ?? ""))
    throw httpRefusal("UNSUPPORTED_MEDIA_TYPE", {
      subject: "content type",
      expected: "application/json",
      instead: "another",
    });
  if (request.bodyUsed || request.body?.locked) throw bodyWasRead();
  const tooLarge = () =>
    httpRefusal("BODY_TOO_LARGE", {
      subject: "body",
      expected: `at most ${maxBytes} bytes`,
      instead: "more",
    });
  if (Number(headers.get("content-length")) > maxBytes) throw tooLarge();
  const bytes = await readBody(request, maxBytes, tooLarge);
  return {
    bytes,
    invalid: (expected, cause) =>
      isAsSent(headers, bytes)
        ? httpRefusal("INVALID_REQUEST", { subject: "body", expected, cause })
        : bodyWasRead(),
  };
}

/** What is often made of a body that a parser has read and not kept. */
const leftovers = ["", "{}", "null", "undefined", "[object Object]"];

/**
 * Whether a body that makes no sense can be what was sent. Behind a body parser, adapters hand on nothing,
 * or what they made of what the parser left: then it is not as long as the sender said.
 */
function isAsSent(headers: Headers, body: Uint8Array): boolean {
  const declared = headers.get("content-length");
  // In pieces, no length is told before.
  if (declared === null)
    return !(
      headers.has("transfer-encoding") && leftovers.includes(String.fromCharCode(...body.subarray(0, 16)))
    );
  // Of a body that was packed, the length is that of the packed one.
  const isPacked = headers.has("content-encoding") && body.length > 0;
  return isPacked || Number(declared) === body.length;
}

function bodyWasRead(): Error {
  return new Error(
    "expected the body as it was sent, found one that a body parser has read: mount the handler ahead of it",
  );
}
