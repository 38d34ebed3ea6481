import { expect, test } from "vitest";
import { checkInterop, createInvoice, encodeInvoice } from "../../../src/index.js";
import { keys } from "../../support/keys.js";
import { rawText } from "../../support/rawInvoice.js";
import { runCli } from "../../support/runCli.js";
import { requiredFields } from "../../support/sampleFields.js";

const { secretKey } = keys.first;
const text = encodeInvoice(createInvoice(requiredFields, secretKey));

test("says for each SDK whether it can read and verify an invoice, and why not", async () => {
  const { code, stdout } = await runCli(["interop", text]);
  expect(stdout.trimEnd().split("\n")).toEqual([
    expect.stringMatching(/^JavaScript {2}cannot verify: it verifies what/),
    "Python      reads and verifies it",
    "Kotlin      reads and verifies it",
    "Go          cannot read (amount): it takes binary integers for decimal ones",
  ]);
  expect(code).toBe(0);
});

test("says what the protocol's documents have otherwise", async () => {
  const receivingCurrency = { ...requiredFields.receivingCurrency, decimals: 18 };
  const odd = encodeInvoice(createInvoice({ ...requiredFields, receivingCurrency }, secretKey));
  expect((await runCli(["interop", odd])).stdout).toContain(
    "\nothers      may refuse (receivingCurrency.decimals): its currency counts",
  );
});

test("says nothing of verifying where there is no signature", async () => {
  expect((await runCli(["interop", rawText()])).stdout).toContain("JavaScript  reads it\n");
});

test("--json says what checkInterop says", async () => {
  const { stdout } = await runCli(["interop", "--json", text]);
  expect(JSON.parse(stdout)).toEqual(checkInterop(text));
});

test("what is no invoice is an error", async () => {
  expect(await runCli(["interop", "lnbc1qqqqqq"])).toMatchObject({ code: 1, stdout: "" });
});
