import type { Fault } from "./Fault.js";
import { optional, text, url } from "./properties.js";
import type { ResourceInfo } from "./ResourceInfo.js";
import { readObject } from "./readObject.js";

const shape = /* @__PURE__ */ (() => ({ url, description: optional(text), mimeType: optional(text) }))();

/** Reads what version 2 says of a resource. */
export function readResource(value: unknown, fault: Fault): ResourceInfo {
  return readObject(value, "resource", shape, fault) as ResourceInfo;
}
