import { decodeUtf8 } from "../bytes.js";
import { describe } from "../describe.js";
import type { UmaInvoiceError } from "../errors.js";

const deepest = 32;
/** Names that mean something to the objects that they would be put into. */
const reserved: readonly string[] = ["__proto__", "constructor", "prototype"];

/**
 * Reads JSON strictly: UTF-8, no name twice in an object, no name that JavaScript gives a meaning to,
 * nesting of at most 32. A byte order mark before it is ignored, as parsers may: nothing that is signed
 * comes as JSON.
 *
 * @param json - the text, or its bytes
 * @param invalid - makes the error of what was expected, and found
 * @see RFC 8259, sections 4 and 8.1
 */
export function parseJson(
  json: string | Uint8Array,
  invalid: (expected: string, cause?: unknown) => Error,
): unknown {
  let text: string;
  let value: unknown;
  try {
    text = (typeof json === "string" ? json : (decodeUtf8(json) ?? notUtf8())).replace(/^\ufeff/, "");
    value = JSON.parse(text);
  } catch (cause) {
    throw invalid("JSON in UTF-8, found something else", cause);
  }
  const seen: Set<string>[] = [];
  // Well-formed it is: strings, and what opens and closes, are all that has to be told apart.
  for (const [token, string, colon] of text.matchAll(/("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|[{}[\]]/g)) {
    if (colon) checkName(JSON.parse(string!), seen[seen.length - 1]!, invalid);
    else if (token === "{" || token === "[") seen.push(new Set());
    else if (token === "}" || token === "]") seen.pop();
    if (seen.length > deepest) throw invalid(`JSON nested at most ${deepest} deep, found deeper`);
  }
  return value;
}

function checkName(name: string, seen: Set<string>, invalid: (expected: string) => Error): void {
  if (seen.has(name)) throw invalid(`JSON with each name once, found ${describe(name)} twice`);
  if (reserved.includes(name)) throw invalid(`JSON without reserved names, found ${describe(name)}`);
  seen.add(name);
}

function notUtf8(): never {
  throw new SyntaxError("expected UTF-8, found bytes that are none");
}

/**
 * A response that holds a value as JSON.
 *
 * @param status - 200 by default
 * @param headers - others beside the content type
 */
export function jsonResponse(value: unknown, status = 200, headers?: HeadersInit): Response {
  const all = new Headers(headers);
  all.set("content-type", "application/json");
  return new Response(JSON.stringify(value), { status, headers: all });
}

/** A response that tells an error to the other side, as the protocol has it. */
export function errorResponse(error: UmaInvoiceError, headers?: HeadersInit): Response {
  const { message, protocolCode, httpStatus } = error;
  return jsonResponse({ status: "ERROR", reason: message, code: protocolCode }, httpStatus, headers);
}
