/** What {@linkcode book} may be told. */
export interface BookOptions {
  /** Ends the tries. */
  readonly signal: AbortSignal;
  /** Waits between two of them. */
  readonly pause?: (seconds: number) => Promise<void>;
}

/**
 * Books seats, and sends the order again where that may help.
 *
 * A response with `Retry-After` says that the order never ran. Behind any
 * other failure it may have: sent with the same key again, it is booked once.
 */
export async function book(
  show: string,
  seats: number,
  { signal, pause = sleep }: BookOptions,
): Promise<Response> {
  const key = crypto.randomUUID();
  while (true) {
    let seconds = 1;
    try {
      const response = await fetch(`${show}/bookings`, {
        method: "POST",
        headers: { "idempotency-key": key },
        body: JSON.stringify({ seats }),
        signal,
      });
      if (response.status < 500) return response;
      await response.body?.cancel();
      seconds = Number(response.headers.get("retry-after") ?? seconds);
    } catch (error) {
      // The connection broke, or the caller has waited long enough.
      if (signal.aborted) throw error;
    }
    // Not all at once: clients that were refused together come back apart.
    await pause(seconds * (1 + Math.random()));
    signal.throwIfAborted();
  }
}

function sleep(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1_000 * seconds));
}
