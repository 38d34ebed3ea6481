import { encodePaymentRequired } from "../../../src/x402/index.js";
import { coreNames } from "./coreNames.js";

/** The offers of the shop in the examples: 10.00 dollars for anything, by invoice. */
export function exampleOffer(resource: string) {
  return {
    scheme: "exact",
    network: "uma",
    maxAmountRequired: "1000",
    asset: "USD",
    payTo: "$bob@vasp2.com",
    resource,
    description: "",
    mimeType: "text/plain",
    maxTimeoutSeconds: 300,
    extra: { umaInvoice: coreNames.text },
  } as const;
}

/** A `fetch` that leads to the shop in the examples, which is down at `/down` when it is first paid. */
export function exampleFetch(): typeof fetch {
  let isUp = false;
  return async (input, init) => {
    const { url, headers } = new Request(input, init);
    if (!headers.has("X-PAYMENT"))
      return new Response(encodePaymentRequired({ x402Version: 1, accepts: [exampleOffer(url)] }), {
        status: 402,
      });
    const isDown = url.endsWith("/down") && !isUp;
    isUp = true;
    if (isDown) throw new TypeError("fetch failed");
    return new Response("sunny");
  };
}
