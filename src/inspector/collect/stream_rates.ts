import type { StreamsView } from "../../engine/view.ts";
import type { LiveStream } from "../../stream/live_stream.ts";
import { Rate } from "./rate.ts";

/** The rates of the streams that have subscribers. */
export class StreamRates {
  // A stream without subscribers is forgotten, as the engine forgets it.
  #rates = new Map<LiveStream, Rate>();

  /** Reads every stream's counter; rates roll unless `passedMs` is 0. */
  look(streams: StreamsView, passedMs: number): void {
    const rates = new Map<LiveStream, Rate>();
    for (const stream of streams) {
      const { published } = stream;
      const rate = this.#rates.get(stream) ?? new Rate(published);
      if (passedMs > 0) rate.roll(published, passedMs);
      rates.set(stream, rate);
    }
    this.#rates = rates;
  }

  /** Payloads per second. */
  rateOf(stream: LiveStream): number {
    return this.#rates.get(stream)?.perSecond ?? 0;
  }
}
