import { copyBytes, toHex } from "./bytes.js";
import { invalidOption, refusal } from "./errors.js";

/**
 * Random bytes, as many as asked for, that nobody can guess.
 *
 * @throws UmaInvoiceError `INVALID_OPTION` where there is no source: never anything weaker
 */
export function randomBytes(length: number): Uint8Array {
  return sourceOf().getRandomValues(new Uint8Array(length));
}

/**
 * The same, drawn by the thousand: for UUIDs, and no secrets. Two copies of one machine's memory would go on with
 * the same ones, as they would with those of `crypto.randomUUID` of Node.js.
 */
export function pooledRandomBytes(length: number): Uint8Array {
  const source = sourceOf();
  if (pool?.source !== source || pool.bytes.length < pool.at + length) {
    const bytes = source.getRandomValues(new Uint8Array(Math.max(length, poolLength)));
    pool = { source, bytes, at: 0 };
  }
  const { bytes, at } = pool;
  pool.at += length;
  const drawn = bytes.slice(at, pool.at);
  // What is handed out is nobody else's, and not to be found later in what is kept.
  bytes.fill(0, at, pool.at);
  return drawn;
}

/** How many bytes are drawn at once: a call of the platform's source is measured at 2.5 µs, whatever it gives. */
const poolLength = 1024;

/** Bytes that have been drawn, and where those start that have not been handed out. */
let pool: { readonly source: object; readonly bytes: Uint8Array; at: number } | undefined;

function sourceOf(): Crypto {
  // Missing from React Native without a polyfill, and from QuickJS.
  const source = (globalThis as { crypto?: Partial<Crypto> }).crypto;
  if (typeof source?.getRandomValues !== "function")
    throw refusal("INVALID_OPTION", {
      field: "random",
      expected: "crypto.getRandomValues or the option random",
      instead: "neither",
    });
  return source as Crypto;
}

/**
 * A random UUID (RFC 9562, section 5.4): `crypto.randomUUID` is missing from pages that came over http.
 *
 * @param random - gives so many bytes, other ones each time, that nobody can guess
 * @throws UmaInvoiceError `INVALID_OPTION` if that gives something else than 16 bytes
 */
export function randomUuid(random: (length: number) => Uint8Array): string {
  if (typeof random !== "function") throw invalidOption("random", "a function that gives bytes", random);
  return formatUuid(drawBytes(random, 16), 4);
}

/**
 * A copy of the bytes that a caller's source of randomness gives.
 *
 * @throws UmaInvoiceError `INVALID_OPTION` if it gives something else, or another number of bytes
 */
export function drawBytes(random: (length: number) => Uint8Array, length: number): Uint8Array {
  const given = random(length);
  const bytes = copyBytes(given);
  if (bytes?.length !== length) throw invalidOption("random", `a function that gives ${length} bytes`, given);
  return bytes;
}

/**
 * Writes a UUID as text, with its version and variant put in (RFC 9562, section 4).
 *
 * @param bytes - 16 of them: 4 bits of the seventh and 2 of the ninth are written over
 * @param version - 4 for a random one, 8 for one of one's own making
 */
export function formatUuid(bytes: Uint8Array, version: 4 | 8): string {
  const marked = bytes.slice();
  marked[6] = (marked[6]! & 0x0f) | (version << 4);
  marked[8] = (marked[8]! & 0x3f) | 0x80;
  return toHex(marked).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
