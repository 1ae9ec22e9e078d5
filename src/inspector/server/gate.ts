import type { RequestHead } from "./http_message.ts";

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/;
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:.]+\])$/;

/** The reason and status of a request that is turned away. */
export interface Refusal {
  readonly status: 401 | 403 | 405 | 429;
  readonly reason: string;
}

/** Whether only this machine can reach an address. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname.toLowerCase());
}

/** Checks the token of requests, and that they name this address. */
export class Gate {
  readonly #hostname: string;
  readonly #token: Uint8Array;

  constructor(hostname: string, token: string) {
    this.#hostname = hostname.toLowerCase();
    this.#token = new TextEncoder().encode(token);
  }

  /** Returns why a request is turned away, or `null`. */
  refuse(request: Pick<RequestHead, "method" | "headers">): Refusal | null {
    if (request.method !== "GET" && request.method !== "HEAD") {
      return { status: 405, reason: "only GET is answered" };
    }
    const host = request.headers.get("host");
    if (host === null || !this.#isOurs(host)) {
      return { status: 403, reason: "this Host is not answered" };
    }
    const origin = request.headers.get("origin");
    if (origin !== null && !isSame(origin, host)) {
      return { status: 403, reason: "this Origin is not answered" };
    }
    return null;
  }

  /** Whether a request carries the token. */
  knows(request: Pick<RequestHead, "url" | "headers">): boolean {
    const authorization = request.headers.get("authorization");
    const [, bearer] = authorization?.match(/^bearer +(\S+)$/i) ?? [];
    const given = bearer ?? request.url.searchParams.get("token");
    return given !== null && this.#isToken(given);
  }

  /**
   * A foreign page can let its own name resolve to this address; its requests
   * then carry that name as Host. The port is no secret, and differs behind a
   * tunnel.
   */
  #isOurs(host: string): boolean {
    const name = host.replace(/:\d+$/, "").toLowerCase();
    if (name === this.#hostname || isLoopback(name)) return true;
    return !isLoopback(this.#hostname) && ADDRESS.test(name);
  }

  /** Takes as long for a wrong token as for the right one. */
  #isToken(given: string): boolean {
    const bytes = new TextEncoder().encode(given);
    const token = this.#token;
    let difference = bytes.length ^ token.length;
    for (let at = 0; at < token.length; at++) {
      difference |= (bytes[at] ?? 0) ^ token[at]!;
    }
    return difference === 0;
  }
}

function isSame(origin: string, host: string): boolean {
  return origin.toLowerCase() === `http://${host.toLowerCase()}`;
}
