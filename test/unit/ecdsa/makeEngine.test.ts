import * as tinySecp256k1 from "tiny-secp256k1";
import { describe, expect, test } from "vitest";
import { fromDer, toLowS } from "../../../src/ecdsa/der.js";
import {
  checkEngine,
  makeEngine,
  signDigest,
  verifyWith,
  verifyWithAsync,
} from "../../../src/ecdsa/engine.js";
import { checkSecretKey, importPublicKey } from "../../../src/ecdsa/keys.js";
import {
  type Ecdsa,
  nobleEcdsa,
  secp256k1Ecdsa,
  tinySecp256k1Ecdsa,
  type UmaInvoiceErrorCode,
} from "../../../src/index.js";
import { hex } from "../../support/bytes.js";
import { rejectionOf } from "../../support/errorOf.js";
import { expectError, expectRefusal } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import { secp256k1 } from "../../support/nativeEcdsa.js";

const { secretKey } = keys.first;
const publicKey = hex(keys.first.publicKey);
const [signature, digest, message] = [64, 32, 3].map((length) => new Uint8Array(length).fill(length)) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
];
const order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

/** An engine of a library that writes down what it is given, or throws. */
function recorder(failure?: Error) {
  const calls: unknown[][] = [];
  const step =
    <Reply>(name: string, reply: Reply) =>
    (...of: unknown[]) => {
      calls.push([name, ...of]);
      if (failure) throw failure;
      return reply;
    };
  const engine = makeEngine({
    sign: step("sign", signature),
    importPublicKey: step("importPublicKey", publicKey),
    verify: step("verify", true),
  });
  return { calls, engine };
}

describe("an engine of a library", () => {
  test("hands on what it is given, as copies", () => {
    const { calls, engine } = recorder();
    expect(engine.sign(digest, secretKey as never)).toBe(signature);
    expect(engine.importPublicKey(publicKey)).toBe(publicKey);
    expect(engine.verify(signature, digest, publicKey, message)).toBe(true);
    expect(calls).toEqual([
      ["sign", digest, hex(secretKey)],
      ["importPublicKey", publicKey],
      ["verify", signature, digest, publicKey, message],
    ]);
    expect(calls[0]![1]).not.toBe(digest);
    expect(calls[1]![1]).not.toBe(publicKey);
    expect(calls[2]![1]).not.toBe(signature);
  });

  test.each<
    [string, UmaInvoiceErrorCode, string | undefined, string, (engine: Ecdsa<Uint8Array>) => unknown]
  >([
    ["31 bytes to sign", "INVALID_FIELD", "digest", "32 bytes", (e) => e.sign(digest.subarray(1), digest)],
    ["hex to sign", "INVALID_FIELD", "digest", "32 bytes", (e) => e.sign("07".repeat(32) as never, digest)],
    ["no secret key", "INVALID_KEY", undefined, "secret key", (e) => e.sign(digest, undefined as never)],
    ["a key of 32 bytes", "INVALID_KEY", undefined, "public key", (e) => e.importPublicKey(digest)],
    [
      "a signature of 65 bytes",
      "INVALID_FIELD",
      "signature",
      "64 bytes",
      (e) => e.verify(publicKey, digest, publicKey, message),
    ],
    [
      "a digest of 64 bytes",
      "INVALID_FIELD",
      "digest",
      "32 bytes",
      (e) => e.verify(signature, signature, publicKey, message),
    ],
    [
      "a key of 32 bytes to verify with",
      "INVALID_KEY",
      undefined,
      "public key",
      (e) => e.verify(signature, digest, digest, message),
    ],
  ])("does not let it see %s", (_what, code, field, says, call) => {
    const { calls, engine } = recorder();
    expectRefusal(() => call(engine), { code, ...(field && { field }), says: [says] });
    expect(calls).toEqual([]);
  });

  test("says of what it throws at a key that it is no point", () => {
    const failure = new Error("Point not on curve");
    const { engine } = recorder(failure);
    for (const call of [
      () => engine.importPublicKey(publicKey),
      () => engine.verify(signature, digest, publicKey, message),
    ])
      expect(expectRefusal(call, { code: "INVALID_KEY", says: ["65 bytes"] }).cause).toBe(failure);
  });
});

describe("functions that an engine needs", () => {
  test.each(["isPoint", "sign", "verify", "pointCompress"])("are all of tiny-secp256k1's: %s", (name) => {
    expectRefusal(() => tinySecp256k1Ecdsa({ ...tinySecp256k1, [name]: undefined } as never), {
      code: "INVALID_OPTION",
      field: "ecdsa",
      says: ["an object with the functions isPoint, sign, verify, pointCompress"],
    });
  });

  test.each(["ecdsaSign", "ecdsaVerify", "publicKeyConvert"])("are all of secp256k1's: %s", (name) => {
    expectRefusal(() => secp256k1Ecdsa({ ...secp256k1, [name]: undefined } as never), {
      code: "INVALID_OPTION",
      field: "ecdsa",
      says: ["an object with the functions ecdsaSign, ecdsaVerify, publicKeyConvert"],
    });
  });

  test("are both of those that verify", async () => {
    const { engine } = recorder();
    const checkable = { signature, digest, message };
    for (const name of ["verify", "importPublicKey"]) {
      const ecdsa = { ...engine, verifyAsync: async () => true, [name]: undefined } as never;
      const refusal = {
        code: "INVALID_OPTION",
        field: "ecdsa",
        says: ["the functions verify, importPublicKey"],
      } as const;
      expectRefusal(() => verifyWith(ecdsa, publicKey, checkable), refusal);
      expectError(await rejectionOf(verifyWithAsync(ecdsa, publicKey, checkable)), refusal);
    }
  });

  test("are the one that signs", () => {
    expectRefusal(() => signDigest({} as never, digest, secretKey), {
      code: "INVALID_OPTION",
      field: "ecdsa",
      says: ["the functions sign"],
    });
  });

  test("are named where reading them throws, with why", () => {
    const cause = new Error("not to be read");
    const engine = Object.defineProperty({} as { sign?: unknown }, "sign", {
      get() {
        throw cause;
      },
    });
    expect(
      expectRefusal(() => checkEngine(engine, "sign"), { code: "INVALID_OPTION", field: "ecdsa" }).cause,
    ).toBe(cause);
  });
});

