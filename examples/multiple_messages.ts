// Forty thousand messages from four senders, each in its order.
import { type Context, Engine } from "@backstage/actors";
import { CollectorProxy } from "./generated/collector_proxy.gen.ts";
import { SenderProxy } from "./generated/sender_proxy.gen.ts";

export interface Report {
  received: number;
  /** The last number of each sender. */
  last: Map<string, number>;
  /** What came out of its sender's order: nothing, always. */
  outOfOrder: string[];
}

// @generate-proxy
export class Collector {
  readonly #report: Report = { received: 0, last: new Map(), outOfOrder: [] };

  take(sender: string, number: number): void {
    const { last, outOfOrder } = this.#report;
    const expected = (last.get(sender) ?? 0) + 1;
    if (number !== expected) outOfOrder.push(`${sender} ${number}`);
    last.set(sender, number);
    this.#report.received++;
  }

  report(): Report {
    return this.#report;
  }
}

// @generate-proxy
export class Sender {
  #number = 0;

  constructor(private readonly ctx: Context) {}

  send(count: number): void {
    const collector = this.ctx.getActor(CollectorProxy, "all");
    for (let sent = 0; sent < count; sent++) {
      collector.take(this.ctx.actorId, ++this.#number);
    }
  }
}

if (import.meta.main) {
  await using engine = new Engine();
  const collector = engine.getActor(CollectorProxy, "all");
  for (const id of ["ann", "bob", "eve"]) {
    const sender = engine.getActor(SenderProxy, id);
    for (let part = 0; part < 100; part++) sender.send(100);
  }
  for (let number = 1; number <= 10_000; number++) {
    collector.take("main", number);
  }
  // Until every inbox is empty and every turn has ended.
  await engine.run();
  console.log(await collector.report());
}
