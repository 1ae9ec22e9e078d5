import { READER_RENEW_MS } from "../../base/cluster_limits.ts";
import type { RuntimeTimer } from "../../base/runtime.ts";
import type { ClusterHost } from "../../engine/cluster_port.ts";
import { LiveStream } from "../../stream/live_stream.ts";
import type { StreamHost } from "../../stream/stream_host.ts";

/** The iterations of this node over streams of its cluster. */
export class StreamReaders {
  readonly #host: ClusterHost;
  readonly #tellHome: (id: string, isReading: boolean) => Promise<void>;
  readonly #streams = new Map<string, LiveStream>();
  #timer: RuntimeTimer | null = null;

  /** Creates it; `tellHome` tells the home of a stream that it is read. */
  constructor(
    host: ClusterHost,
    tellHome: (id: string, isReading: boolean) => Promise<void>,
  ) {
    this.#host = host;
    this.#tellHome = tellHome;
  }

  /** Starts an iteration. */
  open<T>(id: string): AsyncIterableIterator<T> {
    let stream = this.#streams.get(id);
    if (stream === undefined) {
      stream = new LiveStream(id, this.#makeHost());
      this.#streams.set(id, stream);
      this.#tell(id, true);
      this.#renewLater();
    }
    return stream.openReader<T>();
  }

  #tell(id: string, isReading: boolean): void {
    // It is told again before long.
    this.#tellHome(id, isReading).catch(() => {});
  }

  /** A stream that has readers alone is forgotten with the last of them. */
  #makeHost(): StreamHost {
    const { streams } = this.#host;
    return {
      readerCapacity: streams.readerCapacity,
      outside: streams.outside,
      carry: streams.carry,
      get endsReaders() {
        return streams.endsReaders;
      },
      refuses: (caller) => streams.refuses(caller),
      route: (definition, id) => streams.route(definition, id),
      deliver: (...parts) => streams.deliver(...parts),
      noteSubscribed: () => {},
      noteUnsubscribed: () => {},
      noteEmpty: (id) => this.#forget(id),
      noteUndelivered: (...parts) => streams.noteUndelivered(...parts),
      reportUnpublished: (...parts) => streams.reportUnpublished(...parts),
    };
  }

  #forget(id: string): void {
    if (!this.#streams.get(id)?.isEmpty) return;
    this.#streams.delete(id);
    if (!this.#host.life.isClosing) this.#tell(id, false);
  }

  /** Hands a payload to the readers of a stream. */
  put(id: string, payload: unknown): void {
    this.#streams.get(id)?.publish(payload, null, null);
  }

  /** Tells the homes again: they may be other nodes by now. */
  noteOwners(): void {
    for (const id of this.#streams.keys()) this.#tell(id, true);
  }

  #renewLater(): void {
    this.#timer ??= this.#host.runtime.setTimer(READER_RENEW_MS, () => {
      this.#timer = null;
      if (this.#streams.size === 0) return;
      this.noteOwners();
      this.#renewLater();
    });
    this.#timer.unref?.();
  }

  /** Ends every iteration. */
  close(): void {
    this.#timer?.cancel();
    for (const stream of [...this.#streams.values()]) stream.closeReaders();
  }
}
