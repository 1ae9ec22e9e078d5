// Makes calls that are never answered, by the part that its argument names,
// and comes to its end: a process that nothing keeps alive ends there.
import { Engine } from "@backstage/actors";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../support/cast.ts";

const stuck = () => new Promise<never>(() => {});
const LIMIT_MS = 50;
const LONG_MS = 1_000_000_000;

cast.set("stuck", { ask: stuck, tell: stuck });
cast.set("echo", { ask: (_ctx, input) => input });
cast.set("caller", {
  ask: (ctx) => ctx.getActor(PuppetProxy, "stuck").ask(1),
  tell: (ctx) => ctx.getActor(PuppetProxy, "stuck").ask(1).then(() => {}),
});

function open(callTimeoutMs: number): (id: string) => PuppetProxy {
  const logger = { debug() {}, info() {}, warn() {}, error: console.error };
  const engine = new Engine({ callTimeoutMs, drainTimeoutMs: 0, logger });
  engines.push(engine);
  return (id) => engine.getActor(PuppetProxy, id);
}

const engines: Engine[] = [];
const print = (error: Error): void =>
  console.log(`${error.name}: ${error.message}`);

const PARTS: Readonly<Record<string, () => unknown>> = {
  engine: () => open(LIMIT_MS)("stuck").ask(1).catch(print),
  own: () => open(0)("stuck").with({ timeoutMs: LIMIT_MS }).ask(1).catch(print),
  signal: () => {
    const { signal } = new AbortController();
    const stuck = open(0)("stuck").with({ signal, timeoutMs: LIMIT_MS });
    return stuck.tell(1).catch(print);
  },
  late: () => {
    const reply = open(0)("stuck").with({ timeoutMs: LIMIT_MS }).ask(1);
    queueMicrotask(() => void reply.catch(print));
  },
  around: () =>
    open(0)("caller").with({ timeoutMs: LIMIT_MS }).ask(1).catch(print),
  // Nothing awaits the outer call; its turn awaits the inner one.
  turn: () => void open(LIMIT_MS)("caller").tell(1),
  within: () => void open(0)("caller").with({ timeoutMs: LIMIT_MS }).tell(1),
  twice: async () => {
    const get = open(LIMIT_MS);
    await get("echo").ask(1);
    await get("stuck").ask(1).catch(print);
    await get("stuck").ask(2).catch(print);
  },
  send: () => void open(LONG_MS)("stuck").tell(1),
  limited: () => void open(0)("stuck").with({ timeoutMs: LONG_MS }).tell(1),
  answered: () => open(0)("echo").with({ timeoutMs: LONG_MS }).ask(1),
  stopped: async () => {
    const get = open(LONG_MS);
    get("stuck").ask(1).catch(print);
    get("stuck").with({ timeoutMs: LONG_MS }).ask(2).catch(print);
    await engines[0]!.stop({ drain: false });
  },
  unlimited: () => void open(0)("stuck").ask(1).catch(print),
};

// Not awaited: a module that waits would keep the process, too.
PARTS[Deno.args[0]!]!();
