import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createInvoice, encodeInvoice, nobleEcdsa } from "../../../src/index.js";
import { receiveInvoice, toDeepLink, toQrText } from "../../../src/request/index.js";
import { createKeyResolver, type KeyResolver } from "../../../src/vasp/index.js";
import { answerJson } from "../../support/answerJson.js";
import { rejectionOf } from "../../support/errorOf.js";
import { expectError } from "../../support/expectRefusal.js";
import { keyDocument } from "../../support/keyDocument.js";
import { keys } from "../../support/keys.js";
import { createNetwork, type Network } from "../../support/network.js";
import { beforeExpiration, requiredFields } from "../../support/sampleFields.js";

const invoice = createInvoice(requiredFields, keys.first.secretKey);
const text = encodeInvoice(invoice);

let network: Network;
let options: { keyResolver: KeyResolver; now: number };

beforeEach(async () => {
  network = createNetwork();
  await network.serve("vasp2.com", answerJson({ "/.well-known/lnurlpubkey": keyDocument(keys.first) }));
  options = { keyResolver: createKeyResolver({ fetch: network.fetch }), now: beforeExpiration };
});
afterEach(() => network.close());

test.each([
  ["a deep link", toDeepLink(text)],
  ["the text of a QR code", toQrText(text)],
  ["a universal link", `https://wallet.example/pay?invoice=${text}`],
  ["the bare invoice", `${text}\n`],
])("makes a verified invoice of %s", async (_name, input) => {
  expect(await receiveInvoice(input, options)).toStrictEqual(invoice);
});

describe("for a payer", () => {
  const payer = "$alice@vasp1.com";
  const invoiceFor = (senderUma: string) =>
    createInvoice({ ...requiredFields, senderUma }, keys.first.secretKey);

  test("takes an invoice that names nobody", async () => {
    expect(await receiveInvoice(text, { ...options, payer })).toStrictEqual(invoice);
  });

  test("takes one that names the payer, in whatever case", async () => {
    const found = await receiveInvoice(encodeInvoice(invoiceFor("$ALICE@vasp1.com")), { ...options, payer });
    expect(found.senderUma).toBe("$ALICE@vasp1.com");
  });

  test.each([["$bob@vasp1.com"], ["$alice@vasp2.com"], ["$alice@vasp1.com:8443"]])(
    "refuses one for %s, and asks for no keys",
    async (senderUma) => {
      const error = await rejectionOf(
        receiveInvoice(encodeInvoice(invoiceFor(senderUma)), { ...options, payer }),
      );
      expectError(error, { code: "UNKNOWN_SENDER", field: "senderUma" });
      expect(network.log).toEqual([]);
    },
  );

  test("that is none is refused", async () => {
    expectError(await rejectionOf(receiveInvoice(text, { ...options, payer: "alice" })), {
      code: "INVALID_OPTION",
      field: "payer",
    });
  });
});

describe("refuses", () => {
  test("what is no link, and asks for no keys", async () => {
    const error = await rejectionOf(receiveInvoice("https://wallet.example/", options));
    expectError(error, { code: "INVALID_DEEP_LINK" });
    expect(network.log).toEqual([]);
  });

  test("an invoice that does not decode, and asks for no keys", async () => {
    expectError(await rejectionOf(receiveInvoice(`uma:${text}q`, options)), {
      code: "INVALID_BECH32",
      offset: text.length,
    });
    expect(network.log).toEqual([]);
  });

  test("an invoice that has expired, and asks for no keys", async () => {
    const now = requiredFields.expiration;
    expectError(await rejectionOf(receiveInvoice(text, { ...options, now })), {
      code: "INVOICE_EXPIRED",
      field: "expiration",
    });
    expect(network.log).toEqual([]);
  });

  test("an invoice longer than the limit, in a link that is not", async () => {
    const limits = { ...options, maxLength: text.length - 1 };
    expectError(await rejectionOf(receiveInvoice(text, limits)), { code: "TOO_LONG" });
  });

  test("an invoice signed with another key", async () => {
    const forged = encodeInvoice(createInvoice(requiredFields, keys.second.secretKey));
    expectError(await rejectionOf(receiveInvoice(toDeepLink(forged), options)), {
      code: "INVALID_SIGNATURE",
      field: "signature",
    });
  });

  test("an invoice that the engine given does not verify", async () => {
    const ecdsa = { ...nobleEcdsa, verify: () => false };
    expectError(await rejectionOf(receiveInvoice(text, { ...options, ecdsa })), {
      code: "INVALID_SIGNATURE",
      field: "signature",
    });
  });

  test("an invoice whose receiver's VASP is nowhere", async () => {
    const lost = createInvoice(
      { ...requiredFields, receiverUma: "$bob@nowhere.example" },
      keys.first.secretKey,
    );
    expect((await rejectionOf(receiveInvoice(toQrText(lost), options))).code).toBe("FETCH_FAILED");
  });

  test("a caller that has given up", async () => {
    const reason = new Error("changed my mind");
    const signal = AbortSignal.abort(reason);
    await expect(receiveInvoice(text, { ...options, signal })).rejects.toBe(reason);
  });
});
