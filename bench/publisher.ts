import type { Awaitable, Publisher, Receiver } from "./subject.ts";

/** Makes the publisher of a subject that has none: everybody is sent to. */
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
