/*
 * npm run bench                          measures everything, and writes it down
 * npm run bench -- --quick               checks that everything runs
 * npm run bench -- --only="encode, t"    measures the rows with that in their names
 */
import { measureGrowth } from "./growth.js";
import { type Effort, measure } from "./measure.js";
import { makeReport, resultTables, saveReport, toMarkdown } from "./report.js";
import { allRows } from "./rows.js";
import { measureSizes } from "./sizes.js";
import { measureStartUp } from "./startUp.js";

const thorough: Effort = { rounds: 15, warmup: 100, time: 30 };
/** Proves that everything runs; its times mean nothing. */
const quick: Effort = { rounds: 1, warmup: 1, time: 1 };

const isQuick = process.argv.includes("--quick");
const only = process.argv.find((argument) => argument.startsWith("--only="))?.slice("--only=".length);
const effort = isQuick ? quick : thorough;
const rows = await allRows();

if (only !== undefined) {
  const results = await measure(
    rows.filter(({ name }) => name.includes(only)),
    effort,
  );
  console.log(resultTables(results));
} else {
  const growth = await measureGrowth(effort);
  const results = [
    ...(await measure(rows, effort)),
    measureStartUp(effort.rounds),
    ...(await measureSizes()),
  ];
  if (isQuick) {
    console.log(`${results.length} rows and ${growth.length} growth curves: everything runs`);
  } else {
    const report = makeReport(results, growth);
    saveReport(report);
    console.log(toMarkdown(report));
  }
}
