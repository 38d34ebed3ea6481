import { createHash, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import type { Settlement, SettlementStore } from "../../src/x402/index.js";

const settlement: Settlement = {
  receiverUma: "$shop@vasp.com",
  amount: 2n ** 64n - 1n,
  currency: "USD",
  settledAt: Math.floor(Date.now() / 1000),
  invoiceUUID: "7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1f",
  resource: "https://example.com/weather?city=Zürich",
};

function anyHash(): string {
  return createHash("sha256").update(randomBytes(32)).digest("hex");
}

/**
 * What every store of settlements has to do.
 *
 * @param open - an open store that keeps payments for 60 seconds
 */
export function settlementsContract(open: () => SettlementStore): void {
  test("gives back what was settled, to the letter", async () => {
    const hash = anyHash();
    await open().settle(hash, settlement);
    expect(await open().settled(hash)).toStrictEqual(settlement);
  });

  test("gives back no more than it was told", async () => {
    const hash = anyHash();
    const { invoiceUUID: _invoiceUUID, resource: _resource, ...least } = settlement;
    await open().settle(hash, least);
    expect(await open().settled(hash)).toStrictEqual(least);
  });

  test("keeps nothing but what a settlement is made of", async () => {
    const hash = anyHash();
    await open().settle(hash, { ...settlement, redeemed: "1" } as Settlement);
    expect(await open().settled(hash)).toStrictEqual(settlement);
    expect(await open().redeem(hash)).toBe(true);
  });

  test("knows nothing of a payment that nobody told of", async () => {
    expect(await open().settled(anyHash())).toBeUndefined();
  });

  test("takes the hash as bytes and in upper case, too", async () => {
    const [one, other] = [anyHash(), anyHash()];
    await open().settle(new Uint8Array(Buffer.from(one, "hex")), settlement);
    await open().settle(other.toUpperCase(), settlement);
    expect([await open().settled(one), await open().settled(other)]).toStrictEqual([settlement, settlement]);
  });

  test("says whether a settlement is news", async () => {
    const hash = anyHash();
    expect(await open().settle(hash, settlement)).toBe(true);
    expect(await open().settle(hash, settlement)).toBe(false);
  });

  test("sticks to what it was told first", async () => {
    const hash = anyHash();
    await open().settle(hash, settlement);
    await open().settle(hash, { ...settlement, amount: 1n });
    expect((await open().settled(hash))?.amount).toBe(settlement.amount);
  });

  test("forgets a payment that was settled too long ago", async () => {
    const hash = anyHash();
    expect(await open().settle(hash, { ...settlement, settledAt: settlement.settledAt - 61 })).toBe(false);
    expect(await open().settled(hash)).toBeUndefined();
    expect(await open().redeem(hash)).toBe(false);
  });

  test("redeems a payment once", async () => {
    const hash = anyHash();
    await open().settle(hash, settlement);
    expect([await open().redeem(hash), await open().redeem(hash)]).toEqual([true, false]);
  });

  test("redeems for one alone of a hundred at once", async () => {
    const hash = anyHash();
    await open().settle(hash, settlement);
    const all = await Promise.all(Array.from({ length: 100 }, () => open().redeem(hash)));
    expect(all.filter(Boolean)).toHaveLength(1);
  });

  test("redeems nothing that was not settled", async () => {
    const hash = anyHash();
    expect(await open().redeem(hash)).toBe(false);
    expect(await open().settle(hash, settlement)).toBe(true);
  });

  test("keeps payments apart", async () => {
    const [one, other] = [anyHash(), anyHash()];
    await open().settle(one, settlement);
    await open().settle(other, settlement);
    await open().redeem(one);
    expect(await open().redeem(other)).toBe(true);
  });

  test("still knows a payment that was redeemed", async () => {
    const hash = anyHash();
    await open().settle(hash, settlement);
    await open().redeem(hash);
    expect(await open().settled(hash)).toStrictEqual(settlement);
  });

  test("redeems nothing again, however often it is told of it", async () => {
    const hash = anyHash();
    await open().settle(hash, settlement);
    await open().redeem(hash);
    await open().settle(hash, settlement);
    expect(await open().redeem(hash)).toBe(false);
  });

  test("redeems again what was restored, once", async () => {
    const hash = anyHash();
    await open().settle(hash, settlement);
    await open().redeem(hash);
    await open().restore(hash);
    expect([await open().redeem(hash), await open().redeem(hash)]).toEqual([true, false]);
  });

  test("restores nothing that was not settled", async () => {
    const hash = anyHash();
    await open().restore(hash);
    expect(await open().redeem(hash)).toBe(false);
  });

  test.each<[string, unknown]>([
    ["31 bytes", new Uint8Array(31)],
    ["what is no hex", "g".repeat(64)],
    ["undefined", undefined],
  ])("refuses a hash of %s", async (_name, hash) => {
    await expectInvalid("paymentHash", hash as string, settlement);
  });

  test.each<[string, unknown]>([
    ["receiverUma", "bob@vasp.com"],
    ["amount", 5],
    ["amount", 0n],
    ["amount", -5n],
    ["amount", 2n ** 64n],
    ["amount", "5"],
    ["currency", ""],
    ["currency", undefined],
    ["settledAt", 0],
    ["settledAt", 1.5],
    ["settledAt", Date.now()],
    ["settledAt", new Date()],
    ["invoiceUUID", "7f2c9d4e"],
    ["invoiceUUID", 7],
    ["resource", "/weather"],
  ])("refuses %s %s", async (name, value) => {
    const wrong = { ...settlement, [name]: value } as Settlement;
    await expectInvalid(`settlement.${name}`, anyHash(), wrong);
  });

  test("refuses what is no settlement", async () => {
    await expectInvalid("settlement", anyHash(), null as never);
  });

  async function expectInvalid(field: string, ...of: Parameters<SettlementStore["settle"]>): Promise<void> {
    const settling = (async () => open().settle(...of))();
    await expect(settling).rejects.toMatchObject({ name: "UmaInvoiceError", code: "INVALID_FIELD", field });
  }
}
