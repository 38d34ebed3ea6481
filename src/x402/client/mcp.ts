import { invalidField } from "../../errors.js";
import { httpRefusal } from "../../http/errors.js";
import { checkMethods, read, readOptions } from "../../options.js";
import { type Fault, invalidPayment, invalidSetting, invalidValue } from "../errors.js";
import { fromBase64, headerNames, longestBody, toBase64, toJson } from "../messages/headers.js";
import { metaNames, objectIn, paymentHeaders, responseHeaders, type ToolResult } from "../messages/mcp.js";
import { orFault } from "../messages/properties.js";
import { toolUri } from "../messages/resource.js";
import { payerNames, type UmaFetchOptions } from "./options.js";
import { receipts } from "./receipt.js";
import { createBuyer } from "./umaFetch.js";

/** A call of a tool: what `callTool` of the `Client` of `@modelcontextprotocol/sdk` takes. */
export type ToolCall = {
  readonly name: string;
  readonly arguments?: { [name: string]: unknown };
  readonly _meta?: { [name: string]: unknown };
};

/** What a call may come with: the signal that ends it, and what else the `Client` takes. */
export type ToolCallOptions = { readonly signal?: AbortSignal; readonly [name: string]: unknown };

/** What is used of the `Client` of `@modelcontextprotocol/sdk`. */
export type McpClient = {
  // biome-ignore lint/suspicious/noExplicitAny: the types of its schemas and options are the package's own.
  callTool(call: ToolCall, schema?: any, options?: any): Promise<object>;
};

/** Options of {@link createUmaTools}. */
export type UmaToolsOptions = Omit<UmaFetchOptions, "fetch" | "share">;

/** What calls tools, and pays for those that are sold. */
export type UmaTools = {
  /** Calls a tool, pays once for it if it is sold, and gives its result. */
  callTool(call: ToolCall, options?: ToolCallOptions): Promise<ToolResult>;
};

/**
 * Makes what calls tools of an MCP server and pays for those that are sold over x402 by the scheme `exact` on UMA.
 *
 * It checks, pays and asks again just as `createUmaFetch` does, and each call pays once at most. What a tool costs is
 * said by the server that the client is connected to: whoever that is may sell what it gets elsewhere, at the same
 * price. {@link receiptOf} tells what was paid for a result.
 *
 * @returns `callTool` rejects as the client's does, and as `createUmaFetch` does; `resume` of a `UmaPaymentError`
 * resolves to a `Response` with the result in JSON
 * @throws UmaInvoiceError `INVALID_OPTION`
 * @see x402, MCP transport of versions 1 and 2
 *
 * @example
 * ```ts
 * const tools = createUmaTools(client, { pay, maxAmount: { USD: "0.10" }, keyResolver });
 * const result = await tools.callTool({ name: "weather", arguments: { city: "Bern" } });
 * result.content[0]?.text; // "sunny in Bern"
 * ```
 */
export function createUmaTools(client: McpClient, options: UmaToolsOptions): UmaTools {
  const { callTool } = checkMethods("client", client, "callTool");
  const results = new WeakMap<Response, ToolResult>();

  /** Calls a tool as a server of HTTP is asked: the proof of a payment comes in a header. */
  const fetch: typeof globalThis.fetch = async (_uri, init) => {
    const { call, callOptions, headers, signal } = init as unknown as Sent;
    const header = paymentHeaders
      .map((name) => headers[name.toLowerCase()])
      .find((value) => value !== undefined);
    const payment = header === undefined ? undefined : fromBase64(header, "payment", invalidPayment);
    const meta = payment ? { ...call._meta, [metaNames.payment]: payment } : call._meta;
    const sent = { ...call, ...(meta && { _meta: meta }) };
    // The signal is that of this try: who asks again, after another had its say, has one of their own.
    const sentOptions = { ...callOptions, ...(signal && { signal }) };
    const result: unknown = await callTool.call(client, sent, undefined, sentOptions);
    if (Object(result) !== result)
      throw invalidResult({ field: "result", expected: "an object", found: result });
    const response = toResponse(result as ToolResult);
    results.set(response, result as ToolResult);
    return response;
  };
  const buy = createBuyer(
    { ...readOptions(options, "options", ...payerNames, "maxWaitSeconds"), fetch },
    () => undefined,
  );

  return {
    async callTool(given, options) {
      const call = read(given, "call", "name", "arguments", "_meta");
      const url = toolUri(call.name);
      if (url === undefined) throw invalidField("call.name", "the name of a tool", call.name);
      const { signal } = readOptions(options, "options", "signal");
      const { signal: _, ...callOptions } = orFault("options", invalidSetting, () => ({ ...options }));
      const rest = { call, callOptions };
      const request = {
        url,
        method: "POST",
        headers: new Headers(),
        body: undefined,
        signal,
        rest,
      };
      const response = await buy(request);
      const result = results.get(response)!;
      const receipt = receipts.get(response);
      if (receipt) receipts.set(result, receipt);
      return result;
    },
  };
}

type Sent = {
  readonly call: ToolCall;
  readonly callOptions: ToolCallOptions;
  readonly headers: { readonly [name: string]: string };
  readonly signal?: AbortSignal;
};

/** A result as a server of HTTP would answer. */
function toResponse(result: ToolResult): Response {
  const answer = objectIn(objectIn(result, "_meta"), metaNames.response);
  const headers = new Headers();
  // Which version it is of, whoever reads it knows.
  if (answer)
    for (const name of responseHeaders) headers.set(name, toBase64(answer, "paymentResponse", invalidValue));
  const isError = Object(result).isError === true;
  const required = isError ? requiredIn(result) : undefined;
  if (required?.x402Version === 2)
    headers.set(headerNames[2].required, toBase64(required, "paymentRequired", invalidValue));
  if (required) return new Response(JSON.stringify(required), { status: 402, headers });
  const isRefused = answer?.success === false && answer.errorReason !== "resource_failed";
  return new Response(toJson(result, "result", invalidResult), {
    status: !isError ? 200 : isRefused ? 400 : 500,
    headers,
  });
}

const invalidResult: Fault = (details) => httpRefusal("INVALID_RESPONSE", details);

/** What a result says that is required, in either of the places where it may. */
function requiredIn(result: ToolResult): { readonly [name: string]: unknown } | undefined {
  const stated = objectIn(result, "structuredContent");
  if (stated && isRequired(stated)) return stated;
  const [first] = Array.isArray(result.content) ? result.content : [];
  const { text } = Object(first) as { readonly text?: unknown };
  if (typeof text !== "string" || text.length > longestBody) return undefined;
  try {
    const told: unknown = JSON.parse(text);
    return isRequired(told) ? told : undefined;
  } catch {
    return undefined;
  }
}

function isRequired(value: unknown): value is { readonly [name: string]: unknown } {
  const { x402Version, accepts } = Object(value) as { readonly [name: string]: unknown };
  return x402Version !== undefined && Array.isArray(accepts);
}
