import { describe } from "../../describe.js";
import type { UmaInvoiceError } from "../../errors.js";
import { layerError } from "../../http/layerError.js";
import type { NodeRequest } from "./NodeMessages.js";

/** A host as it stands in a URL, without anything that could end it there. */
const plainHost = /^[\w.\-:[\]]+$/;

/** A path from the root with no fragment, and none of what URLs resolve but routers may not: `\`, `.`, `..`. */
const plainTarget = /^(?!.*#)(?![^?]*\\)(?![^?]*\/(?:\.|%2e){1,2}(?:[/?]|$))\//i;

/** A target that names the authority as well (RFC 9112, section 3.2.2). */
const absoluteTarget = /^(https?):\/\/([^/?#\\]*)(.*)$/is;

/**
 * A request of Node.js's as one of the Web's, without its body. Where the target names an authority, as the
 * absolute form of a request to a proxy does, and HTTP/2 always, that counts and not the header `Host`, which
 * is made the same (RFC 9112, section 3.2.2).
 *
 * @throws UmaInvoiceError `INVALID_REQUEST` if it is none of the Web's, or if the two could take it for
 * different resources: one would be paid for, and the other served
 */
export function fromNodeRequest(request: NodeRequest): Request {
  const { method = "" } = request;
  const fields = fieldsOf(request);
  const [, targetScheme, targetHost, targetPath] = absoluteTarget.exec(targetOf(request)) ?? [];
  const named = targetHost ?? fieldNamed(fields, ":authority");
  const host = named ?? fieldNamed(fields, "host") ?? "";
  const target = targetPath === undefined ? targetOf(request) : targetPath.replace(/^(?!\/)/, "/");
  if (!plainHost.test(host)) throw invalid("host", "that of a URL", host);
  if (!plainTarget.test(target))
    throw invalid("url", "a path without fragment, backslash, . and .., which some take for another", target);
  const isEncrypted =
    "encrypted" in Object(request.socket) && (request.socket as { encrypted?: unknown }).encrypted;
  const scheme = targetScheme?.toLowerCase() ?? (isEncrypted ? "https" : "http");
  const headers = fields.filter(([name]) => !name.startsWith(":"));
  let webRequest: Request;
  try {
    webRequest = new Request(`${scheme}://${host}${target}`, { method, headers });
  } catch (cause) {
    throw invalid("request", "a method, a host and headers that requests of the Web can have", method, cause);
  }
  // What is behind the paywall may tell hosts apart by it.
  if (named !== undefined && request.headers) Object.assign(request.headers, { host: named });
  return webRequest;
}

function targetOf({ originalUrl, url = "" }: NodeRequest): string {
  return originalUrl ?? url;
}

/** Names and values, as they came if they are known so. */
function fieldsOf({ rawHeaders = [], headers = {} }: NodeRequest): readonly [string, string][] {
  const fields: [string, string][] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) fields.push([rawHeaders[i]!, rawHeaders[i + 1]!]);
  if (fields.length > 0) return fields;
  for (const [name, value] of Object.entries(headers))
    for (const each of Array.isArray(value) ? value : [value])
      if (each !== undefined) fields.push([name, each]);
  return fields;
}

function fieldNamed(fields: readonly [string, string][], name: string): string | undefined {
  return fields.find(([each]) => each.toLowerCase() === name)?.[1];
}

function invalid(field: string, expected: string, found: string, cause?: unknown): UmaInvoiceError {
  return layerError("INVALID_REQUEST", `${field}: expected ${expected}, found ${describe(found)}`, {
    field,
    cause,
  });
}
