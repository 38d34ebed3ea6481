import { AsnConvert } from "@peculiar/asn1-schema";
import { Certificate, type Name, type TBSCertificate } from "@peculiar/asn1-x509";
import { fromBinary, fromBytesOrHex, isSame, sizeOf, toHex } from "../bytes.js";
import { describe } from "../describe.js";
import { importPublicKey } from "../ecdsa/keys.js";
import { nobleEcdsa } from "../ecdsa/noble.js";
import { UmaInvoiceError } from "../errors.js";
import { checkDer } from "./der.js";
import { invalidCertificate } from "./errors.js";

/** What the certificate of a VASP says. */
export type VaspCertificate = {
  /** The key on secp256k1, 65 bytes. */
  readonly publicKey: Uint8Array;
  readonly notBefore: Date;
  /** The last moment at which the certificate is valid. */
  readonly notAfter: Date;
  /** Whom it was issued to, as RFC 4514 writes names: `CN=vasp2.com,O=VASP`. */
  readonly subject: string;
  /** Who issued it. */
  readonly issuer: string;
};

/**
 * Reads the X.509 certificate of a VASP. Neither its dates nor its signature are checked.
 *
 * @param certificate - strict DER, its hex, or PEM of one certificate
 * @throws UmaInvoiceError `INVALID_CERTIFICATE`, also for a key that is not on secp256k1
 * @see RFC 5280, section 4; RFC 5480, section 2
 *
 * @example
 * ```ts
 * const { publicKey, subject } = readCertificate(pem);
 * publicKey.length; // 65
 * subject; // "CN=vasp2.com,O=VASP 2"
 * ```
 */
export function readCertificate(certificate: Uint8Array | string): VaspCertificate {
  const [der, ...others] = certificateBytes(certificate);
  if (!der || others.length > 0) throw invalidCertificate("one certificate", `${others.length + 1}`);
  const parsed = parseCertificate(der);
  const { content, notBefore, notAfter } = parsed;
  return {
    publicKey: publicKeyOf(parsed),
    notBefore,
    notAfter,
    subject: distinguishedName(content.subject),
    issuer: distinguishedName(content.issuer),
  };
}

/**
 * One certificate or more: DER, its hex, PEM that may hold several, or a list of these. Around the blocks of
 * PEM there may be any text, and their lines may end as in an environment variable: in a backslash and an n.
 */
export type Certificates = Uint8Array | string | readonly (Uint8Array | string)[];

/**
 * Copies of the DER of certificates, in the order in which they stand.
 *
 * @throws UmaInvoiceError `INVALID_CERTIFICATE`
 * @see RFC 7468, sections 4 and 5 (PEM)
 */
export function certificateBytes(certificates: Certificates): Uint8Array[] {
  try {
    return Array.isArray(certificates) ? Array.from(certificates, bytesOf).flat() : bytesOf(certificates);
  } catch (cause) {
    if (cause instanceof UmaInvoiceError) throw cause;
    throw invalidCertificate("a list that can be read", "another", cause);
  }
}

/** An X.509 certificate, well-formed and nothing more. */
export type ParsedCertificate = {
  /** The certificate itself. */
  readonly der: Uint8Array;
  /** The part of it that is signed. */
  readonly signed: Uint8Array<ArrayBuffer>;
  /** What that part says. */
  readonly content: TBSCertificate;
  /** The DER of the names of whom it was issued to, and by, in hex. */
  readonly subject: string;
  readonly issuer: string;
  /** The object identifier of the algorithm that signed it. */
  readonly algorithm: string;
  readonly signature: Uint8Array<ArrayBuffer>;
  readonly notBefore: Date;
  readonly notAfter: Date;
};

/**
 * Reads one certificate in strict DER, of no more bytes and elements than `checkDer` lets pass.
 *
 * @throws UmaInvoiceError `INVALID_CERTIFICATE`
 * @see RFC 5280, section 4.1
 */
