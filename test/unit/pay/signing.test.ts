import { createHash } from "node:crypto";
import { describe, expect, test, vi } from "vitest";
import { fromDer, toDer } from "../../../src/ecdsa/der.js";
import { nobleEcdsa } from "../../../src/index.js";
import * as pay from "../../../src/pay/index.js";
import { hex } from "../../support/bytes.js";
import { rejectionOf } from "../../support/errorOf.js";
import { expectError } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import { secp256k1 } from "../../support/nativeEcdsa.js";
import { paySamples, unsignedPaySamples } from "../../support/paySamples.js";
import { signedMessages } from "../../support/signedMessages.js";

const now = 1_704_067_200;
const { secretKey, publicKey } = keys.first;
const resolverOf = (key: string, cached = false) => ({
  resolve: vi.fn(async () => ({ publicKey: hex(key), cached })),
});
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe.each(signedMessages)("a $name", async (message) => {
  const { subjects, domain, sign, verify, encode, decode, signatureOf, withSignature } = message;
  const signed = await sign(secretKey, { now });
  const { signature, signatureNonce, signatureTimestamp } = signatureOf(signed);
  const options = () => ({ publicKey, now, nonces: pay.memoryNonces({ now: () => now }) });
  const refused = async (changed: object, given: Partial<pay.VerifyMessageOptions> = {}) =>
    rejectionOf(verify(changed, { ...options(), ...given } as pay.VerifyMessageOptions));

  test("is signed over its parts, joined by |", () => {
    const text = [...subjects, signatureNonce, signatureTimestamp].join("|");
    const digest = createHash("sha256").update(text).digest();
    expect(secp256k1.ecdsaVerify(fromDer(hex(signature)), digest, hex(publicKey))).toBe(true);
    expect(signatureNonce).toMatch(/^[\da-f]{32}$/);
    expect(signatureTimestamp).toBe(now);
  });

  test("verifies after it has been sent", async () => {
    const received = decode(encode(signed));
    expect(await verify(received, options())).toStrictEqual(received);
  });

  test("has another nonce each time", async () => {
    expect(signatureOf(await sign(secretKey)).signatureNonce).not.toBe(signatureNonce);
  });

  test("is verified with the key of its VASP", async () => {
    const keyResolver = resolverOf(publicKey);
    const { signal } = new AbortController();
    await verify(signed, { keyResolver, now, nonces: pay.memoryNonces(), signal });
    expect(keyResolver.resolve.mock.calls).toStrictEqual([[`$_@${domain}`, { signal }]]);
  });

  test("is verified with a fresh key, if the one that was kept does not fit", async () => {
    const resolve = vi
      .fn()
      .mockResolvedValueOnce({ publicKey: hex(keys.second.publicKey), cached: true })
      .mockResolvedValueOnce({ publicKey: hex(publicKey), cached: false });
    await verify(signed, { keyResolver: { resolve }, now, nonces: pay.memoryNonces() });
    expect(resolve.mock.calls).toStrictEqual([
      [`$_@${domain}`, {}],
      [`$_@${domain}`, { refresh: true }],
    ]);
  });

  test.each([
    ["a fresh key", false, 1],
    ["no fresher key", true, 2],
  ])("is refused with %s that does not fit", async (_what, cached, times) => {
    const keyResolver = resolverOf(keys.second.publicKey, cached);
    const error = await rejectionOf(verify(signed, { keyResolver, now, nonces: pay.memoryNonces() }));
    expectError(error, { code: "INVALID_SIGNATURE", field: "signature" });
    expect(keyResolver.resolve).toHaveBeenCalledTimes(times);
  });

  test("is taken once", async () => {
    const given = options();
    await verify(signed, given);
    expectError(await rejectionOf(verify(signed, given)), { code: "INVALID_NONCE", field: "nonce" });
  });

  test("keeps its nonce for as long as its timestamp is accepted, in the name of its VASP", async () => {
    const take = vi.fn(async () => true);
    await verify(signed, { ...options(), nonces: { take }, windowSeconds: 60 });
    expect(take.mock.calls).toStrictEqual([[domain, signatureNonce, now + 61]]);
  });

  test.each([false, undefined, 1, {}])("is refused where the store says %j", async (answer) => {
    const nonces = { take: () => answer as boolean };
    expectError(await refused(signed, { nonces }), { code: "INVALID_NONCE", field: "nonce" });
  });

  test("burns no nonce with a signature that does not hold", async () => {
    const given = options();
    const forged = withSignature(signed, { signature: signatureOf(await sign(secretKey)).signature });
    expectError(await rejectionOf(verify(forged, given)), { code: "INVALID_SIGNATURE", field: "signature" });
    await verify(signed, given);
  });

  test.each([{ signatureNonce: "1" }, { signatureTimestamp: now + 1 }, { signature: "30".repeat(70) }])(
    "is refused with another %o",
    async (changed) => {
      expectError(await refused(withSignature(signed, changed)), {
        code: "INVALID_SIGNATURE",
        field: "signature",
      });
    },
  );

  test("is not read with a nonce that makes it another message", async () => {
    const error = await refused(withSignature(signed, { signatureNonce: `x|${signatureNonce}` }));
    expect(error.code).toMatch(/^INVALID_(FIELD|MESSAGE)$/);
  });

  test.each([-300, 0, 300])("is accepted %i seconds from the present", async (seconds) => {
    await verify(signed, { ...options(), now: now + seconds });
  });

  test.each([-301, 300.5, 301, 86_400])("is refused %f seconds from the present", async (seconds) => {
    const resolver = resolverOf(publicKey);
    const error = await refused(signed, { now: now + seconds, keyResolver: resolver });
    expectError(error, { code: "INVALID_TIMESTAMP", field: "timestamp" });
    expect(resolver.resolve).not.toHaveBeenCalled();
  });

  test("is refused if it has grown too old while its key was on the way, and keeps its nonce", async () => {
    let time = now;
    const take = vi.fn(() => true);
    const keyResolver = {
      async resolve() {
        time += 1000;
        return { publicKey: hex(publicKey), cached: false };
      },
    };
    const error = await rejectionOf(verify(signed, { keyResolver, now: () => time, nonces: { take } }));
    expectError(error, { code: "INVALID_TIMESTAMP", field: "timestamp" });
    expect(take).not.toHaveBeenCalled();
  });

  test("may be backed by other VASPs", async () => {
    const backer = await sign(keys.second.secretKey, { now, random: () => hex(signatureNonce) });
    const backingSignatures = [{ domain: "Backing.com", signature: signatureOf(backer).signature }];
    const backed = withSignature(signed, { backingSignatures });
    const resolve = vi.fn(async (of: unknown) => ({
      publicKey: hex(of === "$_@backing.com" ? keys.second.publicKey : publicKey),
      cached: false,
    }));
    const given = { ...options(), keyResolver: { resolve } };
    await verify(decode(encode(backed)), { ...given, verifyBacking: true });
    expect(resolve.mock.calls.map(([of]) => of)).toStrictEqual(["$_@backing.com"]);
    await verify(signed, { ...options(), keyResolver: { resolve }, verifyBacking: true });

    const forged = withSignature(signed, { backingSignatures: [{ domain: "backing.com", signature }] });
    await verify(forged, options());
    expectError(await refused(forged, { keyResolver: { resolve }, verifyBacking: true }), {
      code: "INVALID_SIGNATURE",
      field: "signature",
    });
  });

  test.each([
    ["DER", (compact: Uint8Array) => toDer(compact)],
    ["64 bytes", (compact: Uint8Array) => compact],
    ["64 bytes with a high s", (compact: Uint8Array) => highS(compact)],
  ])("is signed by who only sees the digest, and answers with %s", async (_form, form) => {
    const signer = {
      async sign(digest: Uint8Array) {
        return form(secp256k1.ecdsaSign(digest, hex(secretKey)).signature);
      },
    };
    const random = () => hex(signatureNonce);
    expect(await sign(signer, { now, random, publicKey })).toStrictEqual(signed);
  });

  test("is not signed by another signer", async () => {
    const signer = { sign: (digest: Uint8Array) => secp256k1.ecdsaSign(digest, hex(secretKey)).signature };
    const wrong = rejectionOf(sign(signer, { publicKey: keys.second.publicKey }));
    expectError(await wrong, { code: "INVALID_SIGNATURE", field: "signature" });
    const silent = { sign: () => undefined as unknown as Uint8Array };
    expectError(await rejectionOf(sign(silent)), { code: "INVALID_SIGNATURE", field: "signature" });
    await expect(sign({ sign: () => Promise.reject(new RangeError("HSM")) })).rejects.toThrow(RangeError);
  });

  test.each<[string, object, object]>([
    ["INVALID_OPTION", { field: "now" }, { now: Number.NaN }],
    ["INVALID_OPTION", { field: "random" }, { random: 5 }],
    ["INVALID_OPTION", { field: "random" }, { random: () => new Uint8Array(15) }],
  ])("is not signed: %s %o", async (code, where, given) => {
    expectError(await rejectionOf(sign(secretKey, given)), { code: code as "INVALID_OPTION", ...where });
  });

  test.each<[string, object]>([
    ["nonces", { nonces: undefined }],
    ["nonces.take", { nonces: {} }],
    ["windowSeconds", { windowSeconds: 0 }],
    ["windowSeconds", { windowSeconds: 86_401 }],
    ["keyResolver", { publicKey: undefined }],
    ["keyResolver", { verifyBacking: true }],
    ["keyResolver.resolve", { keyResolver: {} }],
    ["verifyBacking", { verifyBacking: "true" }],
    ["now", { now: new Date(Number.NaN) }],
  ])("is not verified with a wrong %s", async (field, given) => {
    expectError(await refused(signed, given), { code: "INVALID_OPTION", field });
  });

  test("is not verified without options, or with a key that is none", async () => {
    const error = await rejectionOf(verify(signed, undefined as unknown as pay.VerifyMessageOptions));
    expect(error.code).toBe("INVALID_OPTION");
    expectError(await refused(signed, { publicKey: "02" }), { code: "INVALID_KEY" });
    expectError(await rejectionOf(sign("02")), { code: "INVALID_KEY" });
    expect((await rejectionOf(sign({} as pay.SigningKeyOrSigner))).code).toBe("INVALID_OPTION");
    expect((await rejectionOf(sign(5 as never))).code).toBe("INVALID_OPTION");
  });

  test("is none if it is anything else", async () => {
    for (const value of [null, undefined, 5, "text", {}, []])
      expect((await refused(value as object)).code).toMatch(/^(INVALID_FIELD|MISSING_SIGNATURE)$/);
  });

  test("is signed and verified with the engine that is given", async () => {
    const ecdsa = { ...nobleEcdsa, sign: vi.fn(nobleEcdsa.sign), verify: vi.fn(nobleEcdsa.verify) };
    await verify(await sign(secretKey, { now, ecdsa }), { ...options(), ecdsa });
    expect(ecdsa.sign).toHaveBeenCalledOnce();
    expect(ecdsa.verify).toHaveBeenCalledOnce();
  });
});

