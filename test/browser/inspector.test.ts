import { createPublicKey, generateKeyPairSync } from "node:crypto";
import type { Page } from "playwright-core";
import { PNG } from "pngjs";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { checkInterop, formatAmount, inspectInvoice } from "../../src/index.js";
import { unwrap, wrap } from "../support/bech32.js";
import { pemOf } from "../support/certificates.js";
import { type Fixture, languages, readFixtures } from "../support/fixtures.js";
import { keyDocument } from "../support/keyDocument.js";
import { keys } from "../support/keys.js";
import { rawRecords, rawText, signed, tlv } from "../support/rawInvoice.js";
import { readQr } from "../support/readQr.js";
import { markedOffsets, shownText, useInspector, verdict } from "./inspectorPage.js";

const secret = "8d7f".repeat(16);
/** What nobody should enter, in the forms in which it lies about. */
const secrets = [
  ["hex", secret],
  ["hex with 0x", `0x${secret}`],
  ["a document", JSON.stringify({ signingPubKey: secret })],
  [
    "PEM",
    `-----BEGIN EC PRIVATE KEY-----\n${Buffer.from(secret, "hex").toString("base64")}\n-----END EC PRIVATE KEY-----`,
  ],
] as const;

/** The first test key in PEM, as `openssl ec -pubout` writes it. */
function publicPem(form: "compressed" | "uncompressed"): string {
  const jwk = { kty: "EC", crv: "secp256k1", x: "", y: "" };
  const point = Buffer.from(keys.first.publicKey, "hex");
  jwk.x = point.subarray(1, 33).toString("base64url");
  jwk.y = point.subarray(33).toString("base64url");
  const spki = createPublicKey({ key: jwk, format: "jwk" }).export({ type: "spki", format: "der" });
  const start = Buffer.from("3036301006072a8648ce3d020106052b8104000a032200", "hex");
  const compressed = Buffer.concat([start, Buffer.from(keys.first.compressedPublicKey, "hex")]);
  const base64 = (form === "compressed" ? compressed : spki).toString("base64").replace(/.{64}/g, "$&\n");
  return `-----BEGIN PUBLIC KEY-----\n${base64}\n-----END PUBLIC KEY-----\n`;
}

const inspector = useInspector();
let page: Page;

beforeAll(async () => {
  page = await inspector.open({ permissions: ["clipboard-read", "clipboard-write"] });
});

beforeEach(() => page.getByRole("button", { name: "Clear" }).click());

const { text, fields }: Fixture = readFixtures("javascript").find(
  ({ name }) => name === "every optional field",
)!;
const expiration = fields.expiration * 1000;
const day = 86_400_000;

const enter = (invoice: string) => page.getByRole("textbox", { name: "Invoice" }).fill(invoice);
const enterKey = (key: string) => page.getByLabel("Signing key or certificate").fill(key);
const sample = (title: string) => page.getByRole("button", { name: title, exact: true }).click();
const cellOf = (label: string) =>
  page
    .getByRole("row")
    .filter({ has: page.getByRole("button", { name: label, exact: true }) })
    .getByRole("cell");
const check = (number: number) => page.locator("#check-list li").nth(number).locator("strong").innerText();
const problems = () => page.locator("#problems li").allInnerTexts();

