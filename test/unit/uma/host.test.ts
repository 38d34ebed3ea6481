import { afterEach, describe, expect, test, vi } from "vitest";
import { isHost, siteOf } from "../../../src/uma/host.js";

afterEach(() => vi.unstubAllGlobals());

describe("an IPv6 address", () => {
  test.each([
    "::",
    "::1",
    "1::",
    "1:2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7::",
    "::2:3:4:5:6:7:8",
    "1::3:4:5:6:7:8",
    "2001:db8::ABCD",
    "::ffff:192.0.2.1",
    "1:2:3:4:5:6:192.0.2.1",
    "::255.255.255.255",
  ])("may be %s", (address) => {
    expect(isHost(`[${address}]`)).toBe(true);
    expect(URL.canParse(`https://[${address}]/`)).toBe(true);
  });

  test.each([
    "",
    ":",
    ":::",
    ":21",
    "1:",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4::5:6:7:8",
    "1::2::3",
    "::12345",
    "::g",
    "192.0.2.1",
    "::192.0.2",
    "::192.0.2.1.5",
    "::192.0.2.256",
    "::192.0.2.01",
    "::192.0.2.1.",
    "192.0.2.1::",
    "::192.0.2.1:1",
    "1:2:3:4:5:6:7:192.0.2.1",
    "fe80::1%1",
  ])("may not be %j", (address) => {
    expect(isHost(`[${address}]`)).toBe(false);
    expect(URL.canParse(`https://[${address}]/`)).toBe(false);
  });
});

describe("a label in Punycode", () => {
  const good = ["xn--bcher-kva", "XN--BCHER-KVA", "xn--zckzah", "xn--ls8h", "xn--mgbaja8a1hpac"];
  /** The empty, the cut off, the too large, surrogates, and what is ASCII alone. */
  const bad = ["xn--", "xn--a", "xn--a-", "xn---", "xn--99999999", "xn--zzzz9", "xn--bcher-kv", "xn--ib9b"];

  test.each(good)("may be %s", (label) => {
    expect(isHost(`${label}.com`)).toBe(true);
  });

  test.each(bad)("may not be %s", (label) => {
    expect(isHost(`pay.${label}.com`)).toBe(false);
  });

  test.each(good)("may be %s, also where there is no URL", (label) => {
    vi.stubGlobal("URL", undefined);
    expect(isHost(`${label}.com`)).toBe(true);
  });

  test.each(bad)("may not be %s, also where there is no URL", (label) => {
    vi.stubGlobal("URL", undefined);
    expect(isHost(`pay.${label}.com`)).toBe(false);
  });

  test("may not decode to what names do not hold, where that is known", () => {
    // A space that cannot be seen, U+200B, between a and b. Node.js 24 has stopped looking at what it decodes to.
    expect(isHost("xn--ab-g1t.com")).toBe(URL.canParse("https://xn--ab-g1t.com"));
    const refuse = vi.fn(() => {
      throw new TypeError("Invalid URL");
    });
    vi.stubGlobal("URL", refuse);
    expect(isHost("xn--ab-g1t.com")).toBe(false);
    expect(refuse).toHaveBeenCalledWith("https://xn--ab-g1t.com");
    vi.stubGlobal("URL", undefined);
    expect(isHost("xn--ab-g1t.com")).toBe(true);
  });
});

test.each([
  ["vasp.com", "vasp.com"],
  ["a.b.vasp.com", "vasp.com"],
  ["a.vasp.co.uk", "vasp.co.uk"],
  ["a.vasp.com.br", "vasp.com.br"],
  ["a.abc.io", "abc.io"],
  ["b.co.com", "co.com"],
  ["localhost", "localhost"],
])("whoever has %s has paid for %s", (host, site) => {
  expect(siteOf(host)).toBe(site);
});
