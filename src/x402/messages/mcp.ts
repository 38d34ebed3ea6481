import { headerNames } from "./headers.js";

/** The names of what x402 says in `_meta` of MCP's messages. */
export const metaNames = { payment: "x402/payment", response: "x402/payment-response" } as const;

/**
 * What a tool gives: a `CallToolResult` of `@modelcontextprotocol/sdk`.
 *
 * @see MCP 2025-06-18, "Tools"
 */
export type ToolResult = {
  content: { type: "text"; text: string }[];
  structuredContent?: { [name: string]: unknown };
  isError?: boolean;
  _meta?: { [name: string]: unknown };
  [name: string]: unknown;
};

/** The headers by which a payment, and what is said of it, are told over HTTP, of both versions. */
export const paymentHeaders: readonly string[] = /* @__PURE__ */ (() => [
  headerNames[2].payment,
  headerNames[1].payment,
])();
export const responseHeaders: readonly string[] = /* @__PURE__ */ (() => [
  headerNames[2].response,
  headerNames[1].response,
])();

/** An object, or nothing if it is none, or cannot be read. */
export function objectIn(value: unknown, name: string): { readonly [name: string]: unknown } | undefined {
  try {
    const found = Object(value)[name];
    return typeof found === "object" && found !== null && !Array.isArray(found) ? { ...found } : undefined;
  } catch {
    return undefined;
  }
}
