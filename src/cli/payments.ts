import { constants } from "node:fs";
import { link, mkdir, open, readdir, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import { parseJson } from "../http/json.js";
import { memoryPayments, type PaymentRecord, type PaymentStore } from "../pay/index.js";
import { UsageError } from "./errors.js";
import { repeated } from "./output/text.js";

/** Payments that outlive the command, and of which those can be listed that nobody knows the end of. */
export type FilePayments = PaymentStore & {
  pending(): Promise<readonly PaymentRecord[]>;
};

/**
 * Keeps payments in a folder, for any number of processes on one machine, in a journal: a file for each payment that
 * begins or ends, numbered from 1, with all that is known of it by then. A file is written under another name, and
 * then linked to its number, which only one process can; whoever comes second reads the journal anew.
 *
 * @param folder - is made at the first payment, for nobody else to read: the journal holds preimages
 */
export function filePayments(folder: string): FilePayments {
  /** All that the journal says, what is in it, and the number of the next file. */
  async function readJournal() {
    const store = memoryPayments({ maxEntries: Number.MAX_SAFE_INTEGER });
    const ids = new Set<string>();
    const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw error;
    });
    const entries = names.filter((name) => /^\d{8}\.json$/.test(name)).sort();
    for (const [index, name] of entries.entries()) {
      const file = join(folder, name);
      const record = readRecord(await readFile(file, "utf8"), file);
      if (name !== nameOf(index + 1)) throw damaged(file, `the file before it, ${nameOf(index + 1)}`);
      if (record.state === "pending") {
        if (await store.begin(record)) throw damaged(file, "a payment that may begin");
        ids.add(record.id);
      } else await store.end(record.id, record.attempt, record as never);
    }
    return { store, ids, next: entries.length + 1 };
  }

  /** Whether what is to be the next file became that; by then, it is on the disk. */
  async function append(number: number, record: PaymentRecord): Promise<boolean> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const draft = join(folder, `.${crypto.randomUUID()}`);
    const file = await open(draft, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600);
    try {
      await file.writeFile(`${JSON.stringify(record, undefined, 2)}\n`);
      await file.sync();
      await file.close();
      await link(draft, join(folder, nameOf(number)));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
      throw error;
    } finally {
      await unlink(draft);
    }
    await syncFolder(folder);
    return true;
  }

  return {
    async get(id) {
      return (await readJournal()).store.get(id);
    },
    async begin(payment) {
      for (;;) {
        const { store, next } = await readJournal();
        const standing = await store.begin(payment);
        if (standing) return standing;
        if (await append(next, (await store.get(payment.id))!)) return undefined;
      }
    },
    async end(id, attempt, outcome) {
      for (;;) {
        const { store, next } = await readJournal();
        const before = await store.get(id);
        await store.end(id, attempt, outcome);
        const after = await store.get(id);
        if (!after || after === before || (await append(next, after))) return;
      }
    },
    async pending() {
      const { store, ids } = await readJournal();
      const records = await Promise.all(Array.from(ids, (id) => store.get(id)));
      return records.filter((record) => record?.state === "pending") as PaymentRecord[];
    },
  };
}

function nameOf(number: number): string {
  return `${String(number).padStart(8, "0")}.json`;
}

/** A payment as the journal has it; what is no payment in it is refused by the store that it is put in. */
function readRecord(json: string, file: string): PaymentRecord {
  const record = parseJson(json, (expected) => damaged(file, expected)) as PaymentRecord | null;
  const { state, preimage } = Object(record) as Partial<PaymentRecord>;
  const isWhole = state === "paid" ? preimage !== undefined : state === "pending" || state === "failed";
  if (!isWhole) throw damaged(file, "a payment");
  return record!;
}

function damaged(file: string, expected: string): UsageError {
  return new UsageError(`${repeated(file)}: expected ${expected}: nothing is paid`);
}

/** Has the disk keep which files there are in a folder. Windows knows no such thing, and does so by itself. */
async function syncFolder(folder: string): Promise<void> {
  const handle = process.platform === "win32" ? undefined : await open(folder);
  await handle?.sync();
  await handle?.close();
}
