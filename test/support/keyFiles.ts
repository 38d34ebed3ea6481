import { createPrivateKey } from "node:crypto";
import { hex } from "./bytes.js";

/** A secret key as other programs write it into files. */
export function keyFiles(secretKey: string) {
  const sec1 = Buffer.from(hex(`302e0201010420${secretKey}a00706052b8104000a`));
  const key = createPrivateKey({ key: sec1, format: "der", type: "sec1" });
  return {
    /** DER after SEC 1, without the public key. */
    sec1,
    pemOf: (type: "sec1" | "pkcs8"): string => key.export({ type, format: "pem" }).toString(),
    /** Text in UTF-16, with its byte order mark. */
    utf16: (text: string): Uint8Array => Buffer.from(`\ufeff${text}`, "utf16le"),
  };
}
