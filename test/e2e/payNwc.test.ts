import { NWCClient, NWCWalletService, NWCWalletServiceKeyPair } from "@getalby/sdk";
import { schnorr } from "@noble/curves/secp256k1.js";
import { UmaInvoiceError } from "uma-invoice";
import { nwcWallet } from "uma-invoice/pay";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import WebSocket from "ws";
import { hex, toHex } from "../support/bytes.js";
import { rejectionOf } from "../support/errorOf.js";
import { startRelay } from "../support/nostrRelay.js";

// Node.js 20 has none.
globalThis.WebSocket ??= WebSocket as never;

const preimage = "07".repeat(32);
const paymentHash = "ab".repeat(32);
const secrets = { service: "01".repeat(32), client: "02".repeat(32) };

describe("a wallet behind Nostr Wallet Connect, by the published client and wallet service", () => {
  let relay: Awaited<ReturnType<typeof startRelay>>;
  let client: NWCClient;
  let service: NWCWalletService;
  let stop: () => void;
  /** What the wallet says, by method. */
  let says: { pay: () => Promise<object>; lookUp: () => Promise<object> };
  const refused = (code: string) => async () => ({ result: undefined, error: { code, message: "refused" } });
  const answered = (result: object) => async () => ({ result, error: undefined });

  beforeAll(async () => {
    // The client tells the console of what it throws.
    vi.spyOn(console, "error").mockReturnValue(undefined);
    relay = await startRelay();
    const publicKeyOf = (secret: string) => toHex(schnorr.getPublicKey(hex(secret)));
    const pair = new NWCWalletServiceKeyPair(secrets.service, publicKeyOf(secrets.client));
    service = new NWCWalletService({ relayUrl: relay.url } as never);
    await service.publishWalletServiceInfoEvent(
      secrets.service,
      ["pay_invoice", "lookup_invoice", "get_info"],
      [],
    );
    stop = await service.subscribe(pair, {
      payInvoice: () => says.pay() as never,
      lookupInvoice: () => says.lookUp() as never,
    });
    const url = `nostr+walletconnect://${publicKeyOf(secrets.service)}?relay=${encodeURIComponent(relay.url)}&secret=${secrets.client}`;
    client = new NWCClient({ nostrWalletConnectUrl: url });
  });
  beforeEach(() => {
    says = { pay: answered({ preimage, fees_paid: 0 }), lookUp: refused("NOT_FOUND") };
    relay.letThrough(true);
  });
  afterAll(async () => {
    stop?.();
    client?.close();
    service?.close();
    await relay.close();
  });

  test("pays", async () => {
    expect(await nwcWallet(client).sendPayment("lnbc1")).toMatchObject({ preimage });
  });

  test("refuses for good what it has no money for", async () => {
    says.pay = refused("INSUFFICIENT_BALANCE");
    const error = await rejectionOf(nwcWallet(client).sendPayment("lnbc1"));
    expect(error).toMatchObject({ code: "PAYMENT_FAILED", cause: { code: "INSUFFICIENT_BALANCE" } });
  });

  test("leaves unknown what it failed to pay", async () => {
    says.pay = refused("PAYMENT_FAILED");
    // By its name alone, it could be taken for a failure that is certain.
    const payment = nwcWallet(client).sendPayment("lnbc1");
    await expect(payment).rejects.toMatchObject({ code: "PAYMENT_FAILED" });
    await expect(payment).rejects.not.toBeInstanceOf(UmaInvoiceError);
  });

  test("leaves unknown what it says nothing of", async () => {
    relay.letThrough(false);
    const wallet = nwcWallet(client, { paymentTimeoutSeconds: 0.5 });
    expect((await rejectionOf(wallet.sendPayment("lnbc1"))).code).toBe("FETCH_TIMEOUT");
  });

  test.each([
    ["paid", { state: "settled", preimage }, { state: "paid", preimage }],
    ["under way", { state: "pending" }, { state: "pending" }],
    ["failed", { state: "failed" }, { state: "failed" }],
  ])("says that a payment is %s", async (_, transaction, state) => {
    says.lookUp = answered({
      type: "outgoing",
      invoice: "lnbc1",
      payment_hash: paymentHash,
      amount: 1,
      ...transaction,
    });
    expect(await nwcWallet(client).lookUpPayment!(paymentHash)).toEqual(state);
  });

  test("says that it knows of no payment", async () => {
    expect(await nwcWallet(client).lookUpPayment!(paymentHash)).toEqual({ state: "none" });
  });
});
