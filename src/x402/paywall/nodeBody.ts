import { copyBytes, isBytes, joinBytes } from "../../bytes.js";
import { layerError } from "../../layerError.js";
import type { NodeRequest } from "./node.js";
import { bodyGone, bodyTooLong } from "./paywall.js";

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

/**
 * Reads the body of a request of Node.js's, and leaves the stream as if nobody had: what comes is looked at on
 * its way into the stream's buffer, where it waits for the handler.
 *
 * @throws UmaInvoiceError `BODY_TOO_LARGE`; `INVALID_REQUEST` if the connection breaks; `INVALID_FIELD` if somebody
 * has read the body, and not kept its bytes in `rawBody`
 */
export function nodeBody(request: NodeRequest, maxBytes: number): Promise<Uint8Array> {
  const body =
    collected.get(request) ?? (isFresh(request) ? collect(request, maxBytes) : keptBody(request, maxBytes));
  collected.set(request, body);
  return body;
}

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
      const message = "body: expected a whole one, found that the connection was closed";
      end(() => reject(layerError("INVALID_REQUEST", message, { field: "body" })));
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
