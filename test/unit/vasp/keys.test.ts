import { runInNewContext } from "node:vm";
import { describe, expect, test, vi } from "vitest";
import type { HttpOptions } from "../../../src/http/fetch.js";
import { type FetchVaspKeysOptions, fetchVaspKeys, readSigningKey } from "../../../src/vasp/index.js";
import { answerJson } from "../../support/answerJson.js";
import { hex } from "../../support/bytes.js";
import { derOf, hexOf, pemOf } from "../../support/certificates.js";
import { rejectionOf } from "../../support/errorOf.js";
import { expectError, expectRefusal } from "../../support/expectRefusal.js";
import { keyDocument } from "../../support/keyDocument.js";
import { keys } from "../../support/keys.js";
import { serve } from "../../support/serve.js";

const { first, second } = keys;
const chainOf = (...names: string[]) => names.map(hexOf);
const plain = { signingPubKey: first.publicKey, encryptionPubKey: second.publicKey };
const chains = {
  signingCertChain: chainOf("leaf", "intermediate", "root"),
  encryptionCertChain: chainOf("encryption", "intermediate", "root"),
};

async function fetchDocument(document: object, options: FetchVaspKeysOptions = {}) {
  const domain = await serve(answerJson({ "/.well-known/lnurlpubkey": document }));
  return fetchVaspKeys(domain, { allowLoopback: true, now: new Date("2026-01-01"), ...options });
}

async function refusalOf(document: object, options?: FetchVaspKeysOptions) {
  return rejectionOf(fetchDocument(document, options));
}

test("plain keys are read", async () => {
  expect(await fetchDocument(plain)).toEqual({
    signingPublicKey: hex(first.publicKey),
    encryptionPublicKey: hex(second.publicKey),
  });
});

test("compressed keys come out as 65 bytes", async () => {
  const document = { signingPubKey: first.compressedPublicKey, encryptionPubKey: second.compressedPublicKey };
  expect(await fetchDocument(document)).toEqual(await fetchDocument(plain));
});

test("what is done to a key changes no other", async () => {
  const { signingPublicKey, encryptionPublicKey } = await fetchDocument(plain);
  for (const key of [signingPublicKey, encryptionPublicKey]) key.fill(0);
  expect((await fetchDocument(plain)).signingPublicKey).toEqual(hex(first.publicKey));
});

test("keys are read from certificates", async () => {
  expect(await fetchDocument(chains)).toEqual({
    signingPublicKey: hex(first.publicKey),
    encryptionPublicKey: hex(second.publicKey),
    signingCertChain: ["leaf", "intermediate", "root"].map(derOf),
    encryptionCertChain: ["encryption", "intermediate", "root"].map(derOf),
  });
});

test("both forms may stand together", async () => {
  expect(await fetchDocument({ ...chains, ...plain })).toEqual(await fetchDocument(chains));
});

test.each([
  ["empty chains", { signingCertChain: [], encryptionCertChain: [] }],
  ["null", { signingCertChain: null, encryptionCertChain: null, expirationTimestamp: null }],
])("%s stand for none, as the Go SDK has it", async (_, document) => {
  expect(await fetchDocument({ ...plain, ...document })).toEqual(await fetchDocument(plain));
});

test("a self-signed certificate with nothing but defaults is read", async () => {
  const chain = chainOf("self-signed");
  const found = await fetchDocument({ signingCertChain: chain, encryptionCertChain: chain });
  expect(found.signingPublicKey).toEqual(hex(first.publicKey));
});

describe("where the signing chain stands for the encryption chain, as the JavaScript SDK writes it", () => {
  const misplaced = { signingCertChain: chainOf("leaf"), encryptionCertChain: chainOf("leaf") };

  test("the plain key is the one to encrypt with", async () => {
    const found = await fetchDocument({ ...misplaced, ...plain });
    expect(found.encryptionPublicKey).toEqual(hex(second.publicKey));
    expect(found.encryptionCertChain).toBeUndefined();
  });

  test("and there is but one key, the chain is its own", async () => {
    const found = await fetchDocument({ ...misplaced, ...plain, encryptionPubKey: first.publicKey });
    expect(found.encryptionCertChain).toEqual([derOf("leaf")]);
  });
});

