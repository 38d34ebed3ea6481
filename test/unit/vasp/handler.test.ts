import { runInNewContext } from "node:vm";
import {
  fetchPublicKeyForVasp,
  getPubKeyResponse,
  InMemoryPublicKeyCache,
  PubKeyResponse,
} from "@uma-sdk/core";
import express from "express";
import { describe, expect, test, vi } from "vitest";
import {
  createVaspHandler,
  fetchVaspConfiguration,
  fetchVaspKeys,
  type VaspHandlerOptions,
} from "../../../src/vasp/index.js";
import { revoked } from "../../support/broken.js";
import { hex } from "../../support/bytes.js";
import { derOf, hexOf, pemOf } from "../../support/certificates.js";
import { errorOf, rejectionOf } from "../../support/errorOf.js";
import { expectError } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import { serve, serveWeb } from "../../support/serve.js";

const now = Date.parse("2026-01-01T00:00:00Z") / 1000;
const { first, second } = keys;
const chain = ["leaf", "intermediate", "root"];
const certified = {
  signingCertChain: chain.map(pemOf).join(""),
  encryptionCertChain: ["encryption", "intermediate", "root"].map(pemOf).join(""),
};
const plain = { signingPublicKey: first.publicKey, encryptionPublicKey: second.publicKey };
const configuration = {
  name: "VASP 2",
  umaMajorVersions: [0, 1],
  umaRequestEndpoint: "https://vasp2.com/request",
};

const handlerOf = (options: Partial<VaspHandlerOptions> = {}) =>
  createVaspHandler({ keys: certified, configuration, now: () => now, ...options });

const keysUrl = "https://vasp2.com/.well-known/lnurlpubkey";
const configurationUrl = "https://vasp2.com/.well-known/uma-configuration";

/** What a handler answers, over HTTP, as our own readers find it. */
async function readBack(options: Partial<VaspHandlerOptions> = {}) {
  const domain = await serveWeb(handlerOf(options));
  const local = { allowLoopback: true, now };
  return {
    keys: await fetchVaspKeys(domain, local),
    configuration: await fetchVaspConfiguration(domain, local),
  };
}

test("what is served is read back", async () => {
  expect(await readBack()).toEqual({
    keys: {
      signingPublicKey: hex(first.publicKey),
      encryptionPublicKey: hex(second.publicKey),
      signingCertChain: chain.map(derOf),
      encryptionCertChain: ["encryption", "intermediate", "root"].map(derOf),
      expirationTimestamp: now + 3600,
    },
    configuration,
  });
});

test.each([
  ["DER", chain.map(derOf)],
  ["hex", chain.map(hexOf)],
  ["PEM", chain.map(pemOf)],
  ["one DER", derOf("leaf")],
])("certificates may be given in %s", async (_, signingCertChain) => {
  const found = await readBack({ keys: { ...certified, signingCertChain } });
  expect(found.keys.signingPublicKey).toEqual(hex(first.publicKey));
});

test.each([
  ["hex", plain],
  ["bytes", { signingPublicKey: hex(first.publicKey), encryptionPublicKey: hex(second.publicKey) }],
  ["compressed", { ...plain, signingPublicKey: first.compressedPublicKey }],
  ["both forms", { ...plain, ...certified }],
])("keys may be given in %s", async (_, given) => {
  const found = await readBack({ keys: given });
  expect(found.keys).toMatchObject({
    signingPublicKey: hex(first.publicKey),
    encryptionPublicKey: hex(second.publicKey),
  });
});

test("for old readers, keys are served in both forms", async () => {
  const response = await handlerOf()(new Request(keysUrl));
  expect(await response.json()).toEqual({
    signingCertChain: chain.map(hexOf),
    signingPubKey: first.publicKey,
    encryptionCertChain: ["encryption", "intermediate", "root"].map(hexOf),
    encryptionPubKey: second.publicKey,
    expirationTimestamp: now + 3600,
  });
});

test("a configuration may do without an endpoint", async () => {
  const found = await readBack({ configuration: { name: "VASP", umaMajorVersions: [1] } });
  expect(found.configuration).toEqual({ name: "VASP", umaMajorVersions: [1] });
});

test("what it says of UMA Auth is read back", async () => {
  const auth = {
    authorizationEndpoint: "https://vasp2.com/oauth/auth",
    tokenEndpoint: "https://vasp2.com/oauth/token",
    connectionManagementEndpoint: "https://vasp2.com/nwc/connections",
    revocationEndpoint: "https://vasp2.com/oauth/revoke",
    nwcCommandsSupported: ["pay_invoice", "get_balance"],
    grantTypesSupported: ["authorization_code"],
    codeChallengeMethodsSupported: ["S256"],
  };
  const found = await readBack({ configuration: { ...configuration, ...auth } });
  expect(found.configuration).toEqual({ ...configuration, ...auth });
});