test.each([
  ["secp256k1", secp256k1Ecdsa(secp256k1)],
  ["tiny-secp256k1", tinySecp256k1Ecdsa(tinySecp256k1)],
])("%s takes a key apart for good: no verification has to take a root again", (_name, engine) => {
  expect(new Uint8Array(engine.importPublicKey(hex(keys.first.compressedPublicKey)))).toEqual(publicKey);
});

test("tiny-secp256k1 is asked for nothing else with what it says is no point", () => {
  const calls: string[] = [];
  const called = (name: string) => () => {
    calls.push(name);
    return publicKey;
  };
  const engine = tinySecp256k1Ecdsa({
    isPoint: () => false,
    sign: called("sign"),
    verify: called("verify") as never,
    pointCompress: called("pointCompress"),
  });
  for (const call of [
    () => engine.importPublicKey(publicKey),
    () => engine.verify(signature, digest, publicKey, message),
  ])
    expect(expectRefusal(call, { code: "INVALID_KEY" }).cause).toEqual(new Error("not a point on the curve"));
  expect(calls).toEqual([]);
});

test.each([
  ["secp256k1", () => secp256k1Ecdsa(secp256k1)],
  ["tiny-secp256k1", () => tinySecp256k1Ecdsa(tinySecp256k1)],
])("%s signs as noble does", (_name, make) => {
  expect(new Uint8Array(make().sign(digest, hex(secretKey)))).toEqual(
    nobleEcdsa.sign(digest, hex(secretKey)),
  );
});

test("noble verifies no high s by itself", () => {
  const low = nobleEcdsa.sign(digest, hex(secretKey));
  const s = BigInt(`0x${order}`) - BigInt(`0x${Buffer.from(low.subarray(32)).toString("hex")}`);
  const high = Uint8Array.of(...low.subarray(0, 32), ...hex(s.toString(16).padStart(64, "0")));
  expect(nobleEcdsa.verify(low, digest, publicKey, message)).toBe(true);
  expect(nobleEcdsa.verify(high, digest, publicKey, message)).toBe(false);
});

test("an engine that verifies apart is asked there alone", async () => {
  const { calls, engine } = recorder();
  const asked: unknown[][] = [];
  const verifyAsync = async (...of: unknown[]) => {
    asked.push(of);
    return true;
  };
  expect(
    await verifyWithAsync({ ...engine, verifyAsync } as Ecdsa, publicKey, { signature, digest, message }),
  ).toBe(true);
  expect(asked).toEqual([[signature, digest, publicKey, message]]);
  expect(calls.map(([name]) => name)).toEqual(["importPublicKey"]);
});

test("what verifies apart is one, or is not called", async () => {
  const { calls, engine } = recorder();
  const ecdsa = { ...engine, verifyAsync: true } as never;
  expect(await verifyWithAsync(ecdsa, publicKey, { signature, digest, message })).toBe(true);
  expect(calls.map(([name]) => name)).toEqual(["importPublicKey", "verify"]);
});

test("as many keys are kept as is said: 256", () => {
  let count = 0;
  const engine = {
    ...recorder().engine,
    importPublicKey(bytes: Uint8Array) {
      count++;
      return bytes;
    },
  };
  const key = (number: number) => `02${number.toString(16).padStart(64, "0")}`;
  for (let number = 0; number < 256; number++) importPublicKey(engine, key(number));
  importPublicKey(engine, key(0));
  expect(count).toBe(256);
  importPublicKey(engine, key(256));
  importPublicKey(engine, key(0));
  expect(count).toBe(258);
});

test("a key that comes as text is not taken apart to be found again", () => {
  const { calls, engine } = recorder();
  const upper = keys.first.publicKey.toUpperCase();
  expect(importPublicKey(engine, upper)).toBe(publicKey);
  expect(importPublicKey(engine, upper)).toBe(publicKey);
  expect(calls).toHaveLength(1);
});

test("a secret key is a number below the order, and not zero", () => {
  const greatest = `${order.slice(0, -1)}0`;
  expect(checkSecretKey(greatest)).toEqual(hex(greatest));
  expect(checkSecretKey("1".padStart(64, "0"))).toEqual(hex("1".padStart(64, "0")));
  for (const none of [order, "0".repeat(64), "07".repeat(31)])
    expectRefusal(() => checkSecretKey(none), {
      code: "INVALID_KEY",
      says: [
        "secret key: expected 32 bytes or their hex, below the order of the curve, found",
        `${none.length} char`,
      ],
    });
});

test("a signature that is refused says why", () => {
  expectRefusal(() => fromDer(signature), {
    code: "INVALID_SIGNATURE",
    field: "signature",
    says: ["signature: expected strict DER of r and s, found something else"],
  });
  expectRefusal(() => toLowS(new Uint8Array(64)), {
    code: "INVALID_SIGNATURE",
    field: "signature",
    says: ["expected r and s from 1 to the order of the curve less 1, found another number"],
  });
});
