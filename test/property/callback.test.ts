import { domainToASCII } from "node:url";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeInvoice, UmaInvoiceError } from "../../src/index.js";
import { callback } from "../support/arbitraries.js";
import { rawText } from "../support/rawInvoice.js";

const letters = "abcdefghijklmnopqrstuvwxyz0123456789-";

/** Text that is nearly a URL: pieces of URLs, some of them hostile, one after another. */
const nearlyUrl = fc
  .tuple(
    fc.constantFrom(
      "https://",
      "http://",
      "HTTPS://",
      "https:/",
      "https:",
      "hTtP://",
      "//",
      "ftp://",
      "javascript:",
    ),
    fc.array(
      fc.constantFrom(
        "vasp2.com",
        "localhost",
        "127.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "evil.example",
        "user:pass@",
        "@",
        ":443",
        ":0",
        ":65535",
        ":65536",
        "/",
        "//",
        "\\",
        "?",
        "#",
        ".",
        "..",
        "%2e",
        "%00",
        "%",
        " ",
        "\t",
        "\n",
        "\u3002",
        "é",
        "1",
        "0x7f",
        "-",
        "_",
        "a",
      ),
      { minLength: 1, maxLength: 5 },
    ),
  )
  .map(([scheme, parts]) => scheme + parts.join(""));

const acceptedUrl = fc
  .oneof(callback, { arbitrary: nearlyUrl, weight: 4 })
  .filter((text) => isAcceptedCallback(text) && URL.canParse(text));

test("an accepted callback holds no user info", () => {
  fc.assert(
    fc.property(acceptedUrl, (text) => {
      const { username, password } = new URL(text);
      expect(username + password).toBe("");
    }),
    { numRuns: 1000 },
  );
});

test("an accepted callback is https, or http to this machine", () => {
  fc.assert(
    fc.property(acceptedUrl, (text) => {
      const { protocol, hostname } = new URL(text);
      expect(protocol === "https:" || isLoopback(hostname)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test("an accepted callback goes to the host that a person reads in it", () => {
  fc.assert(
    fc.property(acceptedUrl, (text) => {
      const read = /^[^/]*\/\/(\[[^\]]*\]|[^/?#:]*)/.exec(text)![1]!.toLowerCase();
      // An IPv6 address is written anew.
      fc.pre(!read.startsWith("["));
      expect(new URL(text).hostname).toBe(read);
    }),
    { numRuns: 1000 },
  );
});

/** Hosts that are nearly right in a code: Punycode, or the groups of an IPv6 address. */
const codedHost = fc.oneof(
  fc
    .array(
      fc.oneof(
        fc.string({ unit: fc.constantFrom(...letters), maxLength: 12 }).map((rest) => `xn--${rest}`),
        fc
          .string({ unit: "grapheme", minLength: 1, maxLength: 5 })
          .map((label) => domainToASCII(label) || "xn--"),
        fc.constantFrom("com", "a", "1", "_", "XN--MGBA", "xn--a-", "xn--", "xn--ls8h", "xn--zca"),
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map((labels) => labels.join(".")),
  fc
    .array(
      fc.constantFrom(
        "",
        "0",
        "1",
        "ffff",
        "FFFF",
        "12345",
        "g",
        "1.2.3.4",
        "1.2.3",
        "256.1.1.1",
        "01.1.1.1",
      ),
      {
        maxLength: 9,
      },
    )
    .map((groups) => `[${groups.join(":")}]`),
  fc.tuple(fc.ipV6(), fc.constantFrom("", "%1", ":", "::")).map((parts) => `[${parts.join("")}]`),
);

test("an accepted callback is one that a browser takes, to the same host", () => {
  const accepted = codedHost.map((host) => `https://${host}/`).filter(isAcceptedCallback);
  fc.assert(
    fc.property(accepted, (text) => {
      const host = text.slice("https://".length, -1).toLowerCase();
      // An IPv6 address is written anew.
      expect(new URL(text).host).toBe(host.startsWith("[") ? new URL(`https://${host}`).host : host);
    }),
    { numRuns: 2000 },
  );
});

test("a host as a browser writes it is accepted", () => {
  const label = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 8 })
    .map((text) => domainToASCII(text));
  const host = fc.oneof(
    label.filter((text) => /^xn--[\w-]+$/.test(text)).map((text) => `${text}.com`),
    fc.ipV6().map((address) => new URL(`https://[${address}]`).hostname),
  );
  fc.assert(
    fc.property(
      host.filter((text) => URL.canParse(`https://${text}`)),
      (text) => {
        expect(isAcceptedCallback(`https://${text}/`)).toBe(true);
      },
    ),
    { numRuns: 1000 },
  );
});

function isLoopback(hostname: string): boolean {
  return /(^|\.)localhost$/.test(hostname) || hostname.startsWith("127.") || hostname === "[::1]";
}

function isAcceptedCallback(text: string): boolean {
  try {
    return decodeInvoice(rawText({ callback: text })).callback === text;
  } catch (error) {
    if (error instanceof UmaInvoiceError) return false;
    throw error;
  }
}
