import type { FeedProxy } from "./generated/feed_proxy.gen.ts";

/** A part of a text, with its place. */
export interface Piece {
  readonly at: number;
  readonly text: string;
}

/** Streams replies of several types. */
// @generate-proxy
export class Feed {
  /** How many values it has yielded in all. */
  #yielded = 0;

  /** Counts up to a number, and says how far it came. */
  async *count(to: number): AsyncGenerator<number, string> {
    for (let index = 0; index < to; index++) {
      this.#yielded++;
      yield index;
    }
    return `${to} in all`;
  }

  yielded(): number {
    return this.#yielded;
  }

  /** Cuts a text into pieces. */
  async *cut(text: string, { size }: { size: number }) {
    for (let at = 0; at < text.length; at += size) {
      const piece: Piece = { at, text: text.slice(at, at + size) };
      yield piece;
    }
  }

  /** Yields what it is given, of the right type or not. */
  async *repeat(items: unknown[]): AsyncGenerator<{ item: number }[], number> {
    for (const item of items) yield [{ item: item as number }];
    return items.length === 0 ? ("none" as never) : items.length;
  }

  /** Yields one list, and changes it before the next step. */
  async *grow(): AsyncIterable<number[]> {
    const list: number[] = [];
    while (true) {
      list.push(list.length);
      yield list;
    }
  }

  /** Is no generator itself. */
  wrap(to: number): AsyncIterableIterator<number> {
    return this.count(to);
  }

  /** Yields another feed. */
  async *refer(feed: FeedProxy): AsyncGenerator<FeedProxy> {
    yield feed;
  }
}
