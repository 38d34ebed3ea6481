import { X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { parseCertificate } from "../../../src/vasp/certificate.js";
import { verifyChain } from "../../../src/vasp/chain.js";
import { checkUsage } from "../../../src/vasp/use.js";
import { hex } from "../../support/bytes.js";
import { derOf, hexOf } from "../../support/certificates.js";
import { errorOf, rejectionOf } from "../../support/errorOf.js";
import { expectError } from "../../support/expectRefusal.js";

const now = Date.parse("2026-01-01") / 1000;
const parse = (names: string) => names.split(" ").map((name) => parseCertificate(derOf(name)));
const verify = (chain: string, roots: string) => verifyChain(parse(chain), parse(roots), now);

describe.each([
  ["leaf intermediate", "root"],
  ["leaf intermediate root", "root"],
  ["leaf intermediate root", "impostor root"],
  ["leaf", "intermediate"],
  ["leaf", "leaf"],
  ["self-signed", "self-signed"],
  ["self-signed root", "self-signed"],
  ["leaf-of-p256-root", "p256-root"],
  ["leaf-of-p384-root", "p384-root"],
  ["leaf-of-rsa-root", "rsa-root"],
  ["leaf-with-sha512 intermediate", "root"],
  ["compressed-leaf intermediate", "root"],
  // One name, several keys and dates.
  ["leaf intermediate", "root impostor"],
  ["leaf intermediate", "impostor root"],
  ["leaf intermediate", "rsa-impostor root"],
  ["leaf intermediate", "old-root root"],
  ["leaf intermediate", "root old-root"],
  ["leaf intermediate", "old-root rsa-impostor impostor root"],
  ["leaf intermediate old-root", "root"],
  ["leaf intermediate root", "old-root root"],
])("the chain %s", (chain, roots) => {
  test(`leads to ${roots}`, async () => {
    await expect(verify(chain, roots)).resolves.toBeUndefined();
  });
});

describe.each([
  ["leaf", "root", "ends before"],
  ["leaf root", "root", "signed by the next"],
  ["leaf impostor", "root", "signed by the next"],
  ["leaf intermediate", "impostor", "ends before"],
  ["leaf intermediate impostor", "p256-root", "signed by the next"],
  ["intermediate leaf", "leaf", "signed by the next"],
  ["intermediate", "renamed-root", "ends before"],
  ["self-signed", "root", "ends before"],
  ["leaf intermediate root", "p256-root", "ends before"],
  ["leaf-of-leaf leaf intermediate", "root", "certificate authority"],
  ["leaf-of-leaf", "leaf", "certificate authority"],
  ["leaf-of-usage-authority usage-authority", "root", "keyCertSign"],
  ["deep-leaf deep-intermediate intermediate", "root", "as short as its authorities want it"],
  ["strange-leaf intermediate", "root", 'found "1.2.3.4"'],
  ["leaf-with-pss", "rsa-root", 'by ECDSA or RSA, found "1.2.840.113549.1.1.10"'],
  ["leaf-with-sha1", "rsa-root", 'by ECDSA or RSA, found "1.2.840.113549.1.1.5"'],
  ["leaf intermediate", "rsa-impostor", "a signature and a key that fit together"],
  ["leaf-of-short-rsa-root", "short-rsa-root", "a signature and a key that fit together"],
  ["leaf-of-p521-root", "p521-root", "a signature and a key that fit together"],
])("the chain %s", (chain, roots, says) => {
  test(`does not lead to ${roots}`, async () => {
    expectError(await rejectionOf(verify(chain, roots)), { code: "INVALID_CERTIFICATE", says: [says] });
  });
});

describe.each([
  ["expired-leaf intermediate", "root"],
  ["future-leaf intermediate", "root"],
  ["leaf-of-expired-intermediate expired-intermediate", "root"],
  ["leaf-of-expired-root", "expired-root"],
  ["leaf-of-expired-root expired-root", "expired-root"],
  ["leaf intermediate", "old-root"],
  ["leaf intermediate", "rsa-impostor old-root impostor"],
  ["leaf intermediate old-root", "old-root impostor"],
])("the chain %s", (chain, roots) => {
  test(`does not lead to ${roots} now`, async () => {
    expectError(await rejectionOf(verify(chain, roots)), { code: "CERTIFICATE_EXPIRED" });
  });
});

test("an altered certificate is not signed by anybody", async () => {
  // The name becomes another one of the same length.
  const altered = parseCertificate(hex(hexOf("leaf").replace(ascii("vasp2.com"), ascii("evil2.com"))));
  const error = await rejectionOf(verifyChain([altered], parse("intermediate"), now));
  expectError(error, { code: "INVALID_CERTIFICATE", says: ["ends before"] });
});

test.each([
  ["leaf-of-p256-root", "p256-root"],
  ["leaf-of-p384-root", "p384-root"],
  ["leaf-of-rsa-root", "rsa-root"],
])("an altered %s is not signed by %s", async (name, root) => {
  const altered = parseCertificate(hex(hexOf(name).replace(ascii("vasp2.com"), ascii("evil2.com"))));
  const error = await rejectionOf(verifyChain([altered], parse(root), now));
  expectError(error, { code: "INVALID_CERTIFICATE", says: ["ends before"] });
});

test("a signature that is no DER cannot be told", async () => {
  const { signature, ...leaf } = parse("leaf")[0]!;
  for (const broken of [signature.slice(1), new Uint8Array()]) {
    const error = await rejectionOf(
      verifyChain([{ ...leaf, signature: broken }], parse("intermediate"), now),
    );
    expectError(error, { code: "INVALID_CERTIFICATE", says: ["fit together"] });
  }
});

test("a signature on P-256 that is no DER is not by the root", async () => {
  const leaf = { ...parse("leaf-of-p256-root")[0]!, signature: new Uint8Array() };
  const error = await rejectionOf(verifyChain([leaf], parse("p256-root"), now));
  expectError(error, { code: "INVALID_CERTIFICATE", says: ["ends before"] });
});

test("a key usage that is no list of bits is refused", () => {
  const octets = hexOf("leaf").replace("03020780", "04020780");
  expect(octets).not.toBe(hexOf("leaf"));
  const certificate = parseCertificate(hex(octets));
  expect(errorOf(() => checkUsage(certificate, "digitalSignature")).code).toBe("INVALID_CERTIFICATE");
});

const issued = [
  ["leaf", "intermediate"],
  ["intermediate", "root"],
  ["leaf", "root"],
  ["intermediate", "impostor"],
  ["leaf-of-p256-root", "p256-root"],
  ["leaf-of-p384-root", "p384-root"],
  ["leaf-of-rsa-root", "rsa-root"],
  ["leaf-with-sha512", "intermediate"],
  ["self-signed", "root"],
] as const;

test.each(issued)("whether %s was issued by %s is what Node.js says", async (name, issuer) => {
  const [child, parent] = [name, issuer].map((each) => new X509Certificate(derOf(each)));
  const says = child!.checkIssued(parent!) && child!.verify(parent!.publicKey);
  const found = await verify(name, issuer).then(
    () => true,
    () => false,
  );
  expect(found).toBe(says);
});

function ascii(text: string): string {
  return Buffer.from(text).toString("hex");
}
