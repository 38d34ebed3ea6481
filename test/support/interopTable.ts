import {
  checkInterop,
  createInvoice,
  decodeInvoice,
  encodeInvoice,
  UmaInvoiceError,
  verifyInvoiceSignature,
} from "../../src/index.js";
import { cases, type Fixture, languages, readFixtures, toFields } from "./fixtures.js";
import { keys } from "./keys.js";
import { nativeEcdsa } from "./nativeEcdsa.js";

const titles = { javascript: "JavaScript", python: "Python", kotlin: "Kotlin", go: "Go" } as const;

/** The README's table of who reads whom, in Markdown. */
export function interopTable(): string {
  const rows = languages.map((sdk) => {
    const theirs = readFixtures(sdk);
    const ours = ourInvoices(sdk === "go" ? "decimal" : "binary");
    const problems = ours.map((invoice) => checkInterop(invoice).filter((found) => found.sdk === sdk));
    const read = problems.filter((found) => found.every(({ problem }) => problem === "cannot verify"));
    const verified = problems.filter((found) => found.length === 0);
    return [
      titles[sdk],
      `${theirs.length}`,
      `${theirs.filter(isUnderstood).length}`,
      `${ours.length}${sdk === "go" ? ", decimal" : ""}`,
      `${read.length}`,
      `${verified.length}`,
    ];
  });
  const head = [
    "SDK",
    "invoices it wrote",
    "read, verified and written again here",
    "written here for it",
    "it reads",
    "it verifies",
  ];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

function isUnderstood({ text, key }: Fixture): boolean {
  const invoice = decodeInvoice(text);
  return (
    encodeInvoice(invoice) === text && verifyInvoiceSignature(invoice, key.publicKey, { ecdsa: nativeEcdsa })
  );
}

/** Every case that fits into an invoice of a dialect. */
function ourInvoices(integers: "binary" | "decimal") {
  return cases.flatMap(({ fields }) => {
    try {
      return [createInvoice(toFields(fields), keys.first.secretKey, { integers, ecdsa: nativeEcdsa })];
    } catch (error) {
      if (error instanceof UmaInvoiceError) return [];
      throw error;
    }
  });
}
