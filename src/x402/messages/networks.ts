/**
 * How each version of x402 writes the network. Version 2 wants CAIP-2's form, `namespace:reference`, of
 * networks that are no blockchains too (x402 version 2, section 11.1).
 */
export const networks = { 1: "uma", 2: "uma:mainnet" } as const;
