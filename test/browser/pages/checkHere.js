import { checkBuild } from "../../package/checkBuild.mjs";

/**
 * Puts a build through the whole fixture set, in a page or a worker.
 *
 * @returns a `PageReport`
 */
export async function checkHere(api) {
  const response = await fetch("/fixtures.json");
  const report = checkBuild(api, await response.json());
  const violations = await takeViolations();
  try {
    new Function("return 1")();
  } catch {}
  return {
    ...report,
    violations,
    evalViolations: await takeViolations(),
    isSecureContext: globalThis.isSecureContext,
  };
}

/** The violations of the policy since the last call. Each is told in a task of its own. */
async function takeViolations() {
  await new Promise((resolve) => setTimeout(resolve));
  return globalThis.violations.splice(0);
}
