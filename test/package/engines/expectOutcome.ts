import { expect } from "vitest";
import { type Outcome, outcomeHere } from "./bundleScenario.js";

/** Checks what comes out under an engine that has nothing but the language. */
export function expectOutcome(outcome: Outcome, script: string): void {
  const {
    formatted: _,
    formattedDefault: _default,
    formattedLarge: _large,
    random: _random,
    ...here
  } = outcomeHere(script);
  expect(outcome).toMatchObject(here);
  expect(outcome).toMatchObject({
    upperCase: true,
    amount: "9007199254740993",
    name: "Долар 円 🐝",
    verified: "$bob@vasp2.com",
    verifiedDecimal: "$bob@vasp2.com",
    message: "円 🐝 é",
    longMessage: 127,
    uuidOfOption: "07070707-0707-4707-8707-070707070707",
    formatted: "10.00 USD",
    formattedDefault: "10.00 EUR",
    formattedLarge: "90071992547409.93 USD",
    wrongCharacter: { name: "UmaInvoiceError", code: "INVALID_BECH32", offset: 100, isError: true },
    malformedUtf8: { code: "INVALID_FIELD", field: "receivingCurrency.name" },
    loneSurrogate: { code: "INVALID_FIELD", field: "receivingCurrency.name" },
    forged: false,
    expired: { code: "INVOICE_EXPIRED" },
    random: {
      code: "INVALID_OPTION",
      field: "random",
      message: "random: expected crypto.getRandomValues or the option random, found neither",
    },
  });
}
