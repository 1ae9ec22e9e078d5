import {
  CLOSE_TIMEOUT_MS,
  MAX_QUESTION_LENGTH,
  PING_MS,
} from "../../base/limits.ts";
import {
  hashSha1,
  type Runtime,
  type RuntimeTimer,
} from "../../base/runtime.ts";
import type { ByteChannel } from "./byte_channel.ts";
import { join } from "./join.ts";
import { listTokens, type RequestHead, writeHead } from "./http_message.ts";
import { TOO_LONG } from "./read_question.ts";

/** What a key is hashed with: RFC 6455, section 1.3. */
const KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
/** A UTF-16 code unit takes three bytes of UTF-8 at most. */
const MAX_MESSAGE_BYTES = 3 * MAX_QUESTION_LENGTH;
const MAX_CONTROL_BYTES = 125;
const MAX_REASON_BYTES = MAX_CONTROL_BYTES - 2;

const CONTINUATION = 0x0;
const TEXT = 0x1;
const BINARY = 0x2;
const CLOSE = 0x8;
const PING = 0x9;
const PONG = 0xa;

interface Frame {
  readonly opcode: number;
  readonly isFinal: boolean;
  readonly payload: Uint8Array;
}

/** A violation of the protocol, with the code that closes the connection. */
class ProtocolError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** Returns the key of a request that asks for a WebSocket, or `null`. */
export function readWebSocketKey({ headers }: RequestHead): string | null {
  const key = headers.get("sec-websocket-key") ?? "";
  const isAsked = listTokens(headers, "upgrade").includes("websocket") &&
    listTokens(headers, "connection").includes("upgrade") &&
    headers.get("sec-websocket-version") === "13" &&
    /^[A-Za-z0-9+/]{22}==$/.test(key);
  return isAsked ? key : null;
}

/** The server's end of a WebSocket: texts only, no extension. */
export class ServerSocket {
  readonly #channel: ByteChannel;
  readonly #runtime: Runtime;
  #state: "open" | "closing" | "closed" = "open";
  #writing: Promise<void> = Promise.resolve();
  #unsent = 0;
  #parts: Uint8Array[] = [];
  #partsBytes = 0;
  #ping: RuntimeTimer | null = null;
  #deadline: Disposable | null = null;

  constructor(channel: ByteChannel, runtime: Runtime) {
    this.#channel = channel;
    this.#runtime = runtime;
  }

  /** Whether texts can be sent. */
  get isOpen(): boolean {
    return this.#state === "open";
  }

  /** The bytes that wait to be sent. */
  get unsentBytes(): number {
    return this.#unsent;
  }

