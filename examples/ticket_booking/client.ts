import type { Booking } from "./concert.ts";

/**
 * Books seats, and asks again until it knows what became of that.
 *
 * `locate` says where the service is now: behind a crash it may be elsewhere.
 */
export async function book(
  locate: () => string,
  booking: Booking,
  pause: () => Promise<void> = () =>
    new Promise((resolve) => setTimeout(resolve, 500 + 500 * Math.random())),
): Promise<Response> {
  const key = crypto.randomUUID();
  while (true) {
    try {
      const response = await fetch(`${locate()}/concerts/mozart/bookings`, {
        method: "POST",
        headers: { "idempotency-key": key },
        body: JSON.stringify(booking),
      });
      if (response.status < 500) return response;
      await response.body?.cancel();
    } catch {
      // The connection broke: it may be booked, or not.
    }
    await pause();
  }
}
