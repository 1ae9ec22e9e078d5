import config from "./peers/deno.json" with { type: "json" };
import type { Runner } from "./lane.ts";

/** How the tables name the library of this repository. */
export const OURS = "Backstage";

/** How the tables name the hand-written kernel. */
export const KERNEL = "kernel";

/** The library of this repository. */
export const ours: Runner = {
  name: OURS,
  module: "./subjects/ours.ts",
  isWhole: true,
};

/** What the platform and a few lines of code do: the least that is possible. */
export const floors: readonly Runner[] = [
  { name: KERNEL, module: "./subjects/kernel.ts" },
  { name: "bare inbox", module: "./subjects/bare_inbox.ts" },
  { name: "promised inbox", module: "./subjects/promised_inbox.ts" },
  { name: "EventTarget", module: "./subjects/event_target.ts" },
  { name: "MessageChannel", module: "./subjects/message_channel.ts" },
  { name: "setInterval", module: "./subjects/intervals.ts" },
];

const IN_PEERS = [
  "--config=bench/peers/deno.json",
  "--frozen",
  "--node-modules-dir=none",
  "--allow-all",
];

type Package = keyof typeof config.imports;

/** Names a peer as its package and version, and how it is used if two are. */
function peer(name: Package, module: string, use = ""): Runner {
  const label = config.imports[name].slice("npm:".length).replace(
    /@(?=\d)/,
    " ",
  );
  return {
    name: `${label} ${use}`.trim(),
    module: `./peers/${module}.ts`,
    flags: IN_PEERS,
    // comedy looks for the program's folder, which only Node's require tells.
    env: { APP_ROOT_PATH: "bench" },
  };
}

/** What people use instead, with the packages of `bench/peers/deno.json`. */
export const peers: readonly Runner[] = [
  peer("nact", "nact"),
  peer("xstate", "xstate"),
  peer("effect", "effect_queue", "queue"),
  peer("effect", "effect_entity", "entity"),
  peer("comlink", "comlink"),
  peer("moleculer", "moleculer"),
  peer("comedy", "comedy"),
  peer("@onflow/util-actor", "onflow"),
  peer("rivetkit", "rivetkit"),
];
