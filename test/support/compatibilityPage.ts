import { readdirSync, readFileSync } from "node:fs";

const root = new URL("../../", import.meta.url);

type Entry = {
  /** What works with it. */
  readonly works: string;
  /** What is decided otherwise, and why; nothing if nothing is. */
  readonly otherwise?: string;
};

/** The packages that others have published, and that tests run. */
const packages: { readonly [name: string]: Entry } = {
  "@x402/core": {
    works:
      "`x402Client`, `x402ResourceServer`, `x402Facilitator` and `HTTPFacilitatorClient` take the plug-ins of `uma-invoice/x402/scheme`, and `createFacilitatorHandler` answers the last one; its schemas accept what is written here, and what it writes is read",
    otherwise:
      "it tells no plug-in of a request's body: a payment for one `POST` opens another of the same URL, where `createPaywall` binds the body",
  },
  "@x402/fetch": {
    works: "buys from every shop of ours, with `exactUmaClient`",
    otherwise:
      "it follows redirects: `guardFetch` and `checkOfferedResource` refuse offers and keep proofs where they do not belong",
  },
  "@x402/express": {
    works: "sells to every client of ours, with `exactUmaServer`",
    otherwise:
      "version 2 of x402 alone; a payment is given back from status 400 on, where `createPaywall` does so from 500 on",
  },
  "@x402/hono": {
    works: "the same, also with a facilitator over HTTP",
    otherwise: "as `@x402/express`",
  },
  "@x402/extensions": {
    works:
      "`payment-identifier` is validated as it is written here, `bazaar` is offered as it is declared there",
    otherwise: "an extension that is required, and not known here, is not paid for",
  },
  "@modelcontextprotocol/sdk": {
    works: "`mcpPaywall` sells a tool of an `McpServer`, `createUmaTools` buys one with a `Client`",
    otherwise:
      "a payment is redeemed before the tool runs, as it was made before, and given back if the tool fails; there is no published package for x402 over MCP in version 2 to try against",
  },
  standardwebhooks: {
    works: "signs what `createSettlementHandler` takes, and verifies what `createSettlementNotifier` sends",
    otherwise: "its `v1a` (Ed25519) is not taken: a VASP has a key on secp256k1, and signs as `es256k`",
  },
  "@uma-sdk/core": {
    works: "reads, verifies, pays and is paid, as the README's table and `npm run interop` say",
    otherwise: "what it cannot verify itself is told by `checkInterop`",
  },
};

/** The documents of UMA. */
const documents: { readonly [name: string]: Entry } = {
  "UMAD-01": {
    works: "addresses, in any case",
    otherwise:
      "a user name that is longer than the document has it is read and written, and noted by `checkInterop`",
  },
  "UMAD-02": {
    works: "keys, as hex or in chains of certificates; nonces and timestamps",
    otherwise:
      "a key that nobody can take back is kept for minutes; whether a certificate was revoked is asked through `checkRevocation` alone",
  },
  "UMAD-03": { works: "the LNURL-P request, asked and answered" },
  "UMAD-04": {
    works: "the LNURL-P response",
    otherwise:
      "up to 30 decimals are read and written, as such currencies are out there; more than 8 are noted",
  },
  "UMAD-05": { works: "the pay request, with travel rule information" },
  "UMAD-06": {
    works: "the pay response, checked in all that it says against what was agreed on",
    otherwise:
      "a description hash that differs is a note and no refusal, as the SDKs write payer data differently",
  },
  "UMAD-07": {
    works: "the callback after a transaction, written, read, signed and verified",
    otherwise: "whoever has the node sends it: which channels a payment came through, no wallet here tells",
  },
  "UMAD-08": {
    works: "versions 1 and 0, by 412",
    otherwise:
      "version 0 signs nothing in its responses, and is spoken only where `umaMajorVersions` says so",
  },
  "UMAD-09": {
    works: "invoices, byte for byte",
    otherwise:
      "an absent `kycStatus` means nothing; links of an invoice for a named sender want `allowSenderUma`",
  },
  "UMAD-10": { works: "the configuration, published with a name, and what it says of UMA Auth" },
  "UMAD-11": {
    works: "requests to a sender's VASP, each once",
    otherwise: "links are written `uma:`, as phones cut what stands behind `//`; both are read",
  },
};

function filesIn(folder: string): { readonly file: string; readonly text: string }[] {
  return readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .sort()
    .map((file) => ({ file, text: readFileSync(new URL(file, root), "utf8") }));
}

const escaped = (text: string) => text.replace(/[/.]/g, "\\$&");

function versionOf(name: string): string {
  return JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, root), "utf8")).version;
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

const codes = (files: readonly string[]) => files.map((file) => `\`${file}\``).join(", ");

/** The page that says what works with whom: which tests run a package, and which sources follow a document, is looked up. */
export function compatibilityPage(): string {
  const tests = filesIn("test").filter(
    ({ file }) => file.endsWith(".test.ts") || file.includes("/pairings/"),
  );
  const sources = filesIn("src");
  const ofPackages = Object.entries(packages).map(([name, { works, otherwise = "" }]) => {
    const imports = new RegExp(`from "${escaped(name)}(?:/[\\w./-]+)?"`);
    const files = tests.filter(({ text }) => imports.test(text)).map(({ file }) => file);
    if (files.length === 0) throw new Error(`no test runs ${name}`);
    return [`\`${name}\` ${versionOf(name)}`, works, otherwise, codes(files)];
  });
  const ofDocuments = Object.entries(documents).map(([name, { works, otherwise = "" }]) => {
    const files = sources.filter(({ text }) => citedIn(text).includes(name)).map(({ file }) => file);
    if (files.length === 0) throw new Error(`nothing follows ${name}`);
    return [name, works, otherwise, codes(files)];
  });
  return `# Who works with it

What was tried with what others have published, and how it keeps to UMA's documents. The versions, the tests and the sources are looked up when this page is written, and a test fails where it is not what they say: \`npx vitest run --project unit test/unit/compatibility.test.ts -u\` writes it anew. [Where the documents and practice differ](decisions/14-documents-and-practice.md) says more of why.

## Packages

${tableOf(["package", "works", "decided otherwise", "tried in"], ofPackages)}
## Documents of UMA

${tableOf(["document", "works", "decided otherwise", "followed in"], ofDocuments)}`;
}

/** The documents that a source cites, those between two, as in "UMAD-03 to UMAD-06", among them. */
function citedIn(text: string): string[] {
  const number = (digits: string) => `UMAD-${digits.padStart(2, "0")}`;
  const ranges = Array.from(text.matchAll(/UMAD-(\d\d) to UMAD-(\d\d)/g), ([, from, to]) =>
    Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => number(`${Number(from) + i}`)),
  ).flat();
  return [...ranges, ...Array.from(text.matchAll(/UMAD-\d\d/g), ([name]) => name)];
}
