import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  checkInterop,
  decodeInvoice,
  encodeInvoice,
  type IntegerDialect,
  type InteropProblem,
  inspectInvoice,
  type Sdk,
  verifyInvoiceSignature,
} from "../../src/index.js";
import { toFields } from "../support/fixtures.js";
import { keys } from "../support/keys.js";
import { type Outcome, outcomeOf } from "./outcome.js";
import { committed, generate, read, SdkUnavailable, type ToRead, type WrittenCase } from "./sdk.js";
import { everything, ours } from "./texts.js";
import { toSdkFields } from "./toSdkFields.js";

/** What an SDK does with invoices that this library writes. */
export type Expectation = {
  /** What it does, for the test's name. */
  readonly what: string;
  readonly outcome: Outcome;
  /** The cases with which it does so. */
  readonly cases: readonly string[] | "all others";
};

type SdkUnderTest = {
  readonly sdk: Sdk;
  /** The dialect that the SDK reads. */
  readonly integers: IntegerDialect;
  /** Whether the SDK gives one message the same signature every time (RFC 6979). */
  readonly signatures: "deterministic" | "random";
  readonly ourInvoices: readonly Expectation[];
};

export function testSdk({ sdk, integers, signatures, ourInvoices }: SdkUnderTest): void {
  test(`this library reads, verifies and writes again what the ${sdk} SDK wrote`, () => {
    for (const written of committed(sdk)) expectReadable(written);
  });

  describe(`the live ${sdk} SDK`, () => {
    let missing: string | undefined;
    let written: readonly WrittenCase[];
    let results: readonly (ToRead & { readonly outcome: Outcome })[];

    beforeAll(async () => {
      const texts = everything();
      try {
        written = await generate(sdk);
        const answers = await read(sdk, texts);
        results = texts.map((item, index) => ({
          ...item,
          outcome: outcomeOf(answers[index]!, toSdkFields(decodeInvoice(item.text))),
        }));
      } catch (error) {
        if (!(error instanceof SdkUnavailable)) throw error;
        missing = error.message;
        console.warn(`The tests on the live ${sdk} SDK are skipped: ${missing}`);
      }
    });

    beforeEach((context) => context.skip(missing !== undefined, missing));

    test("writes the committed invoices", () => {
      const comparable = ({ name, key, fields, ...result }: WrittenCase) => {
        if ("error" in result) return { name, key, fields, written: false };
        return { name, key, fields, written: signatures === "random" ? unsigned(result.text) : result.text };
      };
      expect(written.map(comparable)).toEqual(committed(sdk).map(comparable));
    });

    test("writes invoices that this library reads, verifies and writes again", () => {
      for (const one of written) expectReadable(one);
    });

    const named = ourInvoices.flatMap(({ cases }) => cases);
    for (const { what, outcome, cases } of ourInvoices)
      test(what, () => {
        const texts = new Map(ours(integers).map(({ name, text }) => [name, text]));
        const concerned =
          cases === "all others" ? [...texts.keys()].filter((name) => !named.includes(name)) : cases;
        const outcomeAt = new Map(results.map((result) => [result.text, result.outcome]));
        expect(concerned.map((name) => [name, outcomeAt.get(texts.get(name) ?? "")])).toEqual(
          concerned.map((name) => [name, outcome]),
        );
      });

    test("does what checkInterop foretells with every invoice", () => {
      const foretold = results.map(({ name, text, outcome }) => ({
        name,
        outcome,
        problems: checkInterop(text).filter((problem) => problem.sdk === sdk),
      }));
      expect(foretold.filter(({ problems, outcome }) => !cameTrue(problems, outcome))).toEqual([]);
    });
  });
}

/** A misreading need not happen: where an SDK has lost its place, it may also find that out. */
function cameTrue(problems: readonly InteropProblem[], outcome: Outcome): boolean {
  const [first] = problems;
  if (first?.problem !== "misreads") return outcome === (first?.problem ?? "reads and verifies");
  if (!outcome.startsWith("misreads ")) return outcome !== "reads and verifies";
  const fields = outcome.slice("misreads ".length).split(", ");
  return problems.some(({ field }) => field === undefined || fields.includes(field));
}

function expectReadable(written: WrittenCase): void {
  if ("error" in written) return;
  const { name, key, fields: meant, text } = written;
  const invoice = decodeInvoice(text);
  const { signature, ...fields } = invoice;
  expect(fields, name).toEqual(toFields(meant));
  const verified = Object.entries(keys).filter(([, pair]) => verifyInvoiceSignature(invoice, pair.publicKey));
  expect(verified, `${name}: the keys that verify it`).toEqual([[key, keys[key]]]);
  expect(encodeInvoice(invoice), name).toBe(text);
}

/** All of an invoice but its signature. */
function unsigned(text: string): readonly string[] {
  return inspectInvoice(text)
    .filter(({ name }) => name !== "signature")
    .map(({ tag, bytes }) => `${tag} ${Buffer.from(bytes).toString("hex")}`);
}
