import { describe, expect, test, vi } from "vitest";
import {
  createLnurlpHandler,
  decodeLnurlpResponse,
  encodeLnurlpRequest,
  type LnurlpHandlerOptions,
  parseDecimal,
  type Receiver,
  signLnurlpRequest,
  verifyLnurlpResponse,
} from "../../../src/pay/index.js";
import { errorOf } from "../../support/errorOf.js";
import { keyResolverOf } from "../../support/keyResolverOf.js";
import { keys } from "../../support/keys.js";
import { beforeExpiration as now } from "../../support/sampleFields.js";

const bob = "$bob@vasp2.com";
const receiver: Receiver = {
  callback: "https://vasp2.com/uma/payreq/bob",
  metadata: '[["text/plain","Pay Bob"]]',
  currencies: [
    {
      code: "USD",
      name: "US Dollar",
      symbol: "$",
      multiplier: parseDecimal("23400"),
      decimals: 2,
      convertible: { min: 1n, max: 1_000_000n },
    },
  ],
  minSendable: 1n,
  maxSendable: 10_000_000n,
  kycStatus: "VERIFIED",
  isSubjectToTravelRule: true,
};

function setUp(options: Partial<LnurlpHandlerOptions> = {}) {
  const errors: unknown[] = [];
  const find = vi.fn((address: string) => (address === bob ? receiver : undefined));
  const handler = createLnurlpHandler({
    domain: "VASP2.com",
    find,
    signingKey: keys.second.secretKey,
    keyResolver: keyResolverOf(keys.first),
    now: () => now,
    onError: (error) => errors.push(error),
    ...options,
  });
  return { handler, errors, find };
}

async function urlFor({
  address = bob,
  umaVersion = "1.0",
  key = keys.first.secretKey,
  signedAt = now,
} = {}) {
  const request = {
    receiverAddress: address,
    vaspDomain: "vasp1.com",
    umaVersion,
    isSubjectToTravelRule: true,
  };
  return encodeLnurlpRequest(await signLnurlpRequest(request, key, { now: signedAt }));
}
async function ask(handler: (request: Request) => Promise<Response>, url: string, init?: RequestInit) {
  const response = await handler(new Request(url, init));
  const text = await response.text();
  return { response, status: response.status, text, body: text === "" ? undefined : JSON.parse(text) };
}

describe("a receiver", () => {
  test("says what it takes, signed by its VASP", async () => {
    const { handler } = setUp();
    const { text, response } = await ask(handler, await urlFor());
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("cache-control")).toBe("no-store");
    const said = await verifyLnurlpResponse(decodeLnurlpResponse(text), bob, {
      publicKey: keys.second.publicKey,
      nonces: { take: () => true },
      now,
    });
    expect(said).toMatchObject({
      tag: "payRequest",
      callback: receiver.callback,
      metadata: receiver.metadata,
      currencies: receiver.currencies,
      minSendable: 1n,
      maxSendable: 10_000_000n,
      payerData: { identifier: { mandatory: true }, compliance: { mandatory: true } },
      compliance: { kycStatus: "VERIFIED", isSubjectToTravelRule: true, receiverIdentifier: bob },
      umaVersion: "1.0",
    });
    expect(said.commentAllowed).toBeUndefined();
  });

  test("may want more of the payer, and take comments", async () => {
    const find = () => ({ ...receiver, payerData: { name: { mandatory: true } }, commentAllowed: 10 });
    const { text } = await ask(setUp({ find }).handler, await urlFor());
    expect(decodeLnurlpResponse(text)).toMatchObject({
      payerData: {
        name: { mandatory: true },
        identifier: { mandatory: true },
        compliance: { mandatory: true },
      },
      commentAllowed: 10,
    });
  });

  test("is found in lower case at the VASP's own domain, whatever host was asked", async () => {
    const { handler, find } = setUp();
    const url = (await urlFor({ address: "$Bob@vasp2.com" })).replace(
      "https://vasp2.com",
      "https://proxy.internal",
    );
    expect((await ask(handler, url)).status).toBe(200);
    expect(find.mock.calls).toEqual([[bob]]);
  });

  test("is told of without a body to HEAD", async () => {
    const { status, text } = await ask(setUp().handler, await urlFor(), { method: "HEAD" });
    expect([status, text]).toEqual([200, ""]);
  });

  test.each([
    ["1.0", [1]],
    ["1.3", [1]],
    ["0.3", [0, 1]],
    ["0.1", [0]],
  ] as const)("speaks version %s where it speaks %j", async (umaVersion, umaMajorVersions) => {
    const { text } = await ask(setUp({ umaMajorVersions }).handler, await urlFor({ umaVersion }));
    expect(decodeLnurlpResponse(text).umaVersion).toBe(umaVersion.startsWith("1") ? "1.0" : "0.3");
  });
});

