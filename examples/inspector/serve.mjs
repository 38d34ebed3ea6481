// Builds the inspector page and serves it on this machine alone.
//
//   npm run inspector [-- --port 8080]     serves it
//   npm run inspector -- --out folder      writes its static files into a folder instead
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildInspector } from "./build.mjs";
import { serveInspector } from "./server.mjs";

const { values } = parseArgs({
  options: { port: { type: "string", default: "8080" }, out: { type: "string" } },
});

if (values.out === undefined) {
  const folder = await mkdtemp(join(tmpdir(), "uma-invoice-inspector-"));
  for (const signal of ["SIGINT", "SIGTERM"])
    process.once(signal, async () => {
      await rm(folder, { recursive: true });
      process.exit();
    });
  await buildInspector(folder);
  const { url } = await serveInspector(folder, Number(values.port));
  console.log(url);
} else {
  await buildInspector(values.out);
}
