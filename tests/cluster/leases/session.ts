import type { Leases } from "../../../src/cluster/port/leases.ts";
import { Watcher } from "./watcher.ts";

/** An empty place for a bucket, which connections of its drivers share. */
export interface LeasesPlace {
  /** Makes another connection to it, which is not open yet. */
  connect(): Leases;
  /** Cuts the connections that there are, if that can be done here. */
  cut?(): void | Promise<void>;
  /** Mends them. */
  mend?(): void | Promise<void>;
  /** Lets go of it, once the connections are closed. */
  close?(): void | Promise<void>;
}

/** One test of a driver: what it opens is closed at its end. */
export class LeasesSession {
  readonly place: LeasesPlace;
  readonly #opened: Leases[] = [];

  constructor(place: LeasesPlace) {
    this.place = place;
  }

  /** Makes a connection, which is not open yet. */
  connect(): Leases {
    const leases = this.place.connect();
    this.#opened.push(leases);
    return leases;
  }

  /** Opens another connection, and watches it. */
  async open(shards?: number): Promise<Watcher> {
    const watcher = new Watcher(this.connect());
    await watcher.open(shards);
    return watcher;
  }

  async close(): Promise<void> {
    for (const leases of this.#opened) await leases.close();
    await this.place.close?.();
  }
}
