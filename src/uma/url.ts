import { format } from "./format.js";
import { number, octet, port, withHost } from "./host.js";

/** What may follow the host in a URL (RFC 3986, appendix A): a path, a query, a fragment. */
const afterHost = "(?:[/?#][\\w\\-.~:/?#[\\]@!$&'()*+,;=%]*)?";

/** A URL that a payer may send personal data to: https, or http to this very machine. No user info. */
export const callbackUrl = /* @__PURE__ */ (() =>
  withHost(
    format(
      "an https URL (http for loopback hosts)",
      // Where the last label of a name is a number, browsers take it for an IPv4 address.
      `[hH][tT][tT][pP][sS]://(?:(?:[\\w-]+\\.)*(?!${number}(?:[:/?#]|$))[\\w-]+|${octet}(?:\\.${octet}){3}|\\[[\\da-fA-F:.]+\\])${port}${afterHost}`,
      `[hH][tT][tT][pP]://(?:(?:[\\w-]+\\.)*localhost|127(?:\\.${octet}){3}|\\[::1\\])${port}${afterHost}`,
    ),
    /:\/\/(\[[^\]]*\]|[^/?#:]*)/,
  ))();
