// Leaves calls that nobody answers and comes to its end: prints nothing but
// what they are told, if the process lives for that.
import { Engine } from "@backstage/actors";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../support/cast.ts";

cast.set("a", { ask: () => new Promise(() => {}) });
const { signal } = new AbortController();
const puppet = new Engine({ callTimeoutMs: 2_000 }).getActor(PuppetProxy, "a");
const calls = [puppet, puppet.with({ timeoutMs: 2_000, signal })];
for (const call of calls) call.ask(1).catch(console.log);