describe("a request is refused", () => {
  test.each([["0.3"], ["2.0"], ["10.0"]])("of version %s, with those that are spoken", async (umaVersion) => {
    const { handler, find } = setUp();
    const { status, body } = await ask(handler, await urlFor({ umaVersion }));
    expect([status, body]).toMatchObject([
      412,
      {
        status: "ERROR",
        code: "UNSUPPORTED_UMA_VERSION",
        supportedMajorVersions: [1],
        unsupportedVersion: umaVersion,
      },
    ]);
    expect(find).not.toHaveBeenCalled();
  });

  test("for whom nobody knows", async () => {
    const { status, body } = await ask(setUp().handler, await urlFor({ address: "$eve@vasp2.com" }));
    expect([status, body.code]).toEqual([404, "USER_NOT_FOUND"]);
  });

  test.each([
    ["signed by another key", { key: keys.second.secretKey }, 401, "INVALID_SIGNATURE"],
    ["signed long ago", { signedAt: now - 301 }, 400, "INVALID_TIMESTAMP"],
  ])("%s", async (_, changes, status, code) => {
    const answer = await ask(setUp().handler, await urlFor(changes));
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test("that came before", async () => {
    const { handler } = setUp();
    const url = await urlFor();
    expect((await ask(handler, url)).status).toBe(200);
    expect((await ask(handler, url)).body.code).toBe("INVALID_NONCE");
  });

  test("that lacks what it takes", async () => {
    const url = new URL(await urlFor());
    url.searchParams.delete("signature");
    expect((await ask(setUp().handler, url.href)).body.code).toBe("PARSE_LNURLP_REQUEST_ERROR");
  });

  test("by another method", async () => {
    const { response, body } = await ask(setUp().handler, await urlFor(), { method: "POST" });
    expect([body.code, response.headers.get("allow")]).toEqual(["INVALID_REQUEST_FORMAT", "GET, HEAD"]);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
  });

  test("of plain LNURL, unless somebody answers it", async () => {
    const url = "https://vasp2.com/.well-known/lnurlp/bob";
    const { status, body } = await ask(setUp().handler, url);
    expect([status, body.code]).toEqual([403, "NON_UMA_LNURL_NOT_SUPPORTED"]);
    const { body: answer } = await ask(
      setUp({ plain: () => Response.json({ tag: "payRequest" }) }).handler,
      url,
    );
    expect(answer).toEqual({ tag: "payRequest" });
  });
});

describe("what fails on this side is 500, and told to onError", () => {
  const boom = () => {
    throw new Error("secret words");
  };
  test.each<[string, Partial<LnurlpHandlerOptions>]>([
    ["find", { find: boom }],
    ["a receiver that is none", { find: () => ({ ...receiver, callback: "vasp2.com" }) }],
    ["the signer", { signingKey: { sign: boom } }],
    ["the nonces", { nonces: { take: boom } }],
  ])("%s", async (_, options) => {
    const { handler, errors } = setUp(options);
    const { status, text } = await ask(handler, await urlFor());
    expect(status).toBe(500);
    expect(text).not.toContain("secret");
    expect(errors).toHaveLength(1);
  });

  test("plain", async () => {
    const { handler, errors } = setUp({ plain: boom });
    expect((await ask(handler, "https://vasp2.com/.well-known/lnurlp/bob")).status).toBe(500);
    expect(errors).toHaveLength(1);
  });
});

describe("at its creation, a handler refuses", () => {
  test.each<[string, unknown]>([
    ["domain", "https://vasp2.com"],
    ["domain", undefined],
    ["find", undefined],
    ["plain", 5],
    ["onError", 5],
    ["now", 5],
    ["random", 5],
    ["signingKey", undefined],
    ["keyResolver", {}],
    ["nonces", {}],
    ["umaMajorVersions", [2]],
    ["windowSeconds", 0],
    ["ecdsa", {}],
  ])("a wrong %s (%#)", (field, value) => {
    const error = errorOf(() => setUp({ [field]: value }));
    expect(error.code).toBe("INVALID_OPTION");
    expect(error.field).toMatch(new RegExp(`^${field}`));
  });
});

test("a handler needs no more than the receiver's side", async () => {
  const { nobleEcdsa } = await import("../../../src/index.js");
  const handler = createLnurlpHandler({
    domain: "vasp2.com",
    find: () => receiver,
    signingKey: keys.second.secretKey,
    publicKey: keys.second.publicKey,
    ecdsa: nobleEcdsa,
    keyResolver: keyResolverOf(keys.first),
  });
  expect((await ask(handler, await urlFor({ signedAt: Math.floor(Date.now() / 1000) }))).status).toBe(200);
});
