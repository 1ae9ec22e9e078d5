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
  core.extensions.add({ [Symbol.asyncDispose]: () => store.close() });
}
