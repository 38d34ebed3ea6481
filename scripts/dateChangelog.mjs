// Puts today's date to the version that `npm version` is about to commit and tag.
import { readFileSync, writeFileSync } from "node:fs";

const at = (path) => new URL(`../${path}`, import.meta.url);
const { version } = JSON.parse(readFileSync(at("package.json"), "utf8"));
const changelog = readFileSync(at("CHANGELOG.md"), "utf8");
const heading = `## ${version} (unreleased)\n`;
if (!changelog.includes(heading)) throw new Error(`CHANGELOG.md: expected ${heading.trim()}, found none`);
const today = new Date().toISOString().slice(0, 10);
writeFileSync(at("CHANGELOG.md"), changelog.replace(heading, `## ${version} (${today})\n`));
