/**
 * `uma-invoice/x402`.
 *
 * @module
 */
export {};
