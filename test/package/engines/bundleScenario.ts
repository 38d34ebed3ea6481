import { fileURLToPath } from "node:url";
import { runInThisContext } from "node:vm";
import { build } from "esbuild";
import { keys } from "../../support/keys.js";
import type { scenario } from "./scenario.js";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What {@link scenario} gives, as JSON keeps it. */
export type Outcome = { readonly [Name in keyof ReturnType<typeof scenario>]: unknown };

/** The scenario and the built package in one script, whose value is the outcome as JSON. */
export async function bundleScenario(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [at("scenario.ts")],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "engine",
    platform: "neutral",
    target: "es2022",
    mainFields: ["module", "main"],
    // Not the sources, which the configuration of the tests names.
    tsconfigRaw: "{}",
    alias: {
      "uma-invoice": at("../../../dist/index.js"),
      "uma-invoice/tlv": at("../../../dist/tlv/index.js"),
    },
  });
  const args = [keys.first.secretKey, keys.first.publicKey, keys.second.secretKey];
  return `${outputFiles[0]!.text}\nJSON.stringify(engine.scenario(${args.map((key) => `"${key}"`)}));`;
}

/** What comes out under Node.js, which has everything. */
export function outcomeHere(script: string): Outcome {
  return JSON.parse(runInThisContext(script));
}
