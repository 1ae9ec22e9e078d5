/** Hears of changes on disk; closed when the waiting is over. */
export interface ChangeListener extends Disposable {
  /** The paths that changed, some at a time. */
  readonly changes: AsyncIterable<readonly string[]>;
}

/** The disk and the clock of a watch. */
export interface WatchPort {
  /** Listens for changes of files and below folders. */
  listen(paths: readonly string[]): ChangeListener;
  /** Waits until an editor may be expected to have written all. */
  settle(): Promise<void>;
}

/** A run that a watch repeats. */
export interface WatchedRun {
  /** Runs once, and returns the paths that its outcome depends on. */
  run(): Promise<readonly string[]>;
  /** Whether a path is one that the run itself writes. */
  isOwn(path: string): boolean;
}

/** Runs now and after every change, until the changes end. */
export async function watch(
  watched: WatchedRun,
  port: WatchPort,
  paths: readonly string[],
): Promise<void> {
  let known = paths;
  while (true) {
    // Listening starts before the run, so that no change falls in between.
    using listener = port.listen(known);
    const inputs = [...new Set([...paths, ...await watched.run()])].sort();
    if (inputs.join("\n") !== known.join("\n")) {
      // The first listener did not hear these; the next run makes sure.
      known = inputs;
      continue;
    }
    if (!await hearChange(listener, watched)) return;
    await port.settle();
  }
}

async function hearChange(
  { changes }: ChangeListener,
  watched: WatchedRun,
): Promise<boolean> {
  for await (const paths of changes) {
    if (paths.some((path) => !watched.isOwn(path))) return true;
  }
  return false;
}