test.each([
  [1_800_000_000, 1_800_000_000],
  [1_800_000_000.7, 1_800_000_000],
  [0, 0],
])("the expiration %d is read as %d", async (expirationTimestamp, seconds) => {
  expect((await fetchDocument({ ...plain, expirationTimestamp })).expirationTimestamp).toBe(seconds);
});

test.each([["1800000000"], [-1], [1e300], [{}], [true]])(
  "%j is no expiration",
  async (expirationTimestamp) => {
    expectError(await refusalOf({ ...plain, expirationTimestamp }), {
      code: "INVALID_RESPONSE",
      field: "expirationTimestamp",
    });
  },
);

test.each([["signingPubKey"], ["encryptionPubKey"]])(
  "without %s and its chain, it is refused",
  async (field) => {
    expectError(await refusalOf({ ...plain, [field]: undefined }), { code: "INVALID_RESPONSE", field });
  },
);

test.each([["signingPubKey"], ["encryptionPubKey"]])("%s has to be that of the chain", async (field) => {
  const other = {
    ...plain,
    ...chains,
    [field]: keys[field === "signingPubKey" ? "second" : "first"].publicKey,
  };
  expectError(await refusalOf(other), { code: "INVALID_RESPONSE", field });
});

test.each([[5], [{}], [[first.publicKey]]])("%j is no plain key", async (signingPubKey) => {
  expectError(await refusalOf({ ...plain, signingPubKey }), {
    code: "INVALID_RESPONSE",
    field: "signingPubKey",
  });
});

test.each([[""], ["00"], [first.publicKey.slice(2)], [pemOf("leaf")]])(
  "%j is no key",
  async (signingPubKey) => {
    expectError(await refusalOf({ ...plain, signingPubKey }), { code: "INVALID_KEY" });
  },
);

test.each<[string, unknown]>([
  ["a text", hexOf("leaf")],
  ["an object", {}],
  ["PEM", [pemOf("leaf")]],
  ["numbers", [1]],
  ["an empty text", [""]],
  ["9 certificates", Array(9).fill(hexOf("leaf"))],
])("%s is no chain", async (_, signingCertChain) => {
  expectError(await refusalOf({ ...plain, signingCertChain }), {
    code: "INVALID_RESPONSE",
    field: "signingCertChain",
  });
});

test.each([
  ["a key on another curve", "p256-leaf"],
  ["a key that may not sign", "encrypting-leaf"],
])("a signing certificate for %s is refused", async (_, name) => {
  expectError(await refusalOf({ ...plain, signingCertChain: chainOf(name) }), {
    code: "INVALID_CERTIFICATE",
  });
});

test("a certificate behind the leaf that is none is refused", async () => {
  const error = await refusalOf({ ...plain, signingCertChain: [hexOf("leaf"), "00"] });
  expectError(error, { code: "INVALID_CERTIFICATE" });
});

describe.each([
  ["signing", "expired-leaf"],
  ["signing", "future-leaf"],
  ["encryption", "expired-leaf"],
])("the %s certificate %s", (use, name) => {
  test("is refused", async () => {
    const document = { [`${use}CertChain`]: chainOf(name), ...plain, [`${use}PubKey`]: undefined };
    expectError(await refusalOf(document), { code: "CERTIFICATE_EXPIRED", says: ["from 2"] });
  });
});

test("a certificate is valid from its first second to its last", async () => {
  const document = { ...plain, signingCertChain: chainOf("expired-leaf") };
  const [from, to] = [Date.parse("2020-01-01"), Date.parse("2021-01-01")];
  for (const now of [from, to]) await fetchDocument(document, { now: new Date(now) });
  for (const now of [from - 1, to + 1])
    expect((await refusalOf(document, { now: new Date(now) })).code).toBe("CERTIFICATE_EXPIRED");
});

test("the present is what counts by default", async () => {
  const domain = await serve(
    answerJson({ "/.well-known/lnurlpubkey": { ...plain, signingCertChain: chainOf("leaf") } }),
  );
  expect((await fetchVaspKeys(domain, { allowLoopback: true })).signingCertChain).toHaveLength(1);
});

test("a moment that is none is refused", async () => {
  expectError(await refusalOf(plain, { now: Number.NaN }), { code: "INVALID_OPTION", field: "now" });
});

