import { readFileSync } from "node:fs";

/** A certificate of `fixtures/certificates`, in PEM. */
export function pemOf(name: string): string {
  return readFileSync(new URL(`../../fixtures/certificates/${name}.pem`, import.meta.url), "utf8");
}

/** The same in DER. */
export function derOf(name: string): Uint8Array<ArrayBuffer> {
  const [, base64] = /CERTIFICATE-----([^-]*)-----END/.exec(pemOf(name))!;
  return new Uint8Array(Buffer.from(base64!, "base64"));
}

/** The same in hex, as key documents hold certificates. */
export function hexOf(name: string): string {
  return Buffer.from(derOf(name)).toString("hex");
}
