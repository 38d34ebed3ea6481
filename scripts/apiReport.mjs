// Writes what each entry of the package shows into docs/api, types that are not exported but spoken of
// included: npm run api. With --check, it fails where a report is out of date instead.
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Extractor, ExtractorConfig } from "@microsoft/api-extractor";

const root = fileURLToPath(new URL("..", import.meta.url));
const declarations = join(root, ".cache/types");
const isCheck = process.argv.includes("--check");

const packageJsonFullPath = join(root, "package.json");
const { exports } = JSON.parse(readFileSync(packageJsonFullPath, "utf8"));
const { compilerOptions } = JSON.parse(readFileSync(join(root, "tsconfig.json"), "utf8"));

/** The declarations of the sources: the bundles' own say the same behind names with a hash. */
function emitDeclarations() {
  rmSync(declarations, { recursive: true, force: true });
  const emit = ["--noEmit", "false", "--declaration", "--emitDeclarationOnly"];
  const folders = ["--rootDir", join(root, "src"), "--outDir", declarations];
  execFileSync(join(root, "node_modules/.bin/tsc"), [...emit, ...folders], { cwd: root, stdio: "inherit" });
}

/** Reports on an entry as `exports` names it, and says whether what was reported before still holds. */
function report(entry) {
  const path = entry.slice(1);
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: join(declarations, path, "index.d.ts"),
      compiler: { overrideTsconfig: { compilerOptions, include: [declarations] } },
      newlineKind: "lf",
      apiReport: {
        enabled: true,
        includeForgottenExports: true,
        reportFileName: path.slice(1).replaceAll("/", "-") || "uma-invoice",
        reportFolder: join(root, "docs/api"),
        reportTempFolder: join(root, ".cache/api"),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      // Comments are read and judged elsewhere; what the compiler finds is in the way of any report.
      messages: {
        compilerMessageReporting: { default: { logLevel: "error" } },
        extractorMessageReporting: { default: { logLevel: "none" } },
        tsdocMessageReporting: { default: { logLevel: "none" } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath,
  });
  const { apiReportChanged, errorCount } = Extractor.invoke(config, {
    localBuild: !isCheck,
    messageCallback: (message) => {
      message.handled = message.logLevel !== "error";
    },
  });
  if (errorCount > 0) throw new Error(`${entry}: its declarations have errors`);
  return !apiReportChanged;
}

emitDeclarations();
const entries = Object.keys(exports).filter((entry) => entry !== "./package.json");
const stale = entries.filter((entry) => !report(entry));
if (isCheck && stale.length > 0) {
  console.error(`What users see has changed: ${stale.join(", ")}. If that is meant, run: npm run api`);
  process.exitCode = 1;
}
