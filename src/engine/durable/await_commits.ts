import type { Activation } from "../../actor/port/activation.ts";
import type { Holder } from "../../envelope/target.ts";

/** Waits until what durable actors have changed by now is stored, or lost. */
export async function awaitCommits(
  activations: Iterable<Activation>,
): Promise<void> {
  const pending: Promise<void>[] = [];
  for (const { durability } of activations) {
    if (durability !== null) pending.push(awaitCommit(durability));
  }
  await Promise.all(pending);
}

/** Waits for what leaves an actor behind all that waits to leave it now. */
function awaitCommit(durability: Holder): Promise<void> {
  return new Promise((resolve) =>
    durability.holdBack({ answers: null, release: resolve, drop: resolve })
  );
}
