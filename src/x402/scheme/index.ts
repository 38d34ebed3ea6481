/**
 * `uma-invoice/x402/scheme`: the scheme `exact` on UMA for the published x402 packages, `@x402/fetch`,
 * `@x402/express`, `@x402/hono` and what else builds on `@x402/core`.
 *
 * @module
 */

export { type ExactUmaClient, type ExactUmaClientOptions, exactUmaClient } from "./client.js";
export {
  type ExactUmaFacilitator,
  type ExactUmaFacilitatorOptions,
  exactUmaFacilitator,
  type SchemePayment,
} from "./facilitator.js";
export { createFacilitatorHandler, type FacilitatorHandlerOptions } from "./facilitatorHandler.js";
export type { AssetAmount, SchemePrice } from "./price.js";
export { checkOfferedResource, guardFetch } from "./redirects.js";
export type { SchemeRequirements } from "./requirements.js";
export {
  type ExactUmaServer,
  type ExactUmaServerOptions,
  exactUmaServer,
  type SchemeOffers,
  type SchemeSettled,
  type SchemeSettling,
} from "./server.js";
