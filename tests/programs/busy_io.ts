// Sends a byte through a socket beside an actor that sends to itself for ever,
// and prints how often the event loop had to be given back for it. It needs
// `--allow-net=127.0.0.1`.
import { Engine } from "@backstage/actors";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../support/cast.ts";

let turns = 0;
cast.set("endless", {
  tell: (ctx) => {
    turns++;
    ctx.getActor(PuppetProxy, "endless").tell(null).catch(() => {});
  },
});

// With no budget at all the event loop is given back after every turn.
const engine = new Engine({ runBudgetMs: 0 });
using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
engine.getActor(PuppetProxy, "endless").tell(null);
using sender = await Deno.connect({ port: listener.addr.port });
using receiver = await listener.accept();
await sender.write(new Uint8Array(1));
await receiver.read(new Uint8Array(1));
console.log(turns);
await engine.stop({ drain: false });
