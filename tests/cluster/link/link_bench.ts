/**
 * Measures what a message between nodes costs, without its network: calls of
 * 180 bytes each way, with some in flight, and one-way floods of several sizes.
 */
import { systemRuntime } from "../../../src/base/runtime.ts";
import { Links } from "../../../src/cluster/link/links.ts";

const ROUNDS = 7;
const CALLS = 200_000;
const CALL_BYTES = 180;

/** A node, whose packets reach the other one at the next microtask. */
class End {
  readonly links: Links;
  readonly isConnected = true;
  readonly maxPacketBytes = 1_048_576;
  other: End | null = null;
  packets = 0;
  receive = (_: Uint8Array): void => {};
  #queue: Uint8Array[] = [];

  constructor(id: string) {
    const ignore = (): void => {};
    this.links = new Links(id, this, systemRuntime, console, {
      receive: (_, message) => this.receive(message),
      noteSilent: ignore,
      noteUnreachable: ignore,
      noteHeard: ignore,
    });
  }

  send(_: string, packet: Uint8Array): void {
    this.packets++;
    if (this.#queue.push(packet) === 1) queueMicrotask(this.#carry);
  }

  readonly #carry = (): void => {
    const queue = this.#queue;
    this.#queue = [];
    for (const packet of queue) this.other!.links.receive(packet);
  };
}

function makeEnds(): [End, End] {
  const ends: [End, End] = [new End("ann-12345678"), new End("bob-12345678")];
  [ends[0].other, ends[1].other] = [ends[1], ends[0]];
  return ends;
}

/** Calls back and forth, so many in flight; returns nanoseconds a call. */
async function measureCalls(inFlight: number): Promise<[number, number]> {
  const [ann, bob] = makeEnds();
  const { promise, resolve } = Promise.withResolvers<void>();
  const call = new Uint8Array(CALL_BYTES);
  let [begun, ended] = [0, 0];
  const begin = (): void => {
    begun++;
    ann.links.noteAwaiting("bob-12345678", 1);
    ann.links.send("bob-12345678", call, begun & 0xff);
  };
  bob.receive = () => bob.links.send("ann-12345678", call, begun & 0xff);
  ann.receive = () => {
    ann.links.noteAwaiting("bob-12345678", -1);
    if (++ended === CALLS) resolve();
    else if (begun < CALLS) begin();
  };
  const start = performance.now();
  for (let left = inFlight; left > 0; left--) begin();
  await promise;
  const ns = (performance.now() - start) * 1e6 / CALLS;
  const packets = ann.packets + bob.packets;
  for (const { links } of [ann, bob]) links.close();
  return [ns, packets / CALLS];
}

/** Sends one way, as long as there is room; returns nanoseconds a message. */
async function measureFlood(bytes: number): Promise<[number, number]> {
  const [ann, bob] = makeEnds();
  const { promise, resolve } = Promise.withResolvers<void>();
  const message = new Uint8Array(bytes);
  const count = Math.min(CALLS, Math.ceil(2e9 / bytes / 8));
  let [sent, received] = [0, 0];
  const send = (): void => {
    while (sent < count && !ann.links.isFull("bob-12345678")) {
      ann.links.send("bob-12345678", message, sent++ & 0xff);
    }
    if (sent < count) setTimeout(send, 0);
  };
  bob.receive = () => {
    if (++received === count) resolve();
  };
  const start = performance.now();
  send();
  await promise;
  const ns = (performance.now() - start) * 1e6 / count;
  for (const { links } of [ann, bob]) links.close();
  return [ns, ann.packets / count];
}

async function report(
  name: string,
  measure: () => Promise<[number, number]>,
): Promise<void> {
  const rounds: [number, number][] = [];
  for (let left = ROUNDS; left > 0; left--) rounds.push(await measure());
  rounds.sort(([one], [other]) => one - other);
  const [ns, packets] = rounds[ROUNDS >> 1]!;
  console.log(
    `${name.padEnd(34)} ${ns.toFixed(0).padStart(9)} ns` +
      `   ${packets.toFixed(3)} packets`,
  );
}

for (const inFlight of [1, 64, 256]) {
  await report(`call, ${inFlight} in flight`, () => measureCalls(inFlight));
}
for (const bytes of [16, 180, 4_000, 30_000, 1_000_000]) {
  await report(`one way, ${bytes} bytes`, () => measureFlood(bytes));
}
