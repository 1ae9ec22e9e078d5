import { explainTarget } from "./failure.ts";
import type { FileLock } from "./file_lock.ts";
import type { Journal } from "./journal.ts";

/** What is copied between two looks at what else there is to do. */
const CHUNK_BYTES = 1_048_576;

/**
 * Where SQLite has its locks in large files, and no data: on systems whose
 * locks keep others from reading, it cannot be copied.
 */
const LOCK_BYTE = 0x4000_0000;

const LOCK_BYTES = 512;

/** The bits of a file's mode that say who may read and write it. */
const PERMISSIONS = 0o777;

/** Copies the file while commits go on: they go to the journal meanwhile. */
export class Backup {
  readonly #lock: FileLock;
  readonly #journal: Journal;
  #last: Promise<void> = Promise.resolve();

  /** Prepares to copy a file. */
  constructor(lock: FileLock, journal: Journal) {
    this.#lock = lock;
    this.#journal = journal;
  }

  /** Copies what is committed by now to a new file, one at a time. */
  copyTo(path: string): Promise<void> {
    const copied = this.#last.then(() => this.#copy(path));
    this.#last = copied.catch(() => {});
    return copied;
  }

  /** Waits for copies that are under way. */
  settle(): Promise<void> {
    return this.#last;
  }

  async #copy(path: string): Promise<void> {
    const target = await create(path, await this.#lock.file.stat());
    try {
      await this.#fill(target, path);
    } catch (thrown) {
      await Deno.remove(path);
      throw thrown;
    } finally {
      target.close();
    }
  }

  async #fill(target: Deno.FsFile, path: string): Promise<void> {
    this.#journal.hold();
    try {
      await copy(this.#lock.file, target);
    } catch (thrown) {
      throw explainTarget(thrown, path);
    } finally {
      this.#journal.release();
    }
  }
}

/** Makes a file for those alone that may read the other one. */
async function create(
  path: string,
  { mode }: Deno.FileInfo,
): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path, {
      write: true,
      createNew: true,
      ...(mode === null ? {} : { mode: mode & PERMISSIONS }),
    });
  } catch (thrown) {
    throw explainTarget(thrown, path);
  }
}

async function copy(source: Deno.FsFile, target: Deno.FsFile): Promise<void> {
  const { size } = await source.stat();
  const chunk = new Uint8Array(CHUNK_BYTES);
  // The first part comes last: without it, the copy is no database.
  for (let at = CHUNK_BYTES; at < size; at += CHUNK_BYTES) {
    await copyChunk(source, target, at, chunk);
  }
  await target.sync();
  await copyChunk(source, target, 0, chunk);
  await target.sync();
}

async function copyChunk(
  source: Deno.FsFile,
  target: Deno.FsFile,
  at: number,
  chunk: Uint8Array,
): Promise<void> {
  const start = at === LOCK_BYTE ? at + LOCK_BYTES : at;
  await source.seek(start, Deno.SeekMode.Start);
  await target.seek(start, Deno.SeekMode.Start);
  let left = chunk.subarray(start - at);
  while (left.length > 0) {
    const count = await source.read(left);
    if (count === null) return;
    await writeAll(target, left.subarray(0, count));
    left = left.subarray(count);
  }
}

async function writeAll(target: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    at += await target.write(bytes.subarray(at));
  }
}
