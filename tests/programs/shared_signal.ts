// Prints what calls that share a signal leave behind, as JSON; `gc` needs
// `--expose-gc`. Its one argument is the wire.
import { Engine } from "@backstage/actors";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../support/cast.ts";

const CALLS = 50_000;
const AT_ONCE = 1_000;
declare const gc: () => void;

/** A signal that counts who listens. */
class CountedSignal {
  listeners = 0;
  most = 0;
  readonly signal: AbortSignal = new AbortController().signal;

  constructor() {
    const { signal } = this;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      this.most = Math.max(this.most, ++this.listeners);
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      this.listeners--;
      remove(...args);
    };
  }
}

/** The heap in use, in bytes, once what can be collected is. */
async function measureHeap(): Promise<number> {
  for (let count = 0; count < 4; count++) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    gc();
  }
  return Deno.memoryUsage().heapUsed;
}

async function call(puppet: PuppetProxy, calls: number): Promise<void> {
  for (let done = 0; done < calls; done += AT_ONCE) {
    const replies = Array.from({ length: AT_ONCE }, (_, at) => puppet.ask(at));
    await Promise.all(replies);
  }
}

const wire = Deno.args[0] === "always" ? "always" : "auto";
await using engine = new Engine({ wire });
cast.set("a", { ask: (_ctx, input) => input });
const counted = new CountedSignal();
const puppet = engine.getActor(PuppetProxy, "a")
  .with({ signal: counted.signal, timeoutMs: 60_000 });
await call(puppet, 20_000);
const before = await measureHeap();
await call(puppet, CALLS);
const growth = await measureHeap() - before;
const { listeners, most } = counted;
console.log(JSON.stringify({ listeners, most, growth }));
