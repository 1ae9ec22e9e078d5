import { SLOW_COMMIT_MS } from "../../base/limits.ts";
import type { Store } from "../../store/store.ts";
import type { Core } from "../core.ts";

/** Opens an engine's store, if it has one, until the engine has stopped. */
export function openStore(core: Core, stop: () => void): void {
  const { logger, router, runtime, settings: { actors, store } } = core;
  router.openTypes(actors);
  if (store === null) return;
  const lose = (error: Error): void => {
    logger.error("The engine stops, for its store is lost:", error);
    core.life.loss ??= error;
    stop();
  };
  store.open?.({ runtime, logger, lose });
  core.waker!.start();
  core.extensions.add({ [Symbol.asyncDispose]: () => close(store, core) });
}

/** Closes a store, and waits no longer than a commit may take in silence. */
async function close(
  store: Store,
  { logger, runtime, settings: { drainTimeoutMs } }: Core,
): Promise<void> {
  const mostMs = Math.max(drainTimeoutMs, SLOW_COMMIT_MS);
  const late = Promise.withResolvers<void>();
  const timer = runtime.setTimer(mostMs, () => {
    logger.warn(
      `Stopping did not wait longer than ${mostMs} ms for the store to close`,
    );
    late.resolve();
  });
  try {
    await Promise.race([store.close(), late.promise]);
  } finally {
    timer.cancel();
  }
}
