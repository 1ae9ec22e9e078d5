import { assertEquals } from "@std/assert";
import type { ClusterDetail } from "../../../src/inspector/wire/protocol.ts";
import { formatRanges } from "../../../src/inspector/page/model/cluster_news.ts";
import { ClusterWatch } from "../../../src/inspector/page/model/cluster_watch.ts";
import { makeCluster, makeLink, makeNode } from "./cluster_bodies.ts";

/** Looks at a cluster once a second; returns what the page tells. */
function watch(...details: readonly ClusterDetail[]): ClusterWatch {
  const watch = new ClusterWatch();
  details.forEach((detail, second) => watch.add(second * 1_000, detail));
  return watch;
}

/** The news of looks, the newest first. */
function tell(...details: readonly ClusterDetail[]): string[] {
  return watch(...details).news.map(({ tone, text }) => `${tone}: ${text}`);
}

Deno.test("ClusterWatch.add() tells nothing by the first look", () => {
  assertEquals(tell(makeCluster(["one-1"], ["one-1", null])), []);
});

Deno.test("ClusterWatch.add() tells who came, went and began anew", () => {
  const one = makeCluster(["one-1"]);
  const client = makeNode("web-1", {}, true);
  assertEquals(tell(one, makeCluster(["one-1", "two-1", client])), [
    "good: Node two joined",
    "good: Node web joined as a client",
  ]);
  assertEquals(tell(makeCluster(["one-1", "two-1"]), one), [
    "warn: Node two is gone",
  ]);
  const two = makeCluster(["one-1", "two-1"]);
  assertEquals(tell(two, makeCluster(["one-1", "two-2"])), [
    "warn: Node two began another life, two-2",
  ]);
});

Deno.test("ClusterWatch.add() tells shards that moved alike as one", () => {
  const nodes = ["one-1", "two-1"];
  const one = "one-1";
  const two = "two-1";
  const before = makeCluster(nodes, [one, one, one, two, null]);
  assertEquals(tell(before, makeCluster(nodes, [two, two, one, one, one])), [
    "plain: 2 shards from node one to two: 0–1",
    "plain: 1 shard from node two to one: 3",
    "good: 1 shard taken by node one: 4",
  ]);
  assertEquals(tell(before, makeCluster([one], [one, one, one, null, null])), [
    "warn: Node two is gone",
    "bad: 1 shard of node two without an owner: 3",
  ]);
});

Deno.test("ClusterWatch.add() folds moves that go on", () => {
  const nodes = ["one-1", "two-1"];
  const looks = [0, 1, 2, 3].map((moved) =>
    makeCluster(
      nodes,
      [0, 1, 2, 3].map((shard) => shard < moved ? "two-1" : "one-1"),
    )
  );
  const { news } = watch(...looks);
  assertEquals(news.map(({ at, text }) => [at, text]), [
    [3_000, "3 shards from node one to two: 0–2"],
  ]);
  const later = new ClusterWatch();
  looks.forEach((look, at) => later.add(at * 10_001, look));
  assertEquals(later.news.length, 3, "long after, it is another move");
});

Deno.test("ClusterWatch.add() tells of doubt, silence, fenced writes", () => {
  const of = (counts: Parameters<typeof makeNode>[1]) =>
    makeCluster([makeNode("two-1", counts)]);
  assertEquals(
    tell(of({}), of({ isSuspended: true }), of(null), of({ fenced: 3 })),
    [
      "good: Node two answers again",
      "warn: Node two does not answer",
      "bad: Node two doubts its lease",
    ],
  );
  const doubted = of({ isSuspended: true, fenced: 1 });
  assertEquals(tell(doubted, of({ fenced: 3 }), of({ fenced: 4 })), [
    "warn: A write of node two fenced",
    "good: Node two is sure of its lease again",
    "warn: 2 writes of node two fenced",
  ]);
});

