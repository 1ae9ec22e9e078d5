import { arrivals } from "../arrivals.ts";
import { makeOrder } from "../orders.ts";
import type { Receiver } from "../subject.ts";
import { type Workload, workload } from "../workload.ts";

const TEXT = "hello";
const BURST = 1_000;
const ACTORS = 10_000;
const ORDERS = Array.from({ length: 64 }, (_, id) => makeOrder(id));

const strings = {
  unit: "message",
  operations: 1_000_000,
  skill: "receivers",
} as const;

const structs = {
  unit: "message",
  operations: 200_000,
  step: BURST,
  skill: "depot",
} as const;

/** Sends strings in bursts, and waits for each burst to arrive. */
async function sendBursts(
  receiver: Receiver<string>,
  operations: number,
): Promise<void> {
  for (let sent = 0; sent < operations;) {
    for (let at = 0; at < BURST; at++) receiver.take(TEXT);
    sent += BURST;
    await arrivals.reached(sent);
  }
  arrivals.verify(operations, operations * TEXT.length);
}

/** Sends one string after the other to each of some receivers. */
async function sendFlood(
  receivers: readonly Receiver<string>[],
  operations: number,
): Promise<void> {
  for (let sent = 0; sent < operations; sent += receivers.length) {
    for (let at = 0; at < receivers.length; at++) receivers[at]!.take(TEXT);
  }
  await arrivals.reached(operations);
  arrivals.verify(operations, operations * TEXT.length);
}

/** Sends structs in bursts; each arrives as ten items. */
async function sendOrders(
  depot: Receiver<(typeof ORDERS)[number]>,
  operations: number,
): Promise<void> {
  for (let sent = 0; sent < operations;) {
    for (let at = 0; at < BURST; at++) depot.take(ORDERS[at & 63]!);
    sent += BURST;
    await arrivals.reached(sent);
  }
  arrivals.verify(operations, operations * 10);
}

/** Messages that are not awaited one by one: W1, W2, W9 and W11. */
export const oneWay: readonly Workload[] = [
  workload({
    ...strings,
    id: "W1",
    title: "string to one actor, bursts of 1,000",
    step: BURST,
    async prepare(stage) {
      const [receiver] = await stage.receivers!(1);
      return (operations) => sendBursts(receiver!, operations);
    },
  }),
  workload({
    ...strings,
    id: "W1 flood",
    title: "string to one actor, all at once",
    step: 1,
    isFlooded: true,
    async prepare(stage) {
      const receivers = await stage.receivers!(1);
      return (operations) => sendFlood(receivers, operations);
    },
  }),
  workload({
    ...structs,
    id: "W2",
    title: "struct with ten items, bursts of 1,000",
    async prepare(stage) {
      const depot = await stage.depot!();
      return (operations) => sendOrders(depot, operations);
    },
  }),
  workload({
    ...strings,
    id: "W9",
    title: "strings to 10,000 actors by turns, all at once",
    step: ACTORS,
    extra: "many",
    async prepare(stage) {
      const receivers = await stage.receivers!(ACTORS);
      return (operations) => sendFlood(receivers, operations);
    },
  }),
  workload({
    ...strings,
    id: "W11 string",
    title: "W1 with every message as bytes",
    operations: 200_000,
    step: BURST,
    extra: "wire",
    async prepare(stage) {
      const [receiver] = await stage.receivers!(1);
      return (operations) => sendBursts(receiver!, operations);
    },
  }),
  workload({
    ...structs,
    id: "W11 struct",
    title: "W2 with every message as bytes",
    operations: 50_000,
    extra: "wire",
    async prepare(stage) {
      const depot = await stage.depot!();
      return (operations) => sendOrders(depot, operations);
    },
  }),
];
