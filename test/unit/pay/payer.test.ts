import { describe, expect, test, vi } from "vitest";
import {
  createInvoice,
  type Invoice,
  type InvoiceFields,
  isProofOfPayment,
  type VerifiedInvoice,
  verifyInvoice,
} from "../../../src/index.js";
import {
  createPayer,
  decryptTravelRuleInfo,
  memoryPayments,
  type PayerOptions,
  PaymentUnknownError,
  type Quote,
} from "../../../src/pay/index.js";
import { errorOf, rejectionOf } from "../../support/errorOf.js";
import { expectError } from "../../support/expectRefusal.js";
import { keyResolverOf } from "../../support/keyResolverOf.js";
import { keys } from "../../support/keys.js";
import { type Lies, payingWallet, payReceiver, receiverUma } from "../../support/payReceiver.js";
import { beforeExpiration, requiredFields } from "../../support/sampleFields.js";

const { secretKey, publicKey } = keys.first;
const alice = "$alice@vasp1.com";
const order = { umaAddress: receiverUma, amount: 1000n, currency: "USD", decimals: 2 };

function invoiceOf(changes: Partial<InvoiceFields> = {}): VerifiedInvoice {
  const invoice = createInvoice({ ...requiredFields, ...changes }, secretKey);
  return verifyInvoice(invoice, { publicKey, now: beforeExpiration });
}

/** A payer, and the receiver's VASP, which is all that there is of a network. */
function setUp({ lies, ...options }: Partial<PayerOptions> & { readonly lies?: Lies } = {}) {
  const clock = { seconds: beforeExpiration };
  const now = () => clock.seconds;
  const receiver = payReceiver(now, lies);
  const wallet = payingWallet(receiver);
  const payments = memoryPayments();
  const payer = createPayer({
    identifier: alice,
    compliance: { kycStatus: "VERIFIED" },
    signingKey: keys.second.secretKey,
    wallet,
    keyResolver: keyResolverOf(keys.first),
    limits: { maxAmountMsat: 100_000_000n },
    payments,
    now,
    fetch: receiver.fetch,
    ...options,
  });
  return { payer, receiver, wallet, payments, clock };
}

