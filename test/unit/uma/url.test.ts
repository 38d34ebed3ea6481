import { expect, test } from "vitest";
import { callbackUrl } from "../../../src/uma/url.js";

test.each(["https://[:21]/", "https://xn--a/", "https://pay.xn--.com/x"])("%s is no callback", (text) => {
  expect(callbackUrl.test(text)).toBe(false);
});

test.each(["https://vasp.com/xn--a/[", "https://[2001:db8::1]:8443/?[xn--", "https://xn--bcher-kva.com/"])(
  "%s is one",
  (text) => {
    expect(callbackUrl.test(text)).toBe(true);
  },
);