  /** Answers the handshake. */
  async accept(key: string): Promise<void> {
    const hash = (await hashSha1(key + KEY_SUFFIX)).toBase64();
    await this.#channel.write(writeHead(101, [
      ["connection", "Upgrade"],
      ["upgrade", "websocket"],
      ["sec-websocket-accept", hash],
    ]));
  }

  /**
   * Takes messages until the connection ends: a text, or `null` for one that
   * is binary.
   */
  async run(take: (text: string | null) => void): Promise<void> {
    this.#ping = this.#startPing(null);
    try {
      await this.#takeAll(take);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.close(error.code, error.message);
      await this.#writing;
      await this.#channel.end(CLOSE_TIMEOUT_MS);
    } finally {
      this.#state = "closed";
      this.#ping?.cancel();
      this.#deadline?.[Symbol.dispose]();
    }
  }

  /** Sends a text. */
  send(text: string): void {
    if (this.isOpen) this.#send(TEXT, new TextEncoder().encode(text));
  }

  /** Begins to close; the peer gets a bounded time to agree. */
  close(code: number, reason: string): void {
    if (!this.isOpen) return;
    this.#sendClose(code, reason);
    this.#deadline = this.#channel.limit(CLOSE_TIMEOUT_MS);
  }

  async #takeAll(take: (text: string | null) => void): Promise<void> {
    for (;;) {
      const frame = await this.#readFrame();
      if (frame === null) return;
      const { opcode, payload } = frame;
      if (opcode === CLOSE) return await this.#answerClose(payload);
      // What comes after our own close is not read any more.
      if (!this.isOpen) continue;
      if (opcode === PING) this.#send(PONG, payload);
      else if (opcode < CLOSE) this.#takePart(frame, take);
    }
  }

  #takePart(
    { opcode, isFinal, payload }: Frame,
    take: (text: string | null) => void,
  ): void {
    const isFirst = this.#parts.length === 0;
    if (opcode === BINARY) return take(null);
    if (isFirst !== (opcode === TEXT)) {
      throw new ProtocolError(1002, "a message is in the wrong order");
    }
    this.#parts.push(payload);
    this.#partsBytes += payload.length;
    if (this.#partsBytes > MAX_MESSAGE_BYTES) {
      throw new ProtocolError(1009, TOO_LONG);
    }
    if (!isFinal) return;
    const text = decode(join(this.#parts));
    this.#parts = [];
    this.#partsBytes = 0;
    take(text);
  }

  /** Reads a frame; `null` at the end of the connection. */
  async #readFrame(): Promise<Frame | null> {
    const head = await this.#read(2);
    if (head === null) return null;
    const [first = 0, second = 0] = head;
    const opcode = first & 0xf;
    const isFinal = (first & 0x80) !== 0;
    checkHead(first, second);
    const length = await this.#readLength(second & 0x7f);
    if (length === null) return null;
    if (opcode >= CLOSE && (length > MAX_CONTROL_BYTES || !isFinal)) {
      throw new ProtocolError(1002, "a control frame is too long");
    }
    if (length > MAX_MESSAGE_BYTES) throw new ProtocolError(1009, TOO_LONG);
    const mask = await this.#read(4);
    const masked = mask && await this.#read(length);
    if (mask === null || masked === null) return null;
    const payload = masked.map((byte, at) => byte ^ mask[at & 3]!);
    return { opcode, isFinal, payload };
  }

  async #readLength(short: number): Promise<number | null> {
    if (short < 126) return short;
    const bytes = await this.#read(short === 126 ? 2 : 8);
    if (bytes === null) return null;
    const length = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
    if (Number.isSafeInteger(length)) return length;
    throw new ProtocolError(1009, TOO_LONG);
  }

  async #read(count: number): Promise<Uint8Array | null> {
    const channel = this.#channel;
    while (channel.bytes.length < count) {
      if (!await channel.fill()) return null;
    }
    return channel.take(count);
  }

  async #answerClose(payload: Uint8Array): Promise<void> {
    if (this.isOpen) this.#send(CLOSE, payload.subarray(0, 2));
    this.#state = "closed";
    await this.#writing;
    await this.#channel.end(CLOSE_TIMEOUT_MS);
  }

  #sendClose(code: number, reason: string): void {
    const bytes = new TextEncoder().encode(reason).subarray(
      0,
      MAX_REASON_BYTES,
    );
    this.#send(CLOSE, new Uint8Array([code >> 8, code & 0xff, ...bytes]));
    this.#state = "closing";
  }

  #send(opcode: number, payload: Uint8Array): void {
    const frame = makeFrame(opcode, payload);
    this.#unsent += frame.length;
    this.#writing = this.#writing
      .then(() => this.#channel.write(frame))
      // Reading finds out as well that the connection is gone.
      .catch(() => this.#channel.close())
      .finally(() => this.#unsent -= frame.length);
  }

  /** Pings the peer, and ends the connection if none answers until the next. */
  #startPing(receivedBefore: number | null): RuntimeTimer {
    const timer = this.#runtime.setTimer(PING_MS, () => {
      const { received } = this.#channel;
      if (received === receivedBefore) return this.#channel.close();
      if (this.isOpen) this.#send(PING, new Uint8Array());
      this.#ping = this.#startPing(received);
    });
    timer.unref?.();
    return timer;
  }
}

function checkHead(first: number, second: number): void {
  if ((first & 0x70) !== 0) {
    throw new ProtocolError(1002, "a frame uses an extension");
  }
  if ((second & 0x80) === 0) {
    throw new ProtocolError(1002, "a client's frame is not masked");
  }
  const opcode = first & 0xf;
  const known = [CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG];
  if (known.includes(opcode)) return;
  throw new ProtocolError(1002, "a frame has an unknown kind");
}

function makeFrame(opcode: number, payload: Uint8Array): Uint8Array {
  const { length } = payload;
  const head = [0x80 | opcode];
  if (length < 126) head.push(length);
  else if (length < 65_536) head.push(126, length >> 8, length & 0xff);
  else {
    const bytes = new DataView(new ArrayBuffer(8));
    bytes.setBigUint64(0, BigInt(length));
    head.push(127, ...new Uint8Array(bytes.buffer));
  }
  return join([new Uint8Array(head), payload]);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      bytes,
    );
  } catch {
    throw new ProtocolError(1007, "a text is not UTF-8");
  }
}