describe.each([
  ["JavaScript", "javascript", "every optional field"],
  ["Python", "python", "currency ₹"],
  ["Kotlin", "kotlin", "8 payer data options"],
  ["Go", "go", "every optional field"],
] as const)("the %s sample", (title, language, name) => {
  const written = readFixtures(language).find((candidate) => candidate.name === name)!;

  beforeEach(() => sample(title));

  test("is verified", async () => {
    expect(await verdict(page)).toContain("Verified");
  });

  test("asks for the amount that its writer meant", async () => {
    expect(await page.locator(".amount").innerText()).toContain(formatAmount(written.fields, "en-US"));
  });

  test("says what its writer meant in every field of text", async () => {
    const { receiverUma, invoiceUUID, umaVersions, callback, receivingCurrency } = written.fields;
    const shown = ["Receiver", "Invoice UUID", "UMA versions", "Callback", "Code", "Name", "Symbol"];
    const { code, name: currency, symbol } = receivingCurrency;
    expect(await Promise.all(shown.map((label) => cellOf(label).innerText()))).toEqual([
      receiverUma,
      invoiceUUID,
      umaVersions,
      callback,
      code,
      currency,
      symbol,
    ]);
  });

  test("lists its fields in the order in which they stand", async () => {
    const tags = inspectInvoice(written.text).flatMap(({ tag, records = [] }) => [
      tag,
      ...records.map((inner) => inner.tag),
    ]);
    expect(await page.locator(".fields .pill").allInnerTexts()).toEqual(tags.map(String));
  });

  test("stands there character by character", async () => {
    expect(await shownText(page)).toBe(written.text);
  });

  test("stands there byte by byte", async () => {
    const digits = await page.locator(".byte").allTextContents();
    expect(digits.join("")).toBe(Buffer.from(unwrap(written.text)).toString("hex"));
  });

  test("has the interop notes that checkInterop gives", async () => {
    const notes = await page.locator("#interop li").allInnerTexts();
    const expected = languages.map((sdk) => {
      const found = checkInterop(written.text).filter((problem) => problem.sdk === sdk);
      return found.map(({ problem, reason }) => [problem, reason]);
    });
    expected.forEach((found, sdk) => {
      const said = found.length > 0 ? found.flat() : ["reads and verifies it"];
      for (const words of said) expect(notes[sdk]).toContain(words);
    });
  });
});

test("the samples are an invoice of each SDK, an expired and a broken one", async () => {
  expect(await page.locator("#samples li").allInnerTexts()).toEqual([
    "JavaScript",
    "Python",
    "Kotlin",
    "Go",
    "Expired",
    "One wrong character",
  ]);
});

describe("the key", () => {
  beforeEach(() => enter(readFixtures("python")[0]!.text));

  test("is asked for, with the place where it stands", async () => {
    expect(await page.locator("#key-note").innerText()).toContain(
      "https://vasp2.com/.well-known/lnurlpubkey",
    );
  });

  test("leaves the invoice unverified as long as there is none", async () => {
    expect(await verdict(page)).toContain("not yet verified");
  });

  test.each(["publicKey", "compressedPublicKey"] as const)("verifies as hex of a %s", async (form) => {
    await enterKey(keys.first[form]);
    expect(await check(2)).toBe("Signature verified");
  });

  test("verifies out of a certificate in PEM", async () => {
    await enterKey(pemOf("leaf"));
    expect(await check(2)).toBe("Signature verified");
  });

  test("verifies out of a certificate in hex", async () => {
    const base64 = pemOf("leaf").replace(/-----[^-]*-----/g, "");
    await enterKey(Buffer.from(base64, "base64").toString("hex"));
    expect(await check(2)).toBe("Signature verified");
  });

  test("verifies out of the document of a VASP's keys", async () => {
    await enterKey(JSON.stringify(keyDocument(keys.first), null, 2));
    expect(await check(2)).toBe("Signature verified");
  });

  test("is told from whom it is, if the document has it in a certificate", async () => {
    const base64 = pemOf("leaf").replace(/-----[^-]*-----/g, "");
    await enterKey(JSON.stringify({ signingCertChain: [Buffer.from(base64, "base64").toString("hex")] }));
    expect(await page.locator("#key-note").innerText()).toContain("CN=vasp2.com,O=VASP 2");
  });

  test.each(["uncompressed", "compressed"] as const)("verifies out of PEM, %s", async (form) => {
    await enterKey(publicPem(form));
    expect(await check(2)).toBe("Signature verified");
  });

  test("verifies out of PEM whose line breaks an environment variable has left as \\n", async () => {
    await enterKey(publicPem("uncompressed").replaceAll("\n", "\\n"));
    expect(await check(2)).toBe("Signature verified");
  });

  test("is told from whom it is, if it comes in a certificate", async () => {
    await enterKey(pemOf("leaf"));
    expect(await page.locator("#key-note").innerText()).toContain("CN=vasp2.com,O=VASP 2");
  });

  test("is told to be outdated, if its certificate is", async () => {
    await enterKey(pemOf("expired-leaf"));
    expect(await page.locator("#key-note .trouble").innerText()).toContain("1/1/2021");
  });

  test("of someone else verifies nothing", async () => {
    await enterKey(keys.second.publicKey);
    expect(await verdict(page)).toContain("Signature wrong");
  });

  test.each(secrets)("that is a secret is repeated nowhere: %s", async (_name, secret) => {
    await enterKey(secret);
    expect(await check(2)).toBe("Signature not checked");
    expect(await page.locator("#key-note .trouble").count()).toBe(1);
    expect(await page.locator("body").innerText()).not.toMatch(/8d7f8d7f|jX\+Nf41/);
  });

  test.each([
    "no key",
    `04${"00".repeat(64)}`,
    "{}",
    '{"signingPubKey":7}',
    "-----BEGIN PUBLIC KEY-----\n!\n-----END PUBLIC KEY-----",
    generateKeyPairSync("ec", { namedCurve: "prime256v1" }).publicKey.export({
      type: "spki",
      format: "pem",
    }) as string,
  ])("that is none is refused: %s", async (key) => {
    await enterKey(key);
    expect(await check(2)).toBe("Signature not checked");
  });

  test("that is none is said to be none", async () => {
    await enterKey("no key");
    expect(await page.locator("#key-note .trouble").count()).toBe(1);
  });
});

