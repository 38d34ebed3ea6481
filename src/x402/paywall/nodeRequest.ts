import { copyBytes, isBytes, joinBytes } from "../../bytes.js";
import type { UmaInvoiceError } from "../../errors.js";
import { httpRefusal } from "../../http/errors.js";
import { bodyGone, bodyTooLong } from "./request.js";

/** What is used of a request of `node:http`, of `node:http2`'s compatibility API, of Express, or of an adapter's. */
export type NodeRequest = {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Express's: `url` without what a router has taken off it. */
  readonly originalUrl?: string;
  /** Names and values in turn; where there are none, `headers` count. */
  readonly rawHeaders?: readonly string[];
  readonly headers?: { readonly [name: string]: string | readonly string[] | undefined };
  /** Has `encrypted` where it is one of TLS. */
  readonly socket?: object;
  /** The bytes of the body, where they were kept by whoever has parsed it. */
  readonly rawBody?: unknown;
};

/**
 * A request of Node.js's as one of the Web's, without its body. Where the target names an authority, as the
 * absolute form of a request to a proxy does, and HTTP/2 always, that counts and not the header `Host`, which
 * is made the same (RFC 9112, section 3.2.2).
 *
 * @throws UmaInvoiceError `INVALID_REQUEST` if it is none of the Web's, or if the two could take it for
 * different resources: one would be paid for, and the other served
 */
export function fromNodeRequest(request: NodeRequest): Request {
  const { method = "", originalUrl, url = "" } = request;
  const fields = fieldsOf(request);
  const asked = originalUrl ?? url;
  const [, targetScheme, targetHost, targetPath] = absoluteTarget.exec(asked) ?? [];
  const named = targetHost ?? fieldNamed(fields, ":authority");
  const host = named ?? fieldNamed(fields, "host") ?? "";
  const target = targetPath === undefined ? asked : targetPath.replace(/^(?!\/)/, "/");
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

/**
 * Reads the body of a request of Node.js's, and leaves the stream as if nobody had: what comes is looked at on
 * its way into the stream's buffer, where it waits for the handler.
 *
 * @throws UmaInvoiceError `BODY_TOO_LARGE`; `INVALID_REQUEST` if the connection breaks; `INVALID_OPTION` if somebody
 * has read the body, and not kept its bytes in `rawBody`
 */
export function nodeBody(request: NodeRequest, maxBytes: number): Promise<Uint8Array> {
  const body =
    collected.get(request) ?? (isFresh(request) ? collect(request, maxBytes) : keptBody(request, maxBytes));
  collected.set(request, body);
  return body;
}

/** A host as it stands in a URL, without anything that could end it there. */
const plainHost = /^[\w.\-:[\]]+$/;

/** A path from the root with no fragment, and none of what URLs resolve but routers may not: `\`, `.`, `..`. */
const plainTarget = /^(?!.*#)(?![^?]*\\)(?![^?]*\/(?:\.|%2e){1,2}(?:[/?]|$))\//i;

/** A target that names the authority as well (RFC 9112, section 3.2.2). */
const absoluteTarget = /^(https?):\/\/([^/?#\\]*)(.*)$/is;

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
  return httpRefusal("INVALID_REQUEST", { field, expected, found, cause });
}

/** A request that is a stream of Node.js's. */
type NodeStream = NodeRequest & {
  readonly readableDidRead: boolean;
  readonly readableFlowing: boolean | null;
  readonly readableLength: number;
  readonly destroyed: boolean;
  /** The one place that tells whether all has come that will. */
  readonly _readableState: { readonly ended: boolean };
  push(chunk: unknown, encoding?: string): boolean;
  read(size?: number): unknown;
  unshift(chunk: Uint8Array): void;
  once(event: "close", listener: () => void): unknown;
  off(event: "close", listener: () => void): unknown;
};

/** The bodies that have been collected: a request may come to more than one paywall. */
const collected = /* @__PURE__ */ new WeakMap<NodeRequest, Promise<Uint8Array>>();

/** Whether a request is a stream that nobody has begun to read. */
function isFresh(request: NodeRequest): request is NodeStream {
  const { push, readableDidRead, readableFlowing, _readableState } = request as Partial<NodeStream>;
  return typeof push === "function" && _readableState !== undefined && !readableDidRead && !readableFlowing;
}

async function keptBody(request: NodeRequest, maxBytes: number): Promise<Uint8Array> {
  const bytes = copyBytes(request.rawBody) ?? (announcesBody(request) ? undefined : new Uint8Array(0));
  if (!bytes) throw bodyGone();
  if (bytes.length > maxBytes) throw bodyTooLong(maxBytes);
  return bytes;
}

/** Whether a request has a body (RFC 9112, section 6.3), or could have one in HTTP/2. */
function announcesBody({ headers = {}, method = "", ...rest }: NodeRequest): boolean {
  if ("stream" in rest && Object(rest.stream).endAfterHeaders === false) return true;
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) !== 0;
}

function collect(request: NodeStream, maxBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    const { push } = request;
    let isOver = false;

    function end(settle: () => void): void {
      if (isOver) return;
      isOver = true;
      request.push = push;
      request.off("close", onClose);
      settle();
    }

    function onClose(): void {
      const error = httpRefusal("INVALID_REQUEST", {
        field: "body",
        expected: "a whole one",
        instead: "that the connection was closed",
      });
      end(() => reject(error));
    }

    function look(chunk: unknown, place: "push" | "unshift"): void {
      if (!isBytes(chunk)) {
        end(() => reject(bodyGone()));
        return;
      }
      chunks[place](chunk);
      length += chunk.length;
      if (length > maxBytes) end(() => reject(bodyTooLong(maxBytes)));
    }

    const finish = () => end(() => resolve(joinBytes(chunks, length)));

    request.push = (chunk, encoding) => {
      const hasRoom = push.call(request, chunk, encoding);
      if (chunk === null) finish();
      else look(chunk, "push");
      // It is not held up until all of it has come.
      return isOver ? hasRoom : true;
    };
    request.once("close", onClose);
    if (request.destroyed) return onClose();
    if (request.readableLength > 0) {
      const begun = request.read();
      // Before anything else happens: it may have been all, and then the stream would end.
      if (isBytes(begun)) request.unshift(begun);
      look(begun, "unshift");
    }
    if (request._readableState.ended) finish();
    // Nothing comes of some streams before somebody asks for it.
    else request.read(0);
  });
}
