import "./violations.js";
import * as api from "../../../dist/browser/uma-invoice.js";
import { checkHere } from "./checkHere.js";
import { show } from "./show.js";

show(await checkHere(api));
