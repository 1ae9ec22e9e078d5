import { passed } from "../../../bench/cluster/passed.ts";
import type { ChaosNode } from "../node/chaos_node.ts";
import type { Fault, Stage } from "./stage.ts";

/** How long a node stands still: longer than its lease. */
const STOPPED_MS = 30_000;

/** A node is killed, and started again later. */
export const KILL: Fault = {
  name: "kill -9",
  lastsMs: 6_000,
  async run({ chance, nodes }, tell) {
    const node = chance.pick(nodes);
    tell(node.name);
    await node.kill();
    await passed(1_000 + chance.below(8_000));
    await node.start();
  },
};

/** A node stands still for longer than its lease, and goes on. */
export const STOP: Fault = {
  name: "SIGSTOP 30 s",
  lastsMs: STOPPED_MS,
  async run({ chance, nodes }, tell) {
    const node = chance.pick(nodes);
    tell(node.name);
    node.signal("SIGSTOP");
    await passed(STOPPED_MS);
    node.signal("SIGCONT");
  },
};

/** A node stands still for less than its lease. */
export const PAUSE: Fault = {
  name: "SIGSTOP short",
  lastsMs: 8_000,
  async run({ chance, nodes }, tell) {
    const node = chance.pick(nodes);
    tell(node.name);
    node.signal("SIGSTOP");
    await passed(500 + chance.below(14_000));
    node.signal("SIGCONT");
  },
};

/** Each node is told to end, one after the other, and started again. */
export const ROLL: Fault = {
  name: "rolling restart",
  lastsMs: 30_000,
  async run(stage, tell) {
    tell("all nodes");
    for (const node of stage.nodes) await restart(stage, node);
  },
};

async function restart(stage: Stage, node: ChaosNode): Promise<void> {
  const ms = await node.end();
  const start = performance.now();
  await node.start();
  const joinedMs = performance.now() - start;
  stage.note(
    `${node.name} ended in ${formatMs(ms)}, and joined in ` +
      formatMs(joinedMs),
  );
  // What it is owed has to come back, or all is on the last one in the end.
  await passed(SETTLE_MS);
}

/** How long a node that has joined may take to get its shards. */
const SETTLE_MS = 6_000;

function formatMs(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
