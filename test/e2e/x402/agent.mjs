// An agent that pays for what it reads, with the wallet of a VASP of its own, whose keys it serves, too.
import { randomUUID } from "node:crypto";
import { getRequestListener } from "@hono/node-server";
import {
  fetchPublicKeyForVasp,
  getPayRequest,
  getSignedLnurlpRequestUrl,
  InMemoryNonceValidator,
  InMemoryPublicKeyCache,
  KycStatus,
  LnurlpResponse,
  PayReqResponse,
  verifyPayReqResponseSignature,
  verifyUmaLnurlpResponseSignature,
} from "@uma-sdk/core";
import { createKeyResolver, createVaspHandler, vaspDomain } from "uma-invoice/vasp";
import { createUmaFetch, receiptOf } from "uma-invoice/x402";
import { postJson } from "./postJson.mjs";
import { startServer } from "./startServer.mjs";

const { LEDGER, SIGNING_KEY, PUBLIC_KEY } = process.env;
const signingKey = Buffer.from(SIGNING_KEY, "hex");
const publicKeys = new InMemoryPublicKeyCache();
const nonces = new InMemoryNonceValidator(0);

const wellKnown = createVaspHandler({
  keys: { signingPublicKey: PUBLIC_KEY, encryptionPublicKey: PUBLIC_KEY },
  configuration: { name: "VASP", umaMajorVersions: [0, 1] },
});

const umaFetch = createUmaFetch({
  pay,
  maxAmount: { USD: { amount: 50n, decimals: 2 } },
  keyResolver: createKeyResolver({ allowLoopback: true }),
});

const { port, ready } = await startServer(
  {
    /** Buys what is asked for, all at once. */
    "POST /buy": ({ urls }) => Promise.all(urls.map(buy)),
  },
  getRequestListener(wellKnown),
);
const ownDomain = `localhost:${port}`;
const ownAddress = `$agent@${ownDomain}`;
ready();

async function buy(url) {
  try {
    const response = await umaFetch(url).catch(resume);
    const { preimage, order, answer } = receiptOf(response) ?? {};
    const way = order && ("invoice" in order ? "invoice" : "address");
    return { status: response.status, body: await response.text(), preimage, way, answer };
  } catch (error) {
    return { error: error.code, message: `${error.message}: ${error.cause}` };
  }
}

/** Asks once more where there was no answer, as connections break. */
function resume(error) {
  if (error.code !== "PAYMENT_UNCONFIRMED") throw error;
  return error.resume();
}

/** The handshake of UMA with the receiver's VASP, and the Lightning payment. */
async function pay(order) {
  const { receiver, callback, amount, invoiceUUID } =
    "invoice" in order ? fromInvoice(order.invoice) : await fromAddress(order);
  const receiverDomain = vaspDomain(receiver);
  const receiverKeys = await fetchPublicKeyForVasp({ cache: publicKeys, vaspDomain: receiverDomain });
  const request = await getPayRequest({
    receiverEncryptionPubKey: receiverKeys.getEncryptionPubKey(),
    sendingVaspPrivateKey: signingKey,
    receivingCurrencyCode: "USD",
    amount: Number(amount),
    isAmountInReceivingCurrency: true,
    payerIdentifier: ownAddress,
    payerKycStatus: KycStatus.Verified,
    utxoCallback: `http://${ownDomain}/utxos/${randomUUID()}`,
    umaMajorVersion: 1,
    invoiceUUID,
  });
  const answer = await fetch(callback, { method: "POST", body: request.toJsonString() });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`pay request: ${answer.status} ${text}`);
  const response = PayReqResponse.fromJson(text);
  if (!(await verifyPayReqResponseSignature(response, ownAddress, receiver, receiverKeys, nonces)))
    throw new Error("not signed by the receiver's VASP");
  const { preimage } = await postJson(`${LEDGER}/pay`, { paymentRequest: response.pr });
  return preimage;
}

function fromInvoice({ receiverUma, callback, amount, invoiceUUID }) {
  return { receiver: receiverUma, callback, amount, invoiceUUID };
}

/** Asks the receiver's VASP where a pay request goes. */
async function fromAddress({ umaAddress, amount }) {
  const url = await getSignedLnurlpRequestUrl({
    isSubjectToTravelRule: false,
    receiverAddress: umaAddress,
    senderVaspDomain: ownDomain,
    signingPrivateKey: signingKey,
  });
  const response = LnurlpResponse.fromJson(await (await fetch(url)).text());
  const keys = await fetchPublicKeyForVasp({
    cache: publicKeys,
    vaspDomain: vaspDomain(umaAddress),
  });
  if (!(await verifyUmaLnurlpResponseSignature(response, keys, nonces)))
    throw new Error("not signed by the receiver's VASP");
  return { receiver: umaAddress, callback: response.callback, amount };
}
