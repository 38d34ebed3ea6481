import type { Command } from "./command.js";
import { create } from "./commands/create.js";
import { decode } from "./commands/decode.js";
import { interop } from "./commands/interop.js";
import { keygen } from "./commands/keygen.js";
import { qr } from "./commands/qr.js";
import { verify } from "./commands/verify.js";

/** All commands by name, in the order of the help. */
export const commands: { readonly [name: string]: Command } = { decode, verify, create, keygen, qr, interop };