function highS(compact: Uint8Array): Uint8Array {
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const s = order - BigInt(`0x${toHex(compact.subarray(32))}`);
  return new Uint8Array([...compact.subarray(0, 32), ...hex(s.toString(16).padStart(64, "0"))]);
}

describe("what is not signed", () => {
  test.each([null, undefined, 5, {}, { payerData: null }, { payerData: { compliance: 5 } }])(
    "is no draft: %o",
    async (draft) => {
      for (const sign of [
        pay.signLnurlpRequest,
        pay.signLnurlpResponse,
        pay.signPayRequest,
        pay.signPostTransactionCallback,
      ])
        expect((await rejectionOf(sign(draft as never, secretKey))).code).toBe("INVALID_FIELD");
    },
  );

  test("of major version 0 is nothing to verify", async () => {
    const options = { publicKey, nonces: pay.memoryNonces() };
    const sides = { payerIdentifier: "$alice@vasp1.com", payeeIdentifier: "$bob@vasp2.com" };
    const old = rejectionOf(pay.verifyPayResponse(paySamples.oldPayResponse, sides, options));
    expectError(await old, { code: "MISSING_SIGNATURE" });
    const callback = rejectionOf(pay.verifyPostTransactionCallback({ utxos: [] }, "vasp1.com", options));
    expectError(await callback, { code: "MISSING_SIGNATURE" });
  });
});

