import { createPrivateKey } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { toKeyPair } from "../../../src/cli/input/keys.js";
import { toHex } from "../../support/bytes.js";
import { runCli } from "../../support/runCli.js";
import { temporaryFile } from "../../support/temporaryFile.js";

const publicKeyOf = (secret: string) => toHex(toKeyPair(secret, "test").publicKey);

describe("without a file", () => {
  test("the secret key is printed, and the public one told", async () => {
    const { code, stdout, stderr } = await runCli(["keygen"]);
    expect(stdout).toMatch(/^[\da-f]{64}\n$/);
    expect(stderr).toBe(`public key: ${publicKeyOf(stdout)}\n`);
    expect(code).toBe(0);
  });

  test("no two keys are the same", async () => {
    expect((await runCli(["keygen"])).stdout).not.toBe((await runCli(["keygen"])).stdout);
  });
});

describe("with --out", () => {
  test("the secret key goes there, and the public one is printed", async () => {
    const path = await temporaryFile();
    const { code, stdout, stderr } = await runCli(["keygen", "--out", path]);
    const secret = await readFile(path, "utf8");
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${publicKeyOf(secret)}\n`, stderr: "" });
  });

  test.skipIf(process.platform === "win32")("nobody else can read the file", async () => {
    const path = await temporaryFile();
    await runCli(["keygen", "--out", path]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test("a file that exists is left as it is", async () => {
    const path = await temporaryFile("precious");
    const { code, stdout, stderr } = await runCli(["keygen", "--out", path]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("EEXIST");
    expect(await readFile(path, "utf8")).toBe("precious");
  });
});

test("--pem writes what OpenSSL reads", async () => {
  const { stdout, stderr } = await runCli(["keygen", "--pem"]);
  expect(createPrivateKey(stdout).asymmetricKeyDetails).toEqual({ namedCurve: "secp256k1" });
  expect(stderr).toBe(`public key: ${publicKeyOf(stdout)}\n`);
});

test("a path without --out is refused", async () => {
  expect(await runCli(["keygen", "key.hex"])).toMatchObject({ code: 2, stdout: "" });
});
