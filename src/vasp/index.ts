/**
 * `uma-invoice/vasp`: finds and publishes the keys and the configuration of VASPs.
 *
 * @module
 */
export type { HttpOptions } from "../http/fetch.js";
export { vaspDomain } from "../uma/address.js";
export { type Certificates, readCertificate, type VaspCertificate } from "./certificate.js";
export type { TrustOptions } from "./chain.js";
export {
  fetchVaspConfiguration,
  type PublishedConfiguration,
  type UmaAuthConfiguration,
  type VaspConfiguration,
} from "./configuration.js";
export { createVaspHandler, type VaspHandlerOptions } from "./handler.js";
export {
  type FetchVaspKeysOptions,
  fetchVaspKeys,
  readSigningKey,
  type SigningKey,
  type VaspHandlerKeys,
  type VaspKeys,
} from "./keys.js";
export {
  type CachedKey,
  createKeyResolver,
  type KeyCache,
  type KeyResolver,
  type KeyResolverOptions,
} from "./resolver.js";
export {
  type VerifyInvoiceWithResolverOptions,
  verifyInvoiceWithResolver,
} from "./verify.js";
