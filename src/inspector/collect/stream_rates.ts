import type { Streams } from "../../engine/stream_registry.ts";
import type { Publication } from "../../stream/live_stream.ts";
import { Rate } from "./rate.ts";

/** The rates of the streams that have subscribers. */
export class StreamRates {
  // A stream without subscribers is forgotten, as the engine forgets it.
  #rates = new Map<Publication, Rate>();

  /** Reads every stream's counter; rates roll unless `passedMs` is 0. */
  look(streams: Streams, passedMs: number): void {
    const rates = new Map<Publication, Rate>();
    for (const publication of streams) {
      const { published } = publication;
      const rate = this.#rates.get(publication) ?? new Rate(published);
      if (passedMs > 0) rate.roll(published, passedMs);
      rates.set(publication, rate);
    }
    this.#rates = rates;
  }

  /** Payloads per second. */
  rateOf(publication: Publication): number {
    return this.#rates.get(publication)?.perSecond ?? 0;
  }
}
