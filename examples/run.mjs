// Runs an example: npm run example requests/payer. Without a name, lists the names.
import { readdirSync, readFileSync } from "node:fs";
import { build } from "esbuild";

const here = new URL("./", import.meta.url);

/** The examples, each with its first line. They are the programs that say how they are run. */
const examples = new Map(
  readdirSync(here, { recursive: true })
    .filter((file) => file.endsWith(".ts"))
    .sort()
    .map((file) => ({ name: file.slice(0, -3), source: readFileSync(new URL(file, here), "utf8") }))
    .filter(({ name, source }) => source.includes(`//   npm run example ${name}\n`))
    .map(({ name, source }) => [name, source.slice(3, source.indexOf("\n"))]),
);

const [name] = process.argv.slice(2);
if (examples.has(name)) {
  const outfile = `.cache/examples/${name}.mjs`;
  await build({
    entryPoints: [`examples/${name}.ts`],
    outfile,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    logLevel: "warning",
  });
  await import(new URL(`../${outfile}`, import.meta.url).href);
} else {
  if (name !== undefined) {
    console.error(`There is no example ${name}.`);
    process.exitCode = 2;
  }
  for (const [known, title] of examples) console.log(`npm run example ${known.padEnd(24)}${title}`);
}
