import type { Core } from "../core.ts";

/** Opens an engine's store, if it has one, until the engine has stopped. */
export function openStore(core: Core, stop: () => void): void {
  const { logger, runtime, settings: { store } } = core;
  if (store === null) return;
  const lose = (error: Error): void => {
    logger.error("The engine stops, for its store is lost:", error);
    stop();
  };
  store.open?.({ runtime, logger, lose });
  core.extensions.add({ [Symbol.asyncDispose]: () => store.close() });
}
