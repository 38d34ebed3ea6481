import { createRequire } from "node:module";
import type { Pixels } from "./qrPixels.js";

// A CommonJS module whose types say otherwise.
const jsQr: typeof import("jsqr").default = createRequire(import.meta.url)("jsqr");

/** What jsQR, which knows nothing of what draws them here, reads from the pixels of a QR code. */
export function readQr({ data, width, height }: Pixels) {
  return jsQr(data, width, height, { inversionAttempts: "dontInvert" });
}
