import { execFileSync } from "node:child_process";
import { getRequestListener } from "@hono/node-server";
import { describe, expect, onTestFinished, test } from "vitest";
import { createInvoice, encodeInvoice } from "../../../src/index.js";
import { createVaspHandler } from "../../../src/vasp/index.js";
import { hex } from "../../support/bytes.js";
import { derOf, hexOf, pemOf } from "../../support/certificates.js";
import { keys } from "../../support/keys.js";
import { createNetwork } from "../../support/network.js";
import { rawCurrency, rawText } from "../../support/rawInvoice.js";
import { runCli } from "../../support/runCli.js";
import { requiredFields } from "../../support/sampleFields.js";
import { serveWeb } from "../../support/serve.js";
import { temporaryFile } from "../../support/temporaryFile.js";

const { secretKey, publicKey, compressedPublicKey } = keys.first;
const text = encodeInvoice(createInvoice(requiredFields, secretKey));
const afterwards = ["--at", "2031-01-01T00:00:00Z"];

/** The checks, in JSON, and the exit code. */
async function checksOf(...args: string[]) {
  const { code, stdout } = await runCli(["verify", "--json", ...args]);
  return { code, ...JSON.parse(stdout) };
}

test("an invoice that passes every check is valid", async () => {
  const { code, stdout, stderr } = await runCli(["verify", text, "--key", publicKey]);
  expect(stdout.replaceAll(/ {2,}/g, "  ")).toBe(`well-formed  ok  the text, its records and every value
required fields  ok  all are there
not expired  ok  expires in 6 years (2030-01-01T00:00:00Z)
signature  ok  by the public key ${publicKey}
verdict  valid
`);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});

test("--json says the same to programs", async () => {
  expect(await checksOf(text, "--key", publicKey)).toEqual({
    code: 0,
    valid: true,
    checks: ["well-formed", "required fields", "not expired", "signature"].map((check) => ({
      check,
      passed: true,
      reason: expect.any(String),
    })),
  });
});

describe("an invoice fails", () => {
  test("that has expired, and its signature is checked all the same", async () => {
    expect(await checksOf(text, "--key", publicKey, ...afterwards)).toMatchObject({
      code: 1,
      valid: false,
      checks: [
        { passed: true },
        { passed: true },
        { check: "not expired", passed: false, code: "INVOICE_EXPIRED" },
        { check: "signature", passed: true },
      ],
    });
  });

  test("that is signed by another key", async () => {
    const { code, checks } = await checksOf(text, "--key", keys.second.publicKey);
    expect(checks[3]).toMatchObject({ passed: false, code: "INVALID_SIGNATURE" });
    expect(code).toBe(1);
  });

  test("that is not signed", async () => {
    const { code, checks } = await checksOf(rawText(), "--key", publicKey);
    expect(checks[3]).toMatchObject({ passed: false, code: "MISSING_SIGNATURE" });
    expect(code).toBe(1);
  });

  test("that lacks fields, with all of them named", async () => {
    const raw = rawText({ callback: undefined, receivingCurrency: rawCurrency({ code: undefined }) });
    const { code, checks } = await checksOf(raw, "--key", publicKey);
    expect(checks).toMatchObject([
      { passed: true },
      { passed: false, code: "MISSING_FIELD", reason: "missing: receivingCurrency.code, callback" },
      {},
      {},
    ]);
    expect(checks[2].passed ?? checks[3].passed).toBeUndefined();
    expect(code).toBe(1);
  });

  test("that holds malformed values, with all of them named", async () => {
    const raw = rawText({ umaVersions: "one", receivingCurrency: rawCurrency({ decimals: hex("7f") }) });
    const { code, checks } = await checksOf(raw, "--key", publicKey);
    expect(checks[0]).toMatchObject({ passed: false, code: "INVALID_FIELD" });
    expect(checks[0].reason).toMatch(/receivingCurrency\.decimals: .*; umaVersions: /);
    expect(code).toBe(1);
  });

  test("that is no bech32, with nothing else checked", async () => {
    const { code, stdout } = await runCli(["verify", `${text}q`, "--key", publicKey]);
    expect(stdout).toContain("FAILED   INVALID_BECH32");
    expect(stdout.match(/skipped/g)).toHaveLength(3);
    expect(stdout).toContain("NOT VALID: do not pay");
    expect(code).toBe(1);
  });
});

describe("--key takes", () => {
  const pem = openssl(["ec", "-inform", "DER", "-pubout"], sec1());
  const secretPem = openssl(["ec", "-inform", "DER"], sec1());
  const pkcs8 = openssl(["pkcs8", "-topk8", "-nocrypt", "-inform", "DER"], sec1());

  test.each([
    ["65 bytes in hex", publicKey],
    ["33 bytes in hex", compressedPublicKey],
  ])("%s", async (_name, key) => {
    expect((await checksOf(text, "--key", key)).code).toBe(0);
  });

  test.each([
    ["hex", `${publicKey}\n`],
    ["a public key in PEM", pem],
    ["a secret key in hex", `${secretKey}\n`],
    ["a secret key in PEM (SEC 1)", secretPem],
    ["a secret key in PEM (PKCS #8)", pkcs8],
  ])("a file with %s", async (_name, content) => {
    expect((await checksOf(text, "--key", await temporaryFile(content))).code).toBe(0);
  });

  test.each([
    ["PEM", pemOf("leaf")],
    ["DER", derOf("leaf")],
    ["hex", hexOf("leaf")],
  ])("a certificate in %s", async (_name, content) => {
    const { code, checks } = await checksOf(
      text,
      "--key",
      await temporaryFile(content),
      "--at",
      "2026-11-21T00:00:00Z",
    );
    expect({ code, checks }).toMatchObject({ code: 0, checks: [{}, {}, {}, { passed: true }] });
  });

  test("the standard input", async () => {
    const { code } = await runCli(["verify", text, "--key", "-"], { stdin: publicKey });
    expect(code).toBe(0);
  });
});

