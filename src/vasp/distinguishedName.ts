import type { Name } from "@peculiar/asn1-x509";
import { toHex } from "../bytes.js";
import { toDer } from "./parseCertificate.js";

/** The short names of RFC 4514, section 3. */
const shortNames: { readonly [type: string]: string } = {
  "2.5.4.3": "CN",
  "2.5.4.6": "C",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.9": "STREET",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
  "0.9.2342.19200300.100.1.1": "UID",
  "0.9.2342.19200300.100.1.25": "DC",
};

/** A name as text (RFC 4514): the most specific part first. */
export function distinguishedName(name: Name): string {
  return Array.from(name)
    .reverse()
    .map((parts) =>
      Array.from(parts, ({ type, value }) => {
        const shortName = shortNames[type];
        return shortName ? `${shortName}=${escaped(value.toString())}` : `${type}=#${toHex(toDer(value))}`;
      }).join("+"),
    )
    .join(",");
}

/** RFC 4514, section 2.4. */
function escaped(value: string): string {
  return value.replace(/["+,;<>\\]|^[ #]| $/g, "\\$&").replaceAll("\0", "\\00");
}
