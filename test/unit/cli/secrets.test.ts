import { describe, expect, test } from "vitest";
import { tidyPem } from "../../../src/cli/input/keys.js";
import { repeated, withoutKeys } from "../../../src/cli/output/text.js";
import { keys } from "../../support/keys.js";
import { runCli } from "../../support/runCli.js";
import { requiredFields } from "../../support/sampleFields.js";
import { temporaryFile } from "../../support/temporaryFile.js";

const { secretKey, publicKey } = keys.first;
const base64 = Buffer.from(secretKey, "hex").toString("base64");
const env = { UMA_INVOICE_KEY: keys.second.secretKey };
const neverHere = "a secret key never goes here";

/** What is said of a command that cannot be run, without a piece of the key in it. */
async function refusalOf(argv: readonly string[], stdin: string | AsyncIterable<Uint8Array> = "") {
  const { code, stdout, stderr } = await runCli(argv, { env, stdin });
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  for (const key of [secretKey, base64]) expect(stderr).not.toContain(key.slice(8, 24));
  return stderr;
}

describe("a key among the arguments comes with advice", () => {
  test.each([
    ["the command's name", [secretKey], `in an argument, ${neverHere}`],
    ["an option's name", ["decode", `--${secretKey}`], `in an argument, ${neverHere}`],
    ["a value that is no path", ["create", "--receiver", secretKey], `--receiver: ${neverHere}`],
    ["a value in base64", ["create", `--currency-name=${base64}`], `--currency-name: ${neverHere}`],
    ["a moment", ["decode", "uma1qq", "--at", secretKey], `--at: ${neverHere}`],
    ["a path", ["decode", "--file", secretKey], `--file: ${neverHere}`],
    [
      "a path in base64",
      ["decode", "--file", `./${base64}`],
      `--file: ENOENT: no such file or directory: ${neverHere}`,
    ],
    ["a path for JSON", ["create", "--from", secretKey], `--from: ${neverHere}`],
    ["a path to write to", ["keygen", "--out", secretKey], `--out: ${neverHere}`],
    ["a path in a folder that there is not", ["keygen", `--out=/nowhere/${secretKey}`], "not shown"],
    ["the invoice", ["verify", secretKey, "--key", publicKey], `argument 1: ${neverHere}`],
  ])("as %s", async (_name, argv, says) => {
    expect(await refusalOf(argv)).toContain(says);
  });

  test("which a public key does not", async () => {
    expect(await refusalOf(["verify", "--key", publicKey])).not.toContain(neverHere);
    expect(await refusalOf(["verify", "--key", publicKey.slice(1)])).not.toContain(neverHere);
  });
});

describe("JSON with a key in it is refused", () => {
  test.each([
    ["a name", { [secretKey]: 1 }],
    ["a value", { receivingCurrency: { ...requiredFields.receivingCurrency, name: secretKey } }],
    ["a name inside", { requiredPayerData: { [secretKey]: { mandatory: true } } }],
    ["a value with quotes around it", { umaVersions: `"${base64}"` }],
  ])("as %s", async (_name, change) => {
    const stdin = JSON.stringify({ ...requiredFields, amount: "1000", ...change });
    expect(await refusalOf(["create", "--from", "-"], stdin)).toContain(
      "--from: expected what everybody may read",
    );
  });
});

describe("a path is shown", () => {
  test("that could be no key, with what is wrong with it", async () => {
    const path = "/nowhere/invoices/2026/november/all-of-them.txt";
    expect(await refusalOf(["decode", "--file", path])).toContain(
      `--file: ENOENT: no such file or directory: ${path}\n`,
    );
  });

  test("unless it could be one", () => {
    expect(repeated(`/home/${secretKey}`)).toBe("(70 characters, not shown)");
    expect(repeated("/home/bob\x07")).toBe("/home/bob\\u{7}");
  });
});

describe("a message keeps", () => {
  test.each([
    'invoiceUUID: expected a UUID, found "7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1g"',
    "requiredPayerData.isSubjectToTravelRule: expected what it is",
    "amount: expected at most 9223372036854775807, found 9223372036854775808",
    'GET "https://vasp2.com/.well-known/lnurlpubkey": expected status 200, found 404',
    "certificate: expected one that is valid now, found one from 2020-01-01T00:00:00.000Z",
    'expected text that starts with "uma1", found "lnbc10u1p3pj257pp5yztkwjcz5ftl5laxkav23zmzekaw37zk6kmv80"',
  ])("%s", (message) => {
    expect(withoutKeys(message)).toBe(message);
  });
});

describe("a message loses", () => {
  test.each([
    ["half a key", secretKey.slice(0, 32)],
    ["a line of pairs", secretKey.slice(0, 32).match(/../g)!.join(":")],
    ["a line of base64", base64.slice(10, 34)],
  ])("%s", (_name, piece) => {
    expect(withoutKeys(`found "${piece}"`)).toBe(`found "(${piece.length} characters, not shown)"`);
  });
});

describe("an input that fails", () => {
  async function* failing(error: unknown): AsyncGenerator<Uint8Array> {
    yield* [];
    throw error;
  }

  test.each([
    [
      "a system",
      Object.assign(new Error("EIO: i/o error, read"), { code: "EIO" }),
      "-: EIO: i/o error: the standard input",
    ],
    ["Node.js", Object.assign(new Error("it failed"), { code: "ERR_IT" }), "-: ERR_IT: the standard input"],
    ["anything else", undefined, "-: it cannot be read: the standard input"],
  ])("for a reason of %s is an error", async (_name, error, says) => {
    expect(await refusalOf(["decode", "-"], failing(error))).toContain(says);
  });

  test("since a path has a NUL in it, is an error", async () => {
    const stderr = await refusalOf(["decode", "--file", "a\0b"]);
    expect(stderr).toContain("--file: ERR_INVALID_ARG_VALUE: a\\u{0}b");
  });

  test("to hold anything holds no invoice", async () => {
    expect(await refusalOf(["verify", "-", "--key", publicKey], (async function* () {})())).toContain(
      "found none",
    );
  });

  test("to end is not read to its end where one invoice is expected", async () => {
    let lines = 0;
    async function* endless() {
      for (;;) {
        lines++;
        yield new TextEncoder().encode("uma1qq\n");
      }
    }
    expect(await refusalOf(["verify", "-", "--key", publicKey], endless())).toContain("found more");
    expect(lines).toBeLessThan(2000);
  });
});

test("PEM without a body stays what it is", async () => {
  const pem = "-----BEGIN PRIVATE KEY----------END PRIVATE KEY-----";
  expect(tidyPem(pem)).toBe("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n");
  const path = await temporaryFile(pem);
  expect(await refusalOf(["create", "--key-file", path])).toContain("--key-file: expected");
});
