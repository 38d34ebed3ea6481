import type { Fault } from "../errors.js";
import { isText, optional, type Property, readObject, text } from "./properties.js";

/** What version 2 of x402 says of a resource. Properties beyond these survive. */
export type ResourceInfo = {
  /** An http or https URL. */
  readonly url: string;
  /** For people. */
  readonly description?: string;
  /** The media type of what is sold. */
  readonly mimeType?: string;
};

export const url: Property = {
  expected: "an http or https URL",
  test: (value) => isText(value) && httpUrl(value) !== undefined,
};

const shape = /* @__PURE__ */ (() => ({ url, description: optional(text), mimeType: optional(text) }))();

/** Reads what version 2 says of a resource. */
export function readResource(value: unknown, fault: Fault): ResourceInfo {
  return readObject(value, "resource", shape, fault) as ResourceInfo;
}

/** The URL of a resource, without its fragment, which servers never see; `undefined` if it is none of http or https. */
export function httpUrl(text: string): URL | undefined {
  try {
    const url = new URL(text);
    url.hash = "";
    return /^https?:$/.test(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}

/** Whether two texts are the same URL, but for the fragment. */
export function isSameUrl(one: string, other: string): boolean {
  const href = httpUrl(one)?.href;
  return href !== undefined && href === httpUrl(other)?.href;
}
