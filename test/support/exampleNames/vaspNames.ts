import * as vasp from "../../../src/vasp/index.js";
import { pemOf } from "../certificates.js";
import { coreNames } from "./coreNames.js";

const { fetchVaspConfiguration, fetchVaspKeys, createKeyResolver, createVaspHandler } = vasp;
const pem = pemOf("self-signed");
const handler = createVaspHandler({
  keys: { signingCertChain: pem, encryptionPublicKey: coreNames.publicKey },
  configuration: {
    name: "VASP",
    umaMajorVersions: [0, 1],
    umaRequestEndpoint: "https://vasp1.com/uma/request",
  },
});
/** All VASPs at once, without a network. */
const fetch: typeof globalThis.fetch = (url, init) => handler(new Request(url, init));

/** What the examples of `src/vasp` use without saying where it comes from. */
export const vaspNames = {
  ...coreNames,
  ...vasp,
  fetchVaspConfiguration: (domain: string) => fetchVaspConfiguration(domain, { fetch }),
  fetchVaspKeys: (domain: string) => fetchVaspKeys(domain, { fetch }),
  createKeyResolver: () => createKeyResolver({ fetch }),
  pem,
};
