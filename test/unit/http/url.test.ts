import { describe, expect, test } from "vitest";
import { checkUrl, domainUrl } from "../../../src/http/url.js";
import { expectRefusal } from "../../support/expectRefusal.js";

describe("a URL that a counterparty wrote", () => {
  const refusal = { code: "INVALID_DOMAIN", field: "endpoint" } as const;

  test.each([
    ["https://vasp.com"],
    ["HTTPS://VASP.com/Path?a=b&c=%20#d"],
    ["https://vasp.com?query"],
    ["https://vasp.com/a//b/../c@d:e"],
  ])("%s is taken", (url) => {
    expect(checkUrl(url, {}, "endpoint").href).toBe(new URL(url).href);
  });

  describe.each([
    ["no text", 5],
    ["nothing", ""],
    ["no scheme", "vasp.com/x"],
    ["another scheme", "ftp://vasp.com"],
    ["script", "javascript:alert(1)"],
    ["http", "http://vasp.com/x"],
    ["one slash", "https:/vasp.com"],
    ["three slashes", "https:///vasp.com"],
    ["backslashes", "https:\\\\vasp.com"],
    ["a backslash behind the host", "https://vasp.com\\@evil.com/"],
    ["a backslash in the path", "https://vasp.com/a\\b"],
    ["user info", "https://vasp.com@evil.com/"],
    ["a space", "https://vasp.com/a b"],
    ["a tab in the host", "https://va\tsp.com/"],
    ["a line feed", "https://vasp.com/\n"],
    ["a path that is not ASCII", "https://vasp.com/é"],
    ["an IP address", "https://10.0.0.1/"],
    ["one label", "https://intranet/"],
    ["a trailing dot", "https://vasp.com./"],
  ])("%s", (_, url) => {
    test("is refused", () => {
      for (const options of [{}, { allowLoopback: true, allowPorts: true }])
        expectRefusal(() => checkUrl(url, options, "endpoint"), refusal);
    });
  });

  test("a port has to be allowed", () => {
    expectRefusal(() => checkUrl("https://vasp.com:8443/", {}, "endpoint"), refusal);
    expect(checkUrl("https://vasp.com:8443/", { allowPorts: true }).port).toBe("8443");
  });

  test("this very machine has to be allowed", () => {
    for (const url of ["http://localhost:3000/x", "https://127.0.0.1/x"]) {
      expectRefusal(() => checkUrl(url, { allowPorts: true }, "endpoint"), refusal);
      expect(checkUrl(url, { allowLoopback: true }).href).toBe(url);
    }
  });
});

describe("the URL of a document at a domain", () => {
  const longLabel = "a".repeat(63);

  test.each([
    ["vasp.com", "https://vasp.com/x"],
    ["VASP.Com", "https://vasp.com/x"],
    ["a-b.c.example", "https://a-b.c.example/x"],
    ["1.2.3.example", "https://1.2.3.example/x"],
    ["xn--bcher-kva.example", "https://xn--bcher-kva.example/x"],
    [`${longLabel}.${longLabel}.${longLabel}.${"a".repeat(61)}`, undefined],
  ])("%s is a domain", (domain, href) => {
    expect(domainUrl(domain, "/x", {}).href).toBe(href ?? `https://${domain}/x`);
  });

  describe.each([
    ["nothing", ""],
    ["a number", 5],
    ["an object", { toString: () => "vasp.com" }],
    ["an IPv4 address", "93.184.216.34"],
    ["an IPv4 address of a private network", "10.0.0.1"],
    ["a short IPv4 address", "127.1"],
    ["an IPv4 address as a number", "2130706433"],
    ["an IPv4 address in hex", "0x7f000001"],
    ["an IPv4 address partly in hex", "127.0.0.0x1"],
    ["an IPv4 address with an empty hex part", "127.0.0.0x"],
    ["an IPv4 address in octal", "0177.0.0.01"],
    ["an IPv4 address with a dot", "127.0.0.1."],
    ["an IPv6 address", "[2001:db8::1]"],
    ["an IPv6 address without brackets", "2001:db8::1"],
    ["loopback in other words", "[0:0:0:0:0:0:0:1]"],
    ["loopback as IPv4 in IPv6", "[::ffff:127.0.0.1]"],
    ["an address of a zone", "[fe80::1%25eth0]"],
    ["the unspecified address", "0.0.0.0"],
    ["a trailing dot", "vasp.com."],
    ["a leading dot", ".vasp.com"],
    ["two dots", "vasp..com"],
    ["one label", "intranet"],
    ["a label that starts with a hyphen", "-vasp.com"],
    ["a label that ends with a hyphen", "vasp-.com"],
    ["a label of 64 characters", `${longLabel}a.com`],
    ["a name of 254 characters", `${longLabel}.${longLabel}.${longLabel}.${"a".repeat(62)}`],
    ["an underscore", "va_sp.com"],
    ["user info", "user@vasp.com"],
    ["user info with a password", "user:pass@vasp.com"],
    ["a path", "vasp.com/evil"],
    ["a query", "vasp.com?evil"],
    ["a fragment", "vasp.com#"],
    ["a backslash", "vasp.com\\@evil.com"],
    ["a scheme", "https://vasp.com"],
    ["a space", " vasp.com"],
    ["a line feed", "vasp.com\n"],
    ["a tab", "va\tsp.com"],
    ["percent encoding", "vasp%2ecom"],
    ["a lookalike", "v\u0430sp.com"],
    ["an ideographic full stop", "vasp\u3002com"],
    ["a letter that folds to ASCII", "vas\u212a.com"],
    ["a soft hyphen", "va\u00adsp.com"],
    ["punycode that stands for nothing", "xn--a-b-c-.com"],
  ])("%s", (_, domain) => {
    test("is no domain", () => {
      for (const options of [{}, { allowLoopback: true, allowPorts: true }])
        expectRefusal(() => domainUrl(domain as string, "/x", options), {
          code: "INVALID_DOMAIN",
          field: "domain",
        });
    });
  });

  test.each([["vasp.com:443"], ["vasp.com:8443"]])("the port of %s has to be allowed", (domain) => {
    expectRefusal(() => domainUrl(domain, "/x", { allowLoopback: true }), {
      code: "INVALID_DOMAIN",
      field: "domain",
      says: ["expected no port"],
    });
    expect(domainUrl(domain, "/x", { allowPorts: true }).hostname).toBe("vasp.com");
  });

  test.each([["0"], ["08443"], ["65536"], ["99999"], ["100000"], [""], ["-1"], ["x"], ["1e3"]])(
    "%j is no port",
    (port) => {
      expectRefusal(() => domainUrl(`vasp.com:${port}`, "/x", { allowPorts: true }), {
        code: "INVALID_DOMAIN",
        field: "domain",
      });
    },
  );

  test("the largest port is one", () => {
    expect(domainUrl("vasp.com:65535", "/x", { allowPorts: true }).port).toBe("65535");
  });

  describe.each([
    ["localhost"],
    ["LOCALHOST"],
    ["merchant.localhost"],
    ["localhost:3000"],
    ["127.0.0.1"],
    ["127.255.255.254:3000"],
    ["[::1]"],
    ["[::1]:3000"],
  ])("%s", (domain) => {
    test("is refused unless loopback is allowed", () => {
      expectRefusal(() => domainUrl(domain, "/x", { allowPorts: true }), {
        code: "INVALID_DOMAIN",
        field: "domain",
      });
    });

    test("is asked over http, with any port, where it is allowed", () => {
      expect(domainUrl(domain, "/x", { allowLoopback: true }).href).toBe(`http://${domain.toLowerCase()}/x`);
    });
  });
});
