import { describe, expect, test } from "vitest";
import {
  decodeMessage,
  encodeMessage,
  message,
  nested,
  required,
  text,
  unknownRecords,
} from "../../../src/tlv/index.js";
import { hex, toHex } from "../../support/bytes.js";
import { errorOf } from "../../support/errorOf.js";

const line = message({ value: required(0, text()) });

describe("records", () => {
  test("that are unknown are kept in their order, and written behind the fields", () => {
    const read = decodeMessage(line, hex("0902cafe 000141 0700"));
    expect(read[unknownRecords]).toEqual([
      { tag: 9, value: hex("cafe") },
      { tag: 7, value: hex("") },
    ]);
    expect(toHex(encodeMessage(line, read))).toBe("0001410902cafe0700");
  });

  test("that are unknown are kept inside too", () => {
    const outer = message({ inner: required(0, nested(line)) });
    const bytes = hex("0006 000141 090142");
    expect(encodeMessage(outer, decodeMessage(outer, bytes))).toEqual(bytes);
  });

  test.each([
    ["no array", 5],
    ["a tag of the message", [{ tag: 0, value: hex("") }]],
    [
      "a tag twice",
      [
        { tag: 9, value: hex("") },
        { tag: 9, value: hex("") },
      ],
    ],
    ["no tag", [{ tag: 256, value: hex("") }]],
    ["a tag in words", [{ tag: "9", value: hex("") }]],
    ["a value that is no bytes", [{ tag: 9, value: "A" }]],
    ["nothing in the array", [undefined]],
  ])("that are unknown are not written with %s", (_, records) => {
    const value = { value: "A", [unknownRecords]: records } as never;
    expect(errorOf(() => encodeMessage(line, value)).field).toBe("unknownRecords");
  });

  test.each<[string, unknown, string]>([
    ["no array", 5, "an array of records, found 5"],
    ["a tag of the message", [{ tag: 0, value: hex("") }], "an unused tag up to 255, found 0"],
    ["a value that is no bytes", [{ tag: 9, value: "A" }], 'a Uint8Array, found "A"'],
    ["a value that is too long", [{ tag: 9, value: new Uint8Array(256) }], "at most 255 bytes, found 256"],
  ])("that are unknown, with %s, are named with the message around", (_, records, says) => {
    const outer = message({ inner: required(0, nested(line)) });
    const value = { inner: { value: "A", [unknownRecords]: records } } as never;
    expect(errorOf(() => encodeMessage(outer, value)).message).toBe(`inner.unknownRecords: expected ${says}`);
  });

  test.each([
    [
      "the records",
      {
        get [unknownRecords]() {
          throw new Error("no");
        },
      },
    ],
    [
      "a tag",
      {
        [unknownRecords]: [
          {
            get tag() {
              throw new Error("no");
            },
            value: hex(""),
          },
        ],
      },
    ],
    [
      "a value",
      {
        [unknownRecords]: [
          {
            tag: 9,
            get value() {
              throw new Error("no");
            },
          },
        ],
      },
    ],
  ])("that are unknown, of which %s cannot be read, are refused", (_, more) => {
    const value = Object.defineProperties({ value: "A" }, Object.getOwnPropertyDescriptors(more));
    expect(errorOf(() => encodeMessage(line, value as never))).toMatchObject({
      code: "INVALID_FIELD",
      field: "unknownRecords",
    });
  });

  test("that are unknown leave no trace where there are none", () => {
    expect(Reflect.ownKeys(decodeMessage(line, hex("000141")))).toEqual(["value"]);
  });

  test("that are unknown may have the first tag and the last, and 255 bytes", () => {
    const kept = [0, 255].map((tag) => ({ tag, value: new Uint8Array(255).fill(tag) }));
    const declared = message({ value: required(7, text()) });
    const read = decodeMessage(declared, encodeMessage(declared, { value: "A", [unknownRecords]: kept }));
    expect(read[unknownRecords]).toEqual(kept);
  });
});
