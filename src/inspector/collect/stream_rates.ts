import type { Streams } from "../../engine/stream_registry.ts";
import type { Publication } from "../../stream/live_stream.ts";
import { Rate } from "./rate.ts";

/** How fast the streams are that somebody hears. */
export class StreamRates {
  // Those that nobody hears any more are forgotten with the engine's own.
  #rates = new Map<Publication, Rate>();

  /** Looks at every stream; `passedMs` is 0 where rates stay as they are. */
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
