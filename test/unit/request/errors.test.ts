import { expect, test } from "vitest";
import { requestRefusal } from "../../../src/request/errors.js";

test("an error means what it is told to, where its code does not settle that", () => {
  const refused = requestRefusal("DELIVERY_REFUSED", {
    expected: "another",
    meaning: ["USER_NOT_FOUND", 404],
  });
  expect(refused).toMatchObject({ protocolCode: "USER_NOT_FOUND", httpStatus: 404 });
});
