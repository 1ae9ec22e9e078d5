import { CallError, type CallErrorCode, CodecError } from "@backstage/actors";

/** An error as HTTP tells it; seconds where a client may send it again. */
interface Answer {
  readonly status: number;
  readonly retryAfter?: number;
}

/** Of calls that never began: the next one may have better luck. */
const NOT_RUN: Record<CallErrorCode, Answer> = {
  "inbox-full": { status: 503, retryAfter: 1 },
  "timeout": { status: 503, retryAfter: 1 },
  "deactivated": { status: 503, retryAfter: 1 },
  "poisoned": { status: 503, retryAfter: 1 },
  "activation-failed": { status: 503, retryAfter: 5 },
  "engine-stopped": { status: 503, retryAfter: 5 },
  "remote": { status: 502 },
  "codec": { status: 400 },
  "aborted": { status: 499 },
  "deadlock": { status: 500 },
  "unknown-method": { status: 500 },
};

/** Of calls that began: what they did may have happened. */
const BEGUN: Partial<Record<CallErrorCode, Answer>> = {
  "timeout": { status: 504 },
  "aborted": { status: 499 },
};

/** Tells what a call failed with. */
export function answerError(error: unknown): Response {
  if (!(error instanceof CallError)) return refuse(500, "internal");
  const { code, outcome } = error;
  const { status, retryAfter } = outcome === "not-run"
    ? NOT_RUN[code]
    : BEGUN[code] ?? { status: 500 };
  const headers = new Headers();
  if (retryAfter !== undefined) headers.set("retry-after", `${retryAfter}`);
  // It names a place in the request and kinds of values, and no value.
  const detail = status === 400 && error instanceof CodecError
    ? `${error.path}: expected ${error.expected}, got ${error.actual}`
    : undefined;
  return refuse(status, code, detail, headers);
}

/** Refuses a request, as a problem of RFC 9457. */
export function refuse(
  status: number,
  code: string,
  detail?: string,
  headers = new Headers(),
): Response {
  headers.set("content-type", "application/problem+json");
  return Response.json({ status, code, detail }, { status, headers });
}