test("an expiration in milliseconds is none: keys may not be kept for ever", async () => {
  for (const expirationTimestamp of [1_800_000_000_000, 4_294_967_296])
    expect(await fetchDocument({ ...plain, expirationTimestamp })).toEqual(await fetchDocument(plain));
  const last = { ...plain, expirationTimestamp: 4_294_967_295 };
  expect((await fetchDocument(last)).expirationTimestamp).toBe(4_294_967_295);
});

test("certificates have to be valid when the answer comes", async () => {
  vi.useFakeTimers({ now: Date.parse("2020-12-31T23:59:59Z"), toFake: ["Date"] });
  try {
    const fetch = async () => {
      vi.setSystemTime(Date.parse("2021-01-01T00:00:01Z"));
      return Response.json({ ...plain, signingCertChain: chainOf("expired-leaf") });
    };
    expect((await rejectionOf(fetchVaspKeys("vasp2.com", { fetch }))).code).toBe("CERTIFICATE_EXPIRED");
  } finally {
    vi.useRealTimers();
  }
});

test.each<[string, readonly string[]]>([
  ["a certificate of many extensions", [sequenceOf(300)]],
  ["a chain of many elements", Array(8).fill(sequenceOf(100))],
  ["a large certificate", ["30".repeat(8193)]],
])("%s is refused before it is parsed", async (_, signingCertChain) => {
  expectError(await refusalOf({ ...plain, signingCertChain }), {
    code: "INVALID_CERTIFICATE",
    says: ["at most"],
  });
});

test.each([
  ["null", null],
  ["a text", "options"],
])("%s is no options", async (_, options) => {
  const error = await rejectionOf(fetchVaspKeys("vasp2.com", options as never));
  expectError(error, { code: "INVALID_OPTION", field: "options" });
});

test.each([[undefined], [null], [5], [["vasp2.com"]]])("%j is no domain", async (domain) => {
  const error = await rejectionOf(fetchVaspKeys(domain as never, { fetch: vi.fn() }));
  expectError(error, { code: "INVALID_DOMAIN", field: "domain" });
});

