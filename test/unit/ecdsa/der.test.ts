import { describe, expect, test } from "vitest";
import { fromDer, toDer, toLowS } from "../../../src/ecdsa/der.js";
import { hex, toHex } from "../../support/bytes.js";
import { errorOf } from "../../support/errorOf.js";

/** The order of secp256k1 (SEC 2, section 2.4.1). */
const order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
const half = "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0";
const halfPlusOne = "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1";
const one = "1".padStart(64, "0");
const zero = "0".repeat(64);
const compact = (r: string, s: string) => hex(r + s);

describe("DER into 64 bytes", () => {
  test("pads short integers on the left", () => {
    expect(toHex(fromDer(hex("3006 0201 07 0201 09")))).toBe(
      `${"7".padStart(64, "0")}${"9".padStart(64, "0")}`,
    );
  });

  test("drops the zero that keeps an integer positive", () => {
    expect(toHex(fromDer(hex("3007 0202 0080 0201 01")))).toBe(`${"80".padStart(64, "0")}${one}`);
  });

  test("brings a high s down", () => {
    const der = toDer(compact(one, `${order.slice(0, -1)}0`));
    expect(toHex(fromDer(der))).toBe(one + one);
  });

  test.each([
    ["nothing", ""],
    ["a lone byte", "30"],
    ["no integers", "3000"],
    ["another tag than SEQUENCE", "3106 0201 07 0201 09"],
    ["another tag than INTEGER for r", "3006 0301 07 0201 09"],
    ["another tag than INTEGER for s", "3006 0201 07 0301 09"],
    ["a sequence that ends early", "3005 0201 07 0201 09"],
    ["a sequence that claims too much", "3007 0201 07 0201 09"],
    ["an r that claims too much", "3006 0205 07 0201 09"],
    ["an s that claims too much", "3006 0201 07 0202 09"],
    ["an s that claims too little", "3007 0201 07 0201 0900"],
    ["an r of no bytes", "3005 0200 0201 09"],
    ["an s of no bytes", "3005 0201 07 0200"],
    ["a byte after the sequence", "3006 0201 07 0201 09 00"],
    ["the same byte once more, after an s of nothing else", `3025 0201 07 0220 ${"11".repeat(33)}`],
    ["a byte inside, after s", "3007 0201 07 0201 09 00"],
    ["a length in the long form", "308106 0201 07 0201 09"],
    ["an indefinite length", "3080 0201 07 0201 09 0000"],
    ["a negative r", "3006 0201 80 0201 09"],
    ["a negative s", "3006 0201 07 0201 ff"],
    ["an r with a zero too many", "3007 0202 0007 0201 09"],
    ["an s with a zero too many", "3007 0201 07 0202 0009"],
    ["an r of 33 bytes", `3026 0221 01${zero} 0201 09`],
    ["an s of 34 bytes", `3027 0201 07 0222 0100${zero}`],
    ["zero for r", "3006 0201 00 0201 09"],
    ["zero for s", "3006 0201 07 0201 00"],
    ["the order for r", `3026 0221 00${order} 0201 09`],
    ["the order for s", `3026 0201 07 0221 00${order}`],
    ["2^256 - 1 for r", `3026 0221 00${"f".repeat(64)} 0201 09`],
  ])("refuses %s", (_, der) => {
    expect(errorOf(() => fromDer(hex(der)))).toMatchObject({ code: "INVALID_SIGNATURE", field: "signature" });
  });
});

describe("64 bytes into DER", () => {
  test("is the shortest there is", () => {
    expect(toHex(toDer(compact(one, one)))).toBe("3006020101020101");
  });

  test("writes zero as one byte", () => {
    expect(toHex(toDer(compact(zero, one)))).toBe("3006020100020101");
  });

  test("puts a zero before what would be negative", () => {
    expect(toHex(toDer(compact(halfPlusOne, order)))).toBe(
      `304502207fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1022100${order}`,
    );
  });
});

describe("the lower s", () => {
  test("is the one at half the order", () => {
    expect(toHex(toLowS(compact(one, half)))).toBe(one + half);
  });

  test("stands for the one above", () => {
    expect(toHex(toLowS(compact(one, halfPlusOne)))).toBe(one + half);
  });

  test.each([
    ["r of zero", zero, one],
    ["s of zero", one, zero],
    ["r at the order", order, one],
    ["s at the order", one, order],
  ])("is not there for %s", (_, r, s) => {
    expect(errorOf(() => toLowS(compact(r, s))).code).toBe("INVALID_SIGNATURE");
  });
});
