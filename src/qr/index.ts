/**
 * `uma-invoice/qr`.
 *
 * @module
 */
export {};