describe("an invoice", () => {
  test("is paid, and proved", async () => {
    const { payer, wallet } = setUp();
    const payment = await payer.pay(invoiceOf());
    expect(isProofOfPayment(payment.preimage, payment.paymentHash)).toBe(true);
    expect(payment).toMatchObject({
      id: `invoice/vasp2.com/${requiredFields.invoiceUUID}`,
      isRepeated: false,
      lightningInvoice: wallet.paid[0],
      agreed: {
        payer: alice,
        receiverUma,
        amount: 1000n,
        currency: "USD",
        decimals: 2,
        amountMsat: 23_400_250n,
        receiverFeeMsat: 250n,
        multiplier: "23400",
        invoiceUUID: requiredFields.invoiceUUID,
      },
    });
  });

  test("is asked for by its callback, with its UUID, amount and currency, and no more of the payer than was asked", async () => {
    const { payer, receiver } = setUp({ payerData: { name: "Alice", email: "alice@example.com" } });
    await payer.pay(
      invoiceOf({ requiredPayerData: { name: { mandatory: true }, phone: { mandatory: false } } }),
    );
    expect(receiver.paths).toEqual(["/payreq"]);
    expect(receiver.requests[0]).toMatchObject({
      umaMajorVersion: 1,
      convert: "USD",
      amount: { value: 1000n, currency: "USD" },
      invoiceUUID: requiredFields.invoiceUUID,
      payeeData: { identifier: { mandatory: true }, compliance: { mandatory: true } },
    });
    const { compliance, ...said } = receiver.requests[0]!.payerData;
    expect(said).toEqual({ identifier: alice, name: "Alice" });
    expect(compliance).toMatchObject({ kycStatus: "VERIFIED", utxos: [] });
    expect(compliance.encryptedTravelRuleInfo).toBeUndefined();
  });

  test("that insists on data nobody gave is not asked for, and all that is missing named", async () => {
    const { payer, receiver } = setUp({ payerData: { name: "", email: "a@b.c" } });
    const requiredPayerData = {
      name: { mandatory: true },
      email: { mandatory: true },
      toString: { mandatory: true },
      identifier: { mandatory: true },
      compliance: { mandatory: true },
    };
    const error = await rejectionOf(payer.pay(invoiceOf({ requiredPayerData })));
    expectError(error, {
      code: "MISSING_FIELD",
      field: "payerData.name",
      fields: ["payerData.name", "payerData.toString"],
    });
    expect(receiver.paths).toEqual([]);
  });

  test.each([
    ["a text", "Alice, 1 Main Street"],
    ["a function", (to: string) => `Alice, to ${to}`],
  ])("gets travel rule information that is %s, for the receiver's VASP alone", async (_, information) => {
    const { payer, receiver } = setUp({
      compliance: { kycStatus: "VERIFIED", travelRule: { information, format: "IVMS@101.2023" } },
    });
    await payer.pay(invoiceOf());
    const { compliance } = receiver.requests[0]!.payerData;
    expect(compliance.travelRuleFormat).toBe("IVMS@101.2023");
    expect(await decryptTravelRuleInfo(compliance.encryptedTravelRuleInfo!, secretKey)).toBe(
      typeof information === "string" ? information : `Alice, to ${receiverUma}`,
    );
  });

  test("of a receiver who is not subject to the travel rule gets none", async () => {
    const { payer, receiver } = setUp({
      compliance: { kycStatus: "VERIFIED", travelRule: { information: "Alice" } },
    });
    await payer.pay(invoiceOf({ isSubjectToTravelRule: false }));
    expect(receiver.requests[0]!.payerData.compliance.encryptedTravelRuleInfo).toBeUndefined();
  });

  test("may name the payer as its sender, in whatever case", async () => {
    const { payer, wallet } = setUp();
    await payer.pay(invoiceOf({ senderUma: "$ALICE@vasp1.com" }));
    expect(wallet.paid).toHaveLength(1);
  });

  test.each<[string, Partial<InvoiceFields>, string, string]>([
    ["names another sender", { senderUma: "$carol@vasp1.com" }, "QUOTE_REFUSED", "senderUma"],
    ["may be paid no more", { maxNumPayments: 0 }, "QUOTE_REFUSED", "maxNumPayments"],
    ["speaks version 0 alone", { umaVersions: "0.3" }, "UNSUPPORTED_VERSION", "umaVersion"],
  ])("that %s is not asked for", async (_, changes, code, field) => {
    const { payer, receiver } = setUp();
    expectError(await rejectionOf(payer.pay(invoiceOf(changes))), { code: code as "QUOTE_REFUSED", field });
    expect(receiver.paths).toEqual([]);
  });

  test("is not asked for by a payer of version 0 alone", async () => {
    const { payer, receiver } = setUp({ umaMajorVersions: [0] });
    expectError(await rejectionOf(payer.pay(invoiceOf())), {
      code: "UNSUPPORTED_VERSION",
      field: "umaVersion",
    });
    expect(receiver.paths).toEqual([]);
  });

  test.each<[string, (invoice: VerifiedInvoice) => unknown, string]>([
    ["a copy", (invoice) => ({ ...invoice }), "INVALID_SIGNATURE"],
    ["no object", () => 5, "INVALID_SIGNATURE"],
    ["another VASP's", () => createInvoice(requiredFields, keys.second.secretKey), "INVALID_SIGNATURE"],
  ])("that is %s is not paid, whatever its type says", async (_, change, code) => {
    const { payer, receiver } = setUp();
    const error = await rejectionOf(payer.pay(change(invoiceOf()) as VerifiedInvoice));
    expect(error.code).toBe(code);
    expect(receiver.paths).toEqual([]);
  });

  test("that has expired is not asked for", async () => {
    const { payer, receiver, clock } = setUp();
    const invoice = invoiceOf();
    clock.seconds = requiredFields.expiration;
    expectError(await rejectionOf(payer.pay(invoice)), { code: "INVOICE_EXPIRED", field: "expiration" });
    expect(receiver.paths).toEqual([]);
  });

  test("that expires while the payer is asked is not paid", async () => {
    const soon = beforeExpiration + 30;
    const { payer, wallet, clock } = setUp({
      confirm: () => {
        clock.seconds = soon;
        return true;
      },
    });
    const error = await rejectionOf(payer.pay(invoiceOf({ expiration: soon })));
    expectError(error, { code: "INVOICE_EXPIRED", field: "expiration" });
    expect(wallet.paid).toEqual([]);
  });

  test("whose Lightning invoice expires while the payer is asked is not paid, and can be paid anew", async () => {
    let waits = 595;
    const { payer, wallet, clock } = setUp({
      confirm: () => {
        clock.seconds += waits;
        return true;
      },
    });
    const invoice = invoiceOf();
    const error = await rejectionOf(payer.pay(invoice));
    expectError(error, { code: "QUOTE_REFUSED", field: "lightningInvoice.expiresAt" });
    expect(wallet.paid).toEqual([]);
    waits = 1;
    expect((await payer.pay(invoice)).isRepeated).toBe(false);
  });

  test("with a comment gets it, as long as the receiver takes so many characters", async () => {
    const { payer, receiver } = setUp();
    await payer.pay(invoiceOf({ commentCharsAllowed: 4 }), { comment: "Lunc" });
    expect(receiver.requests[0]!.comment).toBe("Lunc");
    const other = invoiceOf({ commentCharsAllowed: 4, invoiceUUID: "11111111-1111-4111-8111-111111111111" });
    expectError(await rejectionOf(payer.pay(other, { comment: "Lunch" })), {
      code: "INVALID_OPTION",
      field: "options.comment",
    });
    expectError(
      await rejectionOf(
        payer.pay(invoiceOf({ invoiceUUID: "21111111-1111-4111-8111-111111111111" }), { comment: "a" }),
      ),
      {
        code: "INVALID_OPTION",
        field: "options.comment",
      },
    );
  });
});

