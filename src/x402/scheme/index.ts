/**
 * `uma-invoice/x402/scheme`.
 *
 * @module
 */
export {};
