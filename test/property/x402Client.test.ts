import { inspect } from "node:util";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createInvoice, encodeInvoice, UmaInvoiceError } from "../../src/index.js";
import {
  createUmaFetch,
  encodePaymentRequired,
  encodePaymentResponse,
  headerNames,
  type MaxAmount,
  type PaymentReceipt,
  receiptOf,
  UmaPaymentError,
  type X402Version,
} from "../../src/x402/index.js";
import { guardFetch } from "../../src/x402/scheme/index.js";
import { hex } from "../support/bytes.js";
import { keys } from "../support/keys.js";
import { beforeExpiration, requiredFields } from "../support/sampleFields.js";

const url = "https://shop.example.com/weather";
const keyResolver = { resolve: async () => ({ publicKey: hex(keys.first.publicKey), cached: false }) };

/** A 402 with one offer. */
function paymentRequired(x402Version: X402Version, amount: bigint, umaInvoice: string): Response {
  const terms = { asset: "USD", payTo: "$bob@vasp2.com", maxTimeoutSeconds: 300, extra: { umaInvoice } };
  const about = { resource: url, description: "", mimeType: "" };
  const offer = {
    scheme: "exact",
    network: "uma",
    maxAmountRequired: `${amount}`,
    ...terms,
    ...about,
  } as const;
  const message = encodePaymentRequired({ x402Version, accepts: [offer] });
  return x402Version === 1
    ? new Response(message, { status: 402 })
    : new Response("{}", { status: 402, headers: { [headerNames[2].required]: message } });
}

function invoiceOf(amount: bigint, decimals: number): string {
  const receivingCurrency = { ...requiredFields.receivingCurrency, decimals };
  return encodeInvoice(createInvoice({ ...requiredFields, amount, receivingCurrency }, keys.first.secretKey));
}

const mostDecimals = 30;

/** A limit, and the money that it is: an amount of smallest units with so many decimals. */
const limits = fc
  .record({
    amount: fc.oneof(fc.bigInt({ min: 0n, max: 10n ** 40n }), fc.bigInt({ min: 0n, max: 2000n })),
    decimals: fc.integer({ min: 0, max: mostDecimals }),
    isText: fc.boolean(),
  })
  .map(({ amount, decimals, isText }): { amount: bigint; decimals: number; limit: MaxAmount[string] } => {
    if (!isText) return { amount, decimals, limit: { amount, decimals } };
    const digits = `${amount}`.padStart(decimals + 1, "0");
    const whole = digits.slice(0, digits.length - decimals);
    const limit = decimals ? `${whole}.${digits.slice(-decimals)}` : whole;
    return { amount, decimals, limit };
  });

test("an invoice is paid just if its money is at most that of the limit, and its smallest units too where the limit is in those", async () => {
  await fc.assert(
    fc.asyncProperty(
      limits,
      fc.integer({ min: 0, max: mostDecimals }),
      fc.oneof(fc.constantFrom(-1n, 0n, 1n), fc.bigInt({ min: -1000n, max: 1000n })),
      async (most, decimals, beside) => {
        const atLimit = (most.amount * 10n ** BigInt(decimals)) / 10n ** BigInt(most.decimals);
        const highest = 2n ** 63n - 1n;
        const amount = [1n, atLimit + beside, highest].sort((a, b) => (a < b ? -1 : 1))[1]!;
        let paid = 0;
        const umaFetch = createUmaFetch({
          pay: async () => {
            paid++;
            return "07".repeat(32);
          },
          maxAmount: { USD: most.limit },
          keyResolver,
          now: () => beforeExpiration,
          fetch: async (_url, init) =>
            headerNames[1].payment.toLowerCase() in init!.headers!
              ? new Response("sunny")
              : paymentRequired(1, highest, invoiceOf(amount, decimals)),
        });
        await umaFetch(url).catch((error: unknown) => expect(error).toMatchObject({ code: "OFFER_REFUSED" }));
        const isWithin = amount * 10n ** BigInt(most.decimals) <= most.amount * 10n ** BigInt(decimals);
        const isMore = typeof most.limit !== "string" && amount > most.amount;
        expect(paid).toBe(isWithin && !isMore ? 1 : 0);
      },
    ),
    { numRuns: 150 },
  );
});

