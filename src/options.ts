import { fromBytesOrHex, sizeOf } from "./bytes.js";
import { invalidField, invalidOption, type RefusalDetails, refusal, type UmaInvoiceError } from "./errors.js";

/** Makes the error for a value: `INVALID_FIELD` for what may be anybody's, `INVALID_OPTION` for what is the program's own. */
export type Invalid = typeof invalidField;

/**
 * Reads properties of an object that a caller handed in, each once: what a getter says the next time, or a
 * caller changes later, does not count any more.
 *
 * @param value - the object
 * @param field - what it is called in errors
 * @param names - the properties to read
 * @throws UmaInvoiceError `INVALID_FIELD` if it is no object, or reading it throws
 */
export function read<Value extends object, Name extends keyof Value & string>(
  value: Value,
  field: string,
  ...names: readonly Name[]
): Pick<Value, Name> {
  return readWith(invalidField, value, field, names);
}

/**
 * Reads the options that a caller handed in: absent ones are as good as empty ones.
 *
 * @param field - what they are called in errors
 * @throws UmaInvoiceError `INVALID_OPTION` if they are no object, or reading it throws
 */
export function readOptions<Value extends object, Name extends keyof Value & string>(
  value: Value | undefined,
  field: string,
  ...names: readonly Name[]
): Pick<Value, Name> {
  return value === undefined ? ({} as Pick<Value, Name>) : readWith(invalidOption, value, field, names);
}

/** The same, with `INVALID_FIELD`. */
export function pick<Value extends object, Name extends keyof Value & string>(
  value: Value | undefined,
  field: string,
  ...names: readonly Name[]
): Pick<Value, Name> {
  return value === undefined ? ({} as Pick<Value, Name>) : read(value, field, ...names);
}

function readWith<Value extends object, Name extends keyof Value & string>(
  invalid: Invalid,
  value: Value,
  field: string,
  names: readonly Name[],
): Pick<Value, Name> {
  if (Object(value) !== value) throw invalid(field, "an object", value);
  const found: Partial<Pick<Value, Name>> = {};
  for (const name of names) {
    const property = readProperty(value, name, `${field}.${name}`, invalid);
    if (property !== undefined) found[name] = property;
  }
  return found as Pick<Value, Name>;
}

/**
 * Reads a property of an object that a caller handed in, whose getters may throw what they like.
 *
 * @param path - what the property is called in errors
 * @throws UmaInvoiceError `INVALID_FIELD` or, where it is asked for, `INVALID_OPTION`
 */
export function readProperty<Value extends object, Name extends keyof Value>(
  value: Value,
  name: Name,
  path: string,
  invalid: Invalid = invalidField,
): Value[Name] {
  try {
    return value[name];
  } catch (cause) {
    throw invalid(path, "a property that can be read", value, cause);
  }
}

/**
 * Checks that an option is a function.
 *
 * @throws UmaInvoiceError `INVALID_OPTION`
 */
export function checkFunction(name: string, value: unknown): void {
  if (typeof value !== "function") throw invalidOption(name, "a function", value);
}

/**
 * Checks that arguments, or properties of one, are texts.
 *
 * @param values - each under its name
 * @param path - what stands before the names in errors
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
export function checkTexts(values: { readonly [name: string]: unknown }, path = ""): void {
  for (const [name, value] of Object.entries(values))
    if (typeof value !== "string") throw invalidField(path + name, "a text", value);
}

/**
 * Checks that an option is a whole number.
 *
 * @param unit - what it counts: `bytes`
 * @throws UmaInvoiceError `INVALID_OPTION`
 */
export function checkWhole(
  name: string,
  value: unknown,
  unit: string,
  { least = 1, most = Number.MAX_SAFE_INTEGER }: { readonly least?: number; readonly most?: number } = {},
): void {
  if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most) return;
  const range = most === Number.MAX_SAFE_INTEGER ? "or more" : `to ${most}`;
  throw invalidOption(name, `a whole number of ${unit}, ${least} ${range}`, value);
}

/**
 * Checks that an option is an object with certain functions, its own or those of its class. Each is read once.
 *
 * @returns the functions, to be called on the object
 * @throws UmaInvoiceError `INVALID_OPTION`
 */
export function checkMethods<Value extends object, Name extends keyof Value & string>(
  name: string,
  value: Value,
  ...methods: readonly Name[]
): Pick<Value, Name> {
  const found = readWith(invalidOption, value, name, methods);
  for (const method of methods) checkFunction(`${name}.${method}`, found[method]);
  return found;
}

/**
 * A copy of an array that a caller handed in.
 *
 * @param field - what it is called in errors
 * @param expected - what it has to be
 * @throws UmaInvoiceError `INVALID_FIELD` or, where it is asked for, `INVALID_OPTION` if it is no array, or
 * reading it throws
 */
export function readList<Item>(
  value: readonly Item[],
  field: string,
  expected: string,
  invalid: Invalid = invalidField,
): Item[] {
  let cause: unknown;
  try {
    if (Array.isArray(value)) return Array.from(value as readonly Item[]);
  } catch (error) {
    cause = error;
  }
  throw invalid(field, expected, value, cause);
}

/**
 * A copy of so many bytes that a caller handed in as bytes or as their hex.
 *
 * @param field - what they are called in errors
 * @param refuse - makes the error; what was found is named by its size alone, as it may be a secret
 * @throws UmaInvoiceError `INVALID_FIELD`, or what `refuse` makes
 */
export function bytesOrHex(
  value: unknown,
  field: string,
  length: number,
  refuse: (details: RefusalDetails) => UmaInvoiceError = (details) => refusal("INVALID_FIELD", details),
): Uint8Array<ArrayBuffer> {
  const bytes = fromBytesOrHex(value, length);
  if (!bytes) throw refuse({ field, expected: `${length} bytes or their hex`, instead: sizeOf(value) });
  return bytes;
}

/** Whether an object has a property of its own. Safari knows `Object.hasOwn` from 15.4 on only. */
export function hasOwn(value: object, name: string): boolean {
  return Object.getOwnPropertyDescriptor(value, name) !== undefined;
}

/**
 * What tells a caller's log of an error. Whatever becomes of the log, the work goes on: what it throws, or
 * rejects with, is nobody's business.
 */
export function toLog(log: ((error: unknown) => unknown) | undefined): (error: unknown) => void {
  return (error) => {
    new Promise((resolve) => resolve(log?.(error))).catch(() => undefined);
  };
}
