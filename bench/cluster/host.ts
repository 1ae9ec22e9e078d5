/**
 * A node with actors, which also answers what is asked of it without the
 * library, and tells of its memory.
 *
 * @module
 */
import { Engine, stopOnSignals } from "@backstage/actors";
import { nats } from "@backstage/actors/nats";
import { AbacusProxy } from "../generated/abacus_proxy.gen.ts";
import { ParrotProxy } from "../generated/parrot_proxy.gen.ts";
import { serveBare } from "./bare.ts";
import { here } from "./parrot.ts";
import { serveCommands } from "./serve_commands.ts";
import type { Settings } from "./settings.ts";

const settings = JSON.parse(Deno.args[0]!) as Settings;
const { servers, node, replicas } = settings;
here.node = node;
const engine = new Engine({
  cluster: nats({ servers, name: settings.cluster, node, replicas }),
  actors: [AbacusProxy, ParrotProxy],
  logger: { debug() {}, info() {}, warn: console.error, error: console.error },
});
stopOnSignals(engine);
await engine.joined;
engine.stopped.then(() => Deno.exit());
await serveCommands({
  async serveBare() {
    await serveBare(servers);
  },
  /** Returns the bytes of live objects, of the process, and live actors. */
  measure() {
    (globalThis as { gc?: () => void }).gc?.();
    const { heapUsed, rss } = Deno.memoryUsage();
    return { heapUsed, rss, actors: engine.snapshot().actors.length };
  },
});
