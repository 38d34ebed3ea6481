import { expect, test } from "vitest";
import { errorResponse, jsonResponse } from "../../../src/http/json.js";
import { layerError } from "../../../src/layerError.js";

test("a value is answered as JSON", async () => {
  const response = jsonResponse({ a: 1 });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(await response.json()).toEqual({ a: 1 });
});

test("status and headers are the caller's", () => {
  const response = jsonResponse({}, 201, { "x-a": "b" });
  expect(response.status).toBe(201);
  expect(response.headers.get("x-a")).toBe("b");
});

test("an error is answered as the protocol has it", async () => {
  const response = errorResponse(layerError("BODY_TOO_LARGE", "expected less"), { "x-a": "b" });
  expect(response.status).toBe(413);
  expect(response.headers.get("x-a")).toBe("b");
  expect(await response.json()).toEqual({
    status: "ERROR",
    reason: "expected less",
    code: "INVALID_REQUEST_FORMAT",
  });
});
