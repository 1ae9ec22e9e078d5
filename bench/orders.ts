import { arrivals } from "./arrivals.ts";

/** What the bench sends as a struct. */
export interface Order {
  id: number;
  name: string;
  tags: string[];
  pos: { x: number; y: number; z: number };
  items: Item[];
}

/** One of an order's ten. */
export interface Item {
  sku: string;
  qty: number;
  price: number;
}

/** Takes orders and counts their items. */
// @generate-proxy
export class Depot {
  take(order: Order): void {
    arrivals.count(order.items.length);
  }
}

/** Makes an order that differs from others. */
export function makeOrder(id: number): Order {
  return {
    id,
    name: `order ${id}`,
    tags: ["new", "paid", "gift", "fragile", `tag ${id}`],
    pos: { x: id, y: id / 2, z: -id },
    items: Array.from({ length: 10 }, (_, at) => ({
      sku: `sku ${id} ${at}`,
      qty: at,
      price: at * 1.5,
    })),
  };
}

/** Copies an order as one writes it by hand: it believes what it is given. */
export function copyByHand(order: Order): Order {
  const { id, name, pos: { x, y, z } } = order;
  const tags: string[] = [];
  for (let at = 0; at < order.tags.length; at++) tags.push(order.tags[at]!);
  const items: Item[] = [];
  for (let at = 0; at < order.items.length; at++) {
    const { sku, qty, price } = order.items[at]!;
    items.push({ sku, qty, price });
  }
  return { id, name, tags, pos: { x, y, z }, items };
}
