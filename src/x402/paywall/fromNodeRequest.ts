import type { NodeRequest } from "./NodeMessages.js";

/** A host as it stands in a URL, without anything that could end it there. */
const plainHost = /^[\w.\-:[\]]+$/;

/** A path from the root with no fragment, and none of what URLs resolve but routers may not: `\`, `.`, `..`. */
const plainTarget = /^(?!.*#)(?![^?]*\\)(?![^?]*\/(?:\.|%2e){1,2}(?:[/?]|$))\//i;

/**
 * A request of Node.js's as one of the Web's, without its body.
 *
 * @returns `undefined` if it is none of the Web's, or if the two could take it for different
 * resources: one would be paid for, and the other served
 */
export function fromNodeRequest(request: NodeRequest): Request | undefined {
  const { method = "", rawHeaders, socket } = request;
  const target = request.originalUrl ?? request.url ?? "";
  const headers: [string, string][] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) headers.push([rawHeaders[i]!, rawHeaders[i + 1]!]);
  const host = headers.find(([name]) => name.toLowerCase() === "host")?.[1] ?? "";
  if (!plainHost.test(host) || !plainTarget.test(target)) return undefined;
  const scheme = "encrypted" in socket && socket.encrypted ? "https" : "http";
  try {
    return new Request(`${scheme}://${host}${target}`, { method, headers });
  } catch {
    return undefined;
  }
}
