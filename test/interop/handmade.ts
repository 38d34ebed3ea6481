import { secp256k1 } from "@noble/curves/secp256k1.js";
import { bech32 } from "@scure/base";
import type { IntegerDialect } from "../../src/index.js";
import { keys } from "../support/keys.js";
import type { ToRead } from "./sdk.js";

type TlvRecord = readonly [tag: number, value: Uint8Array];

const { secretKey, publicKey } = keys.first;

const text = (value: string) => new TextEncoder().encode(value);
const hex = (value: string) => Uint8Array.from(Buffer.from(value, "hex"));
const tlv = (records: readonly TlvRecord[]) =>
  Uint8Array.from(records.flatMap(([tag, value]) => [tag, value.length, ...value]));

const write = (records: readonly TlvRecord[]) => bech32.encode("uma", bech32.toWords(tlv(records)), false);
const sign = (records: readonly TlvRecord[], lowS = true): TlvRecord => [
  100,
  secp256k1.sign(tlv(records), hex(secretKey), { format: "der", lowS }),
];
const signed = (records: readonly TlvRecord[]) => write([...records, sign(records)]);

const integer = {
  binary(value: bigint): Uint8Array {
    const length = [1n, 2n, 4n, 8n].find((bytes) => value < 2n ** (8n * bytes - 1n))!;
    return hex(value.toString(16).padStart(Number(length) * 2, "0"));
  },
  decimal: (value: bigint): Uint8Array => text(String(value)),
};

const code: TlvRecord = [0, text("USD")];
const currencyName: TlvRecord = [1, text("US Dollar")];
const symbol: TlvRecord = [2, text("$")];
const currency = (...records: readonly TlvRecord[]): TlvRecord => [3, tlv(records)];
const callback = (length: number): TlvRecord => [12, text("https://vasp2.com/".padEnd(length, "p"))];
const payerData = (pairs: string): TlvRecord => [6, text(pairs)];

