import { verifyInvoice } from "../../../src/index.js";
import * as pay from "../../../src/pay/index.js";
import { hex } from "../bytes.js";
import { payingWallet, payReceiver } from "../payReceiver.js";
import { paySamples, unsignedPaySamples } from "../paySamples.js";
import { coreNames } from "./coreNames.js";

const { secretKey, publicKey } = coreNames;
const receiver = payReceiver(() => Math.floor(Date.now() / 1000));
const wallet = payingWallet(receiver);
const { lnurlpRequest, payRequest, lnurlpResponse, payResponse } = unsignedPaySamples;

/** What the examples of `src/pay` use without saying where it comes from. */
export const payNames = {
  ...coreNames,
  ...pay,
  invoice: verifyInvoice(coreNames.invoice, { publicKey }),
  /** BOLT 11, section "Examples": $3 for a cup of coffee. */
  lightningInvoice:
    "lnbc2500u1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpu9qrsgquk0rl77nj30yxdy8j9vdx85fkpmdla2087ne0xh8nhedh8w27kyke0lp53ut353s06fv3qfegext0eh0ymjpf39tuven09sam30g4vgpfna3rh",
  ...paySamples,
  unsignedLnurlpResponse: lnurlpResponse,
  unsignedPayResponse: payResponse,
  signedRequestUrl: pay.encodeLnurlpRequest(await pay.signLnurlpRequest(lnurlpRequest, secretKey)),
  signedPayRequestJson: pay.encodePayRequest(await pay.signPayRequest(payRequest, secretKey)),
  fetch: receiver.fetch,
  wallet,
  node: { createInvoice: (_asked: pay.LightningInvoiceToCreate) => "lnbc1" },
  receivers: new Map<string, pay.Receiver>(),
  window: { webln: wallet },
  macaroon: "0201036c6e6402f801",
  nostrWalletConnectUrl: `nostr+walletconnect://${"ab".repeat(32)}?relay=wss%3A%2F%2Frelay.example&secret=${"07".repeat(32)}`,
  keyResolver: { resolve: async () => ({ publicKey: hex(publicKey), cached: false }) },
  // Examples run more than once.
  nonces: { take: () => true },
};
