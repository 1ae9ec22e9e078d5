import {
  connect,
  type Msg,
  type NatsConnection,
} from "@nats-io/transport-node";
import { BARE, PAYLOAD_BYTES } from "./settings.ts";

/** The most bytes of one message of many payloads. */
const BATCH_BYTES = 60_000;

/** How long a request may take. */
const REQUEST_MS = 30_000;

const SLOT_BYTES = PAYLOAD_BYTES + 4;

/**
 * Gathers payloads, each under a number, and sends those of a microtask in one
 * message: the least that a framework on NATS must do.
 */
class Batcher {
  readonly #send: (bytes: Uint8Array) => void;
  #bytes = new Uint8Array(BATCH_BYTES);
  #end = 0;

  constructor(send: (bytes: Uint8Array) => void) {
    this.#send = send;
  }

  add(number: number, payload: Uint8Array): void {
    if (this.#end + SLOT_BYTES > BATCH_BYTES) this.#flush();
    if (this.#end === 0) queueMicrotask(() => this.#flush());
    const bytes = this.#bytes;
    const at = this.#end;
    bytes[at] = number;
    bytes[at + 1] = number >> 8;
    bytes[at + 2] = number >> 16;
    bytes[at + 3] = number >> 24;
    bytes.set(payload, at + 4);
    this.#end = at + SLOT_BYTES;
  }

  #flush(): void {
    if (this.#end === 0) return;
    this.#send(this.#bytes.slice(0, this.#end));
    this.#end = 0;
  }
}

/** Calls back with each payload of a message, and its number. */
function readBatch(
  bytes: Uint8Array,
  take: (number: number, payload: Uint8Array) => void,
): void {
  for (let at = 0; at < bytes.length; at += SLOT_BYTES) {
    const number = bytes[at]! | bytes[at + 1]! << 8 | bytes[at + 2]! << 16 |
      bytes[at + 3]! << 24;
    take(number, bytes.subarray(at + 4, at + SLOT_BYTES));
  }
}

/** Answers requests with their payload, and messages of many likewise. */
export async function serveBare(servers: readonly string[]): Promise<void> {
  const connection = await connect({ servers: [...servers] });
  connection.subscribe(BARE.request, {
    callback(_, message: Msg) {
      message.respond(message.data);
    },
  });
  const batcher = new Batcher((bytes) => connection.publish(BARE.reply, bytes));
  connection.subscribe(BARE.batch, {
    callback: (_, { data }: Msg) =>
      readBatch(data, (number, payload) => batcher.add(number, payload)),
  });
  await connection.flush();
}

/** Calls without the library. */
export class BareClient {
  readonly #connection: NatsConnection;
  readonly #payload = new Uint8Array(PAYLOAD_BYTES).fill(7);
  readonly #waiting = new Map<number, () => void>();
  readonly #batcher: Batcher;
  #number = 0;

  private constructor(connection: NatsConnection) {
    this.#connection = connection;
    this.#batcher = new Batcher((bytes) =>
      connection.publish(BARE.batch, bytes)
    );
    connection.subscribe(BARE.reply, {
      callback: (_, { data }: Msg) =>
        readBatch(data, (number) => {
          this.#waiting.get(number)?.();
          this.#waiting.delete(number);
        }),
    });
  }

  /** Connects one. */
  static async connect(servers: readonly string[]): Promise<BareClient> {
    return new BareClient(await connect({ servers: [...servers] }));
  }

  /** Makes a request of its own message. */
  readonly request = async (): Promise<void> => {
    const timeout = REQUEST_MS;
    await this.#connection.request(BARE.request, this.#payload, { timeout });
  };

  /** Sends a payload with others, and waits for its like. */
  readonly batch = (): Promise<void> =>
    new Promise((resolve) => {
      const number = ++this.#number;
      this.#waiting.set(number, resolve);
      this.#batcher.add(number, this.#payload);
    });
}