describe("an invoice is paid once", () => {
  test("however often it is asked for, even when it has expired", async () => {
    const { payer, wallet, clock } = setUp();
    const invoice = invoiceOf();
    const first = await payer.pay(invoice);
    expect(await payer.pay(invoice)).toStrictEqual({ ...first, isRepeated: true });
    clock.seconds = requiredFields.expiration + 1;
    expect(await payer.pay(invoice)).toStrictEqual({ ...first, isRepeated: true });
    expect(wallet.paid).toHaveLength(1);
  });

  test("by two calls at once", async () => {
    const { payer, wallet } = setUp();
    const invoice = invoiceOf();
    const results = await Promise.allSettled([payer.pay(invoice), payer.pay(invoice)]);
    expect(wallet.paid).toHaveLength(1);
    expect(results.some(({ status }) => status === "fulfilled")).toBe(true);
  });

  test("unless it may be paid more often, and each payment has a name", async () => {
    const { payer, wallet } = setUp();
    const invoice = invoiceOf({ maxNumPayments: 2 });
    await payer.pay(invoice);
    const second = await payer.pay(invoice, { paymentId: "2" });
    expect(second).toMatchObject({
      isRepeated: false,
      id: `invoice/vasp2.com/${requiredFields.invoiceUUID}/2`,
    });
    expect(await payer.pay(invoice, { paymentId: "2" })).toMatchObject({ isRepeated: true });
    expect(wallet.paid).toHaveLength(2);
  });

  test("where it may be paid once, under whatever name", async () => {
    const { payer } = setUp();
    const error = await rejectionOf(payer.pay(invoiceOf({ maxNumPayments: 1 }), { paymentId: "2" }));
    expectError(error, { code: "INVALID_OPTION", field: "options.paymentId" });
  });

  test("and another one of the same UUID is not taken for it", async () => {
    const { payer, wallet } = setUp();
    await payer.pay(invoiceOf());
    const error = await rejectionOf(payer.pay(invoiceOf({ amount: 2000n })));
    expectError(error, { code: "QUOTE_REFUSED", field: "paymentId" });
    expect(wallet.paid).toHaveLength(1);
  });
});

