import {
  CLOSE_TIMEOUT_MS,
  HEAD_TIMEOUT_MS,
  KEEP_ALIVE_MS,
  MAX_HEAD_BYTES,
} from "../../base/limits.ts";
import type { ByteChannel } from "./byte_channel.ts";
import { join } from "./join.ts";
import {
  findHeadEnd,
  parseHead,
  type RequestHead,
  writeChunk,
  writeHead,
} from "./http_message.ts";

/** What takes a connection over, until its promise settles. */
export type Upgrade = (channel: ByteChannel) => Promise<void>;

/** Answers a request, or says what takes its connection over. */
export type Handler = (
  request: RequestHead,
  hostname: string,
) => Response | Upgrade;

/** One connection: requests come one after the other, bodies are not read. */
export class HttpConnection {
  readonly #channel: ByteChannel;
  readonly #handle: Handler;
  #isIdle = true;
  #isClient = false;
  #isEnding = false;

  constructor(channel: ByteChannel, handle: Handler) {
    this.#channel = channel;
    this.#handle = handle;
  }

  /** Whether it waits for a request, or for the rest of one. */
  get isIdle(): boolean {
    return this.#isIdle;
  }

  /** Whether a client has taken it over. */
  get isClient(): boolean {
    return this.#isClient;
  }

  /** Answers requests until the connection ends; it never rejects. */
  async run(): Promise<void> {
    try {
      await this.#answerAll();
    } catch {
      // The peer is gone, or kept us waiting: that ends this connection alone.
    } finally {
      this.#channel.close();
    }
  }

  /** Ends it once the answer under way is written; at once if there is none. */
  end(): void {
    this.#isEnding = true;
    if (this.#isIdle) this.#channel.close();
  }

  /** Ends it at once. */
  close(): void {
    this.#channel.close();
  }

  async #answerAll(): Promise<void> {
    let waitMs = HEAD_TIMEOUT_MS;
    while (!this.#isEnding) {
      const request = await this.#readHead(waitMs);
      if (request === undefined) return;
      const upgrade = await this.#answer(request);
      if (upgrade !== null) {
        this.#isClient = true;
        return await upgrade(this.#channel);
      }
      if (request === null || request.isLast) {
        return await this.#channel.end(CLOSE_TIMEOUT_MS);
      }
      waitMs = KEEP_ALIVE_MS;
    }
  }

  /** Returns a head, `null` for what is none, or `undefined` at the end. */
  async #readHead(waitMs: number): Promise<RequestHead | null | undefined> {
    const channel = this.#channel;
    this.#isIdle = true;
    if (channel.bytes.length === 0) {
      using _deadline = channel.limit(waitMs);
      if (!await channel.fill()) return undefined;
    }
    using _deadline = channel.limit(HEAD_TIMEOUT_MS);
    for (;;) {
      const end = findHeadEnd(channel.bytes);
      if (end > MAX_HEAD_BYTES) return null;
      if (end >= 0) {
        this.#isIdle = false;
        return parseHead(channel.take(end));
      }
      if (channel.bytes.length > MAX_HEAD_BYTES) return null;
      if (!await channel.fill()) return undefined;
    }
  }

  async #answer(request: RequestHead | null): Promise<Upgrade | null> {
    const answer = request === null
      ? new Response("Cannot answer: this is no HTTP request\n", {
        status: 400,
      })
      : this.#handle(request, this.#channel.hostname);
    if (typeof answer === "function") return answer;
    await this.#write(answer, request);
    return null;
  }

  async #write(
    response: Response,
    request: RequestHead | null,
  ): Promise<void> {
    const { status, body } = response;
    const headers = new Headers(response.headers);
    if (request?.isLast !== false || this.#isEnding) {
      headers.set("connection", "close");
    }
    if (request?.method === "HEAD" || body === null) {
      await body?.cancel();
      return await this.#channel.write(writeHead(status, headers));
    }
    if (headers.has("content-length")) {
      const whole = await response.bytes();
      const head = writeHead(status, headers);
      return await this.#channel.write(join([head, whole]));
    }
    await this.#writeParts(status, headers, body, request);
  }

  /** Writes a body whose length is not known, in chunks if they are read. */
  async #writeParts(
    status: number,
    headers: Headers,
    body: ReadableStream<Uint8Array>,
    request: RequestHead | null,
  ): Promise<void> {
    const channel = this.#channel;
    const isChunked = request?.takesChunks === true;
    if (isChunked) headers.set("transfer-encoding", "chunked");
    await channel.write(writeHead(status, headers));
    for await (const part of body) {
      await channel.write(isChunked ? writeChunk(part) : part);
    }
    if (isChunked) await channel.write(writeChunk(new Uint8Array()));
  }
}
