import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const run = promisify(execFile);
const program = fileURLToPath(new URL("deliver.mjs", import.meta.url));
const keys = fileURLToPath(new URL("../../../fixtures/keys.json", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "uma-invoice-tls-"));
const authority = join(folder, "authority.pem");

const openssl = (...args: string[]) => run("openssl", args, { cwd: folder });

beforeAll(async () => {
  const ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const root = ["-keyout", "root.pem", "-out", authority, "-subj", "/CN=Test CA", "-days", "2"];
  await openssl("req", "-x509", ...ec, ...root);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Has the invoice delivered by a process of its own, between servers with a certificate for these names. */
async function deliver(names: readonly string[], environment: { readonly [name: string]: string }) {
  writeFileSync(join(folder, "names.cnf"), `subjectAltName=${names.map((name) => `DNS:${name}`).join(",")}`);
  const ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  await openssl("req", ...ec, "-keyout", "key.pem", "-out", "request.pem", "-subj", "/CN=Test");
  const signing = ["-CA", authority, "-CAkey", "root.pem", "-CAcreateserial", "-days", "1"];
  await openssl(
    "x509",
    "-req",
    "-in",
    "request.pem",
    ...signing,
    "-extfile",
    "names.cnf",
    "-out",
    "certificate.pem",
  );
  const env = { PATH: process.env.PATH, ...environment };
  const { stdout } = await run(process.execPath, [program, folder, keys], { env });
  return JSON.parse(stdout);
}

const trusted = { NODE_EXTRA_CA_CERTS: authority };

test("over TLS, between hosts with names and certificates of their own, an invoice comes to its payer", async () => {
  expect(await deliver(["merchant.test", "payer.test"], trusted)).toEqual({ status: 200, shown: 1 });
});

test("an invoice is not delivered to a server whose certificate nobody trusts", async () => {
  expect(await deliver(["merchant.test", "payer.test"], {})).toEqual({ code: "FETCH_FAILED", shown: 0 });
});

test("an invoice is not delivered to a server whose certificate is for another host", async () => {
  expect(await deliver(["merchant.test"], trusted)).toEqual({ code: "FETCH_FAILED", shown: 0 });
});

test("an invoice is not taken where the merchant's certificate is for another host", async () => {
  expect(await deliver(["payer.test"], trusted)).toEqual({
    code: "DELIVERY_REFUSED",
    status: 424,
    counterpartyCode: "COUNTERPARTY_PUBKEY_FETCH_ERROR",
    shown: 0,
  });
});
