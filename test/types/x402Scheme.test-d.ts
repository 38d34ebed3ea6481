import type { x402HTTPClient } from "@x402/core/client";
import type { FacilitatorClient } from "@x402/core/server";
import type { SchemeNetworkClient, SchemeNetworkFacilitator, SchemeNetworkServer } from "@x402/core/types";
import { describe, expectTypeOf, test } from "vitest";
import type {
  checkOfferedResource,
  ExactUmaClient,
  ExactUmaFacilitator,
  ExactUmaServer,
} from "../../src/x402/scheme/index.js";

describe("the published packages take", () => {
  test("the client", () => {
    expectTypeOf<ExactUmaClient>().toExtend<SchemeNetworkClient>();
  });

  test("the server", () => {
    expectTypeOf<ExactUmaServer>().toExtend<SchemeNetworkServer>();
  });

  test("the facilitator, as either interface", () => {
    expectTypeOf<ExactUmaFacilitator>().toExtend<SchemeNetworkFacilitator>();
    expectTypeOf<ExactUmaFacilitator>().toExtend<FacilitatorClient>();
  });

  test("the hook", () => {
    type Hook = Parameters<x402HTTPClient["onPaymentRequired"]>[0];
    expectTypeOf<typeof checkOfferedResource>().toExtend<Hook>();
  });
});
