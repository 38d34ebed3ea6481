import { describe, expect, test } from "vitest";
import { decodeInvoice } from "../../../src/index.js";
import { createPaywall, decodePaymentRequired, type PaywallOptions } from "../../../src/x402/index.js";
import { errorOf, rejectionOf } from "../../support/errorOf.js";
import { expectRefusal } from "../../support/expectRefusal.js";
import {
  bindingKey,
  openShop,
  refusalOf,
  shopInvoices,
  shopOptions,
  shopUrl,
} from "../../support/openShop.js";

const url = shopUrl;

test.each<[string, object]>([
  ["payTo", { payTo: "shop@vasp.com" }],
  ["payTo", { payTo: undefined }],
  ["payToIsDedicated", { payToIsDedicated: "false" }],
  ["maxTimeoutSeconds", { maxTimeoutSeconds: 0 }],
  ["maxTimeoutSeconds", { maxTimeoutSeconds: 0.5 }],
  ["maxTimeoutSeconds", { maxTimeoutSeconds: 366 * 86_400 + 1 }],
  ["maxTimeoutSeconds", { maxTimeoutSeconds: 300_000_000_000 }],
  ["origin", { origin: "example.com" }],
  ["origin", { origin: "https://example.com/" }],
  ["origin", { origin: "https://example.com:443" }],
  ["origin", { origin: "ftp://example.com" }],
  ["settlements", { settlements: undefined }],
  ["settlements.settled", { settlements: {} }],
  ["settlements.reserve", { settlements: { settled() {} } }],
  ["settlements.redeem", { settlements: { settled() {}, reserve() {} } }],
  ["settlements.restore", { settlements: { settled() {}, reserve() {}, redeem() {} } }],
  ["invoices.create", { invoices: { bindingKey } }],
  ["invoices.bindingKey", { invoices: { ...shopInvoices, bindingKey: "2b" } }],
  ["invoices.bindingKey", { invoices: { ...shopInvoices, bindingKey: undefined } }],
])("an option with a wrong %s is refused", (field, changes) => {
  expectRefusal(() => createPaywall({ ...shopOptions, ...changes } as PaywallOptions), {
    code: "INVALID_OPTION",
    field,
  });
});

test("no options are refused", () => {
  expectRefusal(() => createPaywall(undefined as never), { code: "INVALID_OPTION", field: "payTo" });
});

test("a wrong binding key is not shown", () => {
  const secret = "0123456789abcdef";
  const invoices = { ...shopInvoices, bindingKey: secret };
  const { message } = expectRefusal(() => createPaywall({ ...shopOptions, invoices }), {
    code: "INVALID_OPTION",
    field: "invoices.bindingKey",
    says: ["16 characters"],
  });
  expect(message).not.toContain("0123");
});

test("the clock of the machine counts by default", async () => {
  const { response } = await refusalOf({ paywall: createPaywall(shopOptions) }, new Request(url));
  const [offer] = decodePaymentRequired(await response.text()).accepts;
  const { expiration } = decodeInvoice(offer!.extra!.umaInvoice!);
  expect(expiration).toBeGreaterThan(Date.now() / 1000);
});

describe("whatever is handed over, there is a UmaInvoiceError or a result", () => {
  const revoked = () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  };
  const hostile: [string, unknown][] = [
    ["null", null],
    ["a symbol", Symbol("x")],
    ["a bigint", 1n],
    ["a function", () => 1],
    ["a revoked proxy", revoked()],
    [
      "a getter that throws",
      Object.defineProperty({}, "price", {
        enumerable: true,
        get() {
          throw new Error("no");
        },
      }),
    ],
  ];

  test.each(hostile)("%s for the options", (_name, value) => {
    expect(errorOf(() => createPaywall(value as PaywallOptions)).code).toBe("INVALID_OPTION");
  });

  test.each(
    Object.keys({
      ...shopOptions,
      bind: 1,
      resource: 1,
      origin: 1,
      now: 1,
      random: 1,
      wait: 1,
      onError: 1,
    }).flatMap((name) => hostile.map(([kind, value]) => [name, kind, value] as const)),
  )("%s that is %s", (name, _kind, value) => {
    try {
      createPaywall({ ...shopOptions, [name]: value });
    } catch (error) {
      expect(error).toMatchObject({ name: "UmaInvoiceError", code: "INVALID_OPTION" });
    }
  });

  test.each(hostile)("%s for a request or a handler", async (_name, value) => {
    const { paywall } = openShop();
    expect((await rejectionOf(paywall.admit(value as Request))).field).toBe("request");
    if (typeof value !== "function")
      expect(errorOf(() => paywall.protect(value as never)).field).toBe("handler");
  });
});
