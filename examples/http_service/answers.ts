import {
  CallError,
  type CallErrorCode,
  CodecError,
  ExpectedError,
} from "@backstage/actors";

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
  "cluster": { status: 503, retryAfter: 5 },
  "moved": { status: 503, retryAfter: 1 },
  "node-full": { status: 503, retryAfter: 1 },
  "node-lost": { status: 503, retryAfter: 1 },
  "not-hosted": { status: 502 },
  "contract": { status: 502 },
  "codec": { status: 400 },
  "aborted": { status: 499 },
  "chain-too-long": { status: 500 },
  "commit-failed": { status: 503, retryAfter: 5 },
  "consumer-idle": { status: 500 },
  "deadlock": { status: 500 },
  "idempotency-conflict": { status: 422 },
  "key-refused": { status: 500 },
  "out-of-order": { status: 500 },
  "uncommitted": { status: 500 },
  "unknown-method": { status: 500 },
};

/** What refuses on purpose, by its code: 422 unless named. */
const EXPECTED: Readonly<Record<string, number>> = {
  "forbidden": 403,
  "not-found": 404,
  "conflict": 409,
};

/** Tells what a call failed with. */
export function answerError(error: unknown): Response {
  if (error instanceof ExpectedError) {
    const { code, message } = error;
    return refuse(EXPECTED[code] ?? 422, code, message);
  }
  if (!(error instanceof CallError)) return refuse(500, "internal");
  const { code } = error;
  const { status, retryAfter } = findAnswer(error);
  const headers = new Headers();
  if (retryAfter !== undefined) headers.set("retry-after", `${retryAfter}`);
  // It names a place in the request and kinds of values, and no value.
  const detail = status === 400 && error instanceof CodecError
    ? `${error.path}: expected ${error.expected}, got ${error.actual}`
    : undefined;
  return refuse(status, code, detail, headers);
}

function findAnswer({ code, outcome }: CallError): Answer {
  if (outcome === "not-run") return NOT_RUN[code];
  // It began: what it does may have happened.
  if (code === "timeout") return { status: 504 };
  const hasLeft = code === "aborted" && outcome === "unknown";
  return { status: hasLeft ? 499 : 500 };
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
