import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { fetchVaspConfiguration, fetchVaspKeys } from "uma-invoice/vasp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hex } from "../support/bytes.js";
import { keys } from "../support/keys.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const outfile = `${root}/.cache/examples/wellKnown.mjs`;
const domain = "localhost:4003";
const local = { allowLoopback: true };

let ended: () => Promise<unknown>;
let said: string;

beforeAll(async () => {
  const entryPoints = [`${root}/examples/vasp/wellKnown.ts`];
  await build({ entryPoints, outfile, bundle: true, packages: "external", platform: "node", format: "esm" });
  const program = spawn(process.execPath, [outfile], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  ended = async () => {
    program.kill();
    await once(program, "exit");
  };
  [said] = (await once(createInterface(program.stdout), "line")) as [string];
});
afterAll(() => ended());

test("the example says whose keys it serves", () => {
  expect(said).toBe("Serving the keys of CN=vasp2.com,O=VASP 2");
});

test("the built package reads the keys that the example serves", async () => {
  const { signingPublicKey, expirationTimestamp } = await fetchVaspKeys(domain, local);
  expect(signingPublicKey).toEqual(hex(keys.first.publicKey));
  expect(expirationTimestamp).toBeGreaterThan(0);
});

test("the built package reads the configuration that the example serves", async () => {
  expect(await fetchVaspConfiguration(domain, local)).toEqual({
    name: "VASP 2",
    umaMajorVersions: [0, 1],
    umaRequestEndpoint: "https://vasp2.com/uma/request",
  });
});
