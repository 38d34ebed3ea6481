// An agent that pays for what it reads, over UMA and Lightning. Start the shop first.
//
//   npm run example paywall/agent
import { createECDH } from "node:crypto";
import { serve } from "@hono/node-server";
import { createPayer } from "uma-invoice/pay";
import { createKeyResolver, createVaspHandler } from "uma-invoice/vasp";
import { createUmaFetch, receiptOf } from "uma-invoice/x402";
import { network, openWallet } from "./lightning.js";

const ecdh = createECDH("secp256k1"); // yours: the key of the VASP that hosts the agent
const publicKey = ecdh.generateKeys();
const wellKnown = createVaspHandler({
  keys: { signingPublicKey: publicKey, encryptionPublicKey: publicKey },
  configuration: { name: "The agent's VASP", umaMajorVersions: [1] },
});
const server = serve({ fetch: wellKnown, hostname: "localhost", port: 4007 });

const keyResolver = createKeyResolver({ allowLoopback: true }); // yours: without the option
const pay = createPayer({
  identifier: "$agent@localhost:4007",
  compliance: { kycStatus: "VERIFIED" },
  signingKey: ecdh.getPrivateKey(),
  wallet: openWallet(),
  keyResolver,
  limits: { maxAmountMsat: 1_000_000n }, // 1000 satoshi
  network,
  allowLoopback: true, // yours: without
});
const umaFetch = createUmaFetch({
  pay,
  maxAmount: { USD: "0.10" }, // 10 cents for one request
  keyResolver,
});

const response = await umaFetch("http://localhost:4005/weather");
console.log(await response.json());
console.log(`for ${receiptOf(response)?.offer.maxAmountRequired} cents`);
server.close();
