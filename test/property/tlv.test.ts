import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UmaInvoiceError } from "../../src/index.js";
import { decodeMessage, encodeMessage, type Fields, message, required, text } from "../../src/tlv/index.js";
import { dialect } from "../support/arbitraries.js";
import { declaredMessage } from "../support/declaredMessage.js";
import { errorOf } from "../support/errorOf.js";
import { expectEqual } from "../support/expectEqual.js";
import { recordsOf, tlv } from "../support/rawInvoice.js";

const messageAndDialect = dialect.chain((integers) =>
  declaredMessage(integers).map((declared) => ({ ...declared, integers })),
);

describe("any declared message", () => {
  test("decodes to the value that it was encoded from, unknown records and all", () => {
    fc.assert(
      fc.property(messageAndDialect, ({ fields, value, integers }) => {
        const declared = message(fields);
        expectEqual(
          decodeMessage(declared, encodeMessage(declared, value, { integers }), { integers }),
          value,
        );
      }),
      { numRuns: 1000 },
    );
  });

  test("decodes without being told the dialect, if that is decimal", () => {
    fc.assert(
      fc.property(declaredMessage("decimal"), ({ fields, value }) => {
        const declared = message(fields);
        expectEqual(decodeMessage(declared, encodeMessage(declared, value, { integers: "decimal" })), value);
      }),
      { numRuns: 500 },
    );
  });

  test("decodes to the same value in any order of its records", () => {
    fc.assert(
      fc.property(messageAndDialect, fc.infiniteStream(fc.nat()), ({ fields, value, integers }, order) => {
        const declared = message(fields);
        const records = recordsOf(encodeMessage(declared, value, { integers }))
          .map((record) => ({ record, place: order.next().value }))
          .sort((a, b) => a.place - b.place)
          .map(({ record }) => record);
        expectEqual(decodeMessage(declared, tlv(records), { integers }), value);
      }),
      { numRuns: 500 },
    );
  });

  test("keeps, in a version that knows fewer fields, what that version does not know", () => {
    fc.assert(
      fc.property(messageAndDialect, fc.nat(), ({ fields, value, integers }, position) => {
        fc.pre(Object.keys(fields).length > 0);
        const full = message(fields);
        const bytes = encodeMessage(full, value, { integers });
        const dropped = Object.keys(fields)[position % Object.keys(fields).length]!;
        const { [dropped]: _, ...fewer } = fields;
        const older = message(fewer as Fields);
        const relayed = encodeMessage(older, decodeMessage(older, bytes, { integers }), { integers });
        expect(recordsOf(relayed)).toEqual(expect.arrayContaining(recordsOf(bytes)));
        expectEqual(decodeMessage(full, relayed, { integers }), value);
      }),
      { numRuns: 500 },
    );
  });

  test("reads any bytes, or throws a UmaInvoiceError", () => {
    fc.assert(
      fc.property(messageAndDialect, fc.uint8Array({ maxLength: 80 }), ({ fields }, bytes) => {
        readOrRefuse(fields, bytes);
      }),
      { numRuns: 1000 },
    );
  });

  test("reads its own bytes, one of them changed, or throws a UmaInvoiceError", () => {
    fc.assert(
      fc.property(
        messageAndDialect,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        ({ fields, value, integers }, position, change) => {
          const bytes = encodeMessage(message(fields), value, { integers });
          if (bytes.length > 0) bytes[position % bytes.length]! ^= change;
          readOrRefuse(fields, bytes);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

test.each(Object.getOwnPropertyNames(Object.prototype))("no field can be called %s", (name) => {
  expect(errorOf(() => message({ [name]: required(0, text()) }))).toMatchObject({
    code: "INVALID_OPTION",
    field: name,
  });
});

function readOrRefuse(fields: Fields, bytes: Uint8Array): void {
  try {
    decodeMessage(message(fields), bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(UmaInvoiceError);
  }
}
