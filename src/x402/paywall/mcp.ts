import { invalidOption } from "../../errors.js";
import { checkFunction, checkMethods } from "../../options.js";
import { invalidPayment, invalidSetting } from "../errors.js";
import { fromBase64, headerNames, toBase64, toJson } from "../messages/headers.js";
import { metaNames, objectIn, responseHeaders, type ToolResult } from "../messages/mcp.js";
import { orFault } from "../messages/properties.js";
import { toolUri } from "../messages/resource.js";
import type { Paywall } from "./paywall.js";
import { checkVerdict } from "./verdict.js";

/**
 * Puts a paywall before a tool of MCP: for `registerTool` of `@modelcontextprotocol/sdk`. The resource is
 * `mcp://tool/<name>`, and what a payment opens is one call with just these arguments.
 *
 * Whoever has not paid gets a result that is an error, with what is required; what was paid for comes with what was
 * said of the payment in `_meta`. If the tool throws, or gives a result that is an error, the payment is given back.
 *
 * @param name - of the tool, as it is registered
 * @param handler - what `registerTool` takes: of the arguments, if the tool has any, and of what else is known of the
 * call
 * @returns rejects with what `paywall.admit` and the handler do
 * @throws UmaInvoiceError `INVALID_OPTION`
 * @see x402, MCP transport of version 2
 *
 * @example
 * ```ts
 * const callback = mcpPaywall(paywall, "weather", async ({ city }: { city: string }, _call: object) => ({
 *   content: [{ type: "text" as const, text: `sunny in ${city}` }],
 * }));
 * // server.registerTool("weather", { inputSchema: { city: z.string() } }, callback);
 * const result = await callback({ city: "Bern" }, { _meta: {} });
 * result.isError; // true
 * ```
 */
export function mcpPaywall<Call extends readonly unknown[]>(
  paywall: Paywall,
  name: string,
  handler: (...call: Call) => object | Promise<object>,
): (...call: Call) => Promise<ToolResult> {
  const { admit } = checkMethods("paywall", paywall, "admit");
  checkFunction("handler", handler);
  const uri = toolUri(name);
  if (uri === undefined) throw invalidOption("name", "the name of a tool", name);

  return async (...call) => {
    // Without arguments, there is what is known of the call alone.
    const args = call.length > 1 ? call[0] : {};
    const known = Object(call[call.length - 1]) as { readonly signal?: unknown };
    const payment = objectIn(objectIn(known, "_meta"), metaNames.payment);
    // Who has gone is not there to be served: the paywall gives back what it has taken by then.
    const { signal } = orFault("call", invalidSetting, () => ({ signal: known.signal }));
    const version = payment?.x402Version === 1 ? 1 : 2;
    const request = new Request(uri, {
      method: "POST",
      headers: payment
        ? { [headerNames[version].payment]: toBase64(payment, "payment", invalidPayment) }
        : {},
      body: toJson(Object(args), "arguments", invalidSetting),
      ...(signal instanceof AbortSignal && { signal }),
    });
    const verdict = checkVerdict(await admit.call(paywall, request));
    if (!verdict.admitted) return refused(verdict.response);
    let result: ToolResult;
    try {
      const given = (await handler(...call)) as ToolResult;
      // What cannot be read cannot be sent.
      result = orFault("result", invalidSetting, () => ({ ...given, _meta: { ...given._meta } }));
    } catch (error) {
      await verdict.conclude(500).done;
      throw error;
    }
    const conclusion = verdict.conclude(result.isError === true ? 500 : 200);
    await conclusion.done;
    const answer = answerIn(new Headers(conclusion.headers));
    return { ...result, _meta: { ...result._meta, ...answer } };
  };
}

/** What a call that is not let through gets: what is required, or why it cannot be sold. */
async function refused(response: Response): Promise<ToolResult> {
  const header = response.headers.get(headerNames[2].required);
  const said = (
    header === null ? await response.json() : fromBase64(header, "paymentRequired", invalidSetting)
  ) as {
    [name: string]: unknown;
  };
  return {
    isError: true,
    structuredContent: said,
    content: [{ type: "text", text: JSON.stringify(said) }],
    _meta: answerIn(response.headers),
  };
}

/** What is said of a payment, if there was any. */
function answerIn(headers: Headers): { [name: string]: unknown } {
  const header = responseHeaders.map((name) => headers.get(name)).find((value) => value !== null);
  return header ? { [metaNames.response]: fromBase64(header, "paymentResponse", invalidSetting) } : {};
}
