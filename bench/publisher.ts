import type { Awaitable, Publisher, Receiver } from "./subject.ts";

/** Makes a publisher that sends to each, for a subject that has none. */
export async function toPublisher(
  subscribers: Awaitable<readonly Receiver<string>[]>,
): Promise<Publisher> {
  const receivers = await subscribers;
  return {
    publish(text) {
      for (const receiver of receivers) receiver.take(text);
    },
  };
}
