import { concat, hex } from "./bytes.js";
import { keys } from "./keys.js";

const order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
const { secretKey, publicKey, compressedPublicKey } = keys.first;
const point = hex(publicKey);
const x = point.slice(1, 33);

/** What is no secret key, and why. */
export const badSecretKeys: [string, unknown][] = [
  ["undefined", undefined],
  ["null", null],
  ["a number", 7],
  ["a bigint", BigInt(`0x${secretKey}`)],
  ["an array of numbers", [...hex(secretKey)]],
  ["no bytes", new Uint8Array()],
  ["31 bytes", hex(secretKey).slice(1)],
  ["33 bytes", concat(hex(secretKey), hex("01"))],
  ["empty text", ""],
  ["hex of 31 bytes", secretKey.slice(2)],
  ["hex of 33 bytes", `${secretKey}01`],
  ["hex of an odd length", secretKey.slice(1)],
  ["hex with a space inside", `${secretKey.slice(0, 32)} ${secretKey.slice(32)}`],
  ["hex after 0x twice", `0x0x${secretKey}`],
  ["text that is no hex", `${secretKey.slice(0, -1)}g`],
  ["zero", new Uint8Array(32)],
  ["zero in hex", "00".repeat(32)],
  ["the order of the curve", hex(order)],
  ["the order of the curve in hex", order],
  ["a number above the order", `${order.slice(0, -1)}2`],
  ["the largest number of 32 bytes", "ff".repeat(32)],
];

/** What is no public key, and why. */
export const badPublicKeys: [string, unknown][] = [
  ["undefined", undefined],
  ["null", null],
  ["an array of numbers", [...point]],
  ["no bytes", new Uint8Array()],
  ["32 bytes", x],
  ["34 bytes", concat(hex(compressedPublicKey), hex("00"))],
  ["64 bytes", point.slice(1)],
  ["66 bytes", concat(point, hex("00"))],
  ["empty text", ""],
  ["hex of 32 bytes", compressedPublicKey.slice(2)],
  ["hex of an odd length", compressedPublicKey.slice(1)],
  ["hex after 0x twice", `0x0x${compressedPublicKey}`],
  ["text that is no hex", `${compressedPublicKey.slice(0, -1)}g`],
  ["PEM", "-----BEGIN PUBLIC KEY-----"],
  ["65 bytes of the hybrid form 6", concat(hex("06"), point.slice(1))],
  ["65 bytes of the hybrid form 7", concat(hex("07"), point.slice(1))],
  ["33 bytes of the form 4", concat(hex("04"), x)],
  ["33 bytes of the form 0", concat(hex("00"), x)],
  ["65 bytes of the form 2", concat(hex("02"), point.slice(1))],
  ["65 bytes off the curve", concat(point.slice(0, -1), Uint8Array.of(point.at(-1)! ^ 1))],
  ["an x that no point has: 5", hex(`02${"5".padStart(64, "0")}`)],
  [
    "an x that is the field's prime",
    hex("02 fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f"),
  ],
  ["a point of zeros", concat(hex("04"), new Uint8Array(64))],
];
