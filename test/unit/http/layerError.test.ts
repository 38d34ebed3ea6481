import { expect, test } from "vitest";
import { layerError } from "../../../src/layerError.js";

test("an error of the layers above the core brings its meaning along", () => {
  expect(layerError("CERTIFICATE_EXPIRED", "message")).toMatchObject({
    protocolCode: "CERT_CHAIN_EXPIRED",
    httpStatus: 400,
  });
});

test("an error means what it is told to, where its code does not settle that", () => {
  expect(layerError("DELIVERY_REFUSED", "message", { meaning: ["USER_NOT_FOUND", 404] })).toMatchObject({
    protocolCode: "USER_NOT_FOUND",
    httpStatus: 404,
  });
});
