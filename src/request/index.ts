/**
 * `uma-invoice/request`.
 *
 * @module
 */
export {};
