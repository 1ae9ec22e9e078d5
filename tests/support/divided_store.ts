import type { Store, StoreHost } from "@backstage/actors";

/**
 * Returns a store once for each node of a cluster, which opens and closes it by
 * itself: what a test does to the store is done to all of them.
 */
export function divideStore(store: Store, nodes: number): Store[] {
  const hosts: StoreHost[] = [];
  let open = nodes;
  const lose = (error: Error): void => {
    for (const host of hosts) host.lose(error);
  };
  const own: Partial<Record<keyof Store, unknown>> = {
    open(host: StoreHost): void {
      if (hosts.push(host) === 1) store.open?.({ ...host, lose });
    },
    async close(): Promise<void> {
      if (--open === 0) await store.close();
    },
  };
  return Array.from({ length: nodes }, () =>
    new Proxy(store, {
      get(target, name: keyof Store) {
        const member: unknown = own[name] ?? target[name];
        return typeof member === "function" ? member.bind(target) : member;
      },
    }));
}