describe("an address", () => {
  test("is asked what it takes, and paid", async () => {
    const { payer, receiver, wallet } = setUp();
    const payment = await payer.payAddress(order, { comment: "Lunch" });
    expect(receiver.paths).toEqual(["/.well-known/lnurlp/$bob", "/uma/payreq/1"]);
    expect(receiver.requests[0]).toMatchObject({
      amount: { value: 1000n, currency: "USD" },
      comment: "Lunch",
    });
    expect(payment).toMatchObject({ isRepeated: false, agreed: { amount: 1000n, amountMsat: 23_400_250n } });
    expect(payment.id).toMatch(/^address\/[\da-f-]{36}$/);
    expect(wallet.paid).toHaveLength(1);
  });

  test("is paid once for each name, and each time without one", async () => {
    const { payer, wallet } = setUp();
    const named = await payer.payAddress(order, { paymentId: "rent-11" });
    expect(await payer.payAddress(order, { paymentId: "rent-11" })).toStrictEqual({
      ...named,
      isRepeated: true,
    });
    await payer.payAddress(order);
    await payer.payAddress(order);
    expect(wallet.paid).toHaveLength(3);
  });

  test("is not paid under a name that stands for something else", async () => {
    const { payer, wallet } = setUp();
    await payer.payAddress(order, { paymentId: "rent-11" });
    for (const other of [{ amount: 999n }, { umaAddress: "$carol@vasp2.com" }, { decimals: 3 }])
      expectError(await rejectionOf(payer.payAddress({ ...order, ...other }, { paymentId: "rent-11" })), {
        code: "QUOTE_REFUSED",
        field: "paymentId",
      });
    expect(wallet.paid).toHaveLength(1);
  });

  test.each<[string, object, string]>([
    ["another currency", { currency: "EUR" }, "currency"],
    ["other decimals", { decimals: 3 }, "decimals"],
    ["more than it takes", { amount: 1_000_001n }, "amount"],
  ])("is not paid %s", async (_, changes, field) => {
    const { payer, receiver } = setUp({ limits: { maxAmountMsat: 10n ** 15n } });
    const error = await rejectionOf(payer.payAddress({ ...order, ...changes }));
    expectError(error, { code: "QUOTE_REFUSED", field });
    expect(receiver.requests).toEqual([]);
  });

  test("is not paid more or less millisatoshi than it takes", async () => {
    const { payer } = setUp({
      lies: { lnurlp: (response) => ({ ...response, minSendable: 1n, maxSendable: 23_399_999n }) },
    });
    expectError(await rejectionOf(payer.payAddress(order)), { code: "QUOTE_REFUSED", field: "amountMsat" });
  });

  test("with a comment that is longer than it takes is not paid", async () => {
    const { payer } = setUp({
      lies: { lnurlp: ({ commentAllowed: _, ...response }) => response },
    });
    expectError(await rejectionOf(payer.payAddress(order, { comment: "a" })), {
      code: "INVALID_OPTION",
      field: "options.comment",
    });
  });

  test.each<[string, unknown, string]>([
    ["an address", { umaAddress: "bob@vasp2.com" }, "order.umaAddress"],
    ["an amount", { amount: 0n }, "order.amount"],
    ["an amount of bigints", { amount: 1000 }, "order.amount"],
    ["a currency", { currency: 5 }, "order.currency"],
    ["decimals", { decimals: 0.5 }, "order.decimals"],
  ])("needs %s", async (_, changes, field) => {
    const error = await rejectionOf(setUp().payer.payAddress({ ...order, ...(changes as object) }));
    expectError(error, { code: "INVALID_FIELD", field });
  });

  describe("of a VASP of another version", () => {
    const speaks = (...versions: unknown[]) => {
      const asked: string[] = [];
      const lies: Lies = {
        answer(step, request) {
          if (step !== "lnurlp") return undefined;
          const version = new URL(request.url).searchParams.get("umaVersion")!;
          asked.push(version);
          return versions.includes(Number(version[0]))
            ? undefined
            : Response.json({ supportedMajorVersions: versions, reason: "old" }, { status: 412 });
        },
      };
      return { asked, lies };
    };

    test("is asked again by the highest one that both speak", async () => {
      const { asked, lies } = speaks(0);
      const { payer, receiver, wallet } = setUp({ lies, umaMajorVersions: [0, 1] });
      await payer.payAddress(order);
      expect(asked).toEqual(["1.0", "0.3"]);
      expect(receiver.requests[0]).toMatchObject({ umaMajorVersion: 0 });
      expect(wallet.paid).toHaveLength(1);
    });

    test.each([[[0]], [[2]], [[]], [["0"]], [[1]]])(
      "%j that the payer does not speak is not paid",
      async (versions) => {
        const { lies } = speaks(...versions);
        lies.answer;
        const { payer, wallet } = setUp({
          lies: {
            answer: (step) =>
              step === "lnurlp"
                ? Response.json({ status: "ERROR", supportedMajorVersions: versions }, { status: 412 })
                : undefined,
          },
        });
        expectError(await rejectionOf(payer.payAddress(order)), {
          code: "UNSUPPORTED_VERSION",
          field: "umaVersion",
        });
        expect(wallet.paid).toEqual([]);
      },
    );

    test("that keeps on refusing is asked twice", async () => {
      const asked = vi.fn();
      const { payer } = setUp({
        umaMajorVersions: [0, 1],
        lies: {
          answer() {
            asked();
            return Response.json({ supportedMajorVersions: [0, 1] }, { status: 412 });
          },
        },
      });
      expectError(await rejectionOf(payer.payAddress(order)), { code: "RECEIVER_REFUSED" });
      expect(asked).toHaveBeenCalledTimes(2);
    });

    test("that answers by one that was not asked for is not paid", async () => {
      const { payer, wallet } = setUp({
        lies: { lnurlp: (response) => ({ ...response, umaVersion: "0.3" }) },
      });
      expectError(await rejectionOf(payer.payAddress(order)), {
        code: "UNSUPPORTED_VERSION",
        field: "umaVersion",
      });
      expect(wallet.paid).toEqual([]);
    });
  });

  test("of another receiver than was asked for is not paid", async () => {
    const { payer } = setUp({
      lies: {
        lnurlp: ({ compliance, ...rest }) => ({
          ...rest,
          compliance: { ...compliance, receiverIdentifier: "$eve@vasp2.com" },
        }),
      },
    });
    expectError(await rejectionOf(payer.payAddress(order)), {
      code: "INVALID_MESSAGE",
      field: "compliance.receiverIdentifier",
    });
  });

  test("whose VASP signs with another key is not paid", async () => {
    const { payer } = setUp({ lies: { signingKey: keys.second.secretKey } });
    expect((await rejectionOf(payer.payAddress(order))).code).toBe("INVALID_SIGNATURE");
  });
});

