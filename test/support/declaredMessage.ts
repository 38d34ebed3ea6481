import fc from "fast-check";
import type { IntegerDialect } from "../../src/index.js";
import {
  bigInteger as bigIntegerKind,
  boolean,
  bytes,
  custom,
  enumeration,
  type Fields,
  integer as integerKind,
  type Kind,
  message,
  nested,
  optional,
  required,
  text as textKind,
  unknownRecords,
} from "../../src/tlv/index.js";
import { bigInteger, integer, largestAmount, text } from "./arbitraries.js";

/** A value of a message whose fields are only known when the test runs. */
export type AnyValue = { readonly [name: string | symbol]: unknown };

/** A table of fields, and a value that fits it. */
export type DeclaredMessage = { readonly fields: Fields; readonly value: AnyValue };

type KindAndValue = { readonly kind: Kind<unknown>; readonly value: unknown };

const name = fc.stringMatching(/^[a-z][A-Za-z0-9]{0,8}$/).filter((text) => !(text in Object.prototype));
const tag = fc.nat({ max: 255 });

/**
 * Any message with a value in a dialect: a few fields of all kinds, messages inside messages two deep,
 * and records of unknown tags on every level.
 */
export function declaredMessage(integers: IntegerDialect, depth = 2): fc.Arbitrary<DeclaredMessage> {
  // The sizes keep a message inside within the 255 bytes of its record.
  const characters = depth === 2 ? 60 : 5;
  const field = fc.record({
    name,
    tag,
    content: kindAndValue(integers, depth, characters),
    presence: fc.constantFrom("required", "optional", "absent"),
  });
  const manyFields = fc.uniqueArray(field, {
    maxLength: depth === 2 ? 6 : 3,
    comparator: (a, b) => a.name === b.name || a.tag === b.tag,
  });
  const record = fc.record(
    { tag, value: fc.uint8Array({ maxLength: characters }) },
    { noNullPrototype: true },
  );
  return fc.tuple(manyFields, fc.option(record)).map(([entries, spare]) => {
    const fields = entries.map(({ name, tag, content, presence }) => [
      name,
      (presence === "required" ? required : optional)(tag, content.kind),
    ]);
    const values = entries.flatMap(({ name, content, presence }) =>
      presence === "absent" ? [] : [[name, content.value]],
    );
    const isUnknown = spare !== null && !entries.some((entry) => entry.tag === spare.tag);
    return {
      fields: Object.fromEntries(fields),
      value: { ...Object.fromEntries(values), ...(isUnknown ? { [unknownRecords]: [spare] } : {}) },
    };
  });
}

function kindAndValue(
  integers: IntegerDialect,
  depth: number,
  characters: number,
): fc.Arbitrary<KindAndValue> {
  const colours = ["red", "green", "赤"];
  const small = fc.nat({ max: 300 });
  const leaves: fc.Arbitrary<KindAndValue>[] = [
    of(textKind(), text(characters)),
    of(integerKind(), integer),
    of(integerKind(300), small),
    of(bigIntegerKind(), bigInteger(largestAmount[integers])),
    of(boolean(), fc.boolean()),
    of(bytes(), fc.uint8Array({ maxLength: characters * 4 })),
    of(enumeration(colours), fc.constantFrom(...colours)),
    of(list, fc.array(small, { maxLength: 1 + characters / 5 })),
    of(pair, fc.tuple(small, small)),
    of(
      date,
      integer.filter((seconds) => seconds <= 8.64e12).map((seconds) => new Date(seconds * 1000)),
    ),
  ];
  if (depth === 0) return fc.oneof(...leaves);
  const inner = declaredMessage(integers, depth - 1).map(({ fields, value }) => ({
    kind: nested(message(fields)),
    value,
  }));
  return fc.oneof(...leaves, { arbitrary: inner, weight: 3 });
}

function of<Value>(kind: Kind<Value>, value: fc.Arbitrary<Value>): fc.Arbitrary<KindAndValue> {
  return value.map((one) => ({ kind: kind as Kind<unknown>, value: one }));
}

const list = custom(textKind(), {
  expected: "numbers, joined with spaces",
  encode: (numbers: readonly number[]) => numbers.join(" "),
  decode: (numbers) => (numbers === "" ? [] : numbers.split(" ").map(Number)),
});

const pair = custom(
  nested(message({ first: required(0, integerKind()), second: required(1, integerKind()) })),
  {
    expected: "two numbers",
    encode: ([first, second]: readonly [number, number]) => ({ first, second }),
    decode: ({ first, second }) => [first, second] as const,
  },
);

const date = custom(integerKind(), {
  expected: "a date",
  encode: (value: Date) => value.getTime() / 1000,
  decode: (seconds) => new Date(seconds * 1000),
});
