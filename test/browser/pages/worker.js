import "./violations.js";
import * as api from "../../../dist/browser/uma-invoice.js";
import { checkHere } from "./checkHere.js";

postMessage(await checkHere(api));
