import { execFileSync } from "node:child_process";
import { getRequestListener } from "@hono/node-server";
import { describe, expect, onTestFinished, test } from "vitest";
import { createInvoice, encodeInvoice } from "../../../src/index.js";
import { createVaspHandler } from "../../../src/vasp/index.js";
import { wrap } from "../../support/bech32.js";
import { hex } from "../../support/bytes.js";
import { derOf, hexOf, pemOf } from "../../support/certificates.js";
import { keyFiles } from "../../support/keyFiles.js";
import { keys } from "../../support/keys.js";
import { createNetwork } from "../../support/network.js";
import { rawCurrency, rawRecords, rawText, signed, tlv } from "../../support/rawInvoice.js";
import { runCli } from "../../support/runCli.js";
import { requiredFields } from "../../support/sampleFields.js";
import { serveWeb } from "../../support/serve.js";
import { temporaryFile } from "../../support/temporaryFile.js";

const { secretKey, publicKey, compressedPublicKey } = keys.first;
const { sec1 } = keyFiles(secretKey);
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

  test("whose expiration is in milliseconds, with its own verdict", async () => {
    const raw = wrap(tlv(signed(rawRecords({ expiration: hex("0000018bcfe56800") }))));
    const { code, valid, checks } = await checksOf(raw, "--key", publicKey);
    expect({ code, valid, checks: checks.slice(2) }).toEqual({
      code: 1,
      valid: false,
      checks: [
        {
          check: "not expired",
          passed: false,
          code: "INVALID_FIELD",
          reason: expect.stringContaining("in seconds; this looks like milliseconds"),
        },
        { check: "signature", passed: true, reason: expect.any(String) },
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

test("a text without an invoice has a verdict as well, and says why", async () => {
  expect(await checksOf(`Pay: ${text}`, "--key", publicKey)).toMatchObject({
    code: 1,
    valid: false,
    checks: [
      {
        check: "well-formed",
        passed: false,
        code: "INVALID_DEEP_LINK",
        reason: expect.stringContaining("Pay: uma1"),
      },
      { check: "required fields" },
      { check: "not expired" },
      { check: "signature" },
    ],
  });
});

describe("--key takes", () => {
  const pem = openssl(["ec", "-inform", "DER", "-pubout"], sec1);
  const secretPem = openssl(["ec", "-inform", "DER"], sec1);
  const pkcs8 = openssl(["pkcs8", "-topk8", "-nocrypt", "-inform", "DER"], sec1);

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

  const document = {
    signingPubKey: publicKey,
    encryptionPubKey: publicKey,
    expirationTimestamp: 1_900_000_000,
  };
  const chain = { signingCertChain: [hexOf("leaf")], encryptionCertChain: [hexOf("leaf")] };

  test.each([
    ["a key", document],
    ["a compressed key", { ...document, signingPubKey: compressedPublicKey }],
    ["a chain of certificates", chain],
    ["both", { ...document, ...chain }],
  ])("a VASP's document with %s, as a file and as text", async (_name, content) => {
    const json = JSON.stringify(content);
    const at = ["--at", "2026-11-21T00:00:00Z"];
    expect((await checksOf(text, "--key", await temporaryFile(`\ufeff${json}\n`), ...at)).code).toBe(0);
    expect((await checksOf(text, "--key", json, ...at)).code).toBe(0);
  });

  test("PEM of a public key as text, its lines joined by \\n", async () => {
    expect((await checksOf(text, `--key=${pem.replaceAll("\n", "\\n")}`)).code).toBe(0);
  });

  test("a certificate whose lines end in CRLF, behind a byte order mark", async () => {
    const path = await temporaryFile(`\ufeff${pemOf("leaf").replaceAll("\n", "\r\n")}`);
    expect((await checksOf(text, "--key", path, "--at", "2026-11-21T00:00:00Z")).code).toBe(0);
  });

  test("hex with 0x before", async () => {
    expect((await checksOf(text, "--key", `0x${publicKey}`)).code).toBe(0);
  });

  test("the standard input", async () => {
    const { code } = await runCli(["verify", text, "--key", "-"], { stdin: publicKey });
    expect(code).toBe(0);
  });
});

describe("--key refuses", () => {
  const expired = JSON.stringify({ signingCertChain: [hexOf("expired-leaf")] });

  test.each([
    ["a point off the curve", `${publicKey.slice(0, -2)}00`, "point on secp256k1"],
    ["what looks like a secret key", secretKey, "take it for known"],
    ["a public key that lacks a digit", publicKey.slice(1), "found 129 characters"],
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
    ["a document with a certificate that has expired", expired, "valid at 2026-11-21T00:00:00.000Z"],
    ["a document without a key", "{}", "signingPubKey: expected a key"],
    ["a document that is no JSON", "{", "expected JSON"],
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
      configuration: { name: "VASP", umaMajorVersions: [0, 1] },
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

  describe("cannot check an invoice", () => {
    /** What comes of a VASP whose look-up ends so. */
    async function withFetch(fetch: typeof globalThis.fetch, ...more: string[]) {
      return runCli(["verify", text, "--fetch-key", ...more], { fetch });
    }
    const failing = (code: string) =>
      withFetch(() =>
        Promise.reject(new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code }) })),
      );
    const answering = (body: unknown, status = 200) =>
      withFetch(async () => Response.json(body, { status }), "--at", "2026-11-21T00:00:00Z");

    test.each([
      ["ENOTFOUND", "not to be found in the DNS"],
      ["EAI_AGAIN", "not to be found in the DNS"],
      ["ECONNREFUSED", "refused the connection"],
      ["ECONNRESET", "broke the connection off"],
      ["UND_ERR_CONNECT_TIMEOUT", "did not answer in time"],
      ["EHOSTUNREACH", "there is no way to it"],
      ["DEPTH_ZERO_SELF_SIGNED_CERT", "its TLS certificate"],
      ["ERR_TLS_CERT_ALTNAME_INVALID", "its TLS certificate"],
      ["EOTHER", "EOTHER"],
    ])("whose VASP cannot be reached, and says why: %s", async (name, says) => {
      const { code, stdout } = await failing(name);
      expect(stdout).toContain("FETCH_FAILED");
      expect(stdout).toContain(says);
      expect(stdout).toContain(name);
      expect(stdout).toContain("COULD NOT BE CHECKED");
      expect(stdout).not.toContain("NOT VALID");
      expect(code).toBe(3);
    });

    test("whose VASP fails to answer for no reason that is known", async () => {
      const { code, stdout } = await runCli(["verify", text, "--fetch-key"]);
      expect({ code, stdout }).toMatchObject({ code: 3, stdout: expect.stringContaining("found none") });
    });

    test.each([
      ["no document", {}, 404, "FETCH_FAILED", "404"],
      ["a document that is none", [], 200, "INVALID_RESPONSE", "a JSON object"],
      ["a document without a key", {}, 200, "INVALID_RESPONSE", "signingPubKey"],
      [
        "a key off the curve",
        { signingPubKey: `${publicKey.slice(0, -2)}00` },
        200,
        "INVALID_KEY",
        "secp256k1",
      ],
      [
        "a certificate that has expired",
        { signingCertChain: [hexOf("expired-leaf")] },
        200,
        "CERTIFICATE_EXPIRED",
        "",
      ],
    ])("whose VASP has %s", async (_name, body, status, errorCode, says) => {
      const { code, stdout } = await answering(body, status);
      expect(stdout).toMatch(new RegExp(`signature +skipped  ${errorCode}.*${says}`));
      expect(code).toBe(3);
    });

    test("and leaves that open in JSON", async () => {
      const { code, stdout } = await runCli(["verify", text, "--fetch-key", "--json"]);
      const { valid, checks } = JSON.parse(stdout);
      expect({ code, valid, signature: checks[3] }).toEqual({
        code: 3,
        valid: undefined,
        signature: { check: "signature", code: "FETCH_FAILED", reason: expect.any(String) },
      });
    });

    test.each([
      ["has expired", text, afterwards],
      ["is not signed", rawText(), []],
    ])("but fails one that %s all the same", async (_name, invoice, more) => {
      const { code, stdout } = await runCli(["verify", invoice, "--fetch-key", ...more]);
      expect({ code, stdout }).toMatchObject({ code: 1, stdout: expect.stringContaining("NOT VALID") });
    });
  });
});

describe("as usage error counts", () => {
  const wrapped = text.match(/.{1,60}/g)!.join("\n");

  test.each<[string, string[], string?, string?]>([
    ["no key", [text]],
    ["a key given and to be fetched", [text, "--key", publicKey, "--fetch-key"]],
    ["loopback allowed for nothing", [text, "--key", publicKey, "--allow-loopback"]],
    ["two invoices", [text, text, "--key", publicKey]],
    ["no invoice", ["--key", publicKey]],
    ["an empty standard input", ["-", "--key", publicKey]],
    ["a time without a zone", [text, "--key", publicKey, "--at", "2030-01-01T00:00:00"]],
    ["a time in milliseconds", [text, "--key", publicKey, "--at", "1704067200000"]],
    [
      "an invoice wrapped over several lines",
      ["-", "--key", publicKey],
      wrapped,
      "found more: line 1 to line",
    ],
    ["a time that is none", [text, "--key", publicKey, "--at", "2030-13-01T00:00:00Z"]],
  ])("%s", async (_name, args, stdin = "", says = "") => {
    const { code, stdout, stderr } = await runCli(["verify", ...args], { stdin });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(says);
  });
});

function openssl(args: readonly string[], input: Uint8Array): string {
  return execFileSync("openssl", args, { input, stdio: ["pipe", "pipe", "ignore"], encoding: "utf8" });
}

function p256(): string {
  const key = openssl(["ecparam", "-name", "prime256v1", "-genkey", "-noout"], new Uint8Array());
  return openssl(["ec", "-pubout"], new TextEncoder().encode(key));
}
