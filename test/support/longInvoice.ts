import { wrap } from "./bech32.js";
import { rawRecords, signed, tlv } from "./rawInvoice.js";

/** The text of a signed invoice of so many characters, or up to 2 more, most of them in tags that nobody knows. */
export function longInvoice(length: number): string {
  // 8 characters are 5 bytes; behind "uma1" and before the checksum.
  const bytes = Math.ceil(((length - 10) * 5) / 8);
  const known = tlv(signed(rawRecords())).length;
  // A signature is a byte longer or shorter from one message to the next, so one of these will do.
  for (let filling = 0; filling < 64; filling++) {
    const unknown = fill(bytes - known - 1 + (filling % 3), filling);
    const text = wrap(tlv(signed([...rawRecords(), ...unknown])));
    if (text.length >= length && text.length <= length + 2) return text;
  }
  throw new Error(`no invoice has ${length} characters`);
}

/** Records of unknown tags, of so many bytes in all. */
function fill(bytes: number, filling: number) {
  return Array.from({ length: Math.ceil(bytes / 250) }, (_, index) => ({
    tag: 101 + index,
    value: new Uint8Array(Math.min(250, bytes - index * 250) - 2).fill(filling),
  }));
}
