import { expect, test } from "vitest";
import { refusal, refusals } from "../../src/errors.js";
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
  ["INVALID_OPTION", "INTERNAL_ERROR", 500],
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

test.each([
  [{ field: "amount", expected: "a bigint", found: 5 }, "amount: expected a bigint, found 5"],
  [
    { subject: "body", field: "invoice", expected: "text", instead: "none" },
    "body: expected text, found none",
  ],
  [{ expected: "an answer", found: undefined }, "expected an answer, found undefined"],
  [
    { subject: "certificate", expected: "one that is valid now" },
    "certificate: expected one that is valid now",
  ],
])("a refusal says what was expected and what was found: %#", (details, message) => {
  const error = refusal("INVALID_FIELD", details);
  expect(error.message).toBe(message);
  expect(error.field).toBe("field" in details ? details.field : undefined);
  expect("subject" in error || "expected" in error || "found" in error || "instead" in error).toBe(false);
});

test("a refusal names no field that could be a secret, or is too long to be one", () => {
  for (const field of ["4f".repeat(32), "a".repeat(129)])
    expect(refusal("INVALID_FIELD", { field, expected: "text", found: 5 })).toMatchObject({
      field: "a field",
      message: "a field: expected text, found 5",
    });
  expect(refusal("INVALID_FIELD", { field: "z.".repeat(64), expected: "text" }).field).toHaveLength(128);
});

test("a layer's refusals bring their meanings along, and may mean something else where they say so", () => {
  const refuse = refusals({ CERTIFICATE_EXPIRED: ["CERT_CHAIN_EXPIRED", 400] });
  const cause = new Error("underneath");
  const error = refuse("CERTIFICATE_EXPIRED", { expected: "one that is valid now", cause });
  expect(error).toMatchObject({
    code: "CERTIFICATE_EXPIRED",
    protocolCode: "CERT_CHAIN_EXPIRED",
    httpStatus: 400,
    cause,
  });
  expect(refuse("CERTIFICATE_EXPIRED", { expected: "x", meaning: ["NOT_FOUND", 404] }).httpStatus).toBe(404);
});
