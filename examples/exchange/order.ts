/** Which way an order goes. */
export type Side = "buy" | "sell";

/** What a trader asks for: so many shares at this price or a better one. */
export interface Order {
  trader: string;
  side: Side;
  /** In cents. */
  price: number;
  shares: number;
}

/** What two orders that met became. */
export interface Trade {
  symbol: string;
  buyer: string;
  seller: string;
  /** In cents. */
  price: number;
  shares: number;
}

/** The name of the stream that a book's trades are published to. */
export function tradesOf(symbol: string): string {
  return `trades/${symbol}`;
}

/** The symbols of the exchange. */
export const SYMBOLS = [
  "ACME",
  "BOLT",
  "CORE",
  "DUSK",
  "ECHO",
  "FLUX",
  "GALE",
  "HALO",
];
