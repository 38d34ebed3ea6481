import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createLimiter, type Limits } from "../../../src/vasp/limiter.js";
import { rejectionOf } from "../../support/errorOf.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Work that goes on until it is told to end, under limits that are small. */
function setUp(limits: Partial<Limits> = {}) {
  const limited = createLimiter({
    most: 3,
    mostOfGroup: 2,
    mostWaiting: 16,
    longestWaitSeconds: 1,
    ...limits,
  });
  const begun: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  const unwanted = new Set<string>();
  const start = (name: string) =>
    limited(
      name[0]!,
      () => !unwanted.has(name),
      () => {
        begun.push(name);
        return new Promise<string>((resolve, reject) => {
          ends.set(name, (error) => (error ? reject(error) : resolve(name)));
        });
      },
    );
  const end = async (name: string, error?: Error) => {
    ends.get(name)!(error);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { begun, start, end, unwanted };
}

test("work is done at once while there is room, and gives what it gives", async () => {
  const { begun, start, end } = setUp();
  const [a, b] = [start("a1"), start("b1")];
  expect(begun).toEqual(["a1", "b1"]);
  await end("a1");
  expect(await a).toBe("a1");
  const failure = new Error("no");
  const failed = expect(b).rejects.toBe(failure);
  await end("b1", failure);
  await failed;
});

test("no more than so much is under way, in all and of a group, and who came first is first", async () => {
  const { begun, start, end } = setUp();
  for (const name of ["a1", "a2", "a3", "b1", "c1", "a4", "b2"]) void start(name);
  expect(begun).toEqual(["a1", "a2", "b1"]);
  await end("b1");
  // There is room for one more, but for none of a's.
  expect(begun.slice(3)).toEqual(["c1"]);
  await end("a1");
  expect(begun.slice(4)).toEqual(["a3"]);
  await end("c1");
  expect(begun.slice(5)).toEqual(["b2"]);
  await end("a2");
  expect(begun.slice(6)).toEqual(["a4"]);
  for (const name of ["a3", "a4", "b2"]) await end(name);
  void start("d1");
  expect(begun.at(-1)).toBe("d1");
});

test("room is made by what fails, and by what throws at once", async () => {
  const limited = createLimiter({ most: 1, mostOfGroup: 1, mostWaiting: 8, longestWaitSeconds: 1 });
  const failure = new Error("no");
  const throwing = () => {
    throw failure;
  };
  for (let i = 0; i < 3; i++) await expect(limited("a", () => true, throwing)).rejects.toBe(failure);
  expect(
    await limited(
      "a",
      () => true,
      async () => 1,
    ),
  ).toBe(1);
});

describe("what waits", () => {
  test("is refused where too much does", async () => {
    const { start, end, begun } = setUp();
    for (let i = 0; i < 3; i++) void start(`${i}1`);
    for (let i = 0; i < 16; i++) void start(`${i % 8}2`);
    const error = await rejectionOf(start("x1"));
    expect(error).toMatchObject({ code: "TOO_MANY_LOOKUPS", httpStatus: 503 });
    await end("01");
    expect(begun).toHaveLength(4);
  });

  test("is refused where too much is of one group, and others are let in", async () => {
    const { start } = setUp();
    for (const name of ["a1", "a2", "a3", "a4", "b1"]) void start(name);
    expect((await rejectionOf(start("a5"))).code).toBe("TOO_MANY_LOOKUPS");
    void start("b2").catch(() => expect.unreachable());
    void start("c1").catch(() => expect.unreachable());
  });

  test("is refused at once where nothing may", async () => {
    const { start } = setUp({ mostWaiting: 0 });
    for (const name of ["a1", "a2", "b1"]) void start(name);
    expect((await rejectionOf(start("c1"))).code).toBe("TOO_MANY_LOOKUPS");
  });

  test("is refused once it has waited for too long, and leaves no trace", async () => {
    const { start, end, begun } = setUp({ most: 1 });
    void start("a1");
    const late = rejectionOf(start("b1"));
    await vi.advanceTimersByTimeAsync(999);
    const other = start("c1");
    await vi.advanceTimersByTimeAsync(1);
    expect((await late).message).toContain("within 1 s");
    await end("a1");
    expect(begun).toEqual(["a1", "c1"]);
    await vi.advanceTimersByTimeAsync(5000);
    await end("c1");
    expect(await other).toBe("c1");
    expect(vi.getTimerCount()).toBe(0);
  });

  test("is not done if nobody wants it any more when its turn comes", async () => {
    const { start, end, begun, unwanted } = setUp({ most: 1 });
    void start("a1");
    const refused = rejectionOf(start("b1"));
    void start("c1");
    unwanted.add("b1");
    await end("a1");
    expect((await refused).code).toBe("TOO_MANY_LOOKUPS");
    expect(begun).toEqual(["a1", "c1"]);
  });

  test("makes room for others if nobody wants it any more", async () => {
    const { start, unwanted } = setUp({ most: 1, mostWaiting: 1 });
    void start("a1");
    const refused = rejectionOf(start("b1"));
    unwanted.add("b1");
    void start("c1").catch(() => expect.unreachable());
    expect((await refused).code).toBe("TOO_MANY_LOOKUPS");
  });
});
