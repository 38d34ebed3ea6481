import { invalidOption } from "../../errors.js";
import { checkFunction, checkMethods } from "../../options.js";
import { checkResponse, exposeHeaders, exposing } from "./answer.js";
import type { Paywall } from "./paywall.js";

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
 * @throws UmaInvoiceError `INVALID_OPTION` if it is no paywall; the middleware rejects with it if it is not Hono's
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
  checkMethods("paywall", paywall, "admit");
  return async (context, next) => {
    // What is called by something else than Hono takes no payment that it could not give back.
    checkMethods("context", context, "header");
    checkMethods("context.req", context.req);
    checkFunction("next", next);
    const verdict = await paywall.admit(context.req.raw);
    if (!verdict.admitted) {
      // What was set before, by a middleware for CORS say, would count instead of what the answer has.
      context.header(exposeHeaders, exposing(context.res.headers.get(exposeHeaders)));
      return verdict.response;
    }
    try {
      await next();
      if (context.finalized === false) throw invalidOption("response", "one of the handler's", undefined);
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
