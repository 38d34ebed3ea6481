import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readExamples, readReadme } from "../support/docExamples.js";
import { install, pack } from "./install.js";
import { addExampleNames, checkTypes, completeExample } from "./typeExamples.js";

/** What the text around an example of the README speaks of, by heading: a reader has it at hand. */
const atHand: { readonly [heading: string]: string } = {
  "Asking for money": "declare const secretKey: Uint8Array;",
  Verifying: "declare const text: string, publicKey: Uint8Array;",
  "Getting an invoice to its payer":
    'declare const invoice: import("uma-invoice").Invoice, invoiceForAlice: typeof invoice;',
  "Receiving one": `declare const input: string, app: import("hono").Hono;
    declare function notify(uma: string | undefined, text: string): void;`,
  "Keys of VASPs": "declare const pem: string;",
  Paying: `import { isProofOfPayment, type VerifiedInvoice } from "uma-invoice";
    declare const secretKey: Uint8Array, macaroon: string, invoice: VerifiedInvoice;`,
  "Being paid": `declare const secretKey: Uint8Array, paymentHash: string, app: import("hono").Hono;
    declare const bills: Map<string, import("uma-invoice/pay").Payable>;
    declare const node: {
      createInvoice(asked: import("uma-invoice/pay").LightningInvoiceToCreate): Promise<string>;
    };`,
  "Paying for HTTP resources": `declare const payer: import("uma-invoice/pay").Payer;`,
  "Selling HTTP resources": `declare const app: import("express").Express;
    declare const secretKey: Uint8Array, bindingKey: Uint8Array;
    declare const notification: import("uma-invoice/x402").Settlement & { paymentHash: string };`,
  "Selling tools of MCP": `import { z } from "zod";
    declare const server: import("@modelcontextprotocol/sdk/server/mcp.js").McpServer;
    declare const client: import("@modelcontextprotocol/sdk/client/index.js").Client;
    declare const paywall: import("uma-invoice/x402").Paywall;
    declare const keyResolver: import("uma-invoice/vasp").KeyResolver;
    declare const pay: import("uma-invoice/x402").Pay;`,
  "With the published x402 packages": `declare const app: import("express").Express;
    declare const settlements: import("uma-invoice/x402").Settlements;
    declare const invoices: import("uma-invoice/x402").PaywallInvoices;
    declare const keyResolver: import("uma-invoice/vasp").KeyResolver;
    declare const pay: import("uma-invoice/x402").Pay;`,
  "Verification engines": "declare const text: string, publicKey: Uint8Array;",
};

const examples = [
  ...readReadme().map((example, i) => ({
    name: `the README, ${example.name} (${i})`,
    file: `readme${i}.ts`,
    program: [atHand[example.name], example.code, "export {};"].join("\n"),
  })),
  ...readExamples(new URL("../../src/", import.meta.url)).map((example, i) => ({
    name: example.name,
    file: `example${i}.ts`,
    program: completeExample(example),
  })),
];

test("nothing is at hand below a heading that is gone", () => {
  const headings = readReadme().map(({ name }) => name);
  expect(Object.keys(atHand).filter((heading) => !headings.includes(heading))).toEqual([]);
});

let folder: string;
let project: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "uma-invoice-"));
  project = join(folder, "project");
  await install(project, await pack(folder), "@types/secp256k1@4.0.7");
  await writeFile(join(project, "package.json"), '{ "private": true, "type": "module" }');
  await addExampleNames(project);
  for (const { file, program } of examples) await writeFile(join(project, file), program);
});

afterAll(() => rm(folder, { recursive: true }));

describe.each([
  ["Node.js", ts.ModuleResolutionKind.Node16],
  ["a bundler", ts.ModuleResolutionKind.Bundler],
])("in a strict program for %s", (_name, moduleResolution) => {
  let problems: ReadonlyMap<string, readonly string[]>;

  beforeAll(() => {
    problems = checkTypes(
      project,
      examples.map(({ file }) => file),
      moduleResolution,
    );
  });

  test.each(examples)("the types hold of the example of $name", ({ file, program }) => {
    expect(problems.get(file) ?? [], program).toEqual([]);
  });

  test("the types hold of what the examples take for granted", () => {
    const files = examples.map(({ file }) => file);
    expect([...problems].filter(([file]) => !files.includes(file))).toEqual([]);
  });
});