test("an invoice without a signature is not trusted", async () => {
  await enter(rawText());
  expect(await verdict(page)).toContain("Not signed");
});

test("what the protocol's documents have otherwise is told beside the SDKs", async () => {
  await enter(rawText({ receiverUma: `$${"a".repeat(64)}@vasp2.com` }));
  const notes = await page.locator("#interop li.note").allInnerTexts();
  expect(notes.pop()).toMatch(/^Others\n+may refuse receiverUma: .*64 characters/);
});

test("an invoice without a signature is verified by no SDK", async () => {
  await enter(rawText());
  const notes = await page.locator("#interop li.ok").allInnerTexts();
  expect(notes.map((note) => note.split("\n").pop())).toEqual(["reads it", "reads it", "reads it"]);
});

describe("time", () => {
  let elsewhere: Page;
  const left = () => elsewhere.locator(".countdown").innerText();

  beforeEach(async () => {
    const context = await inspector.browser.newContext();
    elsewhere = await context.newPage();
    await elsewhere.clock.install({ time: expiration - 2 * day - 3_000 });
    await elsewhere.goto(`${inspector.url}#${text}`);
    return () => context.close();
  });

  test("left is counted in days and seconds", async () => {
    await elsewhere.clock.pauseAt(expiration - 2 * day - 1_000);
    expect(await left()).toBe("2 days 00:00:01 left");
  });

  test("counts down in the fields too", async () => {
    await elsewhere.clock.pauseAt(expiration - 2 * day + 1_000);
    expect(await elsewhere.locator(".fields [data-expires]").innerText()).toBe("1 day 23:59:59 left");
  });

  test("runs out while the page is open", async () => {
    await elsewhere.clock.pauseAt(expiration + 1_000);
    expect(await verdict(elsewhere)).toContain("Expired");
  });

  test("goes on after that", async () => {
    await elsewhere.clock.pauseAt(expiration + 61_000);
    expect(await left()).toBe("expired 00:01:01 ago");
  });
});

describe("an expiration in milliseconds", () => {
  const milliseconds = Date.UTC(2030, 0).toString(16).padStart(16, "0");

  beforeEach(() => enter(wrap(tlv(signed(rawRecords({ expiration: Buffer.from(milliseconds, "hex") }))))));

  test("is no reason to pay", async () => {
    expect(await verdict(page)).toMatch(/No valid expiration expiration: expected Unix time in seconds/);
  });

  test("is shown as it is", async () => {
    expect(await cellOf("Expires").innerText()).toBe(
      "1893456000000, which looks like milliseconds\nnot a time in seconds",
    );
  });

  test("is listed as a problem", async () => {
    expect((await problems())[0]).toMatch(/INVALID_FIELD\s+expiration: .*this looks like milliseconds/);
  });
});

test("an expiration beyond all calendars is shown", async () => {
  await enter(readFixtures("python").find(({ name }) => name === "expiration 9007199254740991")!.text);
  expect(await cellOf("Expires").innerText()).toContain("beyond any calendar");
});

