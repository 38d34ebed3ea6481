import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeInvoice, UmaInvoiceError } from "../../src/index.js";
import { callback } from "../support/arbitraries.js";
import { rawText } from "../support/rawInvoice.js";

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
