import { copyBytes, decodeUtf8 } from "../bytes.js";
import type { RefusalDetails, UmaInvoiceError } from "../errors.js";
import { parseJson } from "../http/json.js";
import { hasOwn } from "../options.js";
import { readDecimal } from "./amount.js";

/** Makes the error for a value of a message, read or written. */
export type Refuse = (details: RefusalDetails) => UmaInvoiceError;

const literal = /* @__PURE__ */ Symbol("literal");

/** A number in the digits that its writer wrote: `JSON.parse` would round it. */
export type JsonNumber = { readonly [literal]: string };

/** JSON whose numbers are exact, in objects that are our own. */
export type Json = null | boolean | string | JsonNumber | readonly Json[] | JsonObject;
export type JsonObject = { readonly [name: string]: Json };

/** Where a message comes from: JSON, its bytes in UTF-8, or what was read from them. */
export type JsonSource = string | Uint8Array | object;

/** A value of JSON that no message declares: whole numbers that are not safe are bigints. */
export type JsonValue =
  | null
  | boolean
  | string
  | number
  | bigint
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** How deep JSON may be nested; as deep as `parseJson` reads. */
const deepest = 32;

/** The longest number that is read: no quantity takes as many digits, and to read millions of them takes its time. */
const longestNumber = 64;

/**
 * Reads JSON with its numbers exact.
 *
 * @param source - of what was read from JSON before, whole numbers that are not safe are refused: they were rounded
 */
export function readJson(source: JsonSource, refuse: Refuse): Json {
  const json = typeof source === "string" ? source : copyBytes(source);
  if (json === undefined) return toJson(source, "", refuse);
  parseJson(json, (expected, cause) => refuse({ expected, cause }));
  // Well-formed it is, and read again with every text and number marked as that: quotes are all that has to be
  // told apart.
  const marked = (typeof json === "string" ? json : decodeUtf8(json)!)
    .replace(/^\ufeff/, "")
    .replace(/"((?:[^"\\]|\\.)*")|-?\d[\d.eE+-]*/g, (number, text) => (text ? `"s${text}` : `"n${number}"`));
  return JSON.parse(marked, (_name, value: unknown) => {
    if (typeof value === "string")
      return value.startsWith("s") ? value.slice(1) : checkNumber(value.slice(1), refuse);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name.slice(1), inner]));
  });
}

function checkNumber(digits: string, refuse: Refuse): JsonNumber {
  if (digits.length <= longestNumber && !isTooLarge(digits)) return jsonNumber(digits);
  throw refuse({ expected: `numbers below 10^60, of up to ${longestNumber} characters` });
}

function isTooLarge(number: bigint | string): boolean {
  return !(Math.abs(Number(number)) < 1e60);
}

/** A number that is written in so many digits. */
export function jsonNumber(digits: string): JsonNumber {
  return { [literal]: digits };
}

/** The digits of a number; nothing for what is none. */
export function digitsOf(json: Json): string | undefined {
  return typeof json === "object" && json !== null && literal in json ? json[literal] : undefined;
}

export function isJsonObject(json: Json): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json) && !(literal in json);
}

/** Whether an object has a property: `null` counts as absent. */
export function isGiven(json: JsonObject, name: string): boolean {
  return hasOwn(json, name) && json[name] !== null;
}

/**
 * A copy of what somebody hands in, as JSON. Each property is read once, and one that is `undefined` left out.
 *
 * @param path - where it stands in the message
 */
export function toJson(value: unknown, path: string, refuse: Refuse, depth = 0): Json {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "bigint" && !isTooLarge(value)) return jsonNumber(`${value}`);
  if (typeof value === "number" && Number.isFinite(value) && !isRounded(value)) return jsonNumber(`${value}`);
  const parts = depth < deepest ? partsOf(value, path, refuse) : undefined;
  if (parts instanceof Map)
    return objectOf(parts, (inner, name) => toJson(inner, below(path, name), refuse, depth + 1));
  if (parts) return parts.map((inner, i) => toJson(inner, `${path}[${i}]`, refuse, depth + 1));
  const expected = `JSON nested at most ${deepest} deep, its whole numbers exact`;
  throw refuse({ field: path, expected, found: value });
}

/** The path of a property. That of the message itself is empty. */
export function below(path: string, name: string): string {
  return path ? `${path}.${name}` : name;
}

/** An object made of values by name. */
export function objectOf<From, To>(
  values: ReadonlyMap<string, From>,
  map: (value: From, name: string) => To,
): { readonly [name: string]: To } {
  return Object.fromEntries(Array.from(values, ([name, value]) => [name, map(value, name)]));
}

/**
 * What a list or an object that a caller hands in holds, each part read once; nothing for anything else. Objects
 * of a class are none: what a Date or a Map holds would be lost without a word.
 */
export function partsOf(
  value: unknown,
  path: string,
  refuse: Refuse,
): readonly unknown[] | Map<string, unknown> | undefined {
  try {
    if (Array.isArray(value)) return Array.from(value as unknown[]);
    if (Object.prototype.toString.call(value) !== "[object Object]") return undefined;
    return new Map(Object.entries(value as object).filter(([, inner]) => inner !== undefined));
  } catch (cause) {
    throw refuse({ field: path, expected: "what can be read", found: value, cause });
  }
}

function isRounded(value: number): boolean {
  return Number.isInteger(value) && !Number.isSafeInteger(value);
}

/** A value that no message declares, as plain data. */
export function fromJson(json: Json): JsonValue {
  const digits = digitsOf(json);
  if (digits !== undefined) {
    const value = Number(digits);
    if (!isRounded(value)) return value;
    const { numerator, scale } = readDecimal(digits) ?? {};
    return numerator !== undefined && scale === 0 ? numerator : BigInt(value);
  }
  if (Array.isArray(json)) return json.map(fromJson);
  if (!isJsonObject(json)) return json as null | boolean | string;
  return Object.fromEntries(Object.entries(json).map(([name, inner]) => [name, fromJson(inner)]));
}

/** Writes JSON, each number in its own digits. */
export function stringifyJson(json: Json): string {
  const digits = digitsOf(json);
  if (digits !== undefined) return digits;
  if (Array.isArray(json)) return `[${json.map(stringifyJson).join(",")}]`;
  if (!isJsonObject(json)) return JSON.stringify(json);
  const properties = Object.entries(json).map(
    ([name, inner]) => `${JSON.stringify(name)}:${stringifyJson(inner)}`,
  );
  return `{${properties.join(",")}}`;
}
