// Lets actors whose ids and errors are hostile fail, and logs with the default
// logger, as a program does.
import { Engine } from "@backstage/actors";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../support/cast.ts";

const [id = ""] = Deno.args;
cast.set(id, {
  tell: (ctx) => {
    ctx.log.info(`hello ${id}`, { error: new Error(id) });
    const error = new Error(`no ${id}`, { cause: new Error(id) });
    throw Object.assign(error, { inner: [new Error(id)] });
  },
});
const engine = new Engine({ drainTimeoutMs: 10 });
engine.getActor(PuppetProxy, id).tell(null);
await engine.run("once");
engine.events.subscribe(() => {
  throw new Error(id);
});
const stuck = Promise.withResolvers<void>();
cast.set(`${id}!`, { tell: () => stuck.promise });
engine.getActor(PuppetProxy, `${id}!`).tell(null);
await engine.stop();
