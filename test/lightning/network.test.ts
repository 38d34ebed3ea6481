import { createHash, randomBytes } from "node:crypto";
import { decodeLightningInvoice } from "uma-invoice/pay";
import { expect, test } from "vitest";
import { describeWithNodes } from "./nodes.js";

describeWithNodes("the Lightning network that the tests run on", ({ alice, bob }) => {
  test("pays an invoice", async () => {
    const before = await bob.balanceMsat();
    const text = await bob.createInvoice({ amountMsat: 1_234_567n });
    const { status } = await alice.pay(text);
    expect(status).toBe("SUCCEEDED");
    expect(await bob.balanceMsat()).toBe(before + 1_234_567n);
    const { paymentHash } = decodeLightningInvoice(text);
    expect(await bob.invoice(paymentHash)).toEqual({ state: "SETTLED", paidMsat: 1_234_567n });
  });

  test("holds a payment while its payer is killed and started again", async () => {
    const preimage = randomBytes(32);
    const hash = createHash("sha256").update(preimage).digest("hex");
    const text = await bob.createHoldInvoice(hash, { amountMsat: 5_000_000n });
    const sent = alice.pay(text).catch(() => "cut");
    await bob.untilInvoice(hash, "ACCEPTED");
    await alice.kill();
    expect(await sent).toBe("cut");
    await alice.start();
    const status = async () =>
      (await alice.payments()).find(({ paymentHash }) => paymentHash === hash)?.status;
    expect(await status()).toBe("IN_FLIGHT");
    await bob.settle(preimage.toString("hex"));
    await expect.poll(status, { timeout: 60_000 }).toBe("SUCCEEDED");
  });
});