/** What becomes of a request that carries no payment. */
type Offered = "offer" | "free" | "redirected offer" | "lost";
/** What `pay` makes of an order. */
type Paid = "paid" | "paid, and aborted" | "failed" | "unreadable";
/** What becomes of a request that carries a payment. */
type Answered =
  | "served"
  | "failed"
  | "lost"
  | "aborted"
  | "retry"
  | "unknown"
  | "mute"
  | "refused"
  | "redirected"
  | "nonsense";

const offered = fc.constantFrom<Offered>("offer", "offer", "offer", "free", "redirected offer", "lost");
const paid = fc.constantFrom<Paid>("paid", "paid", "paid, and aborted", "failed", "unreadable");
const answers = fc.array(
  fc.constantFrom<Answered>(
    "served",
    "failed",
    "lost",
    "aborted",
    "retry",
    "unknown",
    "mute",
    "refused",
    "redirected",
    "nonsense",
  ),
  { minLength: 1, maxLength: 6 },
);

/** The world of a client: a shop, a wallet, and what each was asked for. */
class World {
  readonly umaFetch: typeof fetch;
  script: { offered: Offered; paid: Paid; answers: Answered[] } = {
    offered: "free",
    paid: "paid",
    answers: [],
  };
  controller = new AbortController();
  /** The preimages that the wallet gave, in order. */
  readonly preimages: string[] = [];
  payments = 0;
  /** The proofs that were sent, each with where to and how. */
  readonly proofs: { header: string; url: string; redirect: string | undefined }[] = [];

  constructor(
    readonly version: X402Version,
    share: boolean,
  ) {
    this.umaFetch = createUmaFetch({
      pay: () => this.pay(),
      maxAmount: { USD: "10" },
      keyResolver,
      now: () => beforeExpiration,
      wait: async (_seconds, signal) => signal?.throwIfAborted(),
      fetch: (input, init) => this.answer(String(input), init!),
      share,
    });
  }

  private async pay(): Promise<string> {
    this.payments++;
    if (this.script.paid === "failed") throw new Error("no route");
    const preimage = this.payments.toString(16).padStart(2, "0").repeat(32);
    if (this.script.paid === "unreadable") return `${preimage} or so`;
    this.preimages.push(preimage);
    if (this.script.paid === "paid, and aborted") this.controller.abort("enough");
    return preimage;
  }

  private async answer(to: string, { headers, redirect, signal }: RequestInit): Promise<Response> {
    signal?.throwIfAborted();
    const header = new Headers(headers).get(headerNames[this.version].payment);
    if (header !== null) {
      this.proofs.push({ header, url: to, redirect });
      return this.answerPaid();
    }
    const offer = paymentRequired(this.version, 1000n, invoiceOf(1000n, 2));
    switch (this.script.offered) {
      case "offer":
        return offer;
      case "free":
        return new Response("free");
      case "redirected offer":
        return Object.defineProperty(offer, "redirected", { value: true });
      case "lost":
        throw new TypeError("fetch failed");
    }
  }

