import { arrivals } from "../arrivals.ts";
import type { Publisher } from "../subject.ts";
import { type Workload, workload } from "../workload.ts";

const SUBSCRIBERS = 100;
const BURST = 100;
const TEXT = "hello";

async function publishAll(
  publisher: Publisher,
  deliveries: number,
): Promise<void> {
  for (let sent = 0; sent < deliveries;) {
    for (let at = 0; at < BURST; at++) publisher.publish(TEXT);
    sent += BURST * SUBSCRIBERS;
    await arrivals.reached(sent);
  }
  arrivals.verify(deliveries, deliveries * TEXT.length);
}

/** One text for many: W6. */
export const news: readonly Workload[] = [
  workload({
    id: "W6",
    title: "10,000 publishes to 100 subscribers, bursts of 100",
    unit: "delivery",
    operations: 10_000 * SUBSCRIBERS,
    step: BURST * SUBSCRIBERS,
    skill: "publisher",
    async prepare(stage) {
      const publisher = await stage.publisher!(SUBSCRIBERS);
      return (operations) => publishAll(publisher, operations);
    },
  }),
];
