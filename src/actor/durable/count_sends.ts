import type { ActivationTable } from "../port/activation_table.ts";
import type { Activation } from "../port/activation.ts";
import { Durability } from "./durability.ts";

/** Counts the sends of live actors of one type that wait to be taken. */
export function countSends(
  { activations }: { readonly activations: ActivationTable<Activation> },
): number {
  let waiting = 0;
  for (const { durability } of activations.values()) {
    if (durability instanceof Durability) {
      waiting += durability.image.sends.waiting;
    }
  }
  return waiting;
}
