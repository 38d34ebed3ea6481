import type { Page } from "playwright-core";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type InspectedRecord, inspectInvoice } from "../../src/index.js";
import { type Fixture, readFixtures } from "../support/fixtures.js";
import { markedOffsets, useInspector } from "./inspectorPage.js";

const inspector = useInspector();
let page: Page;

beforeAll(async () => {
  page = await inspector.open();
});

const { text }: Fixture = readFixtures("javascript").find(({ name }) => name === "every optional field")!;
const records = inspectInvoice(text);
const record = (name: string): InspectedRecord => records.find((candidate) => candidate.name === name)!;
/** The offsets of a record's bytes. */
const offsets = ({ offset, length }: InspectedRecord) =>
  Array.from({ length: length + 2 }, (_, at) => offset + at);
/** The offsets of the characters that hold a bit of the bytes from an offset on, by arithmetic on single bits. */
const characters = (offset: number, length: number) => [
  ...new Set(Array.from({ length: 8 * length }, (_, bit) => 4 + Math.floor((8 * offset + bit) / 5))),
];

const marked = (selector: string, name: string) =>
  page.evaluate<number[]>(
    `[...document.querySelectorAll("${selector}")].map(({ dataset }) => Number(dataset.${name}))`,
  );
const markedCharacters = () => marked(".character.on", "character");
const markedRows = () => page.locator(".fields tr.on button").allInnerTexts();
const readout = () => page.locator(".readout").innerText();
const segment = (label: string) => page.getByRole("option", { name: new RegExp(`^${label}, `) });
const byte = (offset: number) => page.getByRole("gridcell", { name: new RegExp(`^byte ${offset}, `) });
const row = (label: string) => page.getByRole("button", { name: new RegExp(`^${label}$`) });
const focused = () =>
  page.evaluate<string>("document.activeElement.ariaLabel ?? document.activeElement.textContent");

beforeEach(async () => {
  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByRole("textbox", { name: "Invoice" }).fill(text);
});

const amount = record("amount");
const callback = record("callback");

describe.each([
  ["hovering a segment of the text", () => segment("Callback").locator("span").nth(3).hover()],
  ["hovering a byte", () => byte(callback.offset + 5).hover()],
  [
    "hovering a letter beside the bytes",
    () => page.locator(`.letter[data-byte="${callback.offset + 5}"]`).hover(),
  ],
  ["hovering a field", () => row("Callback").hover()],
  ["focusing a segment of the text", () => segment("Callback").focus()],
  ["focusing a byte", () => byte(callback.offset + 5).focus()],
  ["focusing a field", () => row("Callback").focus()],
])("%s", (_, point) => {
  beforeEach(point);

  test("marks its bytes", async () => {
    expect(await markedOffsets(page)).toEqual(offsets(callback));
  });

  test("marks the characters that hold them", async () => {
    expect(await markedCharacters()).toEqual(characters(callback.offset, callback.length + 2));
  });

  test("marks its field", async () => {
    expect(await markedRows()).toEqual([expect.stringContaining("Callback")]);
  });

  test("says what it means", async () => {
    expect(await readout()).toContain("Where the payer's VASP sends its pay request");
  });
});

test("a byte and the next field's share the character between them", async () => {
  await row("Amount").hover();
  const ofAmount = await markedCharacters();
  await row("Invoice UUID").hover();
  expect((await markedCharacters()).filter((at) => ofAmount.includes(at))).toEqual([90]);
});

test("a byte has its own characters marked apart", async () => {
  await byte(amount.offset + 2).hover();
  expect(await marked(".character.exact", "character")).toEqual(characters(amount.offset + 2, 1));
});

test("a character has its own bytes marked apart", async () => {
  const [, at] = characters(amount.offset + 2, 1);
  await page.locator(`.character[data-character="${at}"]`).hover();
  expect(await marked(".byte.exact", "byte")).toEqual([amount.offset + 2]);
});

test("a byte is told to be tag, length or value", async () => {
  const roles = [];
  for (const at of [0, 1, 2]) {
    await byte(amount.offset + at).hover();
    roles.push(/\((\w+)\)/.exec(await readout())?.[1]);
  }
  expect(roles).toEqual(["tag", "length", "value"]);
});

test("the currency brings along what lies inside it", async () => {
  await row("Currency").hover();
  expect(await markedOffsets(page)).toEqual(offsets(record("receivingCurrency")));
});

test("no longer hovering goes back to what has the focus", async () => {
  await segment("Amount").focus();
  await row("Callback").hover();
  await page.getByRole("heading", { level: 1 }).hover();
  expect(await markedOffsets(page)).toEqual(offsets(amount));
});

describe("by keyboard", () => {
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };

  test("Tab goes once into the text, once into the bytes and once into the fields", async () => {
    await page.getByLabel("Signing key or certificate").focus();
    const stops = [];
    for (let stop = 0; stop < 4; stop++) {
      await press("Tab");
      stops.push(
        await page.evaluate<string>(
          "document.activeElement.closest('[role=listbox], [role=grid], table')?.ariaLabel",
        ),
      );
    }
    expect(stops.slice(0, 3)).toEqual(["The invoice's text, by field", "The bytes, in hex", "The fields"]);
  });

  test.each([
    ["ArrowRight", /^Currency, /],
    ["ArrowLeft", /^Invoice UUID, /],
    ["Home", /^Prefix, /],
    ["End", /^Checksum, /],
  ])("%s moves within the text", async (key, expected) => {
    await segment("Amount").focus();
    await press(key);
    expect(await focused()).toMatch(expected);
  });

  test.each([
    ["ArrowRight", 21],
    ["ArrowLeft", 19],
    ["ArrowDown", 36],
    ["ArrowUp", 4],
    ["Home", 0],
  ])("%s moves within the bytes", async (key, expected) => {
    await byte(20).focus();
    await press(key);
    expect(await focused()).toMatch(new RegExp(`^byte ${expected}, `));
  });

  test("the first byte is the end of the way up", async () => {
    await byte(3).focus();
    await press("ArrowUp");
    expect(await focused()).toMatch(/^byte 3, /);
  });

  test.each([
    ["ArrowDown", "Currency"],
    ["ArrowUp", "Invoice UUID"],
    ["End", "Signature"],
  ])("%s moves within the fields", async (key, expected) => {
    await row("Amount").focus();
    await press(key);
    expect(await focused()).toContain(expected);
  });

  test("Tab goes on from the text to the same field's bytes", async () => {
    await segment("Callback").focus();
    await press("Tab");
    expect(await focused()).toContain(`byte ${callback.offset}, callback, tag`);
  });

  test("Tab goes on from the bytes to the same field", async () => {
    await byte(callback.offset + 3).focus();
    await press("Tab");
    expect(await focused()).toContain("Callback");
  });

  test("the segment that is pointed at is the selected one", async () => {
    await segment("Callback").focus();
    expect(await page.getByRole("option", { selected: true }).textContent()).toMatch(/^Callback, /);
  });
});
