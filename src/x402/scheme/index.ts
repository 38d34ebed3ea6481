/**
 * `uma-invoice/x402/scheme`: the scheme `exact` on UMA for the published x402 packages, `@x402/fetch`,
 * `@x402/express`, `@x402/hono` and what else builds on `@x402/core`.
 *
 * @module
 */
export { checkOfferedResource } from "./checkOfferedResource.js";
export { type ExactUmaClient, type ExactUmaClientOptions, exactUmaClient } from "./exactUmaClient.js";
export {
  type ExactUmaFacilitator,
  type ExactUmaFacilitatorOptions,
  exactUmaFacilitator,
  type SchemePayment,
} from "./exactUmaFacilitator.js";
export {
  type ExactUmaServer,
  type ExactUmaServerOptions,
  exactUmaServer,
  type SchemeOffers,
  type SchemeSettled,
  type SchemeSettling,
} from "./exactUmaServer.js";
export { guardFetch } from "./guardFetch.js";
export type { AssetAmount, SchemePrice } from "./parsePrice.js";
export type { SchemeRequirements } from "./SchemeRequirements.js";
