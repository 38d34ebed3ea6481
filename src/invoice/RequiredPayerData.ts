import type { Options } from "../tlv/options.js";

/** What the payer's VASP has to say of the payer (`mandatory`), or may. */
export type RequiredPayerData = Options;
