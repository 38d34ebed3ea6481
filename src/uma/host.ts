import type { TextFormat } from "../tlv/kinds.js";

// Patterns, of which the formats of addresses and URLs are made.

/** A label of a host name (RFC 1123, section 2.1). */
export const label = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

/** A port, 1 to 65,535, or none. */
export const port = "(?::(?:[1-9]\\d{0,3}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d\\d|655[0-2]\\d|6553[0-5]))?";

/** A number, in any base. Where the last label of a name is one, URL parsers take the name for an IPv4 address. */
export const number = "(?:\\d+|0[xX][\\da-fA-F]*)";

/** A part of an IPv4 address. */
export const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";

/**
 * A format of text with a host in it, with a look at the host where it is written in a code; few are.
 *
 * @param hostOf - finds the host
 */
export function withHost({ expected, test }: TextFormat, hostOf: RegExp): TextFormat {
  return {
    expected,
    test: (text) =>
      test(text) && (!(text.includes("--") || text.includes("[")) || isHost(hostOf.exec(text)![1]!)),
  };
}

/** Whether a host, in lower case, is this very machine (RFC 6761, section 6.3; RFC 1122, section 3.2.1.3; RFC 4291, section 2.5.3). */
export function isLoopback(host: string): boolean {
  return new RegExp(`^(?:(?:${label}\\.)*localhost|127(?:\\.${octet}){3}|\\[::1\\])$`).test(host);
}

/** Whether a host is a name that can be registered: two labels or more in ASCII, of which one may be `xn--…`. */
export function isDomainName(host: string): boolean {
  // The longest name of RFC 1035, section 2.3.4.
  return host.length <= 253 && new RegExp(`^(?:${label}\\.)+(?!${number}$)${label}$`).test(host);
}

/**
 * What somebody has to pay for before there are as many names as they like below it: the registered domain, as far
 * as that can be told without the list of them all. It is the last two labels, or three where they are like those
 * of `co.uk`. Not by their length: whoever has `abc.io` has all the names below it for nothing.
 *
 * @param host - a name; of an IP address, some part of it
 */
export function siteOf(host: string): string {
  return /[^.]+\.(?:(?:ac|co|com|edu|gov|net|org)\.[^.]{2}|[^.]+)$/.exec(host)?.[0] ?? host;
}

/**
 * Whether a host, of a URL or an address, is one. Its characters have been checked; what is left is what is
 * written in a code: IPv6 addresses in brackets, and labels in Punycode.
 *
 * @param host - a name, an IPv4 address, or an IPv6 address in brackets
 */
export function isHost(host: string): boolean {
  if (host.startsWith("[")) return isIpv6(host.slice(1, -1));
  const encoded = host.split(".").filter((label) => /^xn--/i.test(label));
  if (encoded.length === 0) return true;
  return encoded.every((label) => decodesToSomething(label.slice(4).toLowerCase())) && isKnownToUrl(host);
}

/** An IPv6 address (RFC 4291, section 2.2; RFC 3986, section 3.2.2, without zones). */
function isIpv6(address: string): boolean {
  const halves = address.split("::");
  const counts = halves.map((half, i) => countGroups(half, i === halves.length - 1));
  const total = counts.reduce((sum, count) => sum + count, 0);
  // Two colons stand for a group of zeros or more, and stand there once.
  return halves.length === 1 ? total === 8 : halves.length === 2 && total <= 7;
}

/** How many groups of 16 bits there are; the last 32 bits may be written as an IPv4 address. */
function countGroups(text: string, isLast: boolean): number {
  if (text === "") return 0;
  const groups = text.split(":");
  const last = isLast && isIpv4(groups[groups.length - 1]!) ? groups.pop() : undefined;
  if (!groups.every((group) => /^[\da-f]{1,4}$/i.test(group))) return Number.NaN;
  return groups.length + (last === undefined ? 0 : 2);
}

function isIpv4(text: string): boolean {
  return new RegExp(`^${octet}(?:\\.${octet}){3}$`).test(text);
}

/**
 * Whether a label in Punycode (RFC 3492) decodes to something that needs it: a Unicode text with a character
 * beyond ASCII.
 *
 * @param label - what follows `xn--`, in lower case
 */
function decodesToSomething(label: string): boolean {
  const basic = Math.max(label.lastIndexOf("-"), 0);
  let length = basic;
  let at = basic > 0 ? basic + 1 : 0;
  if (at === label.length) return false;
  let code = 128;
  let position = 0;
  let bias = 72;
  while (at < label.length) {
    const before = position;
    for (let weight = 1, k = 36; ; k += 36) {
      const digit = digitOf(label.charCodeAt(at++));
      position += digit * weight;
      // Also where there is no digit, or the numbers outgrow what could be meant.
      if (!(position < 2 ** 31)) return false;
      const threshold = Math.min(Math.max(k - bias, 1), 26);
      if (digit < threshold) break;
      weight *= 36 - threshold;
    }
    length++;
    bias = adapt(position - before, length, before === 0);
    code += Math.floor(position / length);
    position = (position % length) + 1;
    // No controls and no surrogates.
    if (code < 0xa1 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return false;
  }
  return true;
}

/** The value of a digit, `a` to `z` and `0` to `9`; NaN for anything else. */
function digitOf(unit: number): number {
  if (unit >= 0x61 && unit <= 0x7a) return unit - 0x61;
  return unit >= 0x30 && unit <= 0x39 ? unit - 0x30 + 26 : Number.NaN;
}

/** RFC 3492, section 6.1. */
function adapt(delta: number, length: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? 700 : 2));
  rest += Math.floor(rest / length);
  let bias = 0;
  for (; rest > 455; bias += 36) rest = Math.floor(rest / 35);
  return bias + Math.floor((36 * rest) / (rest + 38));
}

/** Which characters a name may decode to takes tables of Unicode: where the platform has them, it is asked. */
function isKnownToUrl(host: string): boolean {
  if (typeof URL !== "function") return true;
  try {
    new URL(`https://${host}`);
    return true;
  } catch {
    return false;
  }
}
