import type { JSX } from "preact";
import type { ClusterWatch } from "../../model/cluster_watch.ts";
import { Data } from "../../parts/actor_name.tsx";

/** How many nodes have colours of their own before they come again. */
const COLORS = 8;

/** The classes that colour what is a node's; another lap looks different. */
export function colorClass(watch: ClusterWatch, id: string): string {
  const color = watch.colorOf(id);
  if (color === null) return "";
  const lap = Math.floor(color / COLORS) % 2;
  return `node-${color % COLORS}${lap === 1 ? " is-lap" : ""}`;
}

/** A node's name in its colour. */
export function NodeName(
  { watch, id }: { readonly watch: ClusterWatch; readonly id: string },
): JSX.Element {
  return (
    <span class="cluster-node">
      <i class={`swatch ${colorClass(watch, id)}`} />
      <Data text={watch.nameOf(id)} />
    </span>
  );
}
