import { assertEquals } from "@std/assert";
import { newSubscriber } from "@backstage/actors";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { Nodes } from "../../support/nodes.ts";

Deno.test("A payload for many is whole beside a large call", async () => {
  await using nodes = new Nodes(1, 5);
  const [one, two] = await nodes.openTwo();
  const ids = await nodes.findIds(two, 8);
  const payloads = ["a", "b", "c"].map((letter) => letter.repeat(1_000));
  const heard: [string, unknown][] = [];
  for (const id of ids) {
    nodes.cast(id, {
      ask: () => null,
      tell: (_ctx, payload) => void heard.push([id, payload]),
    });
  }
  for (const stream of ["s0", "s1", "s2", "s3"]) {
    for (const id of ids) {
      one.getStream(stream).subscribe(
        newSubscriber(id, PuppetProxy.Method.tell),
      );
    }
    await nodes.runtime.advance(500);
    heard.length = 0;
    const call = one.getActor(PuppetProxy, ids[0]!).ask("x".repeat(8_000_000));
    call.catch(() => {});
    await nodes.runtime.advance(1);
    const sent: (void | Promise<void>)[] = [];
    for (const text of payloads) sent.push(one.getStream(stream).next(text));
    await nodes.finish(Promise.all(sent));
    for (const id of ids) {
      const texts = heard.filter(([to]) => to === id).map(([, text]) => text);
      assertEquals(texts, payloads, `${stream} ${id}`);
    }
  }
});
