import { expect, test, vi } from "vitest";
import { layerError } from "../../../src/http/layerError.js";
import { readBody } from "../../../src/http/readBody.js";
import { rejectionOf } from "../../support/errorOf.js";

const tooLong = () => layerError("BODY_TOO_LARGE", "expected less");
const bytes = (...values: number[]) => Uint8Array.from(values);

/** A body in chunks, which tells how many of them were asked for. */
function chunked(...chunks: Uint8Array[]) {
  const cancel = vi.fn((): void | Promise<void> => undefined);
  const pull = vi.fn((controller: ReadableStreamDefaultController) => {
    const chunk = chunks.shift();
    if (chunk) controller.enqueue(chunk);
    else controller.close();
  });
  return { response: new Response(new ReadableStream({ pull, cancel }, { highWaterMark: 0 })), cancel, pull };
}

test("a body in chunks is put together", async () => {
  const { response } = chunked(bytes(1, 2), bytes(), bytes(3));
  expect(await readBody(response, 3, tooLong)).toEqual(bytes(1, 2, 3));
});

test("a message without a body has an empty one", async () => {
  expect(await readBody(new Request("https://vasp.com"), 0, tooLong)).toEqual(bytes());
});

test("a body that is too long is refused", async () => {
  const { response } = chunked(bytes(1, 2), bytes(3));
  expect((await rejectionOf(readBody(response, 2, tooLong))).code).toBe("BODY_TOO_LARGE");
});

test("what is beyond the limit is never read", async () => {
  const { response, cancel, pull } = chunked(bytes(1), bytes(2), bytes(3), bytes(4));
  await rejectionOf(readBody(response, 1, tooLong));
  expect(cancel).toHaveBeenCalledTimes(1);
  expect(pull).toHaveBeenCalledTimes(2);
});

test("a sender that fails to stop changes nothing", async () => {
  const { response, cancel } = chunked(bytes(1), bytes(2));
  cancel.mockRejectedValue(new Error("no"));
  expect((await rejectionOf(readBody(response, 1, tooLong))).code).toBe("BODY_TOO_LARGE");
});

test("a limit that is no number lets nothing through", async () => {
  const { response } = chunked(bytes(1));
  expect((await rejectionOf(readBody(response, Number.NaN, tooLong))).code).toBe("BODY_TOO_LARGE");
});
