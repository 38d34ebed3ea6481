// A VASP's two well-known documents, from a certificate.
//
//   npm run example vasp/wellKnown
//   curl localhost:4003/.well-known/lnurlpubkey
//
// A certificate to start with, for a key that is kept elsewhere:
//
//   openssl ecparam -name secp256k1 -genkey -noout -out key.pem
//   openssl req -new -x509 -key key.pem -days 365 -subj /CN=vasp2.com -out certificate.pem
import { readFileSync } from "node:fs";
import { serve } from "@hono/node-server";
import { createVaspHandler, readCertificate } from "uma-invoice/vasp";

const pem = readFileSync("fixtures/certificates/self-signed.pem", "utf8"); // yours: certificate.pem

const handler = createVaspHandler({
  keys: { signingCertChain: pem, encryptionCertChain: pem },
  configuration: {
    name: "VASP 2",
    umaMajorVersions: [0, 1],
    umaRequestEndpoint: "https://vasp2.com/uma/request",
  },
  maxAgeSeconds: 3600, // seconds that others may keep the keys
});
serve({ fetch: handler, hostname: "localhost", port: 4003 }, () => {
  console.log(`Serving the keys of ${readCertificate(pem).subject}`);
});