/** Invoices that are valid but that no SDK writes, made without this library. */
export function handmade(integers: IntegerDialect): readonly ToRead[] {
  const int = integer[integers];
  const decimals: TlvRecord = [3, int(2n)];
  const plain: readonly TlvRecord[] = [
    [0, text("$bob@vasp2.com")],
    [1, text("7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1f")],
    [2, int(1000n)],
    currency(code, currencyName, symbol, decimals),
    [4, int(1893456000n)],
    [5, hex("01")],
    [7, text("0.3,1.0")],
    callback(24),
  ];
  /** The plain records, with others in their place or among them. */
  const having = (...records: readonly TlvRecord[]) =>
    [...new Map([...plain, ...records])].sort(([a], [b]) => a - b);
  /** Long with no value of more than 127 bytes, which would be a matter of its own. */
  const long = (callbackLength: number, ...currencyRecords: readonly TlvRecord[]) =>
    having(
      [0, text(`$${"b".repeat(64)}@${"vasp2.".repeat(9)}com`)],
      currency(...currencyRecords),
      payerData("compliance:1,email:0,name:0"),
      [9, text(`$${"a".repeat(64)}@${"vasp1.".repeat(9)}com`)],
      callback(callbackLength),
    );
  const longName = (length: number): TlvRecord => [1, text("N".repeat(length))];
  const ofLength = (length: number) => {
    // How long a signature comes out cannot be foreseen.
    for (let nameLength = 80; nameLength <= 90; nameLength++)
      for (let callbackLength = 18; callbackLength <= 127; callbackLength++) {
        const result = signed(long(callbackLength, code, longName(nameLength), symbol, decimals));
        if (result.length === length) return result;
      }
    throw new Error(`found no invoice of ${length} characters`);
  };
  const highS = () => {
    for (let amount = 1000n; ; amount++) {
      const records = having([2, int(amount)]);
      const [tag, der] = sign(records, false);
      if (secp256k1.Signature.fromBytes(der, "der").hasHighS()) return write([...records, [tag, der]]);
    }
  };

  const unknown: TlvRecord = [101, text("future")];
  const texts: Readonly<Record<string, string>> = {
    "no frills": signed(plain),
    "upper case": signed(plain).toUpperCase(),
    "high s": highS(),
    "an unknown tag": signed(having([50, text("future")])),
    "an unknown tag that holds what looks like an amount": signed(having([50, hex("0107")])),
    "an unknown tag of no length": signed(having([50, hex("")])),
    "an unknown tag that holds no known tag": signed(having([50, new Uint8Array(105).fill(105)])),
    "an unknown tag behind the signature": write([...plain, sign([...plain, unknown]), unknown]),
    "an unknown tag in the currency": signed(
      having(currency(code, currencyName, symbol, decimals, [9, text("x")])),
    ),
    "tags in reverse order": signed([...plain].reverse()),
    "signature first": write([sign(plain), ...plain]),
    "currency's name before its code": signed(having(currency(currencyName, code, symbol, decimals))),
    "currency's tags in reverse order": signed(having(currency(decimals, symbol, currencyName, code))),
    "currency's name before its code, more than 512 bytes": signed(
      long(100, longName(80), code, symbol, decimals),
    ),
    "amount 2^53 - 3": signed(having([2, int(2n ** 53n - 3n)])),
    "amount 2^53": signed(having([2, int(2n ** 53n)])),
    "amount 2^53 + 1": signed(having([2, int(2n ** 53n + 1n)])),
    "amount 2^53 + 2": signed(having([2, int(2n ** 53n + 2n)])),
    "amount 2^53 + 2, currency's name before its code": signed(
      having([2, int(2n ** 53n + 2n)], currency(currencyName, code, symbol, decimals)),
    ),
    "commentCharsAllowed 2^31": signed(having([8, int(2n ** 31n)])),
    "commentCharsAllowed 2^32 + 5": signed(having([8, int(2n ** 32n + 5n)])),
    "maxNumPayments 2^31": signed(having([10, int(2n ** 31n)])),
    "maxNumPayments 2^32 + 5": signed(having([10, int(2n ** 32n + 5n)])),
    "callback of 200 bytes": signed(having(callback(200))),
    "text of 1,023 characters": ofLength(1023),
    "text of 1,025 characters": ofLength(1025),
    "text of 1,030 characters": ofLength(1030),
    "payer data out of order": signed(having(payerData("name:1,email:0"))),
    "payer data in the order of UTF-16": signed(having(payerData("😀:1,ｱ:0"))),
    "payer data in the order of UTF-8": signed(having(payerData("ｱ:0,😀:1"))),
    "payer data key __proto__": signed(
      having(currency(currencyName, code, symbol, decimals), payerData("__proto__:1,name:0")),
    ),
    "payer data keys that objects inherit": signed(
      having(
        currency(currencyName, code, symbol, decimals),
        payerData("constructor:1,prototype:0,toString:1"),
      ),
    ),
    "payer data keys that are numbers": signed(
      having(currency(currencyName, code, symbol, decimals), payerData("10:1,9:0,a:1")),
    ),
    "nil UUID": signed(having([1, text("00000000-0000-0000-0000-000000000000")])),
  };
  const wider: Readonly<Record<string, string>> = {
    "amount in 8 bytes instead of 2": signed(having([2, hex("00000000000003e8")])),
    "amount 0 in 8 bytes instead of 1": signed(having([2, hex("0000000000000000")])),
    "expiration in 8 bytes instead of 4": signed(having([4, hex("0000000070dbd880")])),
    "decimals in 2 bytes instead of 1": signed(
      having(currency(code, currencyName, symbol, [3, hex("0002")])),
    ),
  };
  return Object.entries(integers === "binary" ? { ...texts, ...wider } : texts).map(([name, text]) => ({
    name,
    text,
    publicKey,
  }));
}