describe("the other side", () => {
  const sides = { payerIdentifier: "$alice@vasp1.com", payeeIdentifier: "$bob@vasp2.com" };
  const options = () => ({ publicKey, nonces: pay.memoryNonces() });

  test("is the receiver that was asked for", async () => {
    const response = await pay.signLnurlpResponse(unsignedPaySamples.lnurlpResponse, secretKey);
    const error = await rejectionOf(pay.verifyLnurlpResponse(response, "$eve@vasp2.com", options()));
    expectError(error, { code: "INVALID_MESSAGE", field: "compliance.receiverIdentifier" });
  });

  test("is the receiver of the invoice", async () => {
    const signed = await pay.signPayResponse(unsignedPaySamples.payResponse, sides, secretKey);
    const response = { ...signed, payeeData: { ...signed.payeeData, identifier: "$eve@vasp2.com" } };
    const error = await rejectionOf(pay.verifyPayResponse(response, sides, options()));
    expectError(error, { code: "INVALID_MESSAGE", field: "payeeData.identifier" });
  });

  test("may spell the receiver's address in another way", async () => {
    const theirs = { ...sides, payeeIdentifier: "$Bob@Vasp2.com" };
    const { compliance } = unsignedPaySamples.payResponse.payeeData;
    const draft = {
      ...unsignedPaySamples.payResponse,
      payeeData: { identifier: theirs.payeeIdentifier, compliance },
    };
    const response = await pay.signPayResponse(draft, theirs, secretKey);
    await pay.verifyPayResponse(response, sides, options());
    expectError(await rejectionOf(pay.signPayResponse(draft, sides, secretKey)), {
      code: "INVALID_FIELD",
      field: "payeeData.identifier",
    });
  });

  test("need not name the receiver", async () => {
    const { compliance } = unsignedPaySamples.payResponse.payeeData;
    const draft = { ...unsignedPaySamples.payResponse, payeeData: { compliance } };
    const response = await pay.signPayResponse(draft, sides, secretKey);
    await pay.verifyPayResponse(response, sides, options());
  });

  test("is no other payer's", async () => {
    const response = await pay.signPayResponse(unsignedPaySamples.payResponse, sides, secretKey);
    const others = { ...sides, payerIdentifier: "$carol@vasp1.com" };
    expectError(await rejectionOf(pay.verifyPayResponse(response, others, options())), {
      code: "INVALID_SIGNATURE",
      field: "signature",
    });
  });

  test.each(["payerIdentifier", "payeeIdentifier"])("has an address: %s", async (field) => {
    for (const address of ["alice", 5, undefined]) {
      const wrong = { ...sides, [field]: address } as pay.PaymentSides;
      const signed = rejectionOf(pay.signPayResponse(unsignedPaySamples.payResponse, wrong, secretKey));
      expectError(await signed, { code: "INVALID_FIELD", field });
      expectError(await rejectionOf(pay.verifyPayResponse(paySamples.payResponse, wrong, options())), {
        code: "INVALID_FIELD",
        field,
      });
    }
  });

  test("is the VASP that the payment is with", async () => {
    const callback = await pay.signPostTransactionCallback(
      unsignedPaySamples.postTransactionCallback,
      secretKey,
    );
    const error = await rejectionOf(pay.verifyPostTransactionCallback(callback, "vasp3.com", options()));
    expectError(error, { code: "INVALID_MESSAGE", field: "vaspDomain" });
    for (const [domain, field] of [
      [5, "domain"],
      ["eve@vasp2.com", "domain"],
    ] as const)
      expectError(
        await rejectionOf(pay.verifyPostTransactionCallback(callback, domain as string, options())),
        { code: "INVALID_FIELD", field },
      );
  });

  test("finds a receiver's domain in lower case, and signs it so", async () => {
    const draft = { ...unsignedPaySamples.lnurlpRequest, receiverAddress: "$Bob@VASP2.com:443" };
    const request = await pay.signLnurlpRequest(draft, secretKey);
    expect(request.receiverAddress).toBe("$Bob@vasp2.com");
    await pay.verifyLnurlpRequest(request, options());
  });

  test.each(["VASP1.com", "vasp1.com:443"])(
    "sends nothing twice by another name of its own: %s",
    async (vaspDomain) => {
      const request = await pay.signLnurlpRequest(unsignedPaySamples.lnurlpRequest, secretKey);
      const given = options();
      await pay.verifyLnurlpRequest(request, given);
      const again = rejectionOf(pay.verifyLnurlpRequest({ ...request, vaspDomain }, given));
      expectError(await again, { code: "INVALID_NONCE", field: "nonce" });
    },
  );

  test("may back a response at the top, as the Kotlin SDK has it", async () => {
    const signed = await pay.signLnurlpResponse(unsignedPaySamples.lnurlpResponse, secretKey);
    const { signature } = signed.compliance;
    const backed = { ...signed, backingSignatures: [{ domain: "backing.com", signature }] };
    const resolve = async () => ({ publicKey: hex(keys.second.publicKey), cached: false });
    const given = { ...options(), keyResolver: { resolve }, verifyBacking: true };
    expectError(await rejectionOf(pay.verifyLnurlpResponse(backed, "$bob@vasp2.com", given)), {
      code: "INVALID_SIGNATURE",
      field: "signature",
    });
  });
});
