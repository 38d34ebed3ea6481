import { Point } from "@noble/secp256k1";
import { isSame } from "../bytes.js";

/** The multiples of a point by 1 to 8, for each 4 bits of a scalar and one carry. */
type Multiples = readonly (readonly Point[])[];

type KnownKey = { readonly publicKey: Uint8Array; readonly multiples: Multiples | undefined };

/** How many keys are remembered: each takes some 200 kB. */
const most = 8;

/** The last keys that were used, the latest at the end. */
const known: KnownKey[] = [];

/**
 * The multiples of a key that comes again, by which verifying takes a quarter of the time. To make them takes as long
 * as one or two verifications: the first time that a key is seen there are none.
 *
 * @param publicKey - 33 or 65 bytes
 * @throws Error if it is no point on the curve
 */
export function multiplesOf(publicKey: Uint8Array): Multiples | undefined {
  const at = known.findIndex((key) => isSame(key.publicKey, publicKey));
  const found = known[at];
  if (!found) Point.fromBytes(publicKey).assertValidity();
  if (at >= 0) known.splice(at, 1);
  else if (known.length === most) known.shift();
  // What is no point is never among the known.
  const multiples = found && (found.multiples ?? makeMultiples(Point.fromBytes(publicKey)));
  known.push({ publicKey: publicKey.slice(), multiples });
  return multiples;
}

function makeMultiples(point: Point): Multiples {
  let base = point;
  return Array.from({ length: 65 }, () => {
    const row = [base];
    while (row.length < 8) row.push(row[row.length - 1]!.add(base));
    base = row[7]!.double();
    return row;
  });
}

/** A scalar times the point that the multiples are of. */
export function multiply(multiples: Multiples, scalar: bigint): Point {
  let sum = Point.ZERO;
  let rest = scalar;
  let carry = 0;
  for (const row of multiples) {
    // From -7 to 8.
    let digit = Number(rest & 15n) + carry;
    rest >>= 4n;
    carry = digit > 8 ? 1 : 0;
    digit -= 16 * carry;
    if (digit > 0) sum = sum.add(row[digit - 1]!);
    else if (digit < 0) sum = sum.subtract(row[-digit - 1]!);
  }
  return sum;
}