  private answerPaid(): Response {
    const answer = (errorReason: string) => ({
      [headerNames[this.version].response]: encodePaymentResponse({
        x402Version: this.version,
        success: false,
        network: "uma",
        errorReason,
      }),
    });
    switch (this.script.answers.shift() ?? "served") {
      case "served":
        return new Response("sunny");
      case "failed":
        return new Response("out of order", { status: 502 });
      case "lost":
        throw new TypeError("fetch failed");
      case "aborted":
        this.controller.abort("enough");
        throw this.controller.signal.reason;
      case "retry":
        return new Response(null, { status: 402, headers: { "Retry-After": "3" } });
      case "unknown":
        return new Response(null, { status: 402, headers: answer("unknown_payment") });
      case "mute":
        return new Response(null, { status: 402 });
      case "refused":
        return new Response(null, { status: 402, headers: answer("duplicate_settlement") });
      case "redirected":
        return new Response(null, { status: 307, headers: { location: "https://elsewhere.example.com/" } });
      case "nonsense":
        return undefined as never;
    }
  }

  /** What is held after an attempt: a receipt, if anything was paid for it. */
  async outcomeOf(attempt: Promise<Response>): Promise<PaymentReceipt | undefined> {
    const before = this.preimages.length;
    let receipt: PaymentReceipt | undefined;
    try {
      receipt = receiptOf(await attempt);
    } catch (error) {
      expect(this.isTold(error)).toBe(false);
      if (error instanceof UmaPaymentError) receipt = error.receipt;
      // Nothing that was paid ends without its proof.
      else expect(this.preimages.length).toBe(before);
    }
    expect(this.isTold({ ...receipt, order: undefined })).toBe(false);
    return receipt;
  }

  /** Whether something shows a preimage that is not meant to. */
  private isTold(value: unknown): boolean {
    const shown = inspect(value, { depth: 5 }) + (value instanceof Error ? value.message : "");
    return this.preimages.some((preimage) => shown.includes(preimage));
  }
}

type Model = { receipts: number };
type Real = { readonly world: World; readonly receipts: PaymentReceipt[] };

class Buy implements fc.AsyncCommand<Model, Real> {
  constructor(readonly script: World["script"]) {}
  check = () => true;

  async run(model: Model, { world, receipts }: Real): Promise<void> {
    const { payments, preimages, proofs } = world;
    const [paidBefore, sentBefore] = [preimages.length, proofs.length];
    world.script = { ...this.script, answers: [...this.script.answers] };
    world.controller = new AbortController();
    const receipt = await world.outcomeOf(world.umaFetch(url, { signal: world.controller.signal }));
    const isOffered = this.script.offered === "offer";
    expect(world.payments - payments).toBe(isOffered ? 1 : 0);
    const isPaid = isOffered && this.script.paid.startsWith("paid");
    expect(receipt?.preimage).toBe(isPaid ? preimages.at(-1) : undefined);
    expect(preimages.length - paidBefore).toBe(isPaid ? 1 : 0);
    // No proof before the payment, and each of this purchase is the same.
    const sent = new Set(proofs.slice(sentBefore).map(({ header }) => header));
    expect(sent.size).toBeLessThanOrEqual(isPaid ? 1 : 0);
    if (receipt) {
      model.receipts++;
      receipts.push(receipt);
    }
  }

  toString = () => `buy: ${JSON.stringify(this.script)}`;
}

class Resume implements fc.AsyncCommand<Model, Real> {
  constructor(
    readonly at: number,
    readonly answers: readonly Answered[],
    readonly isAborted: boolean,
  ) {}
  check = (model: Readonly<Model>) => model.receipts > 0;

  async run(_model: Model, { world, receipts }: Real): Promise<void> {
    const { payments, proofs } = world;
    const held = receipts[this.at % receipts.length]!;
    const sentBefore = proofs.length;
    world.script = { offered: "offer", paid: "paid", answers: [...this.answers] };
    world.controller = new AbortController();
    if (this.isAborted) world.controller.abort("enough");
    const receipt = await world.outcomeOf(held.resume({ signal: world.controller.signal }));
    expect(receipt?.preimage).toBe(held.preimage);
    expect(world.payments).toBe(payments);
    expect(proofs.length - sentBefore).toBeLessThanOrEqual(this.isAborted ? 0 : 20);
  }

  toString = () => `resume ${this.at}${this.isAborted ? ", aborted" : ""}: ${this.answers.join(", ")}`;
}

