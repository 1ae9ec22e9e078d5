import {
  MAX_READ_BYTES,
  WRITE_SLICE_BYTES,
  WRITE_TIMEOUT_MS,
} from "../../base/limits.ts";
import type { Runtime } from "../../base/runtime.ts";
import { join } from "./join.ts";

const NONE = new Uint8Array();

/**
 * A TCP connection that waits for its peer for a bounded time only.
 *
 * Reading and writing throw when the connection is gone, whatever ended it.
 */
export class ByteChannel {
  readonly #connection: Deno.TcpConn;
  readonly #runtime: Runtime;
  readonly #chunk = new Uint8Array(MAX_READ_BYTES);
  #bytes: Uint8Array = NONE;
  #received = 0;
  #isClosed = false;

  constructor(connection: Deno.TcpConn, runtime: Runtime) {
    this.#connection = connection;
    this.#runtime = runtime;
  }

  /** The peer's address. */
  get hostname(): string {
    return this.#connection.remoteAddr.hostname;
  }

  /** The bytes that were read and not taken. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** The number of bytes that the peer has sent. */
  get received(): number {
    return this.#received;
  }

  /** Reads more bytes; returns whether there were any before the end. */
  async fill(): Promise<boolean> {
    const count = await this.#connection.read(this.#chunk);
    if (count === null) return false;
    this.#received += count;
    this.#bytes = join([this.#bytes, this.#chunk.subarray(0, count)]);
    return true;
  }

  /** Takes the first bytes of those that were read. */
  take(count: number): Uint8Array {
    const taken = this.#bytes.subarray(0, count);
    this.#bytes = this.#bytes.subarray(count);
    return taken;
  }

  /** Writes all bytes; a peer that reads too slowly loses the connection. */
  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; at += WRITE_SLICE_BYTES) {
      using _deadline = this.limit(WRITE_TIMEOUT_MS);
      let rest = bytes.subarray(at, at + WRITE_SLICE_BYTES);
      while (rest.length > 0) {
        rest = rest.subarray(await this.#connection.write(rest));
      }
    }
  }

  /** Closes the connection after a time, unless the result is disposed. */
  limit(ms: number): Disposable {
    const timer = this.#runtime.setTimer(ms, () => this.close());
    timer.unref?.();
    return { [Symbol.dispose]: () => timer.cancel() };
  }

  /** Lets the process live, or end, while the peer is waited for. */
  keepAwake(isAwake: boolean): void {
    if (isAwake) this.#connection.ref();
    else this.#connection.unref();
  }

  /**
   * Says that nothing more is sent, and waits for the peer to agree: closing
   * with unread bytes would reset the connection, and the last answer with it.
   */
  async end(ms: number): Promise<void> {
    using _deadline = this.limit(ms);
    await this.#connection.closeWrite();
    while (await this.fill()) this.#bytes = NONE;
  }

  /** Ends the connection at once. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#connection.close();
  }
}
