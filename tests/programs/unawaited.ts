// Makes calls that fail and never looks at one: the process must not end by it.
import { Engine } from "@backstage/actors";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../support/cast.ts";

const fail = (): never => {
  throw new Error("boom");
};
cast.set("a", { ask: fail, tell: fail });

for (const wire of ["auto", "always"] as const) {
  const engine = new Engine({ wire });
  engine.getActor(PuppetProxy, "a").ask(null);
  engine.getActor(PuppetProxy, "a").tell(null);
  await engine.run();
  await new Promise((resolve) => setTimeout(resolve, 0));
  await engine.stop();
}
console.log("still here");
