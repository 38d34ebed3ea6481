import { AsnConvert } from "@peculiar/asn1-schema";
import { Certificate, type TBSCertificate } from "@peculiar/asn1-x509";
import { toHex } from "../bytes.js";
import { checkDer } from "./checkDer.js";
import { invalidCertificate } from "./invalidCertificate.js";

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
    throw invalidCertificate("the same signature algorithm inside and outside, found two");
  if (new Set(extensions.map(({ extnID }) => extnID)).size < extensions.length)
    throw invalidCertificate("each extension once, found one twice");
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

/** Whether two pieces of DER are the same. */
export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}

function parseDer<Value>(der: Uint8Array, type: new () => Value): Value {
  checkDer(der);
  let value: Value;
  let strict: Uint8Array;
  try {
    value = AsnConvert.parse(der, type);
    strict = toDer(value);
  } catch (cause) {
    throw invalidCertificate("X.509 in DER, found something else", cause);
  }
  // There is one way to write a value in DER: all else that the parser lets pass differs from it.
  if (!isSame(der, strict))
    throw invalidCertificate("strict DER and nothing behind it, found something else");
  return value;
}
