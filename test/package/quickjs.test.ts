import { getQuickJS } from "quickjs-emscripten";
import { expect, test } from "vitest";
import { bundleScenario } from "./engines/bundleScenario.js";
import { expectOutcome } from "./engines/expectOutcome.js";

test("QuickJS lacks what it is said to lack", async () => {
  const names = ["TextEncoder", "TextDecoder", "Intl", "URL", "crypto", "structuredClone"];
  const there = names.map((name) => `typeof globalThis.${name}`).join(" + ' ' + ");
  expect((await getQuickJS()).evalCode(there)).toBe(names.map(() => "undefined").join(" "));
});

test("everything works with the prototypes frozen, as where code of several owners runs together", async () => {
  const script = await bundleScenario();
  const names = ["Object", "Error", "Array", "Uint8Array", "Function", "Map", "Set", "String"];
  const frozen = names.map((name) => `Object.freeze(${name}.prototype);`).join("");
  expectOutcome(JSON.parse((await getQuickJS()).evalCode(frozen + script) as string), script);
});

test("everything from creating to verifying works under QuickJS, and the source of randomness is named", async () => {
  const script = await bundleScenario();
  expectOutcome(JSON.parse((await getQuickJS()).evalCode(script) as string), script);
});
