import * as pay from "../../../src/pay/index.js";
import { paySamples } from "../paySamples.js";
import { coreNames } from "./coreNames.js";

/** What the examples of `src/pay` use without saying where it comes from. */
export const payNames = { ...coreNames, ...pay, ...paySamples };
