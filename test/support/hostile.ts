import fc from "fast-check";
import { detached, revoked } from "./broken.js";
import { fromOtherRealm } from "./otherRealm.js";

/** What hostile code throws when it is called: it comes through as it is where a caller's own code is called. */
class OwnFailure extends Error {}

const fail = () => {
  throw new OwnFailure("a caller's own code");
};

/** The same, a moment later; nobody need wait for it. */
const failLater = () => {
  const failure = Promise.reject(new OwnFailure("a caller's own code, later"));
  failure.catch(() => {});
  return failure;
};

/** Whether an error is the fault of code that was handed in, which comes through as it is where it is called. */
export function isOwnFailure(error: unknown): boolean {
  return error instanceof OwnFailure || /^Cannot perform 'apply' on a proxy/.test((error as Error)?.message);
}

/** Every trap of a proxy, each of which throws. */
const traps = Object.fromEntries(
  Object.getOwnPropertyNames(Reflect).map((name) => [name, fail]),
) as ProxyHandler<object>;

/** Objects whose properties, whichever is read, throw; and ones that say something else each time. */
function withGetters(...names: readonly string[]): object {
  return Object.defineProperties(
    {},
    Object.fromEntries(names.map((name) => [name, { enumerable: true, get: fail }])),
  );
}

/** Values that are made to break what they are handed to; made anew each time, as they may be used up. */
const makers: readonly (() => unknown)[] = [
  () => undefined,
  () => null,
  () => true,
  () => -1,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => 2 ** 53,
  () => 10n ** 40n,
  () => "",
  () => "uma1",
  () => "\ud800",
  () => "https://[:21]/",
  () => "x".repeat(20_000),
  () => Symbol("symbol"),
  () => fail,
  () => () => undefined,
  () => () => null,
  () => async () => null,
  () => failLater,
  () => [],
  () => [null],
  () => [Symbol("symbol"), fail],
  () => new Array(3),
  () => ({}),
  () => Object.create(null),
  () => ({ toString: fail, valueOf: fail, [Symbol.toPrimitive]: fail }),
  () => new Proxy({}, traps),
  () => new Proxy(fail, traps),
  () => new Proxy([], traps),
  () => revoked({}),
  () => revoked([]),
  () => revoked(fail),
  // biome-ignore lint/suspicious/noThenProperty: a promise that is none is what this is about
  () => ({ then: fail }),
  () => Promise.resolve(null),
  () => new Date(Number.NaN),
  () => new Uint8Array(0),
  () => new Uint8Array(33),
  () => detached(32),
  () => detached(65),
  () => new Uint16Array(32),
  () => new DataView(new ArrayBuffer(33)),
  () => new ArrayBuffer(33),
  () =>
    withGetters("publicKey", "ecdsa", "now", "maxLength", "integers", "random", "sign", "expected", "test"),
  () =>
    withGetters("receiverUma", "signature", "expiration", "umaVersions", "requiredPayerData", "plan", "tag"),
  () => withGetters("length", "0"),
  () => fromOtherRealm("new Proxy({}, { get() { throw new TypeError('theirs') } })"),
  () => fromOtherRealm("[{}]"),
];

/** A hostile value; what is drawn is a function, so that each run gets a new one. */
export const hostile: fc.Arbitrary<() => unknown> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...makers) },
  {
    weight: 1,
    arbitrary: fc
      .anything({ withBigInt: true, withDate: true, withTypedArray: true, withNullPrototype: true })
      .map((value) => () => value),
  },
);

/** An object with some properties of a good one replaced by hostile values. */
export function spoilt(good: object): fc.Arbitrary<() => unknown> {
  const names = Reflect.ownKeys(good);
  if (names.length === 0) return hostile;
  return fc.tuple(fc.constantFrom(...names), hostile).map(([name, make]) => () => ({
    ...good,
    [name]: make(),
  }));
}
