// Runs an example: npm run example requests/payer
import { build } from "esbuild";

const [name = ""] = process.argv.slice(2);
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
