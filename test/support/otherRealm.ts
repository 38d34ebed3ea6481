import { createContext, runInContext } from "node:vm";

const realm = createContext({});

/** A value made by code in another realm, such as that of an iframe or of a test environment. */
export function fromOtherRealm<Value>(code: string): Value {
  return runInContext(`(${code})`, realm) as Value;
}

/** The same bytes, of another realm. */
export function bytesOfOtherRealm(bytes: Uint8Array): Uint8Array {
  return fromOtherRealm<Uint8Array>(`Uint8Array.of(${bytes.join()})`);
}

/** The same data, of another realm through and through. */
export function dataOfOtherRealm<Data>(data: Data): Data {
  return fromOtherRealm<Data>(JSON.stringify(data));
}
