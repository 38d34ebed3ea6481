import * as qr from "../../../src/qr/index.js";
import { coreNames } from "./coreNames.js";

/** What the examples of `src/qr` use without saying where it comes from. */
export const qrNames = { ...coreNames, ...qr };
