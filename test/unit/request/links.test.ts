import { describe, expect, test } from "vitest";
import { createInvoice, decodeInvoice, encodeInvoice } from "../../../src/index.js";
import { parseDeepLink, toDeepLink, toQrText } from "../../../src/request/index.js";
import { expectRefusal } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import { rawText } from "../../support/rawInvoice.js";
import { requiredFields } from "../../support/sampleFields.js";

const invoice = createInvoice(requiredFields, keys.first.secretKey);
const text = encodeInvoice(invoice);
const upper = text.toUpperCase();
const other = encodeInvoice(createInvoice({ ...requiredFields, amount: 999_999n }, keys.first.secretKey));

test.each([
  ["the bare invoice", text],
  ["the bare invoice in upper case", upper],
  ["white space around it", ` \t\r\n${text}\u00a0\n`],
  ["uma:", `uma:${text}`],
  ["uma: and white space, as the seed text prints it", `uma: ${text}`],
  ["uma://", `uma://${text}`],
  ["uma:// and a slash behind it, as browsers write a host", `uma://${text}/`],
  ["the text of a QR code", `UMA:${upper}`],
  ["the text of a QR code with slashes", `UMA://${upper}`],
  ["a scheme in upper case alone", `UMA:${text}`],
  ["a scheme in lower case alone", `uma:${upper}`],
  ["a universal link's query", `https://wallet.example/pay?invoice=${text}`],
  ["a query among others", `https://wallet.example/?a=uma1qqqqqq&invoice=${text}&b=1#part`],
  ["a query in upper case", `HTTPS://WALLET.EXAMPLE/?invoice=${upper}`],
  ["a query with escapes", `https://wallet.example/?invoice=%75ma1${text.slice(4)}`],
  ["a universal link's path", `https://wallet.example/pay/${text}`],
  ["the middle of a path", `https://wallet.example/i/${upper}/open?from=mail`],
  ["path and query, if they agree", `https://wallet.example/${text}?invoice=${text}`],
  ["the same query twice", `https://wallet.example/?invoice=${text}&invoice=${text}`],
  ["the same in either case", `https://wallet.example/${upper}?invoice=${text}#${upper}`],
  ["lightning:", `lightning:${text}`],
  ["LIGHTNING:, as a QR code has it", `LIGHTNING:${upper}`],
  ["lightning://", `lightning://${text}`],
  ["web+uma:, which pages may take over", `web+uma:${text}`],
  ["web+uma:// and a slash behind it", `web+uma://${text}/`],
  ["uma: with a query", `uma:${text}?x=1`],
  ["uma: with a query that has the same invoice", `uma:${text}?invoice=${upper}&x=1`],
  ["uma:// with a slash and a query", `uma://${text}/?x=1`],
  ["uma: with a fragment", `uma:${text}#x`],
  ["a deep link in a query", `https://wallet.example/?invoice=uma:${text}`],
  ["an escaped deep link in a query", `https://wallet.example/?invoice=${encodeURIComponent(`uma:${text}`)}`],
  ["a deep link with a query in a query", `https://wallet.example/?invoice=uma%3A${text}%3Fx%3D1`],
  [
    "escaped white space and unseen characters in a query",
    `https://a.example/?invoice=${text.slice(0, 9)}%0A%E2%80%8B+${text.slice(9)}`,
  ],
  ["a query of another name", `https://wallet.example/?uma=${text}`],
  ["a query that is meant for Lightning", `https://wallet.example/?lightning=${upper}`],
  ["a query beside one that is meant for Lightning", `https://a.example/?lightning=lnbc1qqqqqq&uma=${text}`],
  ["a link in upper case throughout", `HTTPS://WALLET.EXAMPLE/?INVOICE=${upper}`],
  ["an escaped deep link in a path", `https://wallet.example/open/uma%3A${text}`],
  ["a fragment", `https://wallet.example/#${text}`],
  ["a deep link in a fragment", `https://wallet.example/pay#uma:${text}`],
  ["a path with a stray percent sign", `https://wallet.example/100%/${text}`],
])("reads the invoice from %s", (_name, input) => {
  expect(parseDeepLink(input)).toBe(text);
});