Deno.test("ClusterWatch.add() forgets the cluster of another engine", () => {
  const other = { ...makeCluster(["a-1"]), name: "other" };
  const seen = watch(makeCluster(["one-1"]), makeCluster(["two-1"]), other);
  assertEquals(seen.news, []);
  assertEquals([seen.nameOf("one-1"), seen.colorOf("a-1")], ["one-1", 0]);
});

Deno.test("ClusterWatch.add() leaves out a look that is no newer", () => {
  const watch = new ClusterWatch();
  watch.add(5, makeCluster(["one-1"]));
  watch.add(5, makeCluster(["one-1", "two-1"]));
  assertEquals(watch.news, []);
});

Deno.test("ClusterWatch.colorOf() keeps a node's colour in its lives", () => {
  const seen = watch(
    makeCluster(["one-1", "two-1"]),
    makeCluster(["one-1"]),
    makeCluster(["one-1", "three-1", "two-2"]),
  );
  const colors = ["one-1", "two-1", "two-2", "three-1", "four-1"];
  assertEquals(colors.map((id) => seen.colorOf(id)), [0, 1, 1, 2, null]);
});

/** Two nodes, with the counters of the link between them. */
function link(
  sent: Parameters<typeof makeLink>[1],
  received: Parameters<typeof makeLink>[1] | null,
): ClusterDetail {
  return makeCluster([
    makeNode("one-1", { links: [makeLink("two-1", sent)] }),
    makeNode(
      "two-1",
      received && { links: [makeLink("one-1", received)] },
    ),
  ]);
}

Deno.test("ClusterWatch.trafficOf() is what the sender counts", () => {
  const seen = watch(
    link({ messagesSent: 10, bytesSent: 100 }, { messagesReceived: 9 }),
    link({ messagesSent: 40, bytesSent: 500, resent: 2, waiting: 3 }, {
      messagesReceived: 20,
    }),
    link({
      ...{ messagesSent: 50, bytesSent: 900, resent: 2, waiting: 1 },
      isSilent: true,
    }, { messagesReceived: 21 }),
  );
  assertEquals(seen.trafficOf("one-1", "two-1"), {
    messages: 20,
    bytes: 400,
    resent: 1,
    waiting: 1,
    isSilent: true,
  });
  assertEquals(seen.trafficOf("two-1", "one-1")?.messages, 0);
  assertEquals(seen.trafficOf("one-1", "three-1"), null);
});

Deno.test("ClusterWatch.trafficOf() asks the receiver of a mute node", () => {
  const seen = watch(
    link({ messagesReceived: 5, bytesReceived: 50 }, null),
    link({ messagesReceived: 9, bytesReceived: 90 }, null),
  );
  assertEquals(seen.trafficOf("two-1", "one-1"), {
    messages: 4,
    bytes: 40,
    resent: null,
    waiting: 0,
    isSilent: false,
  });
});

Deno.test("ClusterWatch.trafficOf() has no rate of what began anew", () => {
  const first = link({ messagesSent: 10 }, {});
  assertEquals(watch(first).trafficOf("one-1", "two-1")?.messages, null);
  const seen = watch(first, link({ messagesSent: 3 }, {}));
  assertEquals(seen.trafficOf("one-1", "two-1")?.messages, null);
});

Deno.test("ClusterWatch.trafficOf() forgets what is long ago", () => {
  const looks = [0, 300, 300, 300, 300, 300];
  const seen = watch(...looks.map((sent) => link({ messagesSent: sent }, {})));
  assertEquals(seen.trafficOf("one-1", "two-1")?.messages, 0);
});

Deno.test("formatRanges() joins numbers in a row, and counts the rest", () => {
  assertEquals(formatRanges([]), "");
  assertEquals(formatRanges([3]), "3");
  assertEquals(formatRanges([0, 1, 2, 5, 7, 8]), "0–2, 5, 7–8");
  const odd = Array.from({ length: 20 }, (_, at) => at * 2);
  assertEquals(
    formatRanges(odd),
    "0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22 and 8 more",
  );
});
