// Savina 10, Bounded Buffer: a manager between 40 producers and 40 consumers.
import type { Context, Engine } from "@backstage/actors";
import { BufferManagerProxy } from "../generated/buffer_manager_proxy.gen.ts";
import { ConsumerProxy } from "../generated/consumer_proxy.gen.ts";
import { ProducerProxy } from "../generated/producer_proxy.gen.ts";
import { PseudoRandom } from "./random.ts";
import { verify } from "./verify.ts";

const BUFFER = 50;
const PRODUCERS = 40;
const CONSUMERS = 40;
const ITEMS = 5_000;

function processItem(term: number): number {
  return term + Math.log(new PseudoRandom(25).fraction() + 0.01);
}

// @generate-proxy
export class BufferManager {
  #limit = 0;
  #items = 0;
  #ended = 0;
  readonly #producers: ProducerProxy[] = [];
  readonly #consumers: ConsumerProxy[] = [];
  readonly #pending: number[] = [];

  begin(limit: number, consumers: ConsumerProxy[]): void {
    this.#limit = limit;
    this.#consumers.push(...consumers);
  }

  data(item: number, producer: ProducerProxy): void {
    this.#items++;
    const consumer = this.#consumers.shift();
    if (consumer) consumer.consume(item);
    else this.#pending.push(item);
    if (this.#pending.length >= this.#limit) this.#producers.push(producer);
    else producer.produce();
  }

  available(consumer: ConsumerProxy): void {
    const item = this.#pending.shift();
    if (item === undefined) {
      this.#consumers.push(consumer);
    } else {
      consumer.consume(item);
      this.#producers.shift()?.produce();
    }
  }

  ended(): void {
    this.#ended++;
  }

  result(): { items: number; ended: number; idle: number } {
    return {
      items: this.#items,
      ended: this.#ended,
      idle: this.#consumers.length,
    };
  }
}

// @generate-proxy
export class Producer {
  readonly #self: ProducerProxy;
  #manager!: BufferManagerProxy;
  #left = 0;
  #term = 0;

  constructor(ctx: Context) {
    this.#self = ctx.self(ProducerProxy);
  }

  begin(manager: BufferManagerProxy, items: number): void {
    this.#manager = manager;
    this.#left = items;
    this.produce();
  }

  produce(): void {
    if (this.#left-- === 0) return void this.#manager.ended();
    this.#term = processItem(this.#term);
    this.#manager.data(this.#term, this.#self);
  }
}

// @generate-proxy
export class Consumer {
  readonly #self: ConsumerProxy;
  #manager!: BufferManagerProxy;
  #term = 0;

  constructor(ctx: Context) {
    this.#self = ctx.self(ConsumerProxy);
  }

  begin(manager: BufferManagerProxy): void {
    this.#manager = manager;
  }

  consume(item: number): void {
    this.#term = processItem(this.#term + item);
    this.#manager.available(this.#self);
  }
}

export async function playBoundedBuffer(engine: Engine): Promise<void> {
  const manager = engine.getActor(BufferManagerProxy, "m");
  const consumers = Array.from(
    { length: CONSUMERS },
    (_, i) => engine.getActor(ConsumerProxy, `c${i}`),
  );
  await Promise.all(consumers.map((consumer) => consumer.begin(manager)));
  await manager.begin(BUFFER - PRODUCERS, consumers);
  for (let i = 0; i < PRODUCERS; i++) {
    engine.getActor(ProducerProxy, `p${i}`).begin(manager, ITEMS);
  }
  await engine.run();
  const { items, ended, idle } = await manager.result();
  verify(
    items === PRODUCERS * ITEMS && ended === PRODUCERS && idle === CONSUMERS,
    "items",
  );
}
