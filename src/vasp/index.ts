/**
 * `uma-invoice/vasp`: finds and publishes the keys and the configuration of VASPs.
 *
 * @module
 */
export type { HttpOptions } from "../http/fetch.js";
export type { Certificates } from "./certificate.js";
export { readCertificate, type VaspCertificate } from "./certificate.js";
export { fetchVaspConfiguration, type VaspConfiguration } from "./configuration.js";
export { vaspDomain } from "./document.js";
export {
  createVaspHandler,
  readSigningKey,
  type SigningKey,
  type VaspHandlerKeys,
  type VaspHandlerOptions,
} from "./handler.js";
export type { TrustOptions } from "./keys.js";
export { type FetchVaspKeysOptions, fetchVaspKeys, type VaspKeys } from "./keys.js";
export type { CachedKey, KeyCache, KeyResolver } from "./resolver.js";
export { createKeyResolver, type KeyResolverOptions } from "./resolver.js";
export {
  type VerifyInvoiceWithResolverOptions,
  verifyInvoiceWithResolver,
} from "./verify.js";