describe("a purchase, whatever happens in whatever order", () => {
  test("pays once at most, loses no preimage, and sends it nowhere but where it was asked for", async () => {
    const commands = [
      fc
        .record({ offered, paid, answers })
        .map((script) => new Buy(script as World["script"])) as fc.Arbitrary<fc.AsyncCommand<Model, Real>>,
      fc.tuple(fc.nat(), answers, fc.boolean()).map((given) => new Resume(...given)) as fc.Arbitrary<
        fc.AsyncCommand<Model, Real>
      >,
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom<X402Version>(1, 2),
        fc.boolean(),
        fc.commands(commands, { maxCommands: 8 }),
        async (version, share, run) => {
          const world = new World(version, share);
          await fc.asyncModelRun(
            () => ({ model: { receipts: 0 }, real: { world, receipts: [] as PaymentReceipt[] } }),
            run,
          );
          for (const proof of world.proofs) {
            expect(proof).toMatchObject({ url, redirect: "manual" });
          }
          // Each purchase has a proof of its own.
          const headers = new Set(world.proofs.map(({ header }) => header));
          expect(headers.size).toBeLessThanOrEqual(world.preimages.length);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("whatever a fetch is called with gives a result or a UmaInvoiceError", () => {
  const inner: typeof fetch = async () => new Response("free");
  const options = { pay: async () => "", maxAmount: {}, keyResolver, fetch: inner };

  /** Makes anything at all, also what cannot be read, nor even generated. */
  const anything: fc.Arbitrary<() => unknown> = fc.oneof(
    fc
      .anything({ withBigInt: true, withDate: true, withTypedArray: true, withNullPrototype: true })
      .map((value) => () => value),
    fc.constantFrom<() => unknown>(
      () => Symbol("s"),
      () => () => 7,
      () => new ArrayBuffer(8),
      () => new URL(url),
      () => new Request(url, { method: "POST", body: "where" }),
      () => {
        const { proxy, revoke } = Proxy.revocable({}, {});
        revoke();
        return proxy;
      },
      () =>
        new Proxy(
          {},
          {
            get() {
              throw new Error("not to be read");
            },
          },
        ),
    ),
  );

  /** Makes an object of such things. */
  function objectOf(...names: string[]): fc.Arbitrary<() => unknown> {
    return fc
      .dictionary(fc.constantFrom(...names), anything)
      .map((made) => () => Object.fromEntries(Object.entries(made).map(([name, make]) => [name, make()])));
  }
  const fields = objectOf("method", "headers", "body", "signal", "redirect", "cache", "duplex", "x");

  async function check(call: () => unknown): Promise<void> {
    try {
      await call();
    } catch (error) {
      expect(error).toBeInstanceOf(UmaInvoiceError);
      expect((error as Error).message).toMatch(/^[ -~]{1,400}$/);
    }
  }

  test.each([
    ["createUmaFetch", createUmaFetch(options)],
    ["guardFetch", guardFetch(inner)],
  ])("that of %s", async (_name, made) => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          anything,
          fc.constant(() => url),
        ),
        fc.oneof(anything, fields),
        async (input, init) => check(() => made(input() as string, init() as RequestInit)),
      ),
      { numRuns: 500 },
    );
  });

  test("and so do its options", async () => {
    const names = [
      "pay",
      "maxAmount",
      "keyResolver",
      "fetch",
      "now",
      "marginSeconds",
      "maxWaitSeconds",
      "wait",
    ];
    const changed = objectOf(...names, "ecdsa", "share");
    await fc.assert(
      fc.asyncProperty(fc.oneof(anything, changed), changed, async (given, others) => {
        await check(() => createUmaFetch(given() as never));
        await check(() => createUmaFetch({ ...options, ...(others() as object) } as never));
        await check(() => guardFetch(given() as never));
      }),
      { numRuns: 500 },
    );
  });
});
