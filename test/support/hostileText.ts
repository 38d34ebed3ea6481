import { createInvoice, encodeInvoice } from "../../src/index.js";
import { keys } from "./keys.js";
import { requiredFields } from "./sampleFields.js";

/** Markup that runs a script as soon as it is taken for markup. */
export const markup = "<img src=x onerror=document.title='taken'><script>document.title='taken'</script>";

/** Characters that turn what stands around them about, or that nobody sees. */
export const unseen = "\u202e\u2066\u200f\u200b\u00ad\ufeff\u2028\u0000\u001b[31m\u{e0041}\u3164";

/** A valid, signed invoice whose texts are as bad as its receiver could make them. */
export const hostileText = encodeInvoice(
  createInvoice(
    {
      ...requiredFields,
      receivingCurrency: {
        code: `${unseen}DSU`,
        name: markup,
        symbol: `"><b>${"\u0301".repeat(40)}`,
        decimals: 2,
      },
      requiredPayerData: { [`<svg onload=alert(1)>${unseen}`]: { mandatory: true } },
    },
    keys.first.secretKey,
  ),
);
