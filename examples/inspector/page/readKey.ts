import { UmaInvoiceError } from "uma-invoice";
import { readCertificate, type VaspCertificate } from "uma-invoice/vasp";

/** A public key that was entered, by itself or in a certificate. */
export type Key = {
  readonly publicKey: Uint8Array | string;
  readonly certificate?: VaspCertificate;
};

/**
 * Reads a key: hex of 33 or 65 bytes, or a certificate in PEM or hex.
 *
 * @returns the key, what is wrong with it, or `undefined` for no key at all
 */
export function readKey(entered: string): Key | UmaInvoiceError | undefined {
  if (entered.trim() === "") return undefined;
  const hex = entered.replace(/[\s:]/g, "");
  if (/^(?:[\da-f]{66}|[\da-f]{130})$/i.test(hex)) return { publicKey: hex };
  try {
    const certificate = readCertificate(/^[\da-f]*$/i.test(hex) ? hex : entered);
    return { publicKey: certificate.publicKey, certificate };
  } catch (error) {
    if (error instanceof UmaInvoiceError) return error;
    throw error;
  }
}
