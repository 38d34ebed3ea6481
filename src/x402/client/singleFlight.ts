import { onAbort, throwIfAborted } from "../../http/abort.js";
import { receipts } from "./receipt.js";
import { entriesOf, type PlainRequest } from "./request.js";

/** A request that is under way. */
type Flight = {
  readonly response: Promise<Response>;
  readonly controller: AbortController;
  waiting: number;
};

/**
 * Makes one request of equal ones at the same time (single-flight). An abort ends one caller's waiting; when
 * the last one aborts, so does the request.
 *
 * @returns what gives each caller a copy of the response, and of its receipt
 */
export function singleFlight(
  answer: (request: PlainRequest) => Promise<Response>,
): (request: PlainRequest) => Promise<Response> {
  const flights = new Map<string, Flight>();

  function start(request: PlainRequest, key: string): Flight {
    const controller = new AbortController();
    const response = answer({ ...request, signal: controller.signal }).finally(leave);
    controller.signal.addEventListener("abort", leave);
    const flight = { response, controller, waiting: 0 };
    flights.set(key, flight);
    return flight;

    function leave() {
      if (flights.get(key) === flight) flights.delete(key);
    }
  }

  return async (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") return answer(request);
    if (request.signal) throwIfAborted(request.signal);
    const key = keyOf(request);
    return join(flights.get(key) ?? start(request, key), request.signal);
  };
}

async function join(flight: Flight, signal: AbortSignal = new AbortController().signal): Promise<Response> {
  flight.waiting++;
  let stopListening: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stopListening = onAbort(signal, (reason) => {
      // Whoever leaves last waits for what the flight makes of it: it may have been paid.
      if (--flight.waiting === 0) flight.controller.abort(reason);
      else reject(reason);
    });
  });
  try {
    const response = await Promise.race([flight.response, aborted]);
    if (!signal.aborted) flight.waiting--;
    // The last one gets the response itself: its body could not be dropped if a copy remained that nobody reads.
    if (flight.waiting === 0) return response;
    const copy = response.clone();
    const receipt = receipts.get(response);
    if (receipt) receipts.set(copy, receipt);
    return copy;
  } finally {
    stopListening?.();
  }
}

/** All of a request that may make its answer differ. */
function keyOf({ method, url, headers, rest }: PlainRequest): string {
  const fields = Object.entries(rest).map(([name, value]) => [name, nameOf(value)]);
  return JSON.stringify([method, url, entriesOf(headers), fields.sort()]);
}

/** Objects, such as the `dispatcher` of undici, are the same only as themselves. */
function nameOf(value: unknown): string {
  if (Object(value) !== value) return `${typeof value} ${String(value)}`;
  const name = names.get(value as object) ?? `object ${++named}`;
  names.set(value as object, name);
  return name;
}

const names = /* @__PURE__ */ new WeakMap<object, string>();
let named = 0;