describe.each([[keysUrl], [configurationUrl]])("%s", (url) => {
  test("is open to all origins, and says how long it may be kept", async () => {
    const { headers, status } = await handlerOf({ maxAgeSeconds: 60 })(new Request(`${url}?a=b`));
    expect(status).toBe(200);
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.get("content-type")).toBe("application/json");
    expect(headers.get("cache-control")).toBe("public, max-age=60");
  });

  test("answers HEAD with the same headers, and no body", async () => {
    const handler = handlerOf();
    const [get, head] = [
      await handler(new Request(url)),
      await handler(new Request(url, { method: "HEAD" })),
    ];
    get.headers.forEach((value, name) => {
      expect(head.headers.get(name)).toBe(value);
    });
    expect(head.status).toBe(200);
    expect(head.body).toBeNull();
  });

  test("answers the question of a browser whether it may ask", async () => {
    const { headers, status } = await handlerOf()(new Request(url, { method: "OPTIONS" }));
    expect(status).toBe(204);
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.get("access-control-allow-methods")).toBe("GET, HEAD, OPTIONS");
  });

  test.each([["POST"], ["PUT"], ["DELETE"]])("does not know %s", async (method) => {
    const response = await handlerOf()(new Request(url, { method }));
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
    expect(await response.json()).toMatchObject({ status: "ERROR", code: "INVALID_REQUEST_FORMAT" });
  });
});

test.each([
  ["/"],
  ["/.well-known/"],
  ["/.well-known/lnurlpubkey/"],
  ["/x/.well-known/lnurlpubkey"],
  ["/__proto__"],
])("nothing is at %s", async (path) => {
  const response = await handlerOf()(new Request(new URL(path, keysUrl)));
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ status: "ERROR", code: "REQUEST_NOT_FOUND" });
});

describe("a request that is none", () => {
  const requestOf = (parts: object) => parts as Request;
  const throwing = Object.defineProperty({ url: keysUrl }, "method", {
    get() {
      throw new Error("hostile");
    },
  });

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a text", keysUrl],
    ["no URL", { method: "GET" }],
    ["a URL that is none", { method: "GET", url: "http://[" }],
    ["a URL that is no text", { method: "GET", url: Symbol("url") }],
    ["no method", { url: keysUrl }],
    ["a method that is no text", { method: 5, url: keysUrl }],
    ["one that throws", throwing],
  ])("is answered with 400: %s", async (_, request) => {
    const response = await handlerOf()(request as Request);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ status: "ERROR", code: "INVALID_REQUEST_FORMAT" });
  });

  test("but that names the path alone, as some servers do, is understood", async () => {
    const request = requestOf({ method: "GET", url: "/.well-known/uma-configuration?a" });
    expect((await handlerOf()(request)).status).toBe(200);
    const elsewhere = requestOf({ method: "GET", url: "//vasp2.com/.well-known/lnurlpubkey" });
    expect((await handlerOf()(elsewhere)).status).toBe(200);
  });

  test.each([["get"], ["TRACE"], ["__proto__"], [""]])(
    "has the method %j, which is not taken",
    async (method) => {
      expect((await handlerOf()(requestOf({ method, url: keysUrl }))).status).toBe(405);
    },
  );
});

test("what is done to the keys and the configuration afterwards changes nothing", async () => {
  const signingPublicKey = Buffer.from(first.publicKey, "hex");
  const chainOfBuffers = chain.map((name) => Buffer.from(derOf(name)));
  const umaMajorVersions = [0, 1];
  const options = {
    keys: { signingPublicKey, signingCertChain: chainOfBuffers, encryptionPublicKey: second.publicKey },
    configuration: { name: "VASP", umaMajorVersions },
  };
  const handler = handlerOf(options);
  const read = async (url: string) => (await handler(new Request(url))).json();
  const before = [await read(keysUrl), await read(configurationUrl)];
  for (const bytes of [signingPublicKey, ...chainOfBuffers]) bytes.fill(0);
  chainOfBuffers.length = 0;
  umaMajorVersions.push(9);
  expect([await read(keysUrl), await read(configurationUrl)]).toEqual(before);
});

test("a clock that is none fails the answer, not the program", async () => {
  for (const clock of [Number.NaN, Date.now(), "now", null]) {
    const error = await rejectionOf(handlerOf({ now: () => clock as number })(new Request(keysUrl)));
    expectError(error, { code: "INVALID_OPTION", field: "now" });
  }
});

test("the clock may give a Date of another realm", async () => {
  const date = runInNewContext("new Date(milliseconds)", { milliseconds: now * 1000 });
  const response = await handlerOf({ now: () => date })(new Request(keysUrl));
  expect(await response.json()).toMatchObject({ expirationTimestamp: now + 3600 });
});

