// Comes before the build: as the first script of a page, or the first import of a module.
globalThis.violations = [];
addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
  globalThis.violations.push(`${effectiveDirective} ${blockedURI}`);
});
