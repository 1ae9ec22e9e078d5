import type { ChangeListener, WatchPort } from "./watch.ts";
import { toPath } from "../paths.ts";

const SETTLE_MS = 100;

/** The disk of this machine. */
export const diskPort: WatchPort = {
  listen: (paths) => new DiskListener(paths),
  settle: () => new Promise((done) => setTimeout(done, SETTLE_MS)),
};

class DiskListener implements ChangeListener {
  readonly changes: AsyncIterable<readonly string[]>;
  readonly #watcher: Deno.FsWatcher;

  constructor(paths: readonly string[]) {
    this.#watcher = openWatcher(paths);
    this.changes = listChanges(this.#watcher);
  }

  [Symbol.dispose](): void {
    this.#watcher.close();
  }
}

function openWatcher(paths: readonly string[]): Deno.FsWatcher {
  try {
    return Deno.watchFs([...paths]);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    // A missing path may appear later, so the current folder is watched.
    return Deno.watchFs(toPath("."));
  }
}

async function* listChanges(
  watcher: Deno.FsWatcher,
): AsyncGenerator<readonly string[]> {
  for await (const { kind, paths } of watcher) {
    // The generator's own reading must not wake it.
    if (kind !== "access") yield paths.map(toPath);
  }
}
