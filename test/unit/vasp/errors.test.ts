import { expect, test } from "vitest";
import { vaspRefusal } from "../../../src/vasp/errors.js";

test("an error of a layer above the core brings its meaning along", () => {
  expect(vaspRefusal("CERTIFICATE_EXPIRED", { expected: "another" })).toMatchObject({
    protocolCode: "CERT_CHAIN_EXPIRED",
    httpStatus: 400,
  });
});
