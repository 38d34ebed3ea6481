import { expect, test, vi } from "vitest";
import { importPublicKey } from "../../../src/ecdsa/keys.js";
import { nobleEcdsa } from "../../../src/ecdsa/noble.js";
import { hex } from "../../support/bytes.js";
import { errorOf } from "../../support/errorOf.js";
import { keys } from "../../support/keys.js";

const { publicKey, compressedPublicKey } = keys.first;
/** An engine that counts what it is asked for. */
const counting = () => ({ ...nobleEcdsa, importPublicKey: vi.fn(nobleEcdsa.importPublicKey) });

test("one point comes out alike in all its forms", () => {
  const forms = [
    publicKey,
    compressedPublicKey,
    publicKey.toUpperCase(),
    hex(publicKey),
    hex(compressedPublicKey),
  ];
  for (const form of forms) expect(importPublicKey(nobleEcdsa, form)).toEqual(hex(publicKey));
});

test("a key is taken apart once, and again by another engine", () => {
  const [engine, other] = [counting(), counting()];
  for (let i = 0; i < 3; i++) importPublicKey(engine, publicKey);
  importPublicKey(other, hex(publicKey));
  expect(engine.importPublicKey).toHaveBeenCalledTimes(1);
  expect(other.importPublicKey).toHaveBeenCalledTimes(1);
});

test("keys are not kept without end", () => {
  const engine = { ...nobleEcdsa, importPublicKey: vi.fn((bytes: Uint8Array) => bytes) };
  const key = (number: number) => `02${number.toString(16).padStart(64, "0")}`;
  importPublicKey(engine, key(0));
  for (let number = 1; number <= 1000; number++) importPublicKey(engine, key(number));
  importPublicKey(engine, key(0));
  expect(engine.importPublicKey).toHaveBeenCalledTimes(1002);
});

test("what is done to the bytes afterwards changes nothing", () => {
  const bytes = hex(compressedPublicKey);
  const engine = { ...nobleEcdsa, importPublicKey: (key: Uint8Array) => key };
  const imported = importPublicKey(engine, bytes);
  bytes.fill(0);
  expect(imported).toEqual(hex(compressedPublicKey));
});

test.each([
  ["no bytes", ""],
  ["32 bytes", publicKey.slice(2, 66)],
  ["64 bytes", publicKey.slice(2)],
  ["66 bytes", `${publicKey}00`],
  ["half a byte more", `${publicKey}0`],
  ["something else than hex", publicKey.replace("0", "g")],
  ["hex with another prefix", `0b${publicKey}`],
  ["33 bytes that start with 4", `04${publicKey.slice(2, 66)}`],
  ["65 bytes that start with 2", `02${publicKey.slice(2)}`],
  ["the hybrid form 6", `06${publicKey.slice(2)}`],
  ["the hybrid form 7", `07${publicKey.slice(2)}`],
  ["an x with no point on the curve", `02${"5".padStart(64, "0")}`],
  ["a y that is not on the curve", `${publicKey.slice(0, -1)}0`],
  ["an x above the field", `02${"f".repeat(64)}`],
  ["zeros", `04${"0".repeat(128)}`],
])("%s are no key", (_, key) => {
  expect(errorOf(() => importPublicKey(nobleEcdsa, key))).toMatchObject({
    code: "INVALID_KEY",
    message: expect.stringContaining("public key: expected a point on secp256k1"),
  });
});

test.each([[undefined], [null], [5], [{}], [[2]]])("%j is no key", (key) => {
  expect(errorOf(() => importPublicKey(nobleEcdsa, key as unknown as string)).code).toBe("INVALID_KEY");
});

test("bytes that say something else each time are named by what was read of them", () => {
  const engine = counting();
  /** Says to whoever walks over it that it is another key than it is. */
  class TwoFaced extends Uint8Array {
    override *[Symbol.iterator](): ArrayIterator<number> {
      yield* hex(publicKey);
    }
  }
  const other = keys.second.publicKey;
  const first = importPublicKey(engine, TwoFaced.from(hex(other)) as Uint8Array);
  expect(first).toEqual(hex(other));
  expect(importPublicKey(engine, publicKey)).toEqual(hex(publicKey));
  expect(importPublicKey(engine, hex(publicKey))).toEqual(hex(publicKey));
});

test("a key is found again whatever form it comes in", () => {
  const engine = counting();
  for (const form of [publicKey, publicKey.toUpperCase(), ` 0x${publicKey}\n`, hex(publicKey)])
    importPublicKey(engine, form);
  expect(engine.importPublicKey).toHaveBeenCalledTimes(1);
});

test("bytes whose memory has been taken away are no key", () => {
  const bytes = hex(publicKey);
  structuredClone(bytes, { transfer: [bytes.buffer] });
  expect(errorOf(() => importPublicKey(nobleEcdsa, bytes)).code).toBe("INVALID_KEY");
});
