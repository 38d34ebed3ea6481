import { readFileSync } from "node:fs";
import type { Invoice } from "../../src/index.js";
import { keys, type TestKey } from "./keys.js";

export const languages = ["javascript", "python", "kotlin", "go"] as const;

export type Language = (typeof languages)[number];

/** An invoice that a published SDK wrote. */
export type Fixture = {
  readonly name: string;
  readonly key: TestKey;
  readonly otherKey: TestKey;
  /** The fields that its writer meant; the signature is not among them. */
  readonly fields: Invoice;
  readonly text: string;
};

type Element = {
  readonly name: string;
  readonly key: keyof typeof keys;
  readonly fields: Written<Invoice>;
  readonly text?: string;
};

/** Fields as JSON holds them: integers as decimal strings. */
export type Written<T> = {
  readonly [Name in keyof T]: T[Name] extends bigint | number | undefined
    ? string
    : Name extends "receivingCurrency"
      ? Written<T[Name]>
      : T[Name];
};

/** An invoice that every SDK is asked to write. */
export type Case = Omit<Element, "text">;

export const cases: readonly Case[] = readJson("cases.json");

/** A file of the fixtures' folder. */
export function readJson<Content>(path: string): Content {
  return JSON.parse(readFileSync(new URL(`../../fixtures/${path}`, import.meta.url), "utf8"));
}

/** The invoices that the SDK of a language could write. */
export function readFixtures(language: Language): Fixture[] {
  return readJson<Element[]>(`${language}/invoices.json`).flatMap(({ name, key, fields, text }) =>
    text === undefined
      ? []
      : [
          {
            name,
            key: keys[key],
            otherKey: keys[key === "first" ? "second" : "first"],
            fields: toFields(fields),
            text,
          },
        ],
  );
}

/** Fields from JSON as this library has them. */
export function toFields(fields: Written<Invoice>): Invoice {
  const { amount, receivingCurrency, expiration, commentCharsAllowed, maxNumPayments, ...rest } = fields;
  return {
    ...rest,
    amount: BigInt(amount),
    receivingCurrency: { ...receivingCurrency, decimals: Number(receivingCurrency.decimals) },
    expiration: Number(expiration),
    ...(commentCharsAllowed === undefined ? {} : { commentCharsAllowed: Number(commentCharsAllowed) }),
    ...(maxNumPayments === undefined ? {} : { maxNumPayments: Number(maxNumPayments) }),
  };
}
