import { assertEquals } from "@std/assert";
import { newSubscriber } from "@backstage/actors";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { Nodes } from "../../support/nodes.ts";

const STREAMS = Array.from({ length: 8 }, (_, at) => `s${at}`);

Deno.test("What a node asks itself is over with its life", async () => {
  await using nodes = new Nodes();
  const [one, two] = await nodes.openTwo({ callTimeoutMs: 0 });
  const [id] = await nodes.findIds(two, 1);
  for (const stream of STREAMS) {
    const subscriber = newSubscriber(id!, PuppetProxy.Method.tell);
    one.getStream(stream).subscribe(subscriber);
  }
  await nodes.runtime.advance(500);
  const connect = nodes.cluster.network.disconnect("one");
  const sent = STREAMS.map((stream) =>
    Promise.resolve(one.getStream(stream).next(1))
  );
  const settled = Promise.allSettled(sent);
  await nodes.runtime.advance(30_000);
  connect();
  const results = await nodes.finish(settled);
  assertEquals(results.length, STREAMS.length);
});
