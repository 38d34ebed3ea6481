import type { Paywall } from "./Paywall.js";

/** What is used of a context of Hono. */
export type HonoContext = {
  readonly req: { readonly raw: Request };
  readonly res: Response;
  header(name: string, value: string): void;
};

/**
 * A paywall as middleware of Hono. An answer with a status from 500 on gives the payment back.
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
  return async (context, next) => {
    const verdict = await paywall.admit(context.req.raw);
    if (!verdict.admitted) return verdict.response;
    try {
      await next();
    } catch (error) {
      await verdict.conclude(500).done;
      throw error;
    }
    const { status, headers } = context.res;
    const conclusion = verdict.conclude(status, headers.get("cache-control"));
    await conclusion.done;
    for (const [name, value] of Object.entries(conclusion.headers)) context.header(name, value);
    return undefined;
  };
}
