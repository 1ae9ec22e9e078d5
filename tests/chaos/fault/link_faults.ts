import { passed } from "../../../bench/cluster/passed.ts";
import type { Fault } from "./stage.ts";

/** A node's connections close, and none is made for a while. */
export const CUT: Fault = {
  name: "link cut",
  lastsMs: 12_000,
  async run({ chance, nodes }, tell) {
    const node = chance.pick(nodes);
    const ms = 1_000 + chance.below(25_000);
    tell(`${node.name}, ${formatSeconds(ms)}`);
    node.link.cut();
    await passed(ms);
    node.link.heal();
  },
};

/** A node's connections close, and may be made anew at once. */
export const RESET: Fault = {
  name: "link reset",
  lastsMs: 1_000,
  async run({ chance, nodes }, tell) {
    const node = chance.pick(nodes);
    tell(node.name);
    node.link.reset();
    await passed(1_000);
  },
};

/** A node's link goes mute both ways; neither side is told. */
export const HOLE: Fault = {
  name: "link mute",
  lastsMs: 20_000,
  async run({ chance, nodes }, tell) {
    const node = chance.pick(nodes);
    const ms = 3_000 + chance.below(32_000);
    tell(`${node.name}, ${formatSeconds(ms)}`);
    node.link.hold("forth");
    node.link.hold("back");
    await passed(ms);
    node.link.heal();
  },
};

/** A node's link goes mute in one direction. */
export const ONE_WAY: Fault = {
  name: "link mute one way",
  lastsMs: 20_000,
  async run({ chance, nodes }, tell) {
    const node = chance.pick(nodes);
    const direction = chance.pick(["back", "forth"] as const);
    const ms = 3_000 + chance.below(32_000);
    const way = direction === "back" ? "to it" : "from it";
    tell(`${node.name}, ${way}, ${formatSeconds(ms)}`);
    node.link.hold(direction);
    await passed(ms);
    node.link.heal();
  },
};

/** A node's link becomes slow. */
export const SLOW: Fault = {
  name: "link slow",
  lastsMs: 10_000,
  async run({ chance, nodes }, tell) {
    const node = chance.pick(nodes);
    const delayMs = 50 + chance.below(350);
    tell(`${node.name}, ${delayMs} ms each way`);
    node.link.delay(delayMs);
    await passed(10_000);
    node.link.heal();
  },
};

/** No node reaches a server, for longer than leases last; clients do. */
export const AWAY: Fault = {
  name: "links of all nodes cut",
  lastsMs: 40_000,
  async run({ chance, nodes }, tell) {
    const ms = 20_000 + chance.below(40_000);
    tell(`all nodes, ${formatSeconds(ms)}`);
    for (const { link } of nodes) link.cut();
    await passed(ms);
    for (const { link } of nodes) link.heal();
  },
};

function formatSeconds(ms: number): string {
  return `${Math.round(ms / 1_000)} s`;
}
