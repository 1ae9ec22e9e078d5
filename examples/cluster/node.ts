import { Engine, stopOnSignals } from "@backstage/actors";
import { nats } from "@backstage/actors/nats";
import { TurnstileProxy } from "../generated/turnstile_proxy.gen.ts";

// A node of the cluster: `deno run --allow-net=HOST node.ts SERVER NAME`.
const [servers, node] = Deno.args;
if (servers === undefined || node === undefined) {
  console.error("Cannot start a node: give it a server and a name");
  Deno.exit(2);
}

const engine = new Engine({
  cluster: nats({ servers, name: "fair", node }),
  actors: [TurnstileProxy],
});
// SIGTERM hands its actors over: no call fails for it.
stopOnSignals(engine);
await engine.stopped;
