import { headerNames } from "../messages/headerNames.js";

/** What pages of another origin may not see of an answer, unless it says so (Fetch, section 3.2.5). */
const needed = /* @__PURE__ */ (() => [
  headerNames[2].required,
  headerNames[2].response,
  headerNames[1].response,
  "Retry-After",
])();

/** The header that says which headers pages of other origins see. */
export const exposeHeaders = "Access-Control-Expose-Headers";

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
