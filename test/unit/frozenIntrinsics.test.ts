import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { beforeAll, describe, expect, test } from "vitest";
import { encodeInvoice } from "../../src/index.js";
import { wrap } from "../support/bech32.js";
import { keys } from "../support/keys.js";
import { rawRecords, rawText, signed, tlv } from "../support/rawInvoice.js";
import { requiredFields } from "../support/sampleFields.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** All that the language itself brings along is frozen, as SES does it. */
const freezeIntrinsics = `{
  const seen = new Set();
  const freeze = (value) => {
    if (Object(value) !== value || seen.has(value)) return;
    seen.add(value);
    for (const key of Reflect.ownKeys(value)) {
      const { value: inner, get, set } = Object.getOwnPropertyDescriptor(value, key);
      for (const next of [inner, get, set]) freeze(next);
    }
    freeze(Object.getPrototypeOf(value));
    if (value !== globalThis) Object.freeze(value);
  };
  freeze(globalThis);
  freeze(function* () {});
  freeze(async () => {});
}`;

let context: object;

beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: 'export * from "./src/index.ts"; export * as tlv from "./src/tlv/index.ts";',
      resolveDir: root,
    },
    absWorkingDir: root,
    bundle: true,
    format: "iife",
    globalName: "uma",
    write: false,
  });
  context = createContext({ TextEncoder, TextDecoder, crypto, keys: { ...keys.first } });
  runInContext(outputFiles[0]!.text, context);
  runInContext(freezeIntrinsics, context);
});

const run = (code: string): unknown => runInContext(`"use strict"; { ${code} }`, context);

/** What an error says that a call throws. */
const errorOf = (code: string): unknown =>
  run(`try { ${code}; "no error" } catch (error) {
    [error instanceof uma.UmaInvoiceError, error.name, error.code, String(error).startsWith("UmaInvoiceError: ")].join()
  }`);

describe("where the prototypes of the language are frozen,", () => {
  test("they are, in these tests", () => {
    expect(run("Object.isFrozen(Error.prototype) && Object.isFrozen(Object.prototype)")).toBe(true);
    expect(() => run(`new Error("x").name = "y"`)).toThrow();
  });

  test("errors are made", () => {
    expect(errorOf(`uma.decodeInvoice("uma1")`)).toBe("true,UmaInvoiceError,INVALID_BECH32,true");
    expect(
      errorOf(`throw new uma.UmaInvoiceError("TOO_LONG", "x", { cause: 1, field: "f", offset: 1 })`),
    ).toBe("true,UmaInvoiceError,TOO_LONG,true");
  });

  test("an invoice is created, read, written and verified", () => {
    const { amount, ...fields } = requiredFields;
    const json = JSON.stringify(fields);
    const created = run(`
      const invoice = uma.createInvoice({ ...${json}, amount: ${amount}n }, keys.secretKey);
      const text = uma.encodeInvoice(invoice);
      uma.verifyInvoice(text, { publicKey: keys.publicKey, now: 1 });
      uma.encodeInvoice({ ...uma.decodeInvoice(text), signature: undefined });
    `);
    expect(created).toBe(encodeInvoice(requiredFields));
  });

  test("JSON is written", () => {
    expect(JSON.parse(run(`JSON.stringify(uma.decodeInvoice("${rawText()}"))`) as string).text).toBe(
      rawText(),
    );
  });

  test("payer data keys may be what objects inherit", () => {
    const keysOfObjects = ["__proto__", "constructor", "hasOwnProperty", "toString", "valueOf"];
    const requiredPayerData = keysOfObjects.map((key) => `${key}:1`).join(",");
    const text = wrap(tlv(signed(rawRecords({ requiredPayerData }))));
    expect(run(`uma.encodeInvoice(uma.decodeInvoice("${text}"))`)).toBe(text);
    expect(run(`Object.keys(uma.decodeInvoice("${text}").requiredPayerData).join()`)).toBe(
      keysOfObjects.join(),
    );
    expect(run(`uma.missingPayerData(uma.decodeInvoice("${text}"), {}).join()`)).toBe(keysOfObjects.join());
    expect(run(`uma.inspectInvoice("${text}").length`)).toBeGreaterThan(8);
    expect(run(`uma.checkInterop("${text}").length`)).toBeGreaterThan(1);
  });

  test("messages of one's own are declared, written and read", () => {
    const read = run(`
      const { message, required, optional, text, nested, integer } = uma.tlv;
      const inner = message({ note: required(0, text()) });
      const outer = message({ name: required(0, text()), inner: optional(1, nested(inner)), age: optional(2, integer()) });
      const bytes = uma.tlv.encodeMessage(outer, { name: "Ada", inner: { note: "円" }, age: 36 });
      JSON.stringify(uma.tlv.decodeMessage(outer, bytes));
    `);
    expect(read).toBe('{"name":"Ada","inner":{"note":"円"},"age":36}');
  });
});
