import { assertEquals } from "@std/assert";
import { makeEnded } from "../../../src/cluster/watch/end_message.ts";
import { Watches } from "../../../src/cluster/watch/watches.ts";
import { makeBare, MESSAGES } from "../../../src/cluster/frame/message.ts";

Deno.test("Watches.takeEnded() hears the node that has the actor alone", () => {
  const told: string[] = [];
  const watches = new Watches({
    ask: () => Promise.resolve(),
    post: () => 1,
  });
  const life = watches.openLife({ type: "Puppet", id: "p" });
  const noteEnd = ({ reason }: { reason: string }) => void told.push(reason);
  life.watch({ life, noteEnd } as never);
  watches.takeWatching("two-1", makeBare(MESSAGES.watching, 1));
  watches.takeEnded("three-1", makeEnded(1, "poison"));
  assertEquals(told, []);
  watches.takeEnded("two-1", makeEnded(1, "idle"));
  assertEquals(told, ["idle"]);
});
