import { MAX_ROWS } from "../../base/limits.ts";
import type { LiveStream } from "../../stream/live_stream.ts";
import type { Collector } from "../collect/collector.ts";
import type { StreamRow, Streams, StreamsQuery } from "../wire/protocol.ts";
import type { StreamRates } from "../collect/stream_rates.ts";
import { byPlace, selectPage } from "./select_page.ts";
import { orderTexts } from "./text_order.ts";

const DEFAULT_LIMIT = 100;
/** Subscribers that one answer compares. */
const SEEN_SUBSCRIBERS = 50_000;

/** Answers which streams have subscribers. */
export function readStreams(
  collector: Collector,
  query: StreamsQuery,
): Streams {
  const { view: { streams }, streamRates } = collector;
  const wanted = query.filter?.toLowerCase() ?? "";
  const found = [...streams].filter(({ id }) =>
    id.toLowerCase().includes(wanted)
  );
  const { sort = "id", offset = 0, limit = DEFAULT_LIMIT } = query;
  const sign = query.descending === true ? -1 : 1;
  const order = sort === "id"
    ? orderTexts(found.map(({ id }) => id), sign)
    : { keys: readKeys(found, sort, sign, streamRates), tie: byPlace };
  const places = selectPage(order, offset, Math.min(limit, MAX_ROWS));
  const finder = new SlowestFinder(collector);
  const rows = Array.from(places, (place): StreamRow => {
    const stream = found[place]!;
    const { id, subscribers, published } = stream;
    const rate = streamRates.rateOf(stream);
    return {
      id,
      subscribers,
      published,
      rate,
      slowest: finder.of(stream),
    };
  });
  return { total: streams.size, matched: found.length, rows };
}

function readKeys(
  found: readonly LiveStream[],
  sort: "subscribers" | "published" | "rate",
  sign: number,
  streamRates: StreamRates,
): Float64Array {
  return Float64Array.from(
    found,
    (stream) =>
      sign *
      (sort === "rate" ? streamRates.rateOf(stream) : stream[sort]),
  );
}

/** Finds the subscriber with the longest inbox among a bounded number. */
class SlowestFinder {
  readonly #collector: Collector;
  #left = SEEN_SUBSCRIBERS;

  constructor(collector: Collector) {
    this.#collector = collector;
  }

  of({ subscriptions }: LiveStream): StreamRow["slowest"] {
    const { registry } = this.#collector.view;
    let slowest: StreamRow["slowest"] = null;
    for (const { target: { actor } } of subscriptions) {
      if (this.#left-- <= 0) break;
      const activation = registry.findType(actor.type)?.activations.get(
        actor.id,
      );
      const inbox = activation?.inboxLength ?? 0;
      if (inbox > (slowest?.inbox ?? -1)) slowest = { actor, inbox };
    }
    return slowest;
  }
}
