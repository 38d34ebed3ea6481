import { Readable } from "node:stream";
import { runInNewContext } from "node:vm";
import { describe, expect, test, vi } from "vitest";
import { readBody } from "../../../src/http/body.js";
import { httpRefusal } from "../../../src/http/errors.js";
import { rejectionOf } from "../../support/errorOf.js";

const tooLong = () => httpRefusal("BODY_TOO_LARGE", { expected: "less" });
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

test("chunks of another realm are bytes", async () => {
  const { response } = chunked(runInNewContext("Uint8Array.of(1, 2)"));
  // The platform's own bodies take them as well as its readers do.
  expect(await readBody({ body: response.body } as Response, 2, tooLong)).toEqual(bytes(1, 2));
});

describe("a body of another implementation", () => {
  const headers = (length?: string) => new Headers(length ? { "content-length": length } : {});

  test("may be a stream of Node.js, of bytes or text", async () => {
    const body = Readable.from([Buffer.from([1]), "a"]);
    expect(await readBody({ body } as never, 2, tooLong)).toEqual(bytes(1, 0x61));
  });

  test("which is closed where it is too long", async () => {
    const body = Readable.from([bytes(1), bytes(2), bytes(3)]);
    expect((await rejectionOf(readBody({ body } as never, 1, tooLong))).code).toBe("BODY_TOO_LARGE");
    expect(body.destroyed).toBe(true);
  });

  test("may come as a whole, in bytes or text", async () => {
    const whole = { headers: headers(), body: null, arrayBuffer: async () => bytes(1, 2).buffer };
    expect(await readBody(whole as never, 2, tooLong)).toEqual(bytes(1, 2));
    const text = { headers: headers(), text: async () => "é" };
    expect(await readBody(text as never, 2, tooLong)).toEqual(bytes(0xc3, 0xa9));
  });

  test("is refused unread where it says that it is too long, and read where it does not", async () => {
    const arrayBuffer = vi.fn(async () => bytes(1, 2).buffer);
    for (const [length, calls] of [
      ["2", 0],
      ["1", 1],
    ] as const) {
      const message = { headers: headers(length), arrayBuffer };
      expect((await rejectionOf(readBody(message as never, 1, tooLong))).code).toBe("BODY_TOO_LARGE");
      expect(arrayBuffer).toHaveBeenCalledTimes(calls);
    }
  });

  test("that gives what are no bytes is no body", async () => {
    await expect(readBody({ body: Readable.from([{}]) } as never, 9, tooLong)).rejects.toThrow(
      "body: expected bytes, found object",
    );
  });
});
