/**
 * `uma-invoice/vasp`: finds and publishes the keys and the configuration of VASPs.
 *
 * @module
 */
export type { HttpOptions } from "../http/HttpOptions.js";
export type { Certificates } from "./certificateBytes.js";
export type { TrustOptions } from "./checkKey.js";
export { createKeyResolver, type KeyResolverOptions } from "./createKeyResolver.js";
export { createVaspHandler, type VaspHandlerKeys, type VaspHandlerOptions } from "./createVaspHandler.js";
export { fetchVaspConfiguration, type VaspConfiguration } from "./fetchVaspConfiguration.js";
export { type FetchVaspKeysOptions, fetchVaspKeys, type VaspKeys } from "./fetchVaspKeys.js";
export type { CachedKey, KeyCache } from "./KeyCache.js";
export type { KeyResolver } from "./KeyResolver.js";
export { readCertificate, type VaspCertificate } from "./readCertificate.js";
export { readSigningKey, type SigningKey } from "./readSigningKey.js";
export { vaspDomain } from "./vaspDomain.js";
export {
  type VerifyInvoiceWithResolverOptions,
  verifyInvoiceWithResolver,
} from "./verifyInvoiceWithResolver.js";
