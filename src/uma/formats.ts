import type { TextFormat } from "../tlv/kinds.js";
import { isHost } from "./host.js";

const label = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
const port = "(?::(?:[1-9]\\d{0,3}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d\\d|655[0-2]\\d|6553[0-5]))?";
const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
/** The last label of a host name: where it is a number, browsers take the name for an IPv4 address. */
const lastLabel = "(?!(?:\\d+|0[xX][\\da-fA-F]*)(?:[:/?#]|$))[\\w-]+";
/** What may follow the host in a URL (RFC 3986, appendix A): a path, a query, a fragment. */
const afterHost = "(?:[/?#][\\w\\-.~:/?#[\\]@!$&'()*+,;=%]*)?";
const number = "(?:0|[1-9]\\d{0,8})";

function format(expected: string, ...patterns: readonly string[]): TextFormat {
  const pattern = new RegExp(`^(?:${patterns.join("|")})$`);
  return { expected, test: (text) => pattern.test(text) };
}

/**
 * The same, with a look at the host where it is written in a code; few are.
 *
 * @param hostOf - finds the host
 */
function withHost({ expected, test }: TextFormat, hostOf: RegExp): TextFormat {
  return {
    expected,
    test: (text) =>
      test(text) && (!(text.includes("--") || text.includes("[")) || isHost(hostOf.exec(text)![1]!)),
  };
}

// Bundlers drop a call that nobody needs only together with its arguments: hence the functions.

/** An UMA address (UMAD-01): `$user@domain`, 1 to 64 characters of user, an optional port. */
export const umaAddress = /* @__PURE__ */ (() =>
  withHost(
    format("an UMA address ($user@domain)", `\\$[\\w\\-.+]{1,64}@${label}(?:\\.${label})*${port}`),
    /@([^:]*)/,
  ))();

/** A UUID as text (RFC 9562, section 4), in either case. Digit by digit: counted ones take three times as long. */
export const uuid = /* @__PURE__ */ (() =>
  format("a UUID", [8, 4, 4, 4, 12].map((digits) => "[\\da-fA-F]".repeat(digits)).join("-")))();

/** A URL that a payer may send personal data to: https, or http to this very machine. No user info. */
export const callbackUrl = /* @__PURE__ */ (() =>
  withHost(
    format(
      "an https URL (http for loopback hosts)",
      `[hH][tT][tT][pP][sS]://(?:(?:[\\w-]+\\.)*${lastLabel}|${octet}(?:\\.${octet}){3}|\\[[\\da-fA-F:.]+\\])${port}${afterHost}`,
      `[hH][tT][tT][pP]://(?:(?:[\\w-]+\\.)*localhost|127(?:\\.${octet}){3}|\\[::1\\])${port}${afterHost}`,
    ),
    /:\/\/(\[[^\]]*\]|[^/?#:]*)/,
  ))();

/** UMA versions, `major.minor` joined with commas. */
export const umaVersions = /* @__PURE__ */ (() =>
  format("versions (major.minor, joined with commas)", `${number}\\.${number}(?:,${number}\\.${number})*`))();
