import fc from "fast-check";
import { expect, test } from "vitest";
import { checkUrl, domainUrl } from "../../src/http/url.js";
import { UmaInvoiceError } from "../../src/index.js";

const piece = fc.constantFrom(
  ..."a 1 0 - _ . .. : @ / \\ ? # % [ ] ~ é \u212a \u3002 \u00ad".split(" "),
  ..."vasp com localhost 127 127.0.0.1 10.0.0.1 0x7f 0177 [::1] [::ffff:7f00:1] xn-- xn--bcher-kva :443 :8080 %2e user:pass@ // internal".split(
    " ",
  ),
  "\t",
  "\n",
  " ",
);
const nearlyDomain = fc
  .array(piece, { minLength: 1, maxLength: 5 })
  .chain((pieces) => fc.constantFrom(pieces.join(""), pieces.join("."), `vasp.${pieces.join("")}.com`));
const nearlyUrl = fc
  .tuple(
    fc.constantFrom("https://", "https://", "http://", "HTTPS://", "https:/", "https:", "//", "ftp://"),
    nearlyDomain,
    fc.constantFrom("", "/", "/path", "?query", "#fragment", "\\", "/a b", "/é", "@evil.com/"),
  )
  .map((parts) => parts.join(""));
const options = fc.record({ allowLoopback: fc.boolean(), allowPorts: fc.boolean() });

/** What a call gives, or `undefined` where it refuses; nothing else may be thrown. */
function accepted(call: () => URL): URL | undefined {
  try {
    return call();
  } catch (error) {
    if (error instanceof UmaInvoiceError && error.code === "INVALID_DOMAIN") return undefined;
    throw error;
  }
}

const isLoopback = (hostname: string) => /(^|\.)localhost$|^127(\.\d+){3}$|^\[::1\]$/.test(hostname);

/** One in a hundred is accepted, or fewer. */
const often = { numRuns: 1000, maxSkipsPerRun: 1000 };

test("an accepted domain is connected to as a person reads it", () => {
  fc.assert(
    fc.property(nearlyDomain, options, (domain, allowed) => {
      const url = accepted(() => domainUrl(domain, "/.well-known/x", allowed));
      fc.pre(url !== undefined);
      const [, host, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(domain.toLowerCase())!;
      expect(url.hostname).toBe(host);
      expect(url.port || (url.protocol === "https:" ? "443" : "80")).toBe(
        port ?? (url.protocol === "https:" ? "443" : "80"),
      );
      expect(url.pathname + url.search + url.hash + url.username + url.password).toBe("/.well-known/x");
    }),
    often,
  );
});

test("an accepted URL is connected to as a person reads it", () => {
  fc.assert(
    fc.property(nearlyUrl, options, (text, allowed) => {
      const url = accepted(() => checkUrl(text, allowed));
      fc.pre(url !== undefined);
      const [, host] = /^https?:\/\/(\[[^\]]*\]|[^/?#:]*)/i.exec(text)!;
      expect(url.hostname).toBe(host!.toLowerCase());
      expect(url.username + url.password).toBe("");
    }),
    often,
  );
});

test("nothing but https leaves this machine, and nothing stays on it unless that is allowed", () => {
  fc.assert(
    fc.property(nearlyDomain, nearlyUrl, options, (domain, text, allowed) => {
      for (const call of [() => domainUrl(domain, "/", allowed), () => checkUrl(text, allowed)]) {
        const url = accepted(call);
        if (!url) continue;
        expect(url.protocol === "https:" || isLoopback(url.hostname)).toBe(true);
        expect(allowed.allowLoopback || !isLoopback(url.hostname)).toBe(true);
        expect(allowed.allowPorts || isLoopback(url.hostname) || url.port === "").toBe(true);
      }
    }),
    { numRuns: 3000 },
  );
});

test("no accepted domain is an IP address that is not loopback", () => {
  fc.assert(
    fc.property(nearlyDomain, options, (domain, allowed) => {
      const url = accepted(() => domainUrl(domain, "/", allowed));
      fc.pre(url !== undefined && !isLoopback(url.hostname));
      expect(url.hostname).toMatch(/^[a-z\d.-]*[a-z-][a-z\d-]*$/);
    }),
    often,
  );
});
