/** How long a process that ends may take from one lock to the next. */
const GRACE_MS = 1_000;

const PAUSE_MS = 10;

/** Who may read and write a file that is new, as SQLite has it. */
const MODE = 0o644;

/**
 * Keeps other engines out of a file beside SQLite's own lock, which a process
 * loses as soon as any part of it has read the file and closed it again. It is
 * the first lock to be taken: who has SQLite's alone may believe that the
 * journal is left behind, and remove it.
 *
 * Linux alone has both kinds of locks apart. Windows needs no other than
 * SQLite's, and elsewhere the two kinds are in each other's way.
 */
export class FileLock {
  readonly #path: string;
  #file: Deno.FsFile | null = null;

  /** Prepares to lock a file. */
  constructor(path: string) {
    this.#path = path;
  }

  /** The file, to read it by. */
  get file(): Deno.FsFile {
    this.#file ??= Deno.openSync(this.#path, {
      read: true,
      write: true,
      create: true,
      mode: MODE,
    });
    return this.#file;
  }

  /** Takes the lock; returns whether it did so within some time. */
  take(waitMs: number): boolean {
    if (Deno.build.os !== "linux") return true;
    const { file } = this;
    const pause = new Int32Array(new SharedArrayBuffer(4));
    const ms = Math.max(waitMs, GRACE_MS);
    for (let waited = 0; !tryToLock(file); waited += PAUSE_MS) {
      if (waited >= ms) return false;
      Atomics.wait(pause, 0, 0, PAUSE_MS);
    }
    return true;
  }

  /** Gives it up: once SQLite has closed the file, whose locks go as well. */
  close(): void {
    this.#file?.close();
    this.#file = null;
  }
}

function tryToLock(file: Deno.FsFile): boolean {
  try {
    return file.tryLockSync(true);
  } catch {
    // There are file systems without such locks; SQLite's own is there.
    return true;
  }
}
