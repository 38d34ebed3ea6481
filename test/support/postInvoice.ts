/** A request as other VASPs send it, with any body. */
export function post(body: BodyInit, headers: HeadersInit = { "content-type": "application/json" }): Request {
  return new Request("https://vasp1.com/uma/requests", { method: "POST", body, headers });
}

/** One that delivers an invoice. */
export function postInvoice(invoice: unknown): Request {
  return post(JSON.stringify({ invoice }));
}
