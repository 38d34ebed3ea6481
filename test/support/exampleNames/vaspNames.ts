import * as vasp from "../../../src/vasp/index.js";
import { coreNames } from "./coreNames.js";

/** What the examples of `src/vasp` use without saying where it comes from. */
export const vaspNames = { ...coreNames, ...vasp };
