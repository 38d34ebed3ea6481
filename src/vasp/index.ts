/**
 * `uma-invoice/vasp`.
 *
 * @module
 */
export {};
