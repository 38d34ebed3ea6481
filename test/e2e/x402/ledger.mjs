// The Lightning network, and the only thing here that is simulated: a ledger that turns a payment hash
// into its preimage once it is paid. What stands for a BOLT 11 invoice is `lnsim<millisatoshis>1<hash>`.
import { startServer } from "./startServer.mjs";

/** By payment hash: the preimage, what it costs, who is told, and whether it was paid. */
const invoices = new Map();
let payments = 0;

const { ready } = await startServer({
  async "POST /invoices"({ paymentHash, preimage, millisatoshis, notify }) {
    invoices.set(paymentHash, { preimage, notify, paid: false });
    return { paymentRequest: `lnsim${millisatoshis}1${paymentHash}` };
  },
  async "POST /pay"({ paymentRequest }) {
    const invoice = invoices.get(paymentRequest.slice(-64));
    if (!invoice || invoice.paid) throw new Error("nothing to pay");
    invoice.paid = true;
    payments++;
    const { preimage, notify } = invoice;
    await fetch(notify, { method: "POST", body: JSON.stringify({ preimage }) });
    return { preimage };
  },
  "GET /payments": async () => ({ payments }),
});
ready();
