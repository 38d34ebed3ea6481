import { invalidOption } from "../../errors.js";
import { jsonResponse } from "../../http/json.js";
import { headerNames } from "../messages/headers.js";

/** The header that says which headers pages of other origins see. */
export const exposeHeaders = "Access-Control-Expose-Headers";

/** What pages of another origin may not see of an answer, unless it says so (Fetch, section 3.2.5). */
const needed = /* @__PURE__ */ (() => [
  headerNames[2].required,
  headerNames[2].response,
  headerNames[1].response,
  "Retry-After",
])();

/**
 * The value of the header by which pages of other origins see what a client of x402 has to read.
 *
 * @param own - what the header says already, if anything
 */
export function exposing(own: string | null): string {
  const names = (own ?? "").split(",").map((name) => name.trim());
  // Next to `*` too, which says nothing to pages that send their cookies along.
  const known = names.filter((name) => name !== "");
  const has = new Set(known.map((name) => name.toLowerCase()));
  return [...known, ...needed.filter((name) => !has.has(name.toLowerCase()))].join(", ");
}

/** What keeps an answer out of the caches that others are served from (RFC 9111, section 5.2.2). */
const privateOnly = /(?:^|,)\s*(?:private|no-store)\s*(?:,|$)/i;

/**
 * The headers by which an answer that was paid for is seen by who has paid, and by nobody else.
 *
 * @param own - the answer's own headers
 */
export function paidHeaders(own: Pick<Headers, "get"> | undefined): Record<string, string> {
  const cacheControl = own?.get("Cache-Control") ?? "";
  return {
    "Cache-Control": privateOnly.test(cacheControl) ? cacheControl : "no-store",
    [exposeHeaders]: exposing(own?.get(exposeHeaders) ?? null),
  };
}

/** The answer to a request that cannot be sold, or not now. */
export function refusalResponse(status: number, error: string): Response {
  return jsonResponse({ error }, status, {
    "Cache-Control": "no-store",
    [exposeHeaders]: exposing(null),
  });
}

/**
 * Checks that a handler's response can be sent: one that cannot is a failure of the handler.
 *
 * @throws UmaInvoiceError `INVALID_OPTION`
 */
export function checkResponse(response: Response): void {
  const { status, bodyUsed, body }: Partial<Response> = Object(response);
  if (!(Number.isInteger(status) && status! >= 200 && status! <= 599))
    throw invalidOption("response.status", "200 to 599", status);
  if (bodyUsed || body?.locked) throw invalidOption("response.body", "one that nobody has read", body);
}
