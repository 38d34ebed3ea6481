import { link, mkdir, open, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { UsageError } from "../../../src/cli/errors.js";
import { filePayments } from "../../../src/cli/payments.js";
import { paymentsContract, pendingPayment } from "../../support/paymentsContract.js";
import { temporaryFile } from "../../support/temporaryFile.js";

vi.mock("node:fs/promises", async (original) => {
  const actual = await original<typeof import("node:fs/promises")>();
  return { ...actual, link: vi.fn(actual.link), open: vi.fn(actual.open) };
});

const first = pendingPayment("one");
const paid = { state: "paid", preimage: "07".repeat(32) } as const;

describe("payments in a folder", () => {
  paymentsContract(async () => filePayments(await temporaryFile()));

  test("outlive whoever put them there", async () => {
    const folder = await temporaryFile();
    await filePayments(folder).begin(first);
    await filePayments(folder).end("one", first.attempt, paid);
    expect(await filePayments(folder).get("one")).toStrictEqual({ ...first, ...paid });
  });

  test("are files that nobody else can read, one for each beginning and each end, and nothing else", async () => {
    const folder = await temporaryFile();
    const payments = filePayments(folder);
    await payments.begin(first);
    await payments.begin(first);
    await payments.end("one", first.attempt, paid);
    await payments.end("one", first.attempt, { state: "failed" });
    expect(await readdir(folder)).toEqual(["00000001.json", "00000002.json"]);
    expect(JSON.parse(await readFile(join(folder, "00000002.json"), "utf8"))).toEqual({ ...first, ...paid });
    const modes = [folder, join(folder, "00000001.json")].map(
      async (path) => (await stat(path)).mode & 0o777,
    );
    expect(await Promise.all(modes)).toEqual([0o700, 0o600]);
  });

  test("begin once, whoever of many begins them", async () => {
    const folder = await temporaryFile();
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, i) => filePayments(folder).begin(pendingPayment("one", i))),
    );
    expect(all.filter((standing) => standing === undefined)).toHaveLength(1);
    expect(await readdir(folder)).toEqual(["00000001.json"]);
  });

  test("of others may begin and end at once, and none is lost", async () => {
    const folder = await temporaryFile();
    const all = Array.from({ length: 8 }, (_, i) => pendingPayment(`id ${i}`));
    await Promise.all(
      all.map(async (payment) => {
        const payments = filePayments(folder);
        await payments.begin(payment);
        await payments.end(payment.id, payment.attempt, paid);
      }),
    );
    const kept = await Promise.all(all.map(({ id }) => filePayments(folder).get(id)));
    expect(kept).toEqual(all.map((payment) => ({ ...payment, ...paid })));
  });

  test("that are pending can be listed", async () => {
    const payments = filePayments(await temporaryFile());
    expect(await payments.pending()).toEqual([]);
    const [, second, third] = ["one", "two", "three"].map((id) => pendingPayment(id));
    for (const payment of [first, second!, third!]) await payments.begin(payment);
    await payments.end("one", first.attempt, paid);
    await payments.end("two", second!.attempt, { state: "failed" });
    expect(await payments.pending()).toEqual([{ ...third, state: "pending" }]);
  });

  test.each([
    ["no JSON", "{"],
    ["no object", "null"],
    ["no payment", "{}"],
    ["paid without proof", JSON.stringify({ ...first, state: "paid" })],
  ])("are not begun beside a file that holds %s", async (_, content) => {
    const folder = await temporaryFile();
    await mkdir(folder);
    await writeFile(join(folder, "00000001.json"), content);
    const beginning = filePayments(folder).begin(pendingPayment("two"));
    await expect(beginning).rejects.toThrow(UsageError);
    await expect(beginning).rejects.toThrow("00000001.json");
    expect(await readdir(folder)).toEqual(["00000001.json"]);
  });

  test("are not begun where a file is missing, or a payment begins twice", async () => {
    const folder = await temporaryFile();
    await mkdir(folder);
    const pending = JSON.stringify({ ...first, state: "pending" });
    await writeFile(join(folder, "00000002.json"), pending);
    await expect(filePayments(folder).get("one")).rejects.toThrow("00000001.json");
    await writeFile(join(folder, "00000001.json"), pending);
    await expect(filePayments(folder).get("one")).rejects.toThrow("a payment that may begin");
  });

  test("are kept on Windows as well, where no folder can be opened", async () => {
    vi.stubGlobal("process", { ...process, platform: "win32" });
    onTestFinished(() => void vi.unstubAllGlobals());
    const payments = filePayments(await temporaryFile());
    vi.mocked(open).mockClear();
    await payments.begin(first);
    expect(vi.mocked(open)).toHaveBeenCalledTimes(1);
    expect(await payments.get("one")).toMatchObject(first);
  });

  test("say what keeps the disk from taking them, and leave nothing there", async () => {
    const file = await temporaryFile("");
    await expect(filePayments(file).begin(first)).rejects.toMatchObject({ code: "ENOTDIR" });
    const folder = await temporaryFile();
    vi.mocked(link).mockRejectedValueOnce(Object.assign(new Error("no links here"), { code: "EPERM" }));
    await expect(filePayments(folder).begin(first)).rejects.toThrow("no links here");
    expect(await readdir(folder)).toEqual([]);
  });
});
