// A node of a cluster in a process of its own: `servers`, its name, its type.
import { Engine } from "@backstage/actors";
import { nats } from "@backstage/actors/nats";
import { LedgerProxy } from "../cast/generated/ledger_proxy.gen.ts";

const [servers = "", name = ""] = Deno.args;
await using engine = new Engine({
  actors: [LedgerProxy],
  cluster: nats({ servers, name }),
});
await engine.joined;
console.log(await engine.getActor(LedgerProxy, "ann").deposit(5, "process"));
