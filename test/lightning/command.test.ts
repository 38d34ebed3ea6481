import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keys } from "../support/keys.js";
import { lightningPayment } from "../support/shopPayments.js";
import { outcomeOf, spawnCli, startCli } from "../support/spawnCli.js";
import { moved } from "./moved.js";
import { describeWithNodes } from "./nodes.js";
import { until } from "./until.js";
import { costMsat, type PayerVasp, type ReceiverVasp, startPayerVasp, startReceiverVasp } from "./vasps.js";

describeWithNodes("the command pays from a node", (nodes) => {
  const { alice, bob } = nodes;
  let payer: PayerVasp;
  let receiver: ReceiverVasp;
  let folder: string;
  beforeAll(async () => {
    receiver = await startReceiverVasp(bob);
    payer = await startPayerVasp(alice);
    folder = await mkdtemp(join(tmpdir(), "uma-invoice-"));
    await writeFile(join(folder, "macaroon"), Buffer.from(alice.macaroon!, "hex"), { mode: 0o600 });
    await writeFile(join(folder, "key.hex"), keys.second.secretKey, { mode: 0o600 });
    const payerJson = {
      identifier: payer.address,
      compliance: { kycStatus: "VERIFIED" },
      keyFile: "key.hex",
      lnd: { url: alice.url, macaroonFile: "macaroon" },
      network: "regtest",
    };
    await writeFile(join(folder, "payer.json"), JSON.stringify(payerJson));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
    await payer.close();
    await receiver.close();
  });

  const once = { paidMsat: costMsat(1000n), receivedMsat: costMsat(1000n), payments: 1 };
  const args = (...what: string[]) => [
    ...["pay", ...what, "--payer", join(folder, "payer.json"), "--allow-loopback"],
    ...["--yes", "--max", "20000000", "--json"],
  ];

  test("a bill that was scanned, once however often it is run", async () => {
    const link = `UMA:${receiver.bill().toUpperCase()}`;
    const { result, ...money } = await moved(nodes, async () => [
      await spawnCli(args(link)),
      await spawnCli(args(link)),
    ]);
    expect(money).toEqual(once);
    expect(result.map(({ code, stderr }) => ({ code, stderr }))).toEqual([
      { code: 0, stderr: "" },
      { code: 0, stderr: "" },
    ]);
    const [first, second] = result.map(({ stdout }) => JSON.parse(stdout));
    expect(second).toEqual({ ...first, isRepeated: true });
  });

  test("a sum to an address", async () => {
    const { result, ...money } = await moved(nodes, () => spawnCli(args(receiver.address, "10.00 USD")));
    expect(money).toEqual(once);
    expect(result).toMatchObject({ code: 0, stderr: "" });
  });

  test("nothing, when whoever is asked says no", async () => {
    const command = args(receiver.bill()).filter((arg) => !["--yes", "--max", "20000000"].includes(arg));
    const { result, ...money } = await moved(nodes, () => spawnCli(command, { stdin: "n\n" }));
    expect(money).toEqual({ paidMsat: 0n, receivedMsat: 0n, payments: 0 });
    expect(result).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining("nothing was paid"),
    });
  });

  test("once, when it is killed on the way and run again", async () => {
    const { preimage, paymentHash } = lightningPayment();
    const text = receiver.bill();
    const { result, ...money } = await moved(nodes, async () => {
      receiver.hold(paymentHash);
      const child = startCli(args(text));
      const killed = outcomeOf(child);
      await bob.untilInvoice(paymentHash, "ACCEPTED");
      receiver.hold();
      child.kill("SIGKILL");
      await killed;
      const meanwhile = await spawnCli(args(text));
      expect(meanwhile).toMatchObject({
        code: 3,
        stdout: "",
        stderr: expect.stringContaining("PAYMENT_UNKNOWN"),
      });
      await bob.settle(preimage);
      return until("the payment has arrived", async () => {
        const outcome = await spawnCli(args(text));
        return outcome.code === 0 ? outcome : undefined;
      });
    });
    expect(money).toEqual(once);
    expect(JSON.parse(result.stdout)).toMatchObject({ preimage, paymentHash, isRepeated: true });
    const files = (await readdir(join(folder, "payments"))).sort();
    const last = await readFile(join(folder, "payments", files.at(-1)!), "utf8");
    expect(JSON.parse(last)).toMatchObject({ paymentHash, preimage, state: "paid" });
  });
});
