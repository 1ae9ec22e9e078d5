import { systemRuntime } from "../../base/runtime.ts";
import { join } from "./join.ts";

/** The head of a request; a body is never read. */
export interface RequestHead {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  /** Whether the client can read an answer in chunks. */
  readonly takesChunks: boolean;
  /** Whether the connection ends with the answer. */
  readonly isLast: boolean;
}

const REQUEST_LINE = /^([A-Z]{1,20}) (\/\S*) HTTP\/1\.([01])$/;
const HEADER_LINE = /^([-!#$%&'*+.^_`|~\w]+):[ \t]*([^\0\r\n]*?)[ \t]*$/;
const LINE_END = "\r\n";

const REASONS: Readonly<Record<number, string>> = {
  101: "Switching Protocols",
  200: "OK",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  426: "Upgrade Required",
  429: "Too Many Requests",
  503: "Service Unavailable",
};

/** Returns where a head ends, behind its empty line; -1: not yet. */
export function findHeadEnd(bytes: Uint8Array): number {
  const [CR, LF] = [13, 10];
  for (let at = 3; at < bytes.length; at++) {
    const isEnd = bytes[at] === LF && bytes[at - 1] === CR &&
      bytes[at - 2] === LF && bytes[at - 3] === CR;
    if (isEnd) return at + 1;
  }
  return -1;
}

/** Reads a head; returns `null` unless it is HTTP/1 without any oddity. */
export function parseHead(bytes: Uint8Array): RequestHead | null {
  const text = new TextDecoder("latin1").decode(bytes);
  const [first = "", ...lines] = text.split(LINE_END).slice(0, -2);
  const [, method, target, minor] = REQUEST_LINE.exec(first) ?? [];
  if (method === undefined || target === undefined) return null;
  const url = URL.parse(`http://inspector${target}`);
  if (url === null) return null;
  const headers = new Headers();
  for (const line of lines) {
    const [, name, value] = HEADER_LINE.exec(line) ?? [];
    if (name === undefined || value === undefined) return null;
    headers.append(name, value);
  }
  const connection = listTokens(headers, "connection");
  const takesChunks = minor === "1";
  const isLast = !takesChunks || connection.includes("close") ||
    hasBody(headers);
  return { method, url, headers, takesChunks, isLast };
}

/** Returns the tokens of a header that is a list, in lower case. */
export function listTokens(headers: Headers, name: string): string[] {
  const tokens = headers.get(name)?.toLowerCase().split(",") ?? [];
  return tokens.map((token) => token.trim());
}

/** Writes the head of an answer. */
export function writeHead(
  status: number,
  headers: Iterable<readonly [string, string]>,
): Uint8Array {
  const date = new Date(systemRuntime.now()).toUTCString();
  const lines = [
    `HTTP/1.1 ${status} ${REASONS[status] ?? ""}`,
    `date: ${date}`,
    ...Iterator.from(headers).map(([name, value]) => `${name}: ${value}`),
    "",
    "",
  ];
  return new TextEncoder().encode(lines.join(LINE_END));
}

/** Frames a part of a body whose length is not known beforehand. */
export function writeChunk(part: Uint8Array): Uint8Array {
  const encoder = new TextEncoder();
  const size = encoder.encode(part.length.toString(16) + LINE_END);
  return join([size, part, encoder.encode(LINE_END)]);
}

function hasBody(headers: Headers): boolean {
  const length = headers.get("content-length") ?? "0";
  return length !== "0" || headers.has("transfer-encoding");
}
