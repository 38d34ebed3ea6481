import { checkInterop, decodeInvoice, type InteropProblem, type Invoice } from "../../index.js";
import { command } from "../command.js";
import { readInvoice } from "../input/invoices.js";
import { painter, write } from "../io.js";
import { toJson } from "../output/json.js";
import { layOut, type Row, widthOf } from "../output/text.js";

/** `uma-invoice interop`. */
export const interop = command({
  summary: "say which published SDKs can read and verify an invoice",
  usage: "<invoice|link|-> [options]",
  description: `Says which of the published UMA SDKs can read an invoice and verify its signature, and
why not. As they do not share a dialect of integers, there is always one that cannot;
the exit code is 0 all the same.

With --json: a list of {"sdk", "problem", "field", "reason"}, none for an SDK that
manages; "any" is where the protocol's documents say otherwise.`,
  options: { json: { help: "write JSON, for programs" } },
  examples: ["uma-invoice interop uma1qq..."],
  async run(io, { json }, positionals) {
    const invoice = decodeInvoice(await readInvoice(io, positionals));
    const problems = checkInterop(invoice);
    if (json) await write(io, `${toJson(problems)}\n`);
    else await write(io, layOut(toRows(invoice, problems), painter(io.stdout, io.env), widthOf(io.stdout)));
    return 0;
  },
});

const names: { readonly [Name in InteropProblem["sdk"]]: string } = {
  javascript: "JavaScript",
  python: "Python",
  kotlin: "Kotlin",
  go: "Go",
  any: "others",
};

function toRows(invoice: Invoice, problems: readonly InteropProblem[]): Row[] {
  const success = invoice.signature ? "reads and verifies it" : "reads it";
  return (Object.keys(names) as (keyof typeof names)[]).flatMap((sdk): Row[] => {
    const found = problems.filter((problem) => problem.sdk === sdk);
    if (found.length === 0) return sdk === "any" ? [] : [[names[sdk], success, "green"]];
    return found.map(({ problem, field, reason }) => [
      names[sdk],
      `${problem}${field === undefined ? "" : ` (${field})`}: ${reason}`,
      problem === "cannot verify" || problem === "may refuse" ? "yellow" : "red",
    ]);
  });
}
