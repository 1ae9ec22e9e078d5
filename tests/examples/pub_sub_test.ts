import { assertEquals } from "@std/assert";
import { newSubscriber } from "@backstage/actors";
import { ReaderProxy } from "../../examples/generated/reader_proxy.gen.ts";
import { ReporterProxy } from "../../examples/generated/reporter_proxy.gen.ts";
import type { News } from "../../examples/pub_sub.ts";
import { testOnBothWires, testOutput } from "./example.ts";

const { handleNews } = ReaderProxy.Method;
const weather = (headline: string): News => ({ topic: "weather", headline });

testOutput("pub_sub", [
  "Reader/ann: weather: Sun at last",
  "Reader/bob: weather: Sun at last",
  "Reader/ann: sport: Two goals in a minute",
  "Reader/bob: sport: Two goals in a minute",
  "Reader/ann: weather: Rain again",
  'Bob read [ "Sun at last", "Two goals in a minute" ]',
]);

for (const seed of [1, 2, 3]) {
  testOnBothWires(
    `Stream.next() reaches every subscriber in order with seed ${seed}`,
    async ({ engine }) => {
      const news = engine.getStream<News>("news");
      const readers = ["ann", "bob", "eve"];
      for (const id of readers) news.subscribe(newSubscriber(id, handleNews));
      const headlines = Array.from({ length: 300 }, (_, n) => `${n}`);
      for (const headline of headlines) news.next(weather(headline));
      for (const id of readers) {
        const reader = engine.getActor(ReaderProxy, id);
        assertEquals(await reader.headlines(), headlines);
      }
    },
    { seed, turnsPerRun: 7 },
  );
}

testOnBothWires(
  "Reporter.publish() reaches subscribers when it is the actor's stream",
  async ({ engine, log }) => {
    const news = engine.getStream<News>("news");
    news.subscribe(newSubscriber("ann", handleNews));
    await engine.getActor(ReporterProxy, "eve").publish("Goal");
    await engine.run();
    assertEquals(log, ["Reader/ann: sport: Goal"]);
  },
);

testOnBothWires(
  "Stream.next() hands each subscriber the payload as it was when published",
  async ({ engine }) => {
    const news = engine.getStream<News>("news");
    news.subscribe(newSubscriber("ann", handleNews));
    const payload = weather("Sun");
    news.next(payload);
    payload.headline = "Rain";
    const ann = engine.getActor(ReaderProxy, "ann");
    assertEquals(await ann.headlines(), ["Sun"]);
  },
);

testOnBothWires(
  "Reader.unsubscribe() ends the news of one reader when two had subscribed",
  async ({ engine }) => {
    const news = engine.getStream<News>("news");
    const ann = engine.getActor(ReaderProxy, "ann");
    const bob = engine.getActor(ReaderProxy, "bob");
    for (const id of ["ann", "bob"]) {
      news.subscribe(newSubscriber(id, handleNews));
    }
    news.next(weather("Sun"));
    await bob.unsubscribe();
    news.next(weather("Rain"));
    assertEquals(await ann.headlines(), ["Sun", "Rain"]);
    assertEquals(await bob.headlines(), ["Sun"]);
  },
);
