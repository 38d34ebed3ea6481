import { test } from "vitest";
import { checkResource } from "../../../src/x402/client/offer.js";
import { expectRefusal } from "../../support/expectRefusal.js";

test.each(["weather", "", "//example.com/weather"])("no offer is for %j, which names nothing", (url) => {
  expectRefusal(() => checkResource(url, url), {
    code: "OFFER_REFUSED",
    field: "resource",
    says: ["expected "],
  });
});
