import { newSubscriber, type Stream } from "@backstage/actors";
import { assertEquals } from "@std/assert";
import { testEverywhere } from "../support/stage.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { type Entry } from "../cast/recorder.ts";
import { RecorderProxy } from "../cast/generated/recorder_proxy.gen.ts";

testEverywhere(
  "fault 14: publishing works from the engine, a context, and outside",
  async (stage) => {
    const engine = stage.open();
    const news = engine.getStream<Entry>("news");
    news.subscribe(newSubscriber("listener", RecorderProxy.Method.hear));

    await engine.getStream<Entry>("news").next({ from: "engine", index: 1 });

    stage.cast("actor", {
      ask: (ctx) =>
        ctx.getStream<Entry>("news").next({ from: ctx.actorId, index: 2 }),
    });
    await engine.getActor(PuppetProxy, "actor").ask(null);

    await publishFromOutside(news);

    const listener = engine.getActor(RecorderProxy, "listener");
    assertEquals(await listener.entries(), [
      { from: "engine", index: 1 },
      { from: "actor", index: 2 },
      { from: "outside", index: 3 },
      { from: "writer", index: 4 },
    ]);
  },
);

/** Knows the stream and nothing else of an engine. */
async function publishFromOutside(stream: Stream<Entry>): Promise<void> {
  await stream.next({ from: "outside", index: 3 });
  const writer = stream.writable.getWriter();
  await writer.write({ from: "writer", index: 4 });
  await writer.close();
}
