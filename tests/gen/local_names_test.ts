import { Engine } from "@backstage/actors";
import { assertEquals } from "@std/assert";
import { actorProxy } from "./fixtures/names/generated/actor_proxy.gen.ts";
import {
  copy,
  error,
  from,
  left,
  owner,
  to,
  value,
} from "./fixtures/names/locals.ts";

for (const wire of ["auto", "always"] as const) {
  const title = `generate() writes classes that are called as its locals are`;
  Deno.test(`${title} (wire ${wire})`, async () => {
    await using engine = new Engine({ wire });
    const actor = engine.getActor(actorProxy, "a");
    const parcel = {
      copy: new copy(1),
      error: new error(2),
      from: new from(3),
      owner: new owner(4),
      to: new to(5),
      value: new value(6),
      left: new left(7),
    };
    assertEquals(await actor.send(parcel), parcel);
    const copies = await actor.list(new value(1), [new owner(2)], new left(3));
    assertEquals(copies, [new copy(4), new copy(5)]);
    assertEquals(await actor.show(new value(8)), "value 8");
  });
}
