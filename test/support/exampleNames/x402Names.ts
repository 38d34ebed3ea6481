import * as x402 from "../../../src/x402/index.js";
import { coreNames } from "./coreNames.js";

/** What the examples of `src/x402` use without saying where it comes from. */
export const x402Names = { ...coreNames, ...x402 };
