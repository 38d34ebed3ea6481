import { describe, expectTypeOf, test } from "vitest";
import {
  bigInteger,
  boolean,
  bytes,
  custom,
  decodeMessage,
  encodeMessage,
  enumeration,
  type Infer,
  integer,
  type Kind,
  message,
  nested,
  optional,
  required,
  type TlvRecord,
  text,
  unknownRecords,
} from "../../src/tlv/index.js";

const point = message({ x: required(0, integer()), y: optional(1, integer()) });

const everything = message({
  text: required(0, text()),
  integer: required(1, integer()),
  bigInteger: required(2, bigInteger()),
  boolean: required(3, boolean()),
  bytes: required(4, bytes()),
  enumeration: required(5, enumeration(["red", "green"])),
  point: required(6, nested(point)),
  date: required(
    7,
    custom(integer(), {
      expected: "a date",
      encode: (value: Date) => value.getTime(),
      decode: (milliseconds) => new Date(milliseconds),
    }),
  ),
  note: optional(8, text()),
});

type Unknown = { readonly [unknownRecords]?: readonly TlvRecord[] };

describe("Infer", () => {
  test("gives the exact type of a message's values", () => {
    expectTypeOf<Infer<typeof everything>>().toEqualTypeOf<
      {
        readonly text: string;
        readonly integer: number;
        readonly bigInteger: bigint;
        readonly boolean: boolean;
        readonly bytes: Uint8Array;
        readonly enumeration: "red" | "green";
        readonly point: { readonly x: number; readonly y?: number } & Unknown;
        readonly date: Date;
        readonly note?: string;
      } & Unknown
    >();
  });

  test("is read-only throughout", () => {
    const value = decodeMessage(everything, new Uint8Array());
    // @ts-expect-error what was decoded cannot be changed
    value.text = "other";
    // @ts-expect-error nor what is inside
    value.point.x = 1;
  });

  test("lets an optional field be there or not, but never undefined", () => {
    encodeMessage(point, { x: 1 });
    // @ts-expect-error undefined is no integer
    encodeMessage(point, { x: 1, y: undefined });
  });

  test("knows unknown records", () => {
    expectTypeOf<Infer<typeof point>[typeof unknownRecords]>().toEqualTypeOf<
      readonly TlvRecord[] | undefined
    >();
    encodeMessage(point, { x: 1, [unknownRecords]: [{ tag: 7, value: new Uint8Array() }] });
  });
});

describe("encodeMessage", () => {
  test("takes the values that the message declares", () => {
    expectTypeOf<Parameters<typeof encodeMessage<typeof point.fields>>[1]>().toEqualTypeOf<
      Infer<typeof point>
    >();
  });

  test("refuses others", () => {
    // @ts-expect-error x is missing
    encodeMessage(point, { y: 1 });
    // @ts-expect-error x is a number
    encodeMessage(point, { x: "1" });
    // @ts-expect-error there is no z
    encodeMessage(point, { x: 1, z: 1 });
  });

  test("gives bytes", () => {
    expectTypeOf(encodeMessage(point, { x: 1 })).toExtend<Uint8Array>();
  });
});

test("decodeMessage gives the values that the message declares", () => {
  expectTypeOf(decodeMessage(point, new Uint8Array())).toEqualTypeOf<Infer<typeof point>>();
});

test("a conversion has to go both ways between the same types", () => {
  custom(integer(), {
    expected: "a date",
    encode: (value: Date) => value.getTime(),
    // @ts-expect-error gives text, where encode takes a Date
    decode: (seconds) => `${seconds}`,
  });
});

test("a kind is known by its values alone", () => {
  expectTypeOf(enumeration(["red"])).toExtend<Kind<string>>();
  expectTypeOf(text()).toExtend<Kind<unknown>>();
  expectTypeOf(integer()).not.toExtend<Kind<string>>();
});

test("a field's kind cannot be just anything", () => {
  // @ts-expect-error no kind
  required(0, "text");
  // @ts-expect-error no tag
  required("0", text());
});