describe("--key refuses", () => {
  test.each([
    ["a point off the curve", `${publicKey.slice(0, -2)}00`, "point on secp256k1"],
    ["what looks like a secret key", secretKey, "take it for known"],
    ["a file that is not there", "/nowhere/key", "ENOENT"],
  ])("%s, without repeating it", async (_name, key, says) => {
    const { code, stdout, stderr } = await runCli(["verify", text, "--key", key]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(says);
    expect(stderr).not.toContain(secretKey);
  });

  test.each([
    ["something else", "my dog's name", "found 13 characters of something else"],
    ["a key of another curve in PEM", p256(), "public key on secp256k1"],
    ["a certificate of another curve", pemOf("p256-leaf"), "secp256k1"],
    ["a certificate that has expired", pemOf("expired-leaf"), "valid at 2026-11-21T00:00:00.000Z"],
    ["a certificate of the future", pemOf("future-leaf"), "valid at 2026-11-21T00:00:00.000Z"],
    ["a certificate torn apart", "-----BEGIN CERTIFICATE-----", "--key"],
    ["a file without end", "00".repeat(40_000), "at most 65536 bytes"],
  ])("a file with %s", async (_name, content, says) => {
    const path = await temporaryFile(content);
    const { code, stderr } = await runCli(["verify", text, "--key", path, "--at", "2026-11-21T00:00:00Z"]);
    expect(stderr).toContain(says);
    expect(code).toBe(2);
  });
});

describe("--fetch-key", () => {
  const vaspWith = (key: string) =>
    createVaspHandler({
      keys: { signingPublicKey: key, encryptionPublicKey: key },
      configuration: { umaMajorVersions: [0, 1] },
    });
  const vaspOf = (key: string) => serveWeb(vaspWith(key));
  const invoiceOf = (domain: string) =>
    encodeInvoice(createInvoice({ ...requiredFields, receiverUma: `$bob@${domain}` }, secretKey));
  const verify = (invoice: string, ...more: string[]) =>
    runCli(["verify", invoice, "--fetch-key", ...more], { fetch });

  test("asks the receiver's VASP", async () => {
    const { code, stdout } = await verify(invoiceOf(await vaspOf(publicKey)), "--allow-loopback");
    expect(stdout).toContain("verdict          valid");
    expect(code).toBe(0);
  });

  test("fails an invoice that the VASP has not signed", async () => {
    const { code, stdout } = await verify(invoiceOf(await vaspOf(keys.second.publicKey)), "--allow-loopback");
    expect(stdout).toContain("INVALID_SIGNATURE");
    expect(code).toBe(1);
  });

  test("fails if the VASP is on this machine and that is not allowed", async () => {
    const { code, stdout } = await verify(invoiceOf(await vaspOf(publicKey)));
    expect(stdout).toContain("INVALID_DOMAIN");
    expect(code).toBe(1);
  });

  test("finds it by its name", async () => {
    const network = createNetwork();
    onTestFinished(network.close);
    await network.serve("vasp2.com", getRequestListener(vaspWith(publicKey)));
    const { code } = await runCli(["verify", text, "--fetch-key"], { fetch: network.fetch });
    expect({ code, log: network.log }).toEqual({
      code: 0,
      log: ["GET https://vasp2.com/.well-known/lnurlpubkey"],
    });
  });

  test("fails if there is no answer", async () => {
    const { code, stdout } = await runCli(["verify", text, "--fetch-key"]);
    expect(stdout).toContain("FETCH_FAILED");
    expect(code).toBe(1);
  });
});

describe("as usage error counts", () => {
  test.each([
    ["no key", [text]],
    ["a key given and to be fetched", [text, "--key", publicKey, "--fetch-key"]],
    ["loopback allowed for nothing", [text, "--key", publicKey, "--allow-loopback"]],
    ["two invoices", [text, text, "--key", publicKey]],
    ["no invoice", ["--key", publicKey]],
    ["an empty standard input", ["-", "--key", publicKey]],
    ["a time without a zone", [text, "--key", publicKey, "--at", "2030-01-01T00:00:00"]],
    ["a time that is none", [text, "--key", publicKey, "--at", "2030-13-01T00:00:00Z"]],
  ])("%s", async (_name, args) => {
    const { code, stdout } = await runCli(["verify", ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});

/** The first test key in SEC 1, without the public part. */
function sec1(): Uint8Array {
  return hex(`302e0201010420${secretKey}a00706052b8104000a`);
}

function openssl(args: readonly string[], input: Uint8Array): string {
  return execFileSync("openssl", args, { input, stdio: ["pipe", "pipe", "ignore"], encoding: "utf8" });
}

function p256(): string {
  const key = openssl(["ecparam", "-name", "prime256v1", "-genkey", "-noout"], new Uint8Array());
  return openssl(["ec", "-pubout"], new TextEncoder().encode(key));
}
