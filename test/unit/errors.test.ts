import { expect, test } from "vitest";
import { UmaInvoiceError, type UmaInvoiceErrorCode } from "../../src/index.js";

test.each<[UmaInvoiceErrorCode, string, number]>([
  ["INVALID_BECH32", "INVALID_INVOICE", 400],
  ["UNEXPECTED_PREFIX", "INVALID_INVOICE", 400],
  ["TOO_LONG", "INVALID_INVOICE", 400],
  ["MALFORMED_TLV", "INVALID_INVOICE", 400],
  ["INVALID_FIELD", "INVALID_INPUT", 400],
  ["MISSING_FIELD", "MISSING_REQUIRED_UMA_PARAMETERS", 400],
  ["FIELD_TOO_LONG", "INVALID_INPUT", 400],
  ["MISSING_SIGNATURE", "INVALID_SIGNATURE", 401],
  ["INVALID_SIGNATURE", "INVALID_SIGNATURE", 401],
  ["INVALID_KEY", "INVALID_PUBKEY_FORMAT", 400],
  ["INVOICE_EXPIRED", "INVOICE_EXPIRED", 400],
])("%s is %s to the other side, with status %i", (code, protocolCode, httpStatus) => {
  expect(new UmaInvoiceError(code, "message")).toMatchObject({ protocolCode, httpStatus });
});

test("an error says where it arose, and no more than it knows", () => {
  const cause = new Error("underneath");
  const error = new UmaInvoiceError("INVALID_FIELD", "message", { field: "amount", offset: 7, cause });
  expect({ ...error }).toEqual({
    name: "UmaInvoiceError",
    code: "INVALID_FIELD",
    field: "amount",
    offset: 7,
  });
  expect(error.cause).toBe(cause);
  expect("cause" in new UmaInvoiceError("INVALID_FIELD", "message")).toBe(false);
});

test("an error prints its name", () => {
  expect(String(new UmaInvoiceError("TOO_LONG", "message"))).toBe("UmaInvoiceError: message");
});

test("an error that nobody gave a meaning is an internal one to the other side", () => {
  expect(new UmaInvoiceError("FETCH_FAILED", "message")).toMatchObject({
    protocolCode: "INTERNAL_ERROR",
    httpStatus: 500,
  });
});

test.each([
  ["details", ["INVALID_FIELD", "no", null]],
  [
    "details that throw",
    [
      "INVALID_FIELD",
      "no",
      new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error("theirs");
          },
        },
      ),
    ],
  ],
  ["a code", [Symbol("code"), "no"]],
  ["a code that objects have", ["constructor", "no"]],
])("an error is made, whatever it gets for %s", (_what, [code, message, details]) => {
  const error = new UmaInvoiceError(code as never, message as never, details as never);
  expect([error.message, Object.keys(error)]).toEqual(["no", ["name", "code"]]);
  expect(error.httpStatus).toBe(code === "INVALID_FIELD" ? 400 : 500);
});

test("an error without a text has an empty one", () => {
  expect(new UmaInvoiceError("INVALID_FIELD", Symbol("text") as never).message).toBe("");
});
