import type { Fault } from "../errors.js";
import { isText, optional, type Property, readObject, text } from "./properties.js";

/** What version 2 of x402 says of a resource. Properties beyond these survive. */
export type ResourceInfo = {
  /** An absolute URI: an http or https URL, or `mcp://tool/…`. */
  readonly url: string;
  /** For people. */
  readonly description?: string;
  /** The media type of what is sold. */
  readonly mimeType?: string;
};

/** What names a resource: any transport of x402 has URIs of its own. */
export const uri: Property = {
  expected: "an absolute URI",
  test: (value) => isText(value) && uriOf(value) !== undefined,
};

const shape = /* @__PURE__ */ (() => ({ url: uri, description: optional(text), mimeType: optional(text) }))();

/** Reads what version 2 says of a resource. */
export function readResource(value: unknown, fault: Fault): ResourceInfo {
  return readObject(value, "resource", shape, fault) as ResourceInfo;
}

/** The URI of a resource, without its fragment, which servers never see; `undefined` if it is none. */
function uriOf(text: string): URL | undefined {
  try {
    const url = new URL(text);
    url.hash = "";
    return url;
  } catch {
    return undefined;
  }
}

/** The same, of http or https alone. */
export function httpUrl(text: string): URL | undefined {
  const url = uriOf(text);
  return url && /^https?:$/.test(url.protocol) ? url : undefined;
}

/** The URI of an MCP tool (x402, transport MCP); `undefined` if the name is none. */
export function toolUri(name: unknown): string | undefined {
  try {
    return isText(name) && name !== "" ? `mcp://tool/${encodeURIComponent(name)}` : undefined;
  } catch {
    // Half of a character.
    return undefined;
  }
}

/** Whether two texts are the same URI, but for the fragment. */
export function isSameUri(one: string, other: string): boolean {
  const href = uriOf(one)?.href;
  return href !== undefined && href === uriOf(other)?.href;
}