describe("the payer has the last word", () => {
  test("on the quote", async () => {
    const quotes: Quote[] = [];
    const { payer } = setUp({
      limits: {},
      confirm: (quote) => {
        quotes.push(quote);
        return true;
      },
    });
    await payer.pay(invoiceOf());
    expect(quotes).toMatchObject([
      {
        receiverUma,
        amount: 1000n,
        currency: "USD",
        decimals: 2,
        amountMsat: 23_400_250n,
        receiverFeeMsat: 250n,
        maxFeeMsat: 234_002n,
        notes: [],
      },
    ]);
  });

  test.each([[false], [undefined], [1], ["yes"]])("and %j is no yes", async (answer) => {
    const { payer, wallet } = setUp({ confirm: async () => answer as boolean });
    expectError(await rejectionOf(payer.pay(invoiceOf())), { code: "QUOTE_REFUSED", field: "confirm" });
    expect(wallet.paid).toEqual([]);
  });

  test("and what confirm throws comes through", async () => {
    const { payer, wallet } = setUp({ confirm: () => Promise.reject(new Error("closed")) });
    await expect(payer.pay(invoiceOf())).rejects.toThrow("closed");
    expect(wallet.paid).toEqual([]);
  });
});

describe("a signal", () => {
  test("that has aborted lets nothing be asked", async () => {
    const { payer, receiver } = setUp();
    const signal = AbortSignal.abort(new Error("gone"));
    await expect(payer.pay(invoiceOf(), { signal })).rejects.toThrow("gone");
    await expect(payer.payAddress(order, { signal })).rejects.toThrow("gone");
    expect(receiver.requests).toEqual([]);
  });

  test("that aborts while the payer is asked lets nothing be paid", async () => {
    const controller = new AbortController();
    const { payer, wallet } = setUp({
      confirm: () => {
        controller.abort(new Error("gone"));
        return true;
      },
    });
    await expect(payer.pay(invoiceOf(), { signal: controller.signal })).rejects.toThrow("gone");
    expect(wallet.paid).toEqual([]);
  });
});

