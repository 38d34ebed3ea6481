import { UmaInvoiceError } from "../../errors.js";

/** What systems, Node.js and OpenSSL call what goes wrong on the way to a server, from the most telling part of the name. */
const reasons: readonly (readonly [pattern: RegExp, words: string])[] = [
  [/^(?:ENOTFOUND|EAI_)/, "its name is not to be found in the DNS, or there is no network"],
  [/^ECONNREFUSED$/, "it refused the connection"],
  [/^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, "it broke the connection off"],
  [/TIMEOUT|^ETIMEDOUT$/, "it did not answer in time"],
  [/^E(?:HOST|NET)(?:UNREACH|DOWN)$/, "there is no way to it"],
  [/CERT|SIGNATURE|^ERR_(?:TLS|SSL)|^EPROTO$/, "its TLS certificate, or its TLS, is not in order"],
];

/** Why a VASP could not be reached, in words, to go behind the error's message; nothing if that says it all. */
export function whyUnreachable(error: Error): string {
  const code = codeBehind(error.cause);
  if (code === undefined) return "";
  const [, words] = reasons.find(([pattern]) => pattern.test(code)) ?? [];
  return `: ${words === undefined ? code : `${words} (${code})`}`;
}

/** The code of a system: what fetch rejects with has the reason for its cause. */
function codeBehind(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || cause instanceof UmaInvoiceError) return undefined;
  const { code } = cause as { readonly code?: unknown };
  return typeof code === "string" ? code : codeBehind(cause.cause);
}