describe("with trusted roots", () => {
  const fetchDocument = (document: object, options: FetchVaspKeysOptions, domain = "vasp2.com") =>
    fetchVaspKeys(domain, {
      fetch: async () => Response.json(document),
      now: new Date("2026-01-01"),
      ...options,
    });
  const refusalOf = (document: object, options: FetchVaspKeysOptions, domain?: string) =>
    rejectionOf(fetchDocument(document, options, domain));
  const trustedRoots = pemOf("root");

  test.each<[string, string, HttpOptions?]>([
    ["named-leaf", "vasp2.com"],
    ["named-leaf", "Vasp3.COM"],
    ["named-leaf", "vasp3.com:8443", { allowPorts: true }],
    ["leaf", "VASP2.com"],
    ["wildcard-leaf", "pay.vasp2.com"],
    ["local-leaf", "127.0.0.1:3000", { allowLoopback: true }],
    ["local-leaf", "[::1]:3000", { allowLoopback: true }],
    ["local-leaf", "localhost:3000", { allowLoopback: true }],
    ["nameless-leaf", "anything.example"],
  ])("%s is taken for %s", async (name, domain, options = {}) => {
    const chain = chainOf(name, "intermediate");
    const document = { signingCertChain: chain, encryptionCertChain: chain };
    const found = await fetchDocument(document, { trustedRoots, ...options }, domain);
    expect(found.signingPublicKey).toEqual(hex(first.publicKey));
  });

  test.each<[string, string, string, HttpOptions?]>([
    ["named-leaf", "www.vasp2.com", '"vasp3.com, VASP2.com"'],
    ["other-named-leaf", "vasp2.com", '"evil.com"'],
    ["leaf", "vasp3.com", '"vasp2.com"'],
    ["wildcard-leaf", "vasp2.com", '"*.vasp2.com"'],
    ["wildcard-leaf", "a.pay.vasp2.com", '"*.vasp2.com"'],
    ["mail-leaf", "vasp2.com", "no host"],
    ["local-leaf", "127.0.0.2", '"127.0.0.1, [::1], localhost"', { allowLoopback: true }],
  ])("%s is not taken for %s", async (name, domain, says, options = {}) => {
    const chain = chainOf(name, "intermediate");
    const document = { signingCertChain: chain, encryptionCertChain: chain };
    const error = await refusalOf(document, { trustedRoots, ...options }, domain);
    expectError(error, { code: "INVALID_CERTIFICATE", says: [`found one for ${says}`] });
  });

  test("the certificate of the encryption key has to be for the domain, too", async () => {
    const document = { ...chains, encryptionCertChain: chainOf("other-named-leaf", "intermediate") };
    expectError(await refusalOf(document, { trustedRoots }), {
      code: "INVALID_CERTIFICATE",
      says: ["evil.com"],
    });
  });

  test("only they make names in certificates count", async () => {
    const document = { ...plain, signingCertChain: chainOf("other-named-leaf") };
    expect((await fetchDocument(document, {})).signingPublicKey).toEqual(hex(first.publicKey));
  });

  test.each([
    ["PEM", pemOf("root")],
    ["PEM of several", pemOf("p256-root") + pemOf("root")],
    ["DER", derOf("root")],
    ["hex", hexOf("root")],
    ["a list", [derOf("p256-root"), pemOf("root")]],
    ["bytes of another realm", runInNewContext("Uint8Array.from(bytes)", { bytes: [...derOf("root")] })],
    ["a list of another realm", runInNewContext("[pem]", { pem: pemOf("root") })],
    ["PEM from an environment variable", `"${pemOf("root").replaceAll("\n", "\\n")}"`],
  ])("in %s, chains to one are accepted", async (_, trustedRoots) => {
    expect((await fetchDocument(chains, { trustedRoots })).signingCertChain).toHaveLength(3);
  });

  test("a chain to another one is refused", async () => {
    const error = await refusalOf(chains, { trustedRoots: pemOf("impostor") });
    expectError(error, { code: "INVALID_CERTIFICATE", says: ["a chain to a trusted root"] });
  });

  test("a plain key is refused", async () => {
    for (const document of [plain, { ...chains, ...plain, encryptionCertChain: undefined }])
      expectError(await refusalOf(document, { trustedRoots: pemOf("root") }), {
        code: "INVALID_CERTIFICATE",
        says: ["without certificates"],
      });
  });

  test("checkRevocation gets each chain that has been checked, and the host", async () => {
    const asked: [string[], string][] = [];
    const checkRevocation = (chain: readonly Uint8Array[], host: string) => {
      asked.push([chain.map((der) => Buffer.from(der).toString("hex")), host]);
      for (const der of chain) der.fill(0);
    };
    const document = {
      signingCertChain: chainOf("leaf", "intermediate"),
      encryptionPubKey: second.publicKey,
    };
    const found = await fetchDocument(document, { checkRevocation }, "VASP2.com");
    expect(asked).toEqual([[chainOf("leaf", "intermediate"), "vasp2.com"]]);
    expect(found.signingCertChain?.[0]).toEqual(derOf("leaf"));
  });

  test.each<[string, () => unknown]>([
    ["gives false", () => false],
    ["rejects", () => Promise.reject(new Error("revoked"))],
    [
      "throws",
      () => {
        throw new Error("revoked");
      },
    ],
  ])("what checkRevocation %s for is refused", async (_, checkRevocation) => {
    expectError(await refusalOf(chains, { trustedRoots, checkRevocation }), {
      code: "INVALID_CERTIFICATE",
      says: ["checkRevocation"],
    });
  });

  test("checkRevocation is not asked of a chain that is refused anyway", async () => {
    const checkRevocation = () => expect.fail("asked");
    const error = await refusalOf(chains, { trustedRoots: pemOf("impostor"), checkRevocation });
    expectError(error, { code: "INVALID_CERTIFICATE", says: ["a chain to a trusted root"] });
  });

  test("of which there are none, everything is refused", async () => {
    expectError(await refusalOf(chains, { trustedRoots: [] }), { code: "INVALID_CERTIFICATE" });
  });
});

describe("the signing key of a document", () => {
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

describe("no signing key is read from", () => {
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

/** A sequence of so many NULLs, in hex. */
function sequenceOf(elements: number): string {
  return `3082${(2 * elements).toString(16).padStart(4, "0")}${"0500".repeat(elements)}`;
}
