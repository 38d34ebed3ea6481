import * as request from "../../../src/request/index.js";
import { coreNames } from "./coreNames.js";

/** What the examples of `src/request` use without saying where it comes from. */
export const requestNames = { ...coreNames, ...request };
