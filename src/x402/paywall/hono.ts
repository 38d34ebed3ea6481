import { invalidField } from "../../errors.js";
import { read } from "../../options.js";
import { checkResponse } from "./node.js";
import { checkPaywall } from "./options.js";
import { exposeHeaders, exposing, type Paywall } from "./paywall.js";

/** What is used of a context of Hono. */
type HonoContext = {
  readonly req: { readonly raw: Request };
  readonly res: Response;
  /** Whether there is a response. */
  readonly finalized?: boolean;
  header(name: string, value: string): void;
};

/**
 * A paywall as middleware of Hono. If the handler throws, or gives no response with a status from 200 to 499 that
 * can be sent, the payment is given back.
 *
 * @throws UmaInvoiceError `INVALID_FIELD` if it is no paywall; the middleware rejects with it if it is not Hono's
 *
 * @example
 * ```ts
 * import { Hono } from "hono";
 *
 * const app = new Hono();
 * app.get("/weather", honoPaywall(paywall), (context) => context.json({ weather: "sunny" }));
 *
 * (await app.request("/weather")).status; // 402
 * ```
 */
export function honoPaywall(
  paywall: Paywall,
): (context: HonoContext, next: () => Promise<void>) => Promise<Response | undefined> {
  checkPaywall(paywall);
  return async (context, next) => {
    checkContext(context, next);
    const verdict = await paywall.admit(context.req.raw);
    if (!verdict.admitted) {
      // What was set before, by a middleware for CORS say, would count instead of what the answer has.
      context.header(exposeHeaders, exposing(context.res.headers.get(exposeHeaders)));
      return verdict.response;
    }
    try {
      await next();
      if (context.finalized === false) throw invalidField("response", "one of the handler's", undefined);
      checkResponse(context.res);
      const { status, headers } = context.res;
      const conclusion = verdict.conclude(status, headers);
      await conclusion.done;
      for (const [name, value] of Object.entries(conclusion.headers)) context.header(name, value);
    } catch (error) {
      await verdict.conclude(500).done;
      throw error;
    }
    return undefined;
  };
}

/** What is called by something else than Hono takes no payment that it could not give back. */
function checkContext(context: HonoContext, next: () => Promise<void>): void {
  const { req, header } = read(context, "context", "req", "header");
  read(req as HonoContext["req"], "context.req", "raw");
  if (typeof header !== "function") throw invalidField("context.header", "a function", header);
  if (typeof next !== "function") throw invalidField("next", "a function", next);
}