describe("keys may be kept", () => {
  const expirationOf = async (options: Partial<VaspHandlerOptions>) =>
    ((await (await handlerOf(options)(new Request(keysUrl))).json()) as { expirationTimestamp: number })
      .expirationTimestamp;

  test("for maxAgeSeconds from the moment of the answer", async () => {
    let clock = now + 0.7;
    const handler = handlerOf({ now: () => clock, maxAgeSeconds: 100 });
    const read = async () => (await handler(new Request(keysUrl))).json();
    expect(await read()).toMatchObject({ expirationTimestamp: now + 100 });
    clock += 1000;
    expect(await read()).toMatchObject({ expirationTimestamp: now + 1100 });
  });

  test("no longer than either certificate is valid", async () => {
    const end = Date.parse("2021-01-01T00:00:00Z") / 1000;
    const expired = { ...plain, signingCertChain: pemOf("expired-leaf") };
    expect(await expirationOf({ keys: expired, now: () => end - 10 })).toBe(end);
    const other = { signingPublicKey: first.publicKey, encryptionCertChain: pemOf("expired-leaf") };
    expect(await expirationOf({ keys: other, now: () => end - 10 })).toBe(end);
  });

  test("no longer than readers take for Unix time", async () => {
    expect(await expirationOf({ keys: plain, maxAgeSeconds: Number.MAX_SAFE_INTEGER })).toBe(4_294_967_295);
  });

  test("not at all once a certificate has ended", async () => {
    const keysOfThePast = { ...plain, signingCertChain: pemOf("expired-leaf") };
    const response = await handlerOf({ keys: keysOfThePast })(new Request(keysUrl));
    expect(response.headers.get("cache-control")).toBe("public, max-age=0");
  });

  test("as the machine's clock has it by default", async () => {
    vi.useFakeTimers({ now: now * 1000, toFake: ["Date"] });
    try {
      const handler = createVaspHandler({ keys: plain, configuration });
      expect(await (await handler(new Request(keysUrl))).json()).toMatchObject({
        expirationTimestamp: now + 3600,
      });
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("at its creation, a handler refuses", () => {
  test.each<[string, object, string, string | undefined]>([
    ["no keys", {}, "INVALID_OPTION", "signingPublicKey"],
    ["no encryption key", { signingPublicKey: first.publicKey }, "INVALID_OPTION", "encryptionPublicKey"],
    ["a key that is none", { ...plain, signingPublicKey: "00" }, "INVALID_KEY", undefined],
    ["the secret key", { ...plain, signingPublicKey: first.secretKey }, "INVALID_KEY", undefined],
    [
      "a chain and another key",
      { ...certified, signingPublicKey: second.publicKey },
      "INVALID_OPTION",
      "signingPublicKey",
    ],
    [
      "a chain with its root first",
      { ...certified, signingCertChain: [...chain].reverse().map(pemOf) },
      "INVALID_CERTIFICATE",
      undefined,
    ],
    [
      "a chain with a hole",
      { ...certified, signingCertChain: ["leaf", "root"].map(pemOf) },
      "INVALID_CERTIFICATE",
      undefined,
    ],
    [
      "a key on another curve",
      { ...certified, signingCertChain: pemOf("p256-leaf") },
      "INVALID_CERTIFICATE",
      undefined,
    ],
    [
      "a certificate that may not sign",
      { ...certified, signingCertChain: pemOf("encrypting-leaf") },
      "INVALID_CERTIFICATE",
      undefined,
    ],
    ["a certificate that is none", { ...certified, signingCertChain: "x" }, "INVALID_CERTIFICATE", undefined],
    ["null for certificates", { ...certified, signingCertChain: null }, "INVALID_CERTIFICATE", undefined],
    [
      "more certificates than readers take",
      { ...certified, signingCertChain: Array(9).fill(pemOf("self-signed")) },
      "INVALID_CERTIFICATE",
      undefined,
    ],
  ])("%s", (_, given, code, field) => {
    const error = errorOf(() => handlerOf({ keys: given }));
    expectError(error, { code: code as "INVALID_KEY", ...(field !== undefined && { field }) });
    expect(error.message).not.toContain(first.secretKey.slice(0, 16));
  });

  test.each<[string, unknown, string, string]>([
    ["a name that is none", { ...configuration, name: 5 }, "INVALID_OPTION", "name"],
    ["an empty name", { ...configuration, name: "" }, "INVALID_OPTION", "name"],
    ["no name", { ...configuration, name: undefined }, "INVALID_OPTION", "name"],
    [
      "an endpoint of UMA Auth that is none",
      { ...configuration, tokenEndpoint: "/token" },
      "INVALID_DOMAIN",
      "tokenEndpoint",
    ],
    [
      "commands that are no texts",
      { ...configuration, nwcCommandsSupported: ["pay_invoice", 1] },
      "INVALID_OPTION",
      "nwcCommandsSupported",
    ],
    [
      "commands that are no list",
      { ...configuration, nwcCommandsSupported: "pay_invoice" },
      "INVALID_OPTION",
      "nwcCommandsSupported",
    ],
    ["no versions", { name: "VASP" }, "INVALID_OPTION", "umaMajorVersions"],
    [
      "versions that are none",
      { name: "VASP", umaMajorVersions: ["1"] },
      "INVALID_OPTION",
      "umaMajorVersions",
    ],
    [
      "versions that cannot be read",
      { name: "VASP", umaMajorVersions: revoked([]) },
      "INVALID_OPTION",
      "umaMajorVersions",
    ],
    [
      "an endpoint that is none",
      { ...configuration, umaRequestEndpoint: "/x" },
      "INVALID_DOMAIN",
      "umaRequestEndpoint",
    ],
    [
      "an endpoint over http",
      { ...configuration, umaRequestEndpoint: "http://vasp2.com/x" },
      "INVALID_DOMAIN",
      "umaRequestEndpoint",
    ],
  ])("a configuration with %s", (_, given, code, field) => {
    const error = errorOf(() => handlerOf({ configuration: given as VaspHandlerOptions["configuration"] }));
    expectError(error, { code: code as "INVALID_OPTION", field });
  });

  test.each<[string, unknown, string]>([
    ["no options", undefined, "signingPublicKey"],
    ["null for options", null, "options"],
    ["no configuration", { keys: plain }, "name"],
    ["null for keys", { keys: null, configuration }, "keys"],
    ["a clock that is no function", { keys: plain, configuration, now }, "now"],
  ])("%s", (_, options, field) => {
    expect(errorOf(() => createVaspHandler(options as VaspHandlerOptions))).toMatchObject({
      code: "INVALID_OPTION",
      field,
    });
  });

  test.each([[-1], [0.5], [Number.NaN], ["60"]])("a maxAgeSeconds of %j", (maxAgeSeconds) => {
    expectError(
      errorOf(() => handlerOf({ maxAgeSeconds: maxAgeSeconds as number })),
      { code: "INVALID_OPTION", field: "maxAgeSeconds" },
    );
  });
});

test("an endpoint for local work may be served", async () => {
  const umaRequestEndpoint = "http://localhost:3000/request";
  const response = await handlerOf({
    configuration: { name: "VASP", umaMajorVersions: [1], umaRequestEndpoint },
  })(new Request(configurationUrl));
  expect(await response.json()).toEqual({
    name: "VASP",
    uma_major_versions: [1],
    uma_request_endpoint: umaRequestEndpoint,
  });
});

describe("the JavaScript SDK", () => {
  const fetchWithSdk = (vaspDomain: string) =>
    fetchPublicKeyForVasp({ cache: new InMemoryPublicKeyCache(), vaspDomain });

  test.each([
    ["certificates", certified],
    ["plain keys", plain],
    ["self-signed certificates", { ...plain, signingCertChain: pemOf("self-signed") }],
  ])("reads what is served from %s, over HTTP", async (_, given) => {
    const found = await fetchWithSdk(await serveWeb(handlerOf({ keys: given })));
    expect(Buffer.from(found.getSigningPubKey()).toString("hex")).toBe(first.publicKey);
    expect(Buffer.from(found.getEncryptionPubKey()).toString("hex")).toBe(second.publicKey);
    expect(found.expirationTimestamp).toBe(now + 3600);
  });

  test("is read where it writes, over Express as its documentation has it", async () => {
    const document = getPubKeyResponse({
      signingCertChainPem: certified.signingCertChain,
      encryptionCertChainPem: certified.encryptionCertChain,
      expirationTimestamp: now + 100,
    });
    const app = express().get("/.well-known/lnurlpubkey", (_, response) => {
      response.send(document.toJsonString());
    });
    expect(await fetchVaspKeys(await serve(app), { allowLoopback: true, now })).toEqual({
      signingPublicKey: hex(first.publicKey),
      // Its document holds the signing chain twice; the plain key is the one that is meant.
      encryptionPublicKey: hex(second.publicKey),
      signingCertChain: chain.map(derOf),
      expirationTimestamp: now + 100,
    });
  });

  test.each([["leaf"], ["self-signed"], ["encryption"]])("reads the key of %s as we do", (name) => {
    const response = PubKeyResponse.fromJson(JSON.stringify({ signingCertChain: [hexOf(name)] }));
    const expected = name === "encryption" ? second : first;
    expect(Buffer.from(response.getSigningPubKey()).toString("hex")).toBe(expected.publicKey);
  });
});
