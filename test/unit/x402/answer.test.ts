import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { openShop, paying, refusalOf, shopUrl } from "../../support/openShop.js";

const url = shopUrl;

describe("pages of other origins", () => {
  const needed = ["PAYMENT-REQUIRED", "PAYMENT-RESPONSE", "X-PAYMENT-RESPONSE", "Retry-After"];
  const exposedBy = ({ headers }: Response) => headers.get("access-control-expose-headers");

  test("see the headers of a 402", async () => {
    expect(exposedBy((await refusalOf(openShop(), new Request(url))).response)).toBe(needed.join(", "));
  });

  test("see those of a refusal", async () => {
    const { response } = await refusalOf(openShop(), paying(randomBytes(32).toString("hex")));
    expect(exposedBy(response)).toBe(needed.join(", "));
  });

  test.each<[string | null, string]>([
    [null, needed.join(", ")],
    ["", needed.join(", ")],
    ["X-Own", ["X-Own", ...needed].join(", ")],
    [
      "retry-after , ,payment-response",
      "retry-after, payment-response, PAYMENT-REQUIRED, X-PAYMENT-RESPONSE",
    ],
    ["*", ["*", ...needed].join(", ")],
    ["X-Own, *", ["X-Own, *", ...needed].join(", ")],
  ])("see those of an answer that exposes %j", async (own, exposed) => {
    const shop = openShop();
    const preimage = await shop.buy(url);
    const headers = own === null ? {} : { "Access-Control-Expose-Headers": own };
    const serve = shop.paywall.protect(() => new Response("sunny", { headers }));
    expect(exposedBy(await serve(paying(preimage)))).toBe(exposed);
  });
});