describe("a wallet that does not answer", () => {
  const mute = { sendPayment: () => Promise.reject(new Error("cut off")) };

  test("leaves the payment unknown, and it can be asked for", async () => {
    const { payer } = setUp({ wallet: mute });
    const error = await rejectionOf(payer.pay(invoiceOf()));
    expect(error).toBeInstanceOf(PaymentUnknownError);
    const { id, paymentHash } = error as PaymentUnknownError;
    expect(await payer.lookUp(id)).toMatchObject({ id, paymentHash, state: "pending" });
    expectError(await rejectionOf(payer.pay(invoiceOf())), { code: "PAYMENT_UNKNOWN" });
  });

  test("is asked again, and what it says then counts", async () => {
    let preimage: string | undefined;
    const { payer, receiver } = setUp({
      wallet: {
        ...mute,
        lookUpPayment: async () => (preimage ? { state: "paid", preimage } : { state: "pending" }),
      },
    });
    const invoice = invoiceOf();
    expectError(await rejectionOf(payer.pay(invoice)), { code: "PAYMENT_UNKNOWN" });
    preimage = receiver.invoices[0]!.preimage;
    expect(await payer.pay(invoice)).toMatchObject({ isRepeated: true, preimage });
    expect(receiver.invoices).toHaveLength(1);
  });

  test("is not asked for what nobody has begun", async () => {
    const { payer } = setUp({ wallet: mute });
    expect(await payer.lookUp("invoice/vasp2.com/none")).toBeUndefined();
    expectError(await rejectionOf(payer.lookUp(5 as never)), { code: "INVALID_FIELD", field: "id" });
  });
});

describe("a store that gives back something else than it was given is told so", () => {
  const record = {
    id: "a",
    attempt: "1",
    lightningInvoice: "lnbc1",
    paymentHash: "00".repeat(32),
    expiresAt: 1,
    agreement: "{}",
  };
  test.each([
    ["no JSON", { ...record, state: "paid", agreement: "{" }],
    ["JSON of something else", { ...record, state: "paid", agreement: "5" }],
    ["no amount", { ...record, state: "paid", agreement: "{}" }],
  ] as const)("%s", async (_, kept) => {
    const { payer } = setUp({ payments: { ...memoryPayments(), get: () => kept } });
    expectError(await rejectionOf(payer.pay(invoiceOf())), { code: "INVALID_OPTION", field: "payments" });
  });

  test("no preimage of what was paid", async () => {
    const payments = memoryPayments();
    const { payer } = setUp({ payments });
    await payer.pay(invoiceOf());
    const { preimage: _, ...kept } = payments.get(
      `invoice/vasp2.com/${requiredFields.invoiceUUID}`,
    ) as never as {
      preimage: string;
    };
    const { payer: other } = setUp({ payments: { ...payments, get: () => kept as never } });
    expectError(await rejectionOf(other.pay(invoiceOf())), { code: "INVALID_OPTION", field: "payments" });
  });
});

