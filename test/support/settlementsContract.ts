import { createHash, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import type { Hold, Settlement, SettlementStore } from "../../src/x402/index.js";

const settlement: Settlement = {
  receiverUma: "$shop@vasp.com",
  amount: 2n ** 64n - 1n,
  currency: "USD",
  settledAt: Math.floor(Date.now() / 1000),
  invoiceUUID: "7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1f",
  resource: "https://example.com/weather?city=Zürich",
  method: "POST",
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

  test.each(["DELETE", "VERSION-CONTROL", "M-SEARCH"])("takes the method %s", async (method) => {
    const hash = anyHash();
    expect(await open().settle(hash, { ...settlement, method })).toBe(true);
    expect((await open().settled(hash))?.method).toBe(method);
  });

  test("gives back no more than it was told", async () => {
    const hash = anyHash();
    const { invoiceUUID: _invoiceUUID, resource: _resource, method: _method, ...least } = settlement;
    await open().settle(hash, least);
    expect(await open().settled(hash)).toStrictEqual(least);
  });

  test("keeps nothing but what a settlement is made of", async () => {
    const hash = anyHash();
    const more = { redeemed: "1", claim: "stranger", attempt: "stranger", reservedUntil: "9999999999" };
    await open().settle(hash, { ...settlement, ...more } as Settlement);
    expect(await open().settled(hash)).toStrictEqual(settlement);
    expect(await take(hash, "claim")).toBe("yours");
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

  test("knows a payment by its hash in upper case, and by none that is no hash", async () => {
    const hash = await settled();
    const upper = hash.toUpperCase();
    expect(await open().settled(upper)).toStrictEqual(settlement);
    expect(await open().reserve(upper, "attempt", "claim")).toBe("yours");
    expect(await open().redeem(upper, "claim")).toBe("yours");
    await open().restore(upper, "claim");
    expect(await take(hash, "other")).toBe("yours");
    for (const wrong of [hash.slice(1), `${hash}0`, "", undefined, Symbol("hash")] as string[])
      for (const step of [
        () => open().settled(wrong),
        () => open().reserve(wrong, "attempt", "claim"),
        () => open().redeem(wrong, "claim"),
        () => open().restore(wrong, "claim"),
      ])
        await expect((async () => step())()).rejects.toMatchObject({
          code: "INVALID_FIELD",
          field: "paymentHash",
        });
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
    expect(await open().reserve(hash, "attempt", "claim")).toBe("none");
  });

  test("reserves and redeems a payment for one claim", async () => {
    const hash = await settled();
    expect(await open().reserve(hash, "attempt", "claim")).toBe("yours");
    expect(await open().redeem(hash, "claim")).toBe("yours");
  });

  test("says the same to a claim that asks again", async () => {
    const hash = await settled();
    await open().reserve(hash, "attempt", "claim");
    expect(await open().reserve(hash, "attempt", "claim")).toBe("yours");
    await open().redeem(hash, "claim");
    expect(await open().redeem(hash, "claim")).toBe("yours");
    expect(await open().reserve(hash, "attempt", "claim")).toBe("yours");
  });

  test("redeems nothing that the claim has not reserved", async () => {
    const hash = await settled();
    expect(await open().redeem(hash, "claim")).toBe("none");
    await open().reserve(hash, "attempt", "other");
    expect(await open().redeem(hash, "claim")).toBe("reserved");
    await open().redeem(hash, "other");
    expect(await open().redeem(hash, "claim")).toBe("redeemed");
  });

  test("lets no other attempt take over what is reserved", async () => {
    const hash = await settled();
    await open().reserve(hash, "attempt", "claim");
    expect(await open().reserve(hash, "another", "other")).toBe("reserved");
    expect(await open().redeem(hash, "claim")).toBe("yours");
  });

  test("lets the same attempt take over what is reserved, and fences off the older claim", async () => {
    const hash = await settled();
    await open().reserve(hash, "attempt", "claim");
    expect(await open().reserve(hash, "attempt", "newer")).toBe("yours");
    expect(await open().redeem(hash, "claim")).toBe("reserved");
    await open().restore(hash, "claim");
    expect(await open().redeem(hash, "newer")).toBe("yours");
  });

  test("lets nobody take over what is redeemed, the same attempt neither", async () => {
    const hash = await settled();
    await open().reserve(hash, "attempt", "claim");
    await open().redeem(hash, "claim");
    expect(await open().reserve(hash, "attempt", "newer")).toBe("redeemed");
    expect(await open().reserve(hash, "another", "other")).toBe("redeemed");
  });

  test("redeems for one alone of a hundred at once", async () => {
    const hash = await settled();
    const all = await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        await open().reserve(hash, "attempt", `claim ${i}`);
        return open().redeem(hash, `claim ${i}`);
      }),
    );
    expect(all.filter((hold) => hold === "yours")).toHaveLength(1);
  });

  test("reserves and redeems nothing that was not settled", async () => {
    const hash = anyHash();
    expect(await open().reserve(hash, "attempt", "claim")).toBe("none");
    expect(await open().redeem(hash, "claim")).toBe("none");
    expect(await open().settle(hash, settlement)).toBe(true);
    expect(await open().redeem(hash, "claim")).toBe("none");
  });

  test("keeps payments apart", async () => {
    const [one, other] = [await settled(), await settled()];
    await take(one, "claim");
    expect(await take(other, "claim")).toBe("yours");
  });

  test("still knows a payment that was redeemed", async () => {
    const hash = await settled();
    await take(hash, "claim");
    expect(await open().settled(hash)).toStrictEqual(settlement);
  });

  test("redeems nothing again, however often it is told of it", async () => {
    const hash = await settled();
    await take(hash, "claim");
    await open().settle(hash, settlement);
    expect(await take(hash, "other")).toBe("redeemed");
  });

  test.each(["reserved", "redeemed"])(
    "gives back what a claim has %s, to any attempt, once",
    async (state) => {
      const hash = await settled();
      await open().reserve(hash, "attempt", "claim");
      if (state === "redeemed") await open().redeem(hash, "claim");
      await open().restore(hash, "claim");
      expect(await open().redeem(hash, "claim")).toBe("none");
      expect(await open().reserve(hash, "another", "other")).toBe("yours");
      expect(await open().redeem(hash, "other")).toBe("yours");
    },
  );

  test("gives back nothing that another claim has", async () => {
    const hash = await settled();
    await take(hash, "claim");
    await open().restore(hash, "claim");
    await take(hash, "other");
    await open().restore(hash, "claim");
    expect(await take(hash, "third")).toBe("redeemed");
  });

  test("gives back nothing that was not settled", async () => {
    const hash = anyHash();
    await open().restore(hash, "claim");
    expect(await open().settled(hash)).toBeUndefined();
    expect(await open().settle(hash, settlement)).toBe(true);
  });

  test.each<[string, unknown]>([
    ["undefined", undefined],
    ["nothing", ""],
    ["a number", 1],
    ["a text that is too long", "c".repeat(129)],
  ])("takes no %s for a claim or an attempt", async (_name, name) => {
    const hash = await settled();
    const wrong = name as string;
    for (const [field, step] of [
      ["attempt", () => open().reserve(hash, wrong, "claim")],
      ["claim", () => open().reserve(hash, "attempt", wrong)],
      ["claim", () => open().redeem(hash, wrong)],
      ["claim", () => open().restore(hash, wrong)],
    ] as const)
      await expect((async () => step())()).rejects.toMatchObject({
        code: "INVALID_FIELD",
        field,
        message: expect.stringContaining("expected a text of 1 to 128 characters"),
      });
    expect(await take(hash, "claim")).toBe("yours");
  });

  test("takes a text of 128 characters for a claim and for an attempt", async () => {
    const hash = await settled();
    expect(await open().reserve(hash, "a".repeat(128), "c".repeat(128))).toBe("yours");
    expect(await open().redeem(hash, "c".repeat(128))).toBe("yours");
  });

  test.each<[string, unknown, string]>([
    ["31 bytes", new Uint8Array(31), "31 bytes"],
    ["what is no hex", "g".repeat(64), "64 characters"],
    ["undefined", undefined, "undefined"],
  ])("refuses a hash of %s", async (_name, hash, found) => {
    const settling = (async () => open().settle(hash as string, settlement))();
    await expect(settling).rejects.toMatchObject({
      name: "UmaInvoiceError",
      code: "INVALID_FIELD",
      field: "paymentHash",
      message: `paymentHash: expected 32 bytes or their hex, found ${found}`,
    });
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
    ["settledAt", `${settlement.settledAt}`],
    ["settledAt", BigInt(settlement.settledAt)],
    ["settledAt", settlement.settledAt + 90_000],
    ["settledAt", 2 ** 32 - 1],
    ["invoiceUUID", "7f2c9d4e"],
    ["invoiceUUID", 7],
    ["invoiceUUID", [settlement.invoiceUUID]],
    ["resource", "/weather"],
    ["method", "post"],
    ["method", ""],
    ["method", "a POST"],
    ["method", "POST /weather"],
    ["method", 7],
    ["method", ["POST"]],
  ])("refuses %s %s", async (name, value) => {
    const wrong = { ...settlement, [name]: value } as Settlement;
    await expectInvalid(`settlement.${name}`, anyHash(), wrong);
  });

  test("refuses what is no settlement", async () => {
    await expectInvalid("settlement", anyHash(), null as never);
  });

  /** The hash of a payment that was settled. */
  async function settled(): Promise<string> {
    const hash = anyHash();
    await open().settle(hash, settlement);
    return hash;
  }

  /** Reserves and redeems a payment. */
  async function take(hash: string, claim: string): Promise<Hold> {
    const hold = await open().reserve(hash, `attempt of ${claim}`, claim);
    return hold === "yours" ? open().redeem(hash, claim) : hold;
  }

  async function expectInvalid(field: string, ...of: Parameters<SettlementStore["settle"]>): Promise<void> {
    const settling = (async () => open().settle(...of))();
    await expect(settling).rejects.toMatchObject({ name: "UmaInvoiceError", code: "INVALID_FIELD", field });
  }
}