describe("reads what mail, chats and clipboards make of it:", () => {
  const lines = text.match(/.{1,70}/g)!;
  const links = [text, `uma:${text}`, `UMA:${upper}`, `https://wallet.example/pay?invoice=${text}&from=mail`];

  test.each([
    ["lines, as mail breaks them", lines.join("\n")],
    ["lines of Windows", lines.join("\r\n")],
    ["lines that start with a space", lines.join("\n ")],
    ["a scheme on a line of its own", `uma:\n${text}`],
    ["a quote", lines.map((line) => `> ${line}\n`).join("")],
    ["a quote of a quote", lines.map((line) => `>> > ${line}\r\n`).join("")],
    ["a quote whose marks are indented", lines.map((line) => ` >${line}\n`).join("")],
    ["a line separator", lines.join("\u2028")],
    ["angle brackets, as mail encloses links", `<uma:${lines.join("\n")}>`],
    ["angle brackets on lines of their own", `<\numa:${text}\n>`],
    ["spaces in groups", text.replace(/.{4}/g, "$& ")],
    ["the same on the next line", `uma:${text}\n${upper}`],
    ["the same on the next line, broken itself", `uma:${lines.join("\n")}\n\numa:${lines.join("\n")}`],
    ["a link broken where the invoice starts", `https://a.example/?invoice=\n${lines.join("\n")}`],
    ["a byte order mark", `\ufeff${text}`],
    ["a space between everything", text.replace(/(?!^)/g, " ")],
  ])("%s", (_name, input) => {
    expect(parseDeepLink(input)).toBe(text);
  });

  test.each([
    ...[0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x202a, 0x202e, 0x2060, 0x2064, 0x2066, 0x2069, 0xfeff, 0xad],
    ...[0x34f, 0x61c, 0x180b, 0x180e, 0x3164, 0xfe0f, 0xfff8, 0xe0020, 0xe0001, 0, 8, 0x1b, 0x7f, 0x85, 0x9f],
    ...[0x20, 0xa0, 9, 0x0b, 0x1680, 0x2003, 0x202f, 0x3000],
  ])("U+%X anywhere", (point) => {
    const unseen = String.fromCodePoint(point);
    for (const link of links)
      for (const at of [0, 2, 4, 5, 9, 60, link.length])
        expect(parseDeepLink(link.slice(0, at) + unseen + link.slice(at))).toBe(text);
  });

  test.each([
    ["a full stop", "", "."],
    ["a comma", "", ","],
    ["marks of every kind", "", "!?;:…。，、！？"],
    ["brackets", "(", ")"],
    ["brackets and a full stop", "[", "]."],
    ["quotation marks", '"', '",'],
    ["typographic quotation marks", "\u201e", "\u201c."],
    ["Chinese quotation marks", "\u300c", "\u300d"],
    ["guillemets", "\u00ab ", " \u00bb"],
    ["emphasis", "**", "**"],
    ["code", "```\n", "\n```"],
    ["a bracket that is never closed", "<", ""],
  ])("%s around it", (_name, before, behind) => {
    for (const link of links.filter((link) => !link.endsWith("mail")))
      expect(parseDeepLink(`${before}${link}${behind}`)).toBe(text);
  });

  test("punctuation behind each of two copies", () => {
    expect(parseDeepLink(`"uma:${text}", (${upper}).`)).toBe(text);
    expect(parseDeepLink(`https://a.example/?uma=${text}.&lightning="${upper}"`)).toBe(text);
  });

  test("bidirectional isolates around it", () => {
    expect(parseDeepLink(`\u2068${text}\u2069`)).toBe(text);
  });
});

describe("leaves to decodeInvoice what starts like an invoice:", () => {
  test.each([
    ["a wrong character", "uma:uma1bbbbbbbb", "uma1bbbbbbbb"],
    ["less than a checksum", "uma1qqqqq", "uma1qqqqq"],
    ["nothing behind the prefix", "UMA1", "uma1"],
    ["mixed case", `uma:${text.slice(0, 50)}${upper.slice(50)}`, text.slice(0, 50) + upper.slice(50)],
    ["mixed case in a link", `https://a.example/Uma1${text.slice(4)}`, `Uma1${text.slice(4)}`],
    ["the Kelvin sign for a k", `uma:${upper.replaceAll("K", "\u212a")}`, upper.replaceAll("K", "\u212a")],
    ["a slash behind it", `${text}/`, `${text}/`],
    ["a query behind it", `${text}?amount=1`, `${text}?amount=1`],
    ["words behind it", `${text} (soon)`, `${text}(soon)`],
    ["words and a full stop behind it", `${text} (soon).`, `${text}(soon).`],
    [
      "punctuation inside it",
      `${text.slice(0, 50)}.${text.slice(50)}`,
      `${text.slice(0, 50)}.${text.slice(50)}`,
    ],
    [
      "brackets where a line goes on",
      `${text.slice(0, 50)}\n(${text.slice(50)}`,
      `${text.slice(0, 50)}(${text.slice(50)}`,
    ],
    ["an emoji behind it", `${text} \u{1f64f}`, `${text}\u{1f64f}`],
    [
      "a hyphen where a line was broken",
      `${text.slice(0, 50)}-\n${text.slice(50)}`,
      `${text.slice(0, 50)}-${text.slice(50)}`,
    ],
    [
      "a > that stands at no start of a line",
      `${text.slice(0, 50)} > ${text.slice(50)}`,
      `${text.slice(0, 50)}>${text.slice(50)}`,
    ],
    ["another invoice that nothing sets apart", text + text, text + text],
    ["characters that are no ASCII, whatever case they have", "UMA1\u0130QQQQQQ", "UMA1\u0130QQQQQQ"],
    ["what a query says to be an invoice", "https://a.example/?invoice=uma1q!q", "uma1q!q"],
  ])("%s", (_name, input, found) => {
    expect(parseDeepLink(input)).toBe(found);
  });

  test("more than the decoder reads", () => {
    const long = `uma1${"q".repeat(20_000)}`;
    expect(parseDeepLink(`${long}\n`)).toBe(long);
  });
});

