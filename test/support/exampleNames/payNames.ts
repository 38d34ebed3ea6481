import * as pay from "../../../src/pay/index.js";
import { hex } from "../bytes.js";
import { paySamples, unsignedPaySamples } from "../paySamples.js";
import { coreNames } from "./coreNames.js";

const { secretKey, publicKey } = coreNames;
const { lnurlpRequest, payRequest, lnurlpResponse, payResponse } = unsignedPaySamples;

/** What the examples of `src/pay` use without saying where it comes from. */
export const payNames = {
  ...coreNames,
  ...pay,
  ...paySamples,
  unsignedLnurlpResponse: lnurlpResponse,
  unsignedPayResponse: payResponse,
  signedRequestUrl: pay.encodeLnurlpRequest(await pay.signLnurlpRequest(lnurlpRequest, secretKey)),
  signedPayRequestJson: pay.encodePayRequest(await pay.signPayRequest(payRequest, secretKey)),
  keyResolver: { resolve: async () => ({ publicKey: hex(publicKey), cached: false }) },
  // Examples run more than once.
  nonces: { take: () => true },
};
