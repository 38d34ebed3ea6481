import { test } from "vitest";
import { checkResource } from "../../../src/x402/client/offer.js";
import { expectRefusal } from "../../support/expectRefusal.js";

test.each(["ftp://example.com/weather", "weather", ""])(
  "no offer is for %j, which is not asked over HTTP",
  (url) => {
    expectRefusal(() => checkResource(url, url), {
      code: "OFFER_REFUSED",
      field: "resource",
      says: ["expected undefined"],
    });
  },
);
