/** Before the names of buckets and subjects, so that they are told apart. */
const PREFIX = "backstage";

/** Returns the subject that a node listens at. */
export function subjectOf(cluster: string, address: string): string {
  return `${PREFIX}.${cluster}.node.${address}`;
}

/** Returns what is before the subjects that tell a node of its losses. */
export function lossesOf(cluster: string, address: string): string {
  return `${PREFIX}.${cluster}.lost.${address}.`;
}

/** Returns what is before all subjects at which answers come. */
export function inboxOf(cluster: string): string {
  return `${PREFIX}.${cluster}.inbox`;
}

/** Names the bucket of what the nodes of a cluster agree on. */
export function bucketOf(cluster: string): string {
  return `${PREFIX}_${cluster}`;
}

/** Returns what is before all subjects of a store. */
export function storeOf(cluster: string): string {
  return `${PREFIX}.${cluster}.store`;
}

/** Names the stream that is a store. */
export function storeStreamOf(cluster: string): string {
  return `${PREFIX}_${cluster}_store`;
}
