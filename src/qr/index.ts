/**
 * `uma-invoice/qr`: invoices as QR codes.
 *
 * @module
 */
export type { ErrorCorrection, QrOptions } from "./qrModules.js";
export { type QrSvgOptions, toQrSvg } from "./toQrSvg.js";
export { type QrTerminalOptions, toQrTerminal } from "./toQrTerminal.js";
