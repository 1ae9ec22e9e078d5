import { DurableCell } from "../../actor/activation/durable/cell.ts";
import type { Logger } from "../../base/logger.ts";
import type { Runtime } from "../../base/runtime.ts";
import type { Store } from "../../store/store.ts";
import type { Cluster } from "../cluster_port.ts";
import type { Registry } from "../registry.ts";
import type { Remote } from "../route/remote.ts";
import type { GroupCommitter } from "./committer.ts";
import { StoreWaker } from "./waker.ts";

/** The parts of an engine that waking its actors needs. */
export interface WakerParts {
  readonly runtime: Runtime;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly committer: GroupCommitter;
  readonly settings: {
    readonly store: Store | null;
    readonly cluster: Cluster | null;
  };
  /** The rest of its cluster, once it takes part in one. */
  readonly remote: Remote | null;
  /** Looks again at what is waited for. */
  check(): void;
}

/** Makes what wakes the actors of an engine's store, if it has one. */
export function openWaker(parts: WakerParts): StoreWaker | null {
  const { committer, logger, registry, runtime } = parts;
  const { store } = parts.settings;
  if (store === null) return null;
  return new StoreWaker({
    runtime,
    logger,
    store,
    get isFull() {
      return committer.isFull;
    },
    awaitRoom: (callback) => committer.awaitRoom(callback),
    noteEmpty: () => parts.check(),
    shards() {
      if (parts.settings.cluster === null) return undefined;
      return parts.remote?.listShards() ?? [];
    },
    isHere({ type, id }) {
      if (parts.settings.cluster === null) return true;
      return (parts.remote?.findFence(type, id) ?? null) !== null;
    },
    wake({ type: name, id }) {
      const type = registry.findType(name);
      if (type === undefined || !type.isDurable) return false;
      const cell = registry.open(type, id);
      if (cell instanceof DurableCell) cell.wake();
      return true;
    },
  });
}
