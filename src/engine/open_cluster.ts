import { runInRoot } from "../base/async_context.ts";
import type { ClusterHost } from "./cluster_port.ts";
import type { Core } from "./core.ts";
import { eraseActor, poisonActor } from "./end_actor.ts";

/** Takes an engine into its cluster, if it has one, until it has stopped. */
export function openCluster(core: Core, stop: () => void): void {
  const { cluster } = core.settings;
  if (cluster === null) return;
  const { runtime, logger, life, events, incidents, registry, router } = core;
  const { streams, deadlines, actorHost, outside, waker, settings } = core;
  const host: ClusterHost = {
    ...{ runtime, logger, life, events, incidents, registry, router, streams },
    commits: core.committer.counts,
    ...{ deadlines, actorHost, outside, waker, settings },
    operate: (activation, operation) =>
      operation === "erase"
        ? eraseActor(core, activation)
        : poisonActor(core, activation),
    check: () => core.check(),
    lose(error) {
      logger.error("The engine stops, for it cannot be in its cluster:", error);
      life.loss ??= error;
      stop();
    },
  };
  // What a cluster does belongs to no code that has made the engine.
  const remote = runInRoot(() => cluster.open(host));
  core.remote = router.remote = actorHost.placement = remote;
  streams.remote = remote.streams;
  actorHost.turnPrefix = `${remote.nodeId}/`;
  core.extensions.add({ [Symbol.asyncDispose]: () => remote.close() });
}
