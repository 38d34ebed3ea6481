import { checkHere } from "./checkHere.js";
import { show } from "./show.js";

show(await checkHere(globalThis.UmaInvoice));
