import { Engine, type EngineOptions } from "@backstage/actors";
import { arrivals } from "../arrivals.ts";
import { AdderProxy } from "../generated/adder_proxy.gen.ts";
import { BystanderProxy } from "../generated/bystander_proxy.gen.ts";
import { DepotProxy } from "../generated/depot_proxy.gen.ts";
import { GuestProxy } from "../generated/guest_proxy.gen.ts";
import { PassengerProxy } from "../generated/passenger_proxy.gen.ts";
import { PlayerProxy } from "../generated/player_proxy.gen.ts";
import { ReaderProxy } from "../generated/reader_proxy.gen.ts";
import { SinkProxy } from "../generated/sink_proxy.gen.ts";
import { SlowAdderProxy } from "../generated/slow_adder_proxy.gen.ts";
import { TickerProxy } from "../generated/ticker_proxy.gen.ts";
import type {
  Adder,
  Crowd,
  Publisher,
  Receiver,
  Ring,
  Stage,
  StageOptions,
  Subject,
} from "../subject.ts";

const FLOOD_CAPACITY = 1_048_576;

/** An engine with every default on, as a program has it. */
class EngineStage implements Stage {
  readonly #engine: Engine;

  constructor(options: EngineOptions) {
    this.#engine = new Engine(options);
  }

  receivers(count: number): readonly Receiver<string>[] {
    return this.#makeAll(count, (id) => this.#engine.getActor(SinkProxy, id));
  }

  depot(): DepotProxy {
    return this.#engine.getActor(DepotProxy, "depot");
  }

  adder(): Adder {
    return this.#engine.getActor(AdderProxy, "adder");
  }

  slowAdder(): Adder {
    return this.#engine.getActor(SlowAdderProxy, "adder");
  }

  async ring(size: number): Promise<Ring> {
    const players = this.#makeAll(
      size,
      (id) => this.#engine.getActor(PlayerProxy, id),
    );
    for (const [at, player] of players.entries()) {
      await player.meet(`${(at + 1) % size}`);
    }
    return { start: (hops) => players[0]!.hit(hops) };
  }

  async publisher(subscribers: number): Promise<Publisher> {
    for (let id = 0; id < subscribers; id++) {
      await this.#engine.getActor(ReaderProxy, `${id}`).follow("news");
    }
    const news = this.#engine.getStream<string>("news");
    return { publish: (text) => news.next(text) };
  }

  crowd(): Crowd {
    return {
      greet: (id, text) => this.#engine.getActor(GuestProxy, id).greet(text),
    };
  }

  async timers(count: number, everyMs: number): Promise<void> {
    // All at once: on a busy machine those that fire leave the next ones
    // little time.
    const starts = this.#makeAll(
      count,
      (id) => this.#engine.getActor(TickerProxy, id).start(everyMs),
    );
    await Promise.all(starts);
  }

  /** Makes the engine's code as general as a real program's. */
  async warmUp(): Promise<this> {
    const bystander = this.#engine.getActor(BystanderProxy, "bystander");
    const passenger = this.#engine.getActor(PassengerProxy, "passenger");
    for (let at = 0; at < 10_000; at++) {
      bystander.see("something");
      await passenger.stop(at);
    }
    arrivals.reset();
    return this;
  }

  close(): Promise<void> {
    return this.#engine.stop({ drain: false });
  }

  #makeAll<T>(count: number, make: (id: string) => T): T[] {
    return Array.from({ length: count }, (_, id) => make(`${id}`));
  }
}

/** Backstage: the library of this repository. */
export const subject: Subject = {
  promises: {
    isolation: "a checked copy each",
    order: "sender to actor",
    errors: "to the caller, or an event and a log line",
    bounds: "65,536 an inbox, then refused",
  },
  cannot: {},
  open: ({ isFlooded, isWired }: StageOptions) =>
    new EngineStage({
      wire: isWired ? "always" : "auto",
      ...isFlooded && { inboxCapacity: FLOOD_CAPACITY },
    }).warmUp(),
};