describe("the expired sample", () => {
  beforeEach(() => sample("Expired"));

  test("is not payable", async () => {
    expect(await verdict(page)).toContain("Expired");
  });

  test("is well-formed and signed all the same", async () => {
    expect([await check(0), await check(2)]).toEqual(["Whole and well-formed", "Signature verified"]);
  });

  test("has expiry among its problems", async () => {
    expect((await problems())[0]).toContain("INVOICE_EXPIRED");
  });
});

describe("handing it over", () => {
  beforeEach(() => sample("JavaScript"));

  test("the QR code holds the deep link", async () => {
    const picture = page.getByRole("img", { name: "QR code of this invoice" });
    const { data, width, height } = PNG.sync.read(await picture.screenshot());
    expect(readQr({ data: new Uint8ClampedArray(data), width, height })?.data).toBe(
      `UMA:${text.toUpperCase()}`,
    );
  });

  test.each([
    ["Copy deep link", () => `uma:${text}`],
    ["Copy invoice", () => text],
    ["Copy link to this page", () => `${inspector.url}#${text}`],
  ])("%s copies it", async (label, expected) => {
    await page.getByRole("button", { name: label }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    expect(await page.evaluate<string>("navigator.clipboard.readText()")).toBe(expected());
  });

  test("an invoice that names its payer is said to go to that VASP", async () => {
    expect(await page.locator("#share .addressee").innerText()).toContain("delivered to that VASP");
    await enter(rawText());
    expect(await page.locator("#share .addressee").count()).toBe(0);
  });

  test("an invoice too long for a QR code says so, and has its link", async () => {
    const name = "é".repeat(127);
    const entries = Array.from({ length: 12 }, (_, tag) => ({ tag: 20 + tag, value: name }));
    await enter(
      wrap(tlv([...rawRecords({ signature: Buffer.from("3006020101020101", "hex") }), ...entries])),
    );
    expect(await page.locator("#share").innerText()).toContain("There is no QR code of it.");
  });
});

describe("what is entered", () => {
  test.each([
    ["a deep link", `uma:${text}`],
    ["a deep link with slashes", `uma://${text}`],
    ["upper case, as in QR codes", `UMA:${text.toUpperCase()}`],
    ["a link of the Web", `https://wallet.example/pay?invoice=${text}`],
    ["lines, as mail breaks them", text.replace(/.{60}/g, "$&\n  ")],
    ["lines, as mail quotes them", `uma:${text}`.replace(/.{1,70}/g, "> $&\n")],
    ["unseen characters", `\u2068${text.slice(0, 80)}\u200b${text.slice(80)}\u2069`],
    ["a link that was meant for Lightning", `lightning:${text}`],
    ["a link with more behind it", `uma:${text}?x=1`],
    ["an escaped link in one of the Web", `https://wallet.example/?invoice=uma%3A${text}`],
  ])("may be %s", async (_, entered) => {
    await enter(entered);
    expect(await shownText(page)).toBe(text);
  });

  test("may stand behind the page's #", async () => {
    await page.goto("about:blank");
    await page.goto(`${inspector.url}#${text}`);
    expect(await shownText(page)).toBe(text);
  });

  test("may change behind the page's #", async () => {
    await sample("Go");
    await page.evaluate(`location.hash = "uma:${text}"`);
    await expect.poll(() => shownText(page)).toBe(text);
  });

  test("goes with Clear", async () => {
    await sample("JavaScript");
    await page.getByRole("button", { name: "Clear" }).click();
    expect(await page.locator("#result").isHidden()).toBe(true);
  });
});

describe("a wrong character", () => {
  const at = 200;
  const broken = `${text.slice(0, at)}b${text.slice(at + 1)}`;

  test("is marked in the text", async () => {
    await enter(broken);
    expect(await page.locator(".string mark").innerText()).toBe("b");
  });

  test("is marked where it stands", async () => {
    await enter(broken);
    const before = await page.evaluate<string>(
      "document.querySelector('.string mark').previousSibling.textContent",
    );
    expect(before).toBe(text.slice(0, at));
  });

  test("is selected where it was entered, behind a prefix and line breaks", async () => {
    const entered = `uma:\n${broken.replace(/.{60}/g, "$&\u200b\n> ")}`;
    await enter(entered);
    await page.getByRole("button", { name: "Select it" }).click();
    const [start, end] = await page.evaluate<[number, number]>(
      "[document.activeElement.selectionStart, document.activeElement.selectionEnd]",
    );
    expect([entered.slice(start, end), start]).toEqual(["b", entered.indexOf("b", 5 + at)]);
  });

  test("is pointed at in the sample, though it could stand in an invoice", async () => {
    await sample("One wrong character");
    const entered = await page.getByRole("textbox", { name: "Invoice" }).inputValue();
    const wrong = [...entered].findIndex((character, index) => character !== text[index]);
    const before = await page.evaluate<string>(
      "document.querySelector('.string mark').previousSibling.textContent",
    );
    expect(before.length).toBe(wrong);
  });
});

test("two wrong characters are not pointed at", async () => {
  await enter(`${text.slice(0, 100)}${text[100] === "q" ? "pp" : "qq"}${text.slice(102)}`);
  expect([await verdict(page), await page.locator("mark").count()]).toEqual([
    expect.stringContaining("Not intact"),
    0,
  ]);
});

test.each([
  { what: "bech32 of something else", entered: "lnbc1pvjluezpp5qqqsyq", title: "Not an UMA invoice" },
  {
    what: "a Lightning invoice",
    entered: "lightning:lnbc1pvjluezpp5qqqsyq",
    title: "a Lightning invoice (BOLT 11)",
  },
  { what: "an address", entered: "$bob@vasp2.com", title: "an UMA address, which no invoice comes with" },
  {
    what: "two of them",
    entered: `${text} ${readFixtures("python")[0]!.text}`,
    title: "one invoice, found different",
  },
  { what: "markup", entered: "<b>hello</b>", title: "Not an UMA invoice" },
  { what: "a text beyond the limit", entered: `uma1${"q".repeat(8189)}`, title: "Too long" },
  { what: "a text that has lost its end", entered: text.slice(0, -9), title: "Not intact" },
])("$what is no invoice, and why is said", async ({ entered, title }) => {
  await enter(entered);
  expect(await verdict(page)).toContain(title);
});

test.each(secrets)("a secret in the wrong field is repeated nowhere: %s", async (_name, entered) => {
  await enter(entered);
  expect(await verdict(page)).toContain("Not an UMA invoice");
  expect(await page.locator("body").innerText()).not.toMatch(/8d7f8d7f|jX\+Nf41/);
});

describe("records that do not add up", () => {
  const bytes = unwrap(text);
  const cut = wrap(bytes.subarray(0, bytes.length - 3));
  const offset = bytes.length - 3 - (2 + 71 - 3);

  beforeEach(() => enter(cut));

  test("have their first wrong byte marked", async () => {
    expect(await page.locator(".byte.wrong").getAttribute("data-byte")).toBe(`${offset}`);
  });

  test("are listed as a problem", async () => {
    expect((await problems())[0]).toContain("MALFORMED_TLV");
  });
});

describe("fields that are not what they have to be", () => {
  beforeEach(() =>
    enter(rawText({ callback: "ftp://vasp2.com", invoiceUUID: "7f2c", umaVersions: undefined })),
  );

  test("are all listed, and those that are missing", async () => {
    const listed = (await problems()).map((problem) => /callback|invoiceUUID|umaVersions/.exec(problem)?.[0]);
    expect(listed).toEqual(["invoiceUUID", "callback", "umaVersions"]);
  });

  test("say what was expected, beside what was found", async () => {
    expect(await cellOf("Callback").innerText()).toMatch(/^ftp:\/\/vasp2\.com\n.*expected an https URL/);
  });

  test("are shown at a press of a button", async () => {
    await page.getByRole("button", { name: "Show callback" }).click();
    const callback = inspectInvoice(await shownText(page)).find(({ name }) => name === "callback")!;
    expect((await markedOffsets(page))[0]).toBe(callback.offset);
  });
});

test("a tag that nobody knows is shown with its bytes", async () => {
  await enter(wrap(tlv([...rawRecords(), { tag: 42, value: "hi" }])));
  expect(await cellOf("Unknown").innerText()).toBe("6869");
});
