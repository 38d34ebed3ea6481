import { expect, test } from "vitest";
import { encodePayResponse, findRefusal } from "../../../src/pay/index.js";
import { paySamples } from "../../support/paySamples.js";

test.each([
  [{ status: "ERROR", reason: "no", code: "INVALID_NONCE" }],
  [{ status: "error" }],
  [
    {
      status: "ERROR",
      reason: "unsupported",
      code: "UNSUPPORTED_UMA_VERSION",
      supportedMajorVersions: [0, 1],
      unsupportedVersion: "2.0",
    },
  ],
])("%o is a refusal", (refusal) => {
  expect(findRefusal(refusal)).toStrictEqual(refusal);
  expect(findRefusal(JSON.stringify(refusal))).toStrictEqual(refusal);
});

test("one that is badly put is one all the same", () => {
  expect(
    findRefusal({ status: "ERROR", reason: 5, code: null, supportedMajorVersions: ["1"] }),
  ).toStrictEqual({ status: "ERROR" });
});

test.each([{}, { status: "OK" }, { status: 5 }, "", "no", null, [], { reason: "no" }])(
  "%j is none",
  (json) => {
    expect(findRefusal(json as string)).toBeUndefined();
  },
);

test("a pay response is none", () => {
  expect(findRefusal(encodePayResponse(paySamples.payResponse))).toBeUndefined();
});