export function parseCertificate(der: Uint8Array): ParsedCertificate {
  const {
    tbsCertificate: content,
    tbsCertificateRaw,
    signatureAlgorithm,
    signatureValue,
  } = parseDer(der, Certificate);
  const { extensions = [], signature, validity } = content;
  if (!isSame(toDer(signature), toDer(signatureAlgorithm)))
    throw invalidCertificate("the same signature algorithm inside and outside", "two");
  if (new Set(extensions.map(({ extnID }) => extnID)).size < extensions.length)
    throw invalidCertificate("each extension once", "one twice");
  return {
    der,
    // What is verified is what was received.
    signed: new Uint8Array(tbsCertificateRaw!),
    content,
    subject: toHex(toDer(content.subject)),
    issuer: toHex(toDer(content.issuer)),
    algorithm: signatureAlgorithm.algorithm,
    signature: new Uint8Array(signatureValue),
    notBefore: validity.notBefore.getTime(),
    notAfter: validity.notAfter.getTime(),
  };
}

/** The key on secp256k1 that a certificate is for, 65 bytes. */
export function publicKeyOf(certificate: ParsedCertificate): Uint8Array {
  const { algorithm, subjectPublicKey } = certificate.content.subjectPublicKeyInfo;
  if (curveOf(certificate) !== secp256k1)
    throw invalidCertificate("a key on secp256k1", `one of ${describe(algorithm.algorithm)}`);
  try {
    return importPublicKey(nobleEcdsa, new Uint8Array(subjectPublicKey)).slice();
  } catch (cause) {
    throw invalidCertificate("a key on secp256k1", "no point of it", cause);
  }
}

/**
 * The curve that a certificate's key is on: its object identifier (RFC 5480, section 2.1.1), in hex of
 * its DER. Empty for a key on none.
 */
export function curveOf({ content }: ParsedCertificate): string {
  const { algorithm, parameters } = content.subjectPublicKeyInfo.algorithm;
  // id-ecPublicKey
  return algorithm === "1.2.840.10045.2.1" && parameters ? toHex(new Uint8Array(parameters)) : "";
}

/** secp256k1 (SEC 2, section A.2.1) as {@link curveOf} names curves. */
const secp256k1 = "06052b8104000a";

/** The value of an extension, if it is there. */
export function extensionOf<Value>(
  { content }: ParsedCertificate,
  id: string,
  type: new () => Value,
): Value | undefined {
  const extension = content.extensions?.find(({ extnID }) => extnID === id);
  return extension && parseDer(new Uint8Array(extension.extnValue.buffer), type);
}

/** Writes a value as DER. */
export function toDer(value: unknown): Uint8Array<ArrayBuffer> {
  return new Uint8Array(AsnConvert.serialize(value));
}

function parseDer<Value>(der: Uint8Array, type: new () => Value): Value {
  checkDer(der);
  let value: Value;
  let strict: Uint8Array;
  try {
    value = AsnConvert.parse(der, type);
    strict = toDer(value);
  } catch (cause) {
    throw invalidCertificate("X.509 in DER", "something else", cause);
  }
  // There is one way to write a value in DER: all else that the parser lets pass differs from it.
  if (!isSame(der, strict)) throw invalidCertificate("strict DER and nothing behind it", "something else");
  return value;
}

function bytesOf(certificate: unknown): Uint8Array[] {
  const bytes = fromBytesOrHex(certificate);
  if (bytes) return [bytes];
  if (typeof certificate !== "string") throw unreadable(certificate);
  const blocks = Array.from(
    certificate.matchAll(
      /-----BEGIN (?:X\.?509 )?CERTIFICATE-----([^-]*)-----END (?:X\.?509 )?CERTIFICATE-----/g,
    ),
  );
  const started = certificate.match(/-----BEGIN [\w. ]*CERTIFICATE-----/g) ?? [];
  if (started.length === 0) throw unreadable(certificate);
  // One that is cut off, or of another kind, is not passed over.
  if (blocks.length < started.length)
    throw invalidCertificate(`${started.length} whole certificates in PEM`, `${blocks.length}`);
  return blocks.map(([, base64]) => fromBase64(base64!));
}

function fromBase64(base64: string): Uint8Array {
  try {
    return fromBinary(atob(base64.replace(/\\[rnt]/g, "")));
  } catch (cause) {
    throw invalidCertificate("base64 in PEM", "something else", cause);
  }
}

/** It may be a secret key that was taken for a certificate: its size is all that is told. */
function unreadable(found: unknown): UmaInvoiceError {
  return invalidCertificate("DER, its hex, or PEM", sizeOf(found));
}

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
function distinguishedName(name: Name): string {
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
