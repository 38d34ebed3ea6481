import * as api from "uma-invoice";
import * as tlv from "uma-invoice/tlv";
import { printReport } from "./printReport.mjs";

printReport(api, tlv);
