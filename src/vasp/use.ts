import { id_ce_keyUsage, id_ce_subjectAltName, KeyUsage, KeyUsageFlags } from "@peculiar/asn1-x509";
import { toHex } from "../bytes.js";
import { describe } from "../describe.js";
import { checkUrl } from "../http/url.js";
import { extensionOf, type ParsedCertificate } from "./certificate.js";
import { checkDer, derElements } from "./der.js";
import { invalidCertificate, vaspRefusal } from "./errors.js";

/**
 * Checks that a certificate is valid at a moment.
 *
 * @throws UmaInvoiceError `CERTIFICATE_EXPIRED`
 * @see RFC 5280, section 4.1.2.5
 */
export function checkDates({ notBefore, notAfter }: ParsedCertificate, seconds: number): void {
  const [from, to] = [notBefore.toISOString(), notAfter.toISOString()];
  if (seconds * 1000 < notBefore.getTime() || seconds * 1000 > notAfter.getTime())
    throw vaspRefusal("CERTIFICATE_EXPIRED", {
      subject: "certificate",
      expected: "one that is valid now",
      instead: `one that is from ${from} to ${to}`,
    });
}

/**
 * Checks that a certificate's key may be used for something. One that says nothing of it may.
 *
 * @throws UmaInvoiceError `INVALID_CERTIFICATE`
 * @see RFC 5280, section 4.2.1.3
 */
export function checkUsage(certificate: ParsedCertificate, usage: "digitalSignature" | "keyCertSign"): void {
  const allowed = extensionOf(certificate, id_ce_keyUsage, KeyUsage);
  if (allowed && !(allowed.toNumber() & KeyUsageFlags[usage]))
    throw invalidCertificate(`a key usage of ${usage}`, "others");
}

/**
 * Checks that a certificate was made out to a host. Where it has a subject alternative name, one of those
 * names has to be the host: as a DNS name, whose first label may be `*`, as an IP address, or in an https URL.
 * Where none of them is of hosts, a common name that looks like a host name has to be the host. Where there is
 * neither an alternative name nor such a common name, as in "VASP 2", the certificate says nothing of hosts,
 * and the word of whoever signed it counts.
 *
 * @param host - in lower case, without a port
 * @throws UmaInvoiceError `INVALID_CERTIFICATE`
 * @see RFC 6125, section 6.4; RFC 5280, section 4.2.1.6
 */
export function checkHostName(certificate: ParsedCertificate, host: string): void {
  const { extensions, subject } = certificate.content;
  const extension = extensions?.find(({ extnID }) => extnID === id_ce_subjectAltName);
  const alternatives = extension ? alternativeNames(new Uint8Array(extension.extnValue.buffer)) : [];
  const isNamed = (name: string) => isNameOf(name, host);
  const common = Array.from(subject)
    .flatMap((parts) => Array.from(parts))
    .flatMap(({ type, value }) => (type === "2.5.4.3" ? [value.toString()] : []))
    .filter((name) => /^(?:localhost|\S*[^\s.]\.[^\s.]\S*)$/i.test(name))
    .map((name) => name.replace(/:\d+$/, ""));
  const [names, isFor] =
    alternatives.length > 0
      ? [alternatives, alternatives.some(isNamed)]
      : [common, common.length > 0 ? common.every(isNamed) : !extension];
  if (isFor) return;
  const found = names.length > 0 ? describe(names.join(", ")) : "no host";
  throw invalidCertificate(`one for ${describe(host)}`, `one for ${found}`);
}

/** Those of the alternative names in an extension that are of hosts, as hosts stand in URLs. */
function alternativeNames(der: Uint8Array): string[] {
  checkDer(der);
  const [names, ...others] = derElements(der);
  if (names?.tag !== 0x30 || others.length > 0)
    throw invalidCertificate("a list of alternative names", "something else");
  return Array.from(derElements(names.content)).flatMap(({ tag, content }) => {
    const text = Array.from(content, (byte) => String.fromCharCode(byte)).join("");
    // dNSName, iPAddress, uniformResourceIdentifier.
    if (tag === 0x82) return [text];
    if (tag === 0x87) return [addressText(content)];
    return tag === 0x86 ? [hostOf(text)] : [];
  });
}

function addressText(address: Uint8Array): string {
  const hex = toHex(address);
  // No other address of IPv6 is ever connected to.
  return address.length === 4 ? Array.from(address).join(".") : hex === `${"0".repeat(31)}1` ? "[::1]" : hex;
}

/** The host in a URL; what is no URL of a VASP stays as it is, and is the name of no host. */
function hostOf(url: string): string {
  try {
    return checkUrl(url, { allowLoopback: true, allowPorts: true }).hostname;
  } catch {
    return url;
  }
}

function isNameOf(name: string, host: string): boolean {
  // Printable ASCII alone: folding turns U+212A, the Kelvin sign, into a k.
  if (!/^[!-~]+$/.test(name)) return false;
  const lower = name.toLowerCase();
  // A `*` stands for one label before two or more others, of which the last is no number, as in an address.
  const parent = /^\*\.((?:[^.]+\.)+[^.]*[^.\d][^.]*)$/.exec(lower)?.[1];
  return lower === host || (parent !== undefined && host.replace(/^[^.]+\./, "") === parent);
}
