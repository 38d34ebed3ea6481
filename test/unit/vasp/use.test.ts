import { describe, expect, test } from "vitest";
import { type ParsedCertificate, parseCertificate } from "../../../src/vasp/certificate.js";
import { checkHostName } from "../../../src/vasp/use.js";
import { hex } from "../../support/bytes.js";
import { derOf } from "../../support/certificates.js";
import { errorOf } from "../../support/errorOf.js";
import { expectError } from "../../support/expectRefusal.js";

const parsed = parseCertificate(derOf("leaf"));
const sanId = "2.5.29.17";

/** A certificate with common names, and with an extension for alternative ones if there is DER for it. */
function certificateOf(commonNames: readonly string[], der?: Uint8Array): ParsedCertificate {
  const names = commonNames.map((value) => [{ type: "2.5.4.3", value }]);
  const organisation = [{ type: "2.5.4.10", value: "other.example" }];
  const extensions = der && [{ extnID: sanId, critical: false, extnValue: { buffer: der.slice().buffer } }];
  const content = { ...parsed.content, subject: [organisation, ...names], extensions };
  return { ...parsed, content: content as unknown as ParsedCertificate["content"] };
}

/** Alternative names, each with its tag: `82 vasp2.com`. */
function alternativeNames(...names: readonly string[]): Uint8Array {
  const elements = names.map((name) => {
    const content = Buffer.from(name.slice(3), "latin1");
    return Buffer.concat([Buffer.from(name.slice(0, 2), "hex"), Buffer.of(content.length), content]);
  });
  const all = Buffer.concat(elements);
  return new Uint8Array(Buffer.concat([Buffer.of(0x30, 0x81, all.length), all]));
}

const loopback4 = "87 \x7f\0\0\x01";
const loopback6 = `87 ${"\0".repeat(15)}\x01`;

describe("an alternative name", () => {
  test.each([
    ["82 vasp2.com", "vasp2.com"],
    ["82 VASP2.Com", "vasp2.com"],
    ["82 *.vasp2.com", "pay.vasp2.com"],
    ["82 *.VASP2.com", "pay.vasp2.com"],
    ["82 *.vasp2.com", "xn--bcher-kva.vasp2.com"],
    ["82 xn--bcher-kva.example", "xn--bcher-kva.example"],
    ["86 https://vasp2.com", "vasp2.com"],
    ["86 https://vasp2.com:8443/uma?a#b", "vasp2.com"],
    ["86 http://localhost:3000/", "localhost"],
    [loopback4, "127.0.0.1"],
    [loopback6, "[::1]"],
    ["82 localhost", "localhost"],
  ])("%j is one for %s", (name, host) => {
    for (const others of [[], ["82 evil.com"], ["81 ops@vasp9.com"]])
      checkHostName(certificateOf(["VASP 9"], alternativeNames(...others, name)), host);
  });

  test.each([
    ["82 evil.com", "vasp2.com"],
    ["82 vasp2.com.", "vasp2.com"],
    ["82 vasp2.com\0.evil.com", "vasp2.com"],
    ["82 vasp2.com ", "vasp2.com"],
    ["82 a.vasp2.com", "vasp2.com"],
    ["82 vasp2.com", "a.vasp2.com"],
    ["82 vasp2.com:443", "vasp2.com"],
    ["82 *.vasp2.com", "vasp2.com"],
    ["82 *.vasp2.com", "a.b.vasp2.com"],
    ["82 *.com", "vasp2.com"],
    ["82 *", "localhost"],
    ["82 *.*.com", "a.vasp2.com"],
    ["82 p*.vasp2.com", "pay.vasp2.com"],
    ["82 *y.vasp2.com", "pay.vasp2.com"],
    ["82 pay.*.com", "pay.vasp2.com"],
    ["82 *.0.0.1", "127.0.0.1"],
    ["82 *.localhost", "a.localhost"],
    ["82 ", "vasp2.com"],
    ["86 http://vasp2.com", "vasp2.com"],
    ["86 https://evil.com/vasp2.com", "vasp2.com"],
    ["86 https://vasp2.com@evil.com", "vasp2.com"],
    ["86 urn:vasp2.com", "vasp2.com"],
    ["86 vasp2.com:", "vasp2.com"],
    ["87 \x7f\0\0\x02", "127.0.0.1"],
    [`87 ${"\0".repeat(16)}`, "[::1]"],
    ["87 \x7f", "127.0.0.1"],
  ])("%j is none for %s, whatever the common name", (name, host) => {
    for (const common of ["VASP 2", host])
      expectError(
        errorOf(() => checkHostName(certificateOf([common], alternativeNames(name)), host)),
        { code: "INVALID_CERTIFICATE", says: [`expected one for "${host}"`] },
      );
  });

  test.each([
    ["no sequence", hex("0500")],
    ["nothing", hex("")],
    ["something behind it", hex("30000500")],
    ["what is cut off", hex("300582037673")],
    ["too many of them", Uint8Array.from([0x30, 0x82, 2, 2, ...Array(257).fill([0x82, 0]).flat()])],
  ])("cannot be told from %s", (_, der) => {
    expect(errorOf(() => checkHostName(certificateOf(["vasp2.com"], der), "vasp2.com")).code).toBe(
      "INVALID_CERTIFICATE",
    );
  });
});

describe("without alternative names of hosts, the common name", () => {
  test.each([["vasp2.com"], ["VASP2.com"], ["vasp2.com:8443"], ["*.com.example"]])(
    "%s counts where it is that of the host",
    (common) => {
      const host = common.startsWith("*") ? "vasp2.com.example" : "vasp2.com";
      checkHostName(certificateOf([common]), host);
      checkHostName(certificateOf([common], alternativeNames("81 ops@vasp2.com")), host);
    },
  );

  test.each([
    [["evil.com"]],
    [["vasp2.com", "evil.com"]],
    [["VASP 2", "evil.com"]],
    [["www.vasp2.com"]],
    [["vasp2.com."]],
    [["vasp2.\u212aom"]],
    [["b\u00fccher.example"]],
    [["ops@vasp2.com"]],
    [["https://vasp2.com/"]],
    [["10.0.0.1"]],
    [["localhost"]],
  ])("%j refuses another host", (common) => {
    for (const der of [undefined, alternativeNames("81 ops@vasp2.com")])
      expect(errorOf(() => checkHostName(certificateOf(common, der), "vasp2.com")).code).toBe(
        "INVALID_CERTIFICATE",
      );
  });

  test.each([["VASP 2"], ["VASP2"], ["VASP 2 Inc."], ["Example.com Ltd."], [""]])(
    "%j says nothing of hosts: the word of whoever signed it counts",
    (common) => {
      checkHostName(certificateOf([common]), "vasp2.com");
      checkHostName(certificateOf([]), "vasp2.com");
    },
  );

  test("does not make up for an alternative name that is of nobody's host", () => {
    for (const der of [alternativeNames("81 ops@vasp2.com"), alternativeNames()])
      expectError(
        errorOf(() => checkHostName(certificateOf(["VASP 2"], der), "vasp2.com")),
        { code: "INVALID_CERTIFICATE", says: ["found one for no host"] },
      );
  });
});
