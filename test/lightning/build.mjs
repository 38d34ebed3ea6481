// Builds btcd and lnd, as nodes/go.mod pins them, into the user's cache, unless they are there:
// node test/lightning/build.mjs. It writes the folder with the two programs to its output.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const nodes = fileURLToPath(new URL("nodes", import.meta.url));

/** What each program is built of, and with which parts of its REST API. */
const programs = {
  btcd: ["github.com/btcsuite/btcd"],
  lnd: [
    "-tags=invoicesrpc,routerrpc,walletrpc,signrpc,chainrpc,peersrpc",
    "github.com/lightningnetwork/lnd/cmd/lnd",
  ],
};
const flags = ["-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags=-s -w"];

/** EX_UNAVAILABLE: there is no Go here. */
const unavailable = 69;

const hash = createHash("sha256").update(JSON.stringify([programs, flags, process.platform, process.arch]));
for (const name of ["go.mod", "go.sum"]) hash.update(readFileSync(join(nodes, name)));
const builds = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "uma-invoice/lightning");
const folder = join(builds, hash.digest("hex").slice(0, 16));

function build() {
  try {
    execFileSync("go", ["version"], { stdio: "ignore" });
  } catch {
    console.error("there is no Go here to build btcd and lnd with");
    process.exit(unavailable);
  }
  mkdirSync(builds, { recursive: true });
  // Nobody is to find one program without the other, or half of one.
  const draft = mkdtempSync(join(builds, "draft-"));
  try {
    for (const [name, what] of Object.entries(programs))
      execFileSync("go", ["build", ...flags, "-o", join(draft, name), ...what], {
        cwd: nodes,
        stdio: ["ignore", 2, 2],
      });
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Another process may have been faster, with the very same programs.
    if (!existsSync(folder)) throw error;
  }
}

if (!existsSync(folder)) build();
console.log(folder);