describe("at its creation, a payer refuses", () => {
  test.each<[string, string, unknown]>([
    ["identifier", "identifier", "alice@vasp1.com"],
    ["identifier", "identifier", undefined],
    ["payerData", "payerData", "Alice"],
    ["compliance", "compliance", undefined],
    ["compliance.kycStatus", "compliance", {}],
    ["compliance.kycStatus", "compliance", { kycStatus: "verified" }],
    [
      "compliance.travelRule.information",
      "compliance",
      { kycStatus: "VERIFIED", travelRule: { information: 5 } },
    ],
    ["signingKey", "signingKey", undefined],
    ["wallet.sendPayment", "wallet", {}],
    ["keyResolver.resolve", "keyResolver", {}],
    ["limits.maxAmountMsat", "limits", undefined],
    ["limits.maxAmountMsat", "limits", { maxAmountMsat: 1000 }],
    ["limits.maxAmountMsat", "limits", { maxAmountMsat: -1n }],
    ["limits.maxFeeMsat", "limits", { maxAmountMsat: 1n, maxFeeMsat: "1" }],
    ["limits.rate", "limits", { maxAmountMsat: 1n, rate: 5, maxRateDeviation: 0.1 }],
    ["limits.maxRateDeviation", "limits", { maxAmountMsat: 1n, rate: () => undefined }],
    ["limits.maxRateDeviation", "limits", { maxAmountMsat: 1n, rate: () => undefined, maxRateDeviation: 2 }],
    ["limits.maxRateDeviation", "limits", { maxAmountMsat: 1n, maxRateDeviation: 0.1 }],
    ["confirm", "confirm", true],
    ["network", "network", "mainnet"],
    ["nonces.take", "nonces", {}],
    ["payments.begin", "payments", { get() {}, end() {} }],
    ["umaMajorVersions", "umaMajorVersions", []],
    ["umaMajorVersions", "umaMajorVersions", [2]],
    ["umaMajorVersions", "umaMajorVersions", 1],
    ["windowSeconds", "windowSeconds", 0],
    ["marginSeconds", "marginSeconds", -1],
    ["now", "now", 5],
    ["random", "random", "random"],
    ["ecdsa", "ecdsa", {}],
    ["checkRevocation", "checkRevocation", 5],
    ["timeoutSeconds", "timeoutSeconds", 20_000],
  ])("%s where %s is none (%#)", (field, name, value) => {
    const error = errorOf(() => setUp({ [name]: value } as never));
    expectError(error, { code: "INVALID_OPTION", field });
  });

  test("roots that are none", () => {
    expect(errorOf(() => setUp({ trustedRoots: "root" })).code).toBe("INVALID_CERTIFICATE");
  });

  test("no options", () => {
    expectError(
      errorOf(() => createPayer(null as never)),
      { code: "INVALID_OPTION", field: "options" },
    );
  });
});

test.each<[string, string, unknown]>([
  ["options.comment", "comment", 5],
  ["options.paymentId", "paymentId", ""],
  ["options.paymentId", "paymentId", "a/b"],
  ["options.paymentId", "paymentId", "a".repeat(129)],
  ["options.signal", "signal", 5],
])("%s is refused where it is %s: %j", async (field, name, value) => {
  for (const call of [
    (payer: ReturnType<typeof createPayer>) => payer.pay(invoiceOf(), { [name]: value }),
    (payer: ReturnType<typeof createPayer>) => payer.payAddress(order, { [name]: value }),
  ]) {
    const error = await rejectionOf(call(setUp().payer));
    expect(error).toMatchObject({ code: "INVALID_OPTION" });
    expect(error.field).toMatch(new RegExp(`^${field}`));
  }
});

test("all that a payer asks is signed, with nonces of its own randomness, by the engine that is given", async () => {
  let drawn = 0;
  const random = (length: number) => {
    drawn += length;
    return new Uint8Array(length).fill(drawn % 251);
  };
  const { nobleEcdsa } = await import("../../../src/index.js");
  const { payer, wallet } = setUp({
    random,
    ecdsa: nobleEcdsa,
    publicKey: keys.second.publicKey,
    trustedRoots: [],
    checkRevocation: () => true,
  });
  await payer.pay(invoiceOf() as Invoice as VerifiedInvoice);
  expect(wallet.paid).toHaveLength(1);
  expect(drawn).toBeGreaterThan(30);
});
