import { X509Certificate } from "node:crypto";
import { readdirSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { parseCertificate } from "../../../src/vasp/certificate.js";
import { readCertificate } from "../../../src/vasp/index.js";
import { detached, revoked, unreadable } from "../../support/broken.js";
import { concat, hex } from "../../support/bytes.js";
import { derOf, hexOf, pemOf } from "../../support/certificates.js";
import { expectRefusal } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";

const names = readdirSync(new URL("../../../fixtures/certificates/", import.meta.url))
  .filter((file) => file.endsWith(".pem"))
  .map((file) => file.slice(0, -4));
const secretPem = "-----BEGIN EC PRIVATE KEY-----\nMHQCAQEEIFakeKeyFakeKey\n-----END EC PRIVATE KEY-----";
const refusal = { code: "INVALID_CERTIFICATE" } as const;

test.each([
  ["DER", derOf("leaf")],
  ["hex", hexOf("leaf")],
  ["hex in upper case", hexOf("leaf").toUpperCase()],
  ["PEM", pemOf("leaf")],
  ["PEM with Windows line ends", pemOf("leaf").replaceAll("\n", "\r\n")],
  ["PEM with text around it", `subject=x\n${pemOf("leaf")}\nthe end`],
  ["PEM in quotes, after a key", `"${secretPem}\n${pemOf("leaf")}"\n`],
  ["PEM from an environment variable", pemOf("leaf").replaceAll("\n", "\\n")],
  ["the same with Windows line ends", pemOf("leaf").replaceAll("\n", "\\r\\n")],
  ["PEM in one line", pemOf("leaf").replaceAll("\n", " ")],
  ["PEM that is indented", pemOf("leaf").replace(/^/gm, "    ")],
  ["PEM with the older label", pemOf("leaf").replaceAll("CERTIFICATE", "X509 CERTIFICATE")],
  ["hex with 0x before and a line end behind it", `0x${hexOf("leaf")}\n`],
  ["a Buffer", Buffer.from(derOf("leaf"))],
  ["bytes of another realm", runInNewContext("Uint8Array.from(bytes)", { bytes: [...derOf("leaf")] })],
  ["bytes of a subclass", twoFaced(derOf("leaf"))],
])("a certificate is read from %s", (_, certificate) => {
  expect(readCertificate(certificate)).toEqual({
    publicKey: hex(keys.first.publicKey),
    notBefore: new Date("2020-01-01T00:00:00Z"),
    notAfter: new Date("2120-01-01T00:00:00Z"),
    subject: "CN=vasp2.com,O=VASP 2",
    issuer: "CN=Intermediate,O=Trust",
  });
});

test("a compressed key comes out as 65 bytes", () => {
  expect(readCertificate(pemOf("compressed-leaf")).publicKey).toEqual(hex(keys.first.publicKey));
});

test("what is done to the key changes no other", () => {
  readCertificate(pemOf("leaf")).publicKey.fill(0);
  expect(readCertificate(pemOf("leaf")).publicKey).toEqual(hex(keys.first.publicKey));
});

test("names are written as RFC 4514 has it", () => {
  expect(readCertificate(pemOf("odd-leaf")).subject).toBe(
    'DC=d,UID=u,2.5.4.5=#130137,CN=\\ #1\\ ,O=Ä \\"quoted\\"\\; \\\\ \\+ \\<x\\>,L=Esch\\, Alzette,C=LU',
  );
});

describe.each(names)("of the certificate %s", (name) => {
  const { content, notBefore, notAfter, signed } = parseCertificate(derOf(name));
  const oracle = new X509Certificate(derOf(name));

  test("the dates are those that Node.js reads", () => {
    expect([notBefore, notAfter]).toEqual([new Date(oracle.validFrom), new Date(oracle.validTo)]);
  });

  test("the key is the one that Node.js reads", () => {
    const spki = oracle.publicKey.export({ type: "spki", format: "der" });
    const { subjectPublicKey } = content.subjectPublicKeyInfo;
    expect(Buffer.from(subjectPublicKey)).toEqual(spki.subarray(-subjectPublicKey.byteLength));
  });

  test("what is signed is what was received", () => {
    expect(Buffer.from(derOf(name)).includes(Buffer.from(signed))).toBe(true);
  });
});

test.each([["p256-leaf"], ["rsa-leaf"], ["explicit-leaf"], ["p384-root"]])(
  "%s has no key on secp256k1",
  (name) => {
    expectRefusal(() => readCertificate(pemOf(name)), { ...refusal, says: ["expected a key on secp256k1"] });
  },
);

const leaf = derOf("leaf");

/** A certificate with a piece of it, which is there once, put in another way. */
function altered(name: string, piece: string, other: string): Uint8Array {
  const pieces = hexOf(name).split(piece);
  expect(pieces).toHaveLength(2);
  return hex(pieces.join(other));
}

test("a key off the curve is refused", () => {
  const { publicKey } = keys.first;
  expectRefusal(() => readCertificate(altered("leaf", publicKey, `${publicKey.slice(0, -2)}00`)), {
    ...refusal,
    says: ["no point"],
  });
});

test.each<[string, unknown]>([
  ["nothing", undefined],
  ["null", null],
  ["a number", 5],
  ["an empty text", ""],
  ["a text", "certificate"],
  ["hex of an odd length", hexOf("leaf").slice(1)],
  ["no bytes", new Uint8Array()],
  ["a byte", Uint8Array.of(0x30)],
  ["zeros", new Uint8Array(100)],
  ["a certificate cut off", leaf.slice(0, -1)],
  ["a byte behind it", concat(leaf, hex("00"))],
  ["two certificates", concat(leaf, leaf)],
  ["PEM of two certificates", pemOf("leaf") + pemOf("root")],
  ["PEM of which the second is cut off", pemOf("leaf") + pemOf("root").slice(0, 200)],
  [
    "PEM of which the second is of another kind",
    pemOf("leaf") + pemOf("root").replaceAll("CERT", "TRUSTED CERT"),
  ],
  ["a list", [pemOf("leaf"), pemOf("root")]],
  ["no list", []],
  ["bytes without memory", detached(512)],
  ["a list of bytes without memory", [detached(512)]],
  ["a list that throws", unreadable([pemOf("leaf")])],
  ["a revoked proxy", revoked([])],
  ["a symbol", Symbol("certificate")],
  ["more than 8,192 bytes", concat(leaf, new Uint8Array(8192))],
  ["PEM that is not base64", "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----"],
  ["PEM of nothing", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----"],
  ["PEM of a key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"],
  ["a length in more bytes than needed", concat(hex("3083 00"), leaf.subarray(2))],
  ["an indefinite length", concat(hex("3080"), leaf.subarray(4), hex("0000"))],
  ["a truth that is not written in ones", altered("root", "0603551d130101ff", "0603551d13010101")],
])("%s is refused", (_, certificate) => {
  expectRefusal(() => readCertificate(certificate as string), refusal);
});

test("a secret key that was taken for a certificate is not told", () => {
  const { message } = expectRefusal(() => readCertificate(secretPem), {
    ...refusal,
    says: [`${secretPem.length} characters`],
  });
  expect(message).not.toContain("MHQ");
});

test("two algorithms of its signature are refused", () => {
  // ecdsa-with-SHA256 stands inside and outside; the last one is the outer one.
  const at = hexOf("leaf").lastIndexOf("2a8648ce3d040302");
  const changed = `${hexOf("leaf").slice(0, at)}2a8648ce3d040303${hexOf("leaf").slice(at + 16)}`;
  expectRefusal(() => readCertificate(changed), { ...refusal, says: ["found two"] });
});

test("an extension that stands twice is refused", () => {
  // basicConstraints (2.5.29.19) becomes keyUsage (2.5.29.15), which is there, too.
  expectRefusal(() => readCertificate(altered("leaf", "0603551d13", "0603551d0f")), {
    ...refusal,
    says: ["found one twice"],
  });
});

test("what is done to the bytes afterwards changes nothing that was read", () => {
  const der = Buffer.from(derOf("leaf"));
  const { publicKey } = readCertificate(der);
  der.fill(0);
  expect(publicKey).toEqual(hex(keys.first.publicKey));
});

/** Bytes that say something else each time that they are asked. */
function twoFaced(bytes: Uint8Array): Uint8Array {
  class TwoFaced extends Uint8Array {
    override slice(): never {
      throw new Error("hostile");
    }
    override [Symbol.iterator](): never {
      throw new Error("hostile");
    }
  }
  const copy = new TwoFaced(bytes.length);
  copy.set(bytes);
  return copy;
}