describe("refuses", () => {
  test.each([
    ["nothing", "", ["an https link", '""']],
    ["white space", " \n", ["an https link", '""']],
    ["nothing but what nobody sees", "\u200b\u2060", ["an https link"]],
    ["a scheme alone", "uma:", ['behind "uma:"', '"uma:"']],
    ["a scheme and a query", `uma:?invoice=${text}`, ['behind "uma:"']],
    ["another scheme", `bitcoinlightning:${text}`, ["an https link", '"bitcoinlightning:uma1']],
    ["two schemes", `uma:uma:${text}`, ['behind "uma:"']],
    ["one slash", `uma:/${text}`, ['behind "uma:"']],
    ["three slashes", `uma:///${text}`, ['behind "uma:"']],
    ["another invoice behind it", `uma:${text}/${other}`, ["one invoice alone"]],
    ["another invoice in its query", `uma:${text}?invoice=${other}`, ["different ones"]],
    ["another invoice in its fragment", `uma:${text}#${other}`, ["different ones"]],
    ["another invoice on the next line", `${text}\n${other}`, ["different ones"]],
    ["another invoice among quoted lines", `> uma:${text}\n> lightning:${other}`, ["different ones"]],
    ["a link behind an invoice", `${text} https://shop.example/`, ["query, path or fragment"]],
    ["words before it", `Please pay ${text}`, ["without what is before it", '"Please pay uma1']],
    ["words before it, and it twice", `Pay ${text} ${text}`, ["an https link", '"Pay uma1']],
    ["a label before it", `Invoice: ${text}`, ["without what is before it", '"Invoice: uma1']],
    ["an emoji before it", `\u{1f9fe} ${text}`, ["without what is before it"]],
    ["it in a long message", `${"Hello! ".repeat(100)}${text}`, ["without what is before it", '"Hello!']],
    ["an Android intent", `intent://${text}#Intent;scheme=uma;end`, ["without what is before it"]],
    ["an escaped link", encodeURIComponent(`uma:${text}`), ["without what is before it"]],
    ["punctuation alone", '"...', ["an https link"]],
    ["a link over http", `http://wallet.example/?invoice=${text}`, ["an https link"]],
    ["a link without a host", "https://", ["a well-formed https link"]],
    ["a link to nothing", "https://wallet.example/pay?amount=1", ["query, path or fragment", "none"]],
    ["a link with an invoice elsewhere", `https://${text}.example/?i=${text}`, ["query, path or fragment"]],
    ["an empty query", `https://wallet.example/${text}?invoice=`, ["link's query", '""']],
    [
      "a query with something else",
      `https://wallet.example/${text}?invoice=id-7`,
      ["link's query", '"id-7"'],
    ],
    ["a query with another link", `https://a.example/?invoice=https://b.example/${text}`, ["link's query"]],
    ["two invoices in a query", `https://a.example/?invoice=${text}&invoice=${other}`, ["different ones"]],
    ["two invoices under two names", `https://a.example/?uma=${text}&lightning=${other}`, ["different ones"]],
    ["two invoices in a path", `https://a.example/${text}/${other}`, ["different ones"]],
    ["two invoices in path and query", `https://a.example/${other}?invoice=${text}`, ["different ones"]],
    ["two invoices in path and fragment", `https://a.example/${other}#${text}`, ["different ones"]],
    ["a broken invoice beside a whole one", `https://a.example/${text}?uma=${text}!q`, ["different ones"]],
    ["what is longer than any link", `https://a.example/${text}?${"a".repeat(10_240)}`, ["10240", "found 1"]],
    ["what is wrapped into more than any mail has", `${text}${" ".repeat(50_000)}`, ["40960", "found 5"]],
  ])("%s", (_name, input, says) => {
    const error = expectRefusal(() => parseDeepLink(input), { code: "INVALID_DEEP_LINK", says });
    expect(error).toMatchObject({ protocolCode: "INVALID_INVOICE", httpStatus: 400 });
  });

  const halves = [text.slice(0, 70), text.slice(70)] as const;

  test.each([
    ["a link in HTML", `<a href="uma:${text}">Pay</a>`, "HTML: copy the link or the invoice alone"],
    ["a broken line in HTML", halves.join("<br>"), "HTML: copy the link or the invoice alone"],
    ["spaces of HTML", `uma:${halves.join("&nbsp;")}`, "HTML: copy the link or the invoice alone"],
    ["a hyphenation of HTML", halves.join("&#173;"), "HTML: copy the link or the invoice alone"],
    ["a line broken in quoted-printable", halves.join("=\r\n"), "quoted-printable): copy what the mail"],
    ["the same in a link", `https://a.example/?uma=${halves.join("=\n")}`, "quoted-printable): copy what"],
    ["an equals sign in it", `https://a.example/?invoice=3D${text}`, "quoted-printable): copy what"],
    ["a link in Markdown", `[pay](uma:${text})`, "Markdown: copy what is in the round brackets alone"],
    ["what was escaped twice", `https://a.example/?invoice=uma%253A${text}`, "percent-encoded twice"],
    [
      "full-width letters",
      `\uff55\uff4d\uff41\uff11${text.slice(4)}`,
      "full-width characters: write it in ASCII",
    ],
    ["a full-width letter in it", halves.join("\uff51"), "full-width characters: write it in ASCII"],
  ])("%s, and says what to copy", (_name, input, says) => {
    expectRefusal(() => parseDeepLink(input), { code: "INVALID_DEEP_LINK", says: [`found`, says] });
  });

  const lightning = "lnbc10u1pjq2qqqpp5qqqqqqq";

  test.each([
    [lightning, "a Lightning invoice (BOLT 11)"],
    [`lightning:${lightning.toUpperCase()}`, "a Lightning invoice (BOLT 11)"],
    [`uma:${lightning}`, "a Lightning invoice (BOLT 11)"],
    [`https://a.example/?invoice=${lightning}`, "a Lightning invoice (BOLT 11)"],
    [`${lightning.slice(0, 12)}\u200b\n${lightning.slice(12)}`, "a Lightning invoice (BOLT 11)"],
    ["LNURL1DP68GURN8GHJ7", "an LNURL (LUD-01)"],
    ["lightning:LNURL1DP68GURN8GHJ7", "an LNURL (LUD-01)"],
    ["bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "a Bitcoin address"],
    ["$bob@vasp.com", "an UMA address"],
    ["uma:$bob@vasp.com", "an UMA address"],
    ["bob@vasp.com", "an address, of e-mail or Lightning"],
  ])("%s, and names it for what it is", (input, name) => {
    expectRefusal(() => parseDeepLink(input), { code: "INVALID_DEEP_LINK", says: [`found ${name}`] });
  });

  test("a secret key, without repeating it", () => {
    const secret = "8d7f".repeat(16);
    const { message } = expectRefusal(() => parseDeepLink(`${secret}\n`), { code: "INVALID_DEEP_LINK" });
    expect(message).not.toContain("8d7f");
  });

  test.each([undefined, null, 7, {}, [text], new String(text)])("what is no text: %j", (input) => {
    expectRefusal(() => parseDeepLink(input as string), { code: "INVALID_DEEP_LINK", says: ["text"] });
  });
});

describe("the limit", () => {
  const link = `https://wallet.example/${text}`;

  test("leaves 2,048 characters for the link around the invoice", () => {
    expect(parseDeepLink(link, { maxLength: link.length - 2048 })).toBe(text);
    expectRefusal(() => parseDeepLink(link, { maxLength: link.length - 2049 }), {
      code: "INVALID_DEEP_LINK",
      says: [`at most ${link.length - 1} characters`, `found ${link.length}`],
    });
  });

  test("of NaN lets nothing through", () => {
    expectRefusal(() => parseDeepLink(text, { maxLength: Number.NaN }), { code: "INVALID_DEEP_LINK" });
  });

  test("counts what is left once the wrapping is gone", () => {
    const wrapped = text.replace(/./g, "$&\u200b \n");
    expect(parseDeepLink(`uma:${wrapped}`, { maxLength: 64 })).toBe(text);
  });

  test.each(["9", 9n, null, Symbol("9"), {}])("has to be a number, not %s", (maxLength) => {
    const options = { maxLength: maxLength as number };
    expectRefusal(() => parseDeepLink(text, options), { code: "INVALID_OPTION", field: "maxLength" });
  });

  test.each([null, 7, "text"])("is not read from %j", (options) => {
    expectRefusal(() => parseDeepLink(text, options as unknown as object), {
      code: "INVALID_OPTION",
      field: "options",
    });
  });

  test("is not read from what throws", () => {
    const options = {
      get maxLength(): number {
        throw new Error("no");
      },
    };
    expectRefusal(() => parseDeepLink(text, options), { code: "INVALID_OPTION", field: "options.maxLength" });
  });
});

describe.each([
  ["toDeepLink", toDeepLink],
  ["toQrText", toQrText],
])("%s of an invoice that names its sender", (_, write) => {
  const addressed = createInvoice({ ...requiredFields, senderUma: "$alice@vasp1.com" }, keys.first.secretKey);

  test("is refused: it goes to the sender's VASP", () => {
    for (const given of [addressed, encodeInvoice(addressed)])
      expectRefusal(() => write(given), {
        code: "INVALID_FIELD",
        field: "senderUma",
        says: ["deliverInvoice"],
      });
  });

  test("is written where that is wanted", () => {
    const link = write(addressed, { allowSenderUma: true });
    expect(parseDeepLink(link)).toBe(encodeInvoice(addressed));
  });

  test.each([["true"], [1], [null]])("wants no %j", (allowSenderUma) => {
    expectRefusal(() => write(addressed, { allowSenderUma: allowSenderUma as never }), {
      code: "INVALID_OPTION",
      field: "allowSenderUma",
    });
  });
});

describe("toDeepLink", () => {
  test("writes uma: by default", () => {
    expect(toDeepLink(text)).toBe(`uma:${text}`);
  });

  test("writes uma:// where asked to", () => {
    expect(toDeepLink(text, { style: "uma://" })).toBe(`uma://${text}`);
  });

  test("writes lower case from the upper case of a QR code", () => {
    expect(toDeepLink(text.toUpperCase())).toBe(`uma:${text}`);
  });

  test("takes an invoice for its text", () => {
    expect(toDeepLink(invoice)).toBe(`uma:${text}`);
  });

  test.each(["uma", "UMA:", "lightning:", "", null])("knows no style %j", (style) => {
    expectRefusal(() => toDeepLink(text, { style: style as "uma:" }), {
      code: "INVALID_OPTION",
      field: "style",
      says: ["uma:", "uma://"],
    });
  });

  test("is not limited to 8,192 characters where asked to go further", () => {
    expectRefusal(() => toDeepLink(text, { maxLength: text.length - 1 }), { code: "TOO_LONG" });
    expect(toDeepLink(text, { maxLength: text.length })).toBe(`uma:${text}`);
  });
});

test("toQrText writes the same in upper case", () => {
  expect(toQrText(text)).toBe(`UMA:${text.toUpperCase()}`);
  expect(toQrText(text, { style: "uma://" })).toBe(`UMA://${text.toUpperCase()}`);
});

describe.each([
  ["toDeepLink", toDeepLink],
  ["toQrText", toQrText],
])("%s writes nothing for", (_name, write) => {
  test("text that does not decode", () => {
    expectRefusal(() => write(`${text}q`), { code: "INVALID_BECH32", offset: text.length });
    expectRefusal(() => write("lnbc1qqqqqq"), { code: "UNEXPECTED_PREFIX" });
  });

  test("a link", () => {
    expectRefusal(() => write(`uma:${text}`), { code: "UNEXPECTED_PREFIX" });
  });

  test("an invoice without a signature", () => {
    expectRefusal(() => write(rawText()), { code: "MISSING_SIGNATURE", field: "signature" });
  });

  test("a copy of an invoice, whose signature would not hold", () => {
    expectRefusal(() => write({ ...decodeInvoice(text) }), {
      code: "INVALID_SIGNATURE",
      field: "signature",
      says: ["decoded or created"],
    });
  });

  test.each([undefined, null, 7, {}, []])("%j", (value) => {
    expectRefusal(() => write(value as unknown as string), { code: "INVALID_SIGNATURE", field: "signature" });
  });
});
