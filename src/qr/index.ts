/**
 * `uma-invoice/qr`: invoices as QR codes.
 *
 * @module
 */
export type { ErrorCorrection, QrOptions } from "./modules.js";
export { type QrSvgOptions, toQrSvg } from "./svg.js";
export { type QrTerminalOptions, toQrTerminal } from "./terminal.js";
