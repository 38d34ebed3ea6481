import { describe, expect, test } from "vitest";
import { readSigningKey } from "../../../src/vasp/index.js";
import { hex } from "../../support/bytes.js";
import { pemOf } from "../../support/certificates.js";
import { expectRefusal } from "../../support/expectRefusal.js";
import { keyDocument } from "../../support/keyDocument.js";
import { keys } from "../../support/keys.js";

const hexOf = (name: "leaf") =>
  Buffer.from(pemOf(name).replace(/-----[^-]*-----/g, ""), "base64").toString("hex");

describe("the signing key", () => {
  test("is read from a plain document", () => {
    expect(readSigningKey(JSON.stringify(keyDocument(keys.first)))).toStrictEqual({
      publicKey: hex(keys.first.publicKey),
    });
  });

  test("is read from certificates, with what the first says", () => {
    const document = { signingCertChain: [hexOf("leaf")], signingPubKey: keys.first.publicKey };
    const { publicKey, certificate } = readSigningKey(`\n${JSON.stringify(document)} `);
    expect(publicKey).toEqual(hex(keys.first.publicKey));
    expect(certificate?.subject).toBe("CN=vasp2.com,O=VASP 2");
  });

  test("needs no key to encrypt with", () => {
    const document = JSON.stringify({ signingPubKey: keys.first.compressedPublicKey });
    expect(readSigningKey(document).publicKey).toEqual(hex(keys.first.publicKey));
  });
});

describe("is not read from", () => {
  test.each([
    ["what is no JSON", "signingPubKey"],
    ["a list", "[]"],
    ["null", "null"],
    ["a text", '"02"'],
    ["a document without a key", "{}"],
    ["two names", '{"signingPubKey":"02","signingPubKey":"03"}'],
    ["another type of key", '{"signingPubKey":7}'],
    [
      "another key than that of the certificate",
      JSON.stringify({ signingCertChain: [hexOf("leaf")], signingPubKey: keys.second.publicKey }),
    ],
  ])("%s", (_name, document) => {
    expect(() => readSigningKey(document)).toThrow(expect.objectContaining({ code: "INVALID_RESPONSE" }));
  });

  test.each([undefined, null, 7, {}, Symbol("{}")])("what is no text: %s", (document) => {
    expectRefusal(() => readSigningKey(document as string), { code: "INVALID_RESPONSE", field: "document" });
  });

  test("a secret key, and does not repeat it", () => {
    const secret = "8d7f".repeat(16);
    for (const document of [secret, JSON.stringify({ signingPubKey: secret })])
      expect(() => readSigningKey(document)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining("8d7f8d7f") }),
      );
  });
});
