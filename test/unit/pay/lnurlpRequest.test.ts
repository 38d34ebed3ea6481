import { describe, expect, test } from "vitest";
import { decodeLnurlpRequest, encodeLnurlpRequest, type LnurlpRequest } from "../../../src/pay/index.js";
import { expectRefusal } from "../../support/expectRefusal.js";
import { paySamples } from "../../support/paySamples.js";

const { lnurlpRequest } = paySamples;
const url = encodeLnurlpRequest(lnurlpRequest);

/** The URL with a parameter that says something else; without it, if that is nothing. */
function saying(name: string, ...values: readonly string[]): URL {
  const changed = new URL(url);
  changed.searchParams.delete(name);
  for (const value of values) changed.searchParams.append(name, value);
  return changed;
}

describe("an LNURL-P request", () => {
  test("is a URL at the receiver's VASP", () => {
    const { origin, pathname, searchParams } = new URL(url);
    expect(origin + pathname).toBe("https://vasp2.com/.well-known/lnurlp/$bob");
    expect(Object.fromEntries(searchParams)).toStrictEqual({
      signature: lnurlpRequest.signature,
      vaspDomain: "vasp1.com",
      nonce: "2715847316",
      isSubjectToTravelRule: "true",
      timestamp: "1704067200",
      umaVersion: "1.0",
      backingSignatures: `backing.com:8443:${lnurlpRequest.signature}`,
    });
  });

  test("is read as it was written", () => {
    expect(decodeLnurlpRequest(url)).toStrictEqual(lnurlpRequest);
    const { backingSignatures: _, ...unbacked } = { ...lnurlpRequest, isSubjectToTravelRule: false };
    expect(decodeLnurlpRequest(new URL(encodeLnurlpRequest(unbacked)))).toStrictEqual(unbacked);
  });

  test.each([
    ["$bob@localhost:8080", "http://localhost:8080"],
    ["$bob@127.0.0.1", "http://127.0.0.1"],
    ["$bob@vasp2.com:8443", "https://vasp2.com:8443"],
  ])("goes from %s to %s", (receiverAddress, origin) => {
    const there = encodeLnurlpRequest({ ...lnurlpRequest, receiverAddress });
    expect(new URL(there).origin).toBe(origin);
    expect(decodeLnurlpRequest(there)).toStrictEqual({ ...lnurlpRequest, receiverAddress });
  });

  test("may have its dollar sign escaped, and parameters of others", () => {
    const escaped = url.replace("$bob", "%24bob").replace("?", "?utm=1&utm=2&");
    expect(decodeLnurlpRequest(escaped)).toStrictEqual(lnurlpRequest);
  });

  test("is for the domain that the server says, behind a proxy", () => {
    const inner = url.replace("https://vasp2.com", "http://10.0.0.7:3000");
    expect(decodeLnurlpRequest(inner, { domain: "vasp2.com" })).toStrictEqual(lnurlpRequest);
    expectRefusal(() => decodeLnurlpRequest(inner, { domain: 5 as unknown as string }), {
      code: "INVALID_OPTION",
      field: "domain",
    });
  });

  test.each([
    ["True", true],
    ["FALSE", false],
  ])("says whether it is subject to the travel rule: %s", (text, isSubjectToTravelRule) => {
    expect(decodeLnurlpRequest(saying("isSubjectToTravelRule", text))).toStrictEqual({
      ...lnurlpRequest,
      isSubjectToTravelRule,
    });
  });

  test("is not subject to the travel rule where it does not say", () => {
    expect(decodeLnurlpRequest(saying("isSubjectToTravelRule")).isSubjectToTravelRule).toBe(false);
  });

  test.each([
    ["signature", ""],
    ["signature", "3045"],
    ["signature", "xyz".repeat(30)],
    ["signature", "30".repeat(73)],
    ["vaspDomain", ""],
    ["vaspDomain", "vasp1.com/"],
    ["vaspDomain", "user@vasp1.com"],
    ["vaspDomain", "vasp1.com:99999"],
    ["nonce", ""],
    ["nonce", "a|b"],
    ["nonce", "a b"],
    ["nonce", "ü"],
    ["nonce", "a".repeat(129)],
    ["timestamp", ""],
    ["timestamp", "01704067200"],
    ["timestamp", "-1"],
    ["timestamp", "1e9"],
    ["timestamp", "1704067200000"],
    ["timestamp", "4294967296"],
    ["umaVersion", "1"],
    ["umaVersion", "0.3,1.0"],
    ["isSubjectToTravelRule", "yes"],
  ])("is refused with the %s %j", (field, value) => {
    const error = expectRefusal(() => decodeLnurlpRequest(saying(field, value)), {
      code: "INVALID_MESSAGE",
      field,
    });
    expect(error.protocolCode).toBe("PARSE_LNURLP_REQUEST_ERROR");
  });

  test.each(["signature", "vaspDomain", "nonce", "timestamp", "umaVersion"])(
    "is refused without %s",
    (field) => {
      expectRefusal(() => decodeLnurlpRequest(saying(field)), { code: "INVALID_MESSAGE", field });
    },
  );

  test("is refused where a parameter has two values", () => {
    expectRefusal(() => decodeLnurlpRequest(saying("nonce", "1", "2")), {
      code: "INVALID_MESSAGE",
      field: "nonce",
    });
  });

  test.each(["", "nothing", ":", `backing.com:`, `:${lnurlpRequest.signature}`, "a.com:30,"])(
    "is refused with the backing signatures %j",
    (text) => {
      expect(() => decodeLnurlpRequest(saying("backingSignatures", text))).toThrow(/backingSignatures\[\d\]/);
    },
  );

  test("is refused with more backing signatures than anybody needs", () => {
    const pair = `a.com:${lnurlpRequest.signature}`;
    expectRefusal(() => decodeLnurlpRequest(saying("backingSignatures", Array(9).fill(pair).join(","))), {
      code: "INVALID_MESSAGE",
      field: "backingSignatures",
    });
  });

  test.each([
    "https://vasp2.com/",
    "https://vasp2.com/lnurlp/$bob",
    "https://vasp2.com/x/.well-known/lnurlp/$bob",
    "https://vasp2.com/.well-known/lnurlp/%ff",
  ])("is not at %s", (place) => {
    expectRefusal(() => decodeLnurlpRequest(place), { code: "INVALID_MESSAGE", says: ["lnurlp"] });
  });

  test.each(["bob", "$bob/more", "", "$bob@vasp3.com", "$b%20b"])("has no receiver %j", (user) => {
    expectRefusal(() => decodeLnurlpRequest(url.replace("$bob", user)), {
      code: "INVALID_MESSAGE",
      field: "receiverAddress",
    });
  });

  test.each(["", "nothing", null, 5, {}])("is not %j", (value) => {
    expectRefusal(() => decodeLnurlpRequest(value as string), { code: "INVALID_MESSAGE", says: ["URL"] });
  });

  test.each([
    ["receiverAddress", "bob@vasp2.com"],
    ["receiverAddress", "$bob@10.0.0"],
    ["vaspDomain", "vasp 1"],
    ["umaVersion", "1.0,2.0"],
    ["isSubjectToTravelRule", "true"],
    ["nonce", 5],
    ["timestamp", new Date()],
    ["timestamp", 1.5],
    ["signature", new Uint8Array(70)],
    ["backingSignatures", {}],
  ])("is not written with %s %o", (field, value) => {
    expectRefusal(() => encodeLnurlpRequest({ ...lnurlpRequest, [field]: value } as LnurlpRequest), {
      code: "INVALID_FIELD",
      field,
    });
  });
});
