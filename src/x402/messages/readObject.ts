import { sizeOf } from "../../bytes.js";
import { describe } from "../../describe.js";
import type { Fault } from "./Fault.js";
import type { Property } from "./Property.js";
import { object } from "./properties.js";

/** What the properties of an object have to be. All others are left alone. */
export type Shape = { readonly [name: string]: Property };

/**
 * Checks an object of a message.
 *
 * @param path - where it stands in the message; empty for the message itself
 * @returns a copy, without those optional properties that are `null`
 */
export function readObject(
  value: unknown,
  path: string,
  shape: Shape,
  fault: Fault,
): Record<string, unknown> {
  check(value, path || "message", object, fault);
  const copy = copyOf(value as object, path || "message", fault);
  for (const [name, property] of Object.entries(shape)) {
    const isAbsent = property.optional && (copy[name] ?? undefined) === undefined;
    if (isAbsent) delete copy[name];
    else check(copy[name], path ? `${path}.${name}` : name, property, fault);
  }
  return copy;
}

/** Reads each property once; what throws when it is read is no object that can be checked. */
function copyOf(value: object, field: string, fault: Fault): Record<string, unknown> {
  try {
    return { ...value };
  } catch (cause) {
    throw fault(field, "expected an object that can be read, found one that throws", cause);
  }
}

function check(value: unknown, field: string, { expected, test, secret }: Property, fault: Fault): void {
  if (!passes(value, test))
    throw fault(field, `expected ${expected}, found ${secret ? sizeOf(value) : describe(value)}`);
}

/** Some values throw whoever looks at them: proxies that were revoked. */
function passes(value: unknown, test: Property["test"]): boolean {
  try {
    return test(value);
  } catch {
    return false;
  }
}
