import { invalidCertificate } from "./errors.js";

/** The most bytes of a certificate: four times what those of the Web's authorities take. */
const mostBytes = 8192;
/** The most elements of a certificate, or of an extension: twice what those of the Web's authorities have. */
const mostElements = 256;
/** The most elements of a chain, which takes a parser some 20 ms. */
const mostInChain = 768;
/** A name in a name in an extension stands at 13. */
const deepest = 24;

/** An element of DER: what it is, and what it holds. */
type DerElement = { readonly tag: number; readonly content: Uint8Array };

/**
 * Checks that certificates, or extensions of one, are small before a parser sees them, which takes its time
 * for each element: whoever publishes a key document chooses how many extensions, names and parts of names
 * there are. What the elements say is left to the parser.
 *
 * @throws UmaInvoiceError `INVALID_CERTIFICATE`
 */
export function checkDer(...pieces: readonly Uint8Array[]): void {
  let total = 0;
  for (const der of pieces) {
    if (der.length > mostBytes)
      throw invalidCertificate(`at most ${mostBytes} bytes of DER`, `${der.length}`);
    total += countElements(der);
    if (total > mostInChain)
      throw invalidCertificate(`at most ${mostInChain} elements of DER in a chain`, "more");
  }
}

/**
 * The elements that stand in DER one after the other.
 *
 * @throws UmaInvoiceError `INVALID_CERTIFICATE`
 * @see X.690, sections 8.1 and 10.1
 */
export function* derElements(der: Uint8Array): Generator<DerElement> {
  for (let at = 0; at < der.length; ) {
    const [tag = 0, first = 0x80] = der.subarray(at, at + 2);
    const digits = first < 0x80 ? 0 : first - 0x80;
    const start = at + 2 + digits;
    let length = digits ? 0 : first;
    for (const byte of der.subarray(at + 2, start)) length = length * 256 + byte;
    at = start + length;
    // Of tags in more than a byte, certificates know none.
    if (first === 0x80 || at > der.length || (tag & 0x1f) === 0x1f)
      throw invalidCertificate("elements of DER that are whole", "another");
    yield { tag, content: der.subarray(start, at) };
  }
}

function countElements(der: Uint8Array): number {
  let elements = 0;
  const count = (content: Uint8Array, depth: number) => {
    if (depth > deepest) throw tooMuch(`DER nested at most ${deepest} deep`, "deeper");
    for (const { tag, content: inner } of derElements(content)) {
      if (++elements > mostElements) throw tooMuch(`at most ${mostElements} elements of DER`, "more");
      // Sequences and sets are opened by parsers whether or not they are said to hold others.
      if (tag & 0x20 || tag === 0x10 || tag === 0x11) count(inner, depth + 1);
      else if (tag === 0x03 || tag === 0x04) countWithin(inner.subarray(tag === 0x03 ? 1 : 0), depth + 1);
    }
  };
  /** Strings of bits and of octets may hold elements: parsers try, and give up where they do not. */
  const countWithin = (content: Uint8Array, depth: number) => {
    try {
      count(content, depth);
    } catch (error) {
      if (limits.has(error)) throw error;
    }
  };
  const limits = new Set<unknown>();
  const tooMuch = (expected: string, instead: string) => {
    const error = invalidCertificate(expected, instead);
    limits.add(error);
    return error;
  };
  count(der, 0);
  return elements;
}
