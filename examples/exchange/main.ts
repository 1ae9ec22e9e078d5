// An exchange to look into: `deno task demo`, then open the link it prints. It
// runs until it is stopped, or for `--seconds N`.
//
// Traders place orders in books, which publish trades. A clearing house is too
// slow for them, a surveillance breaks now and then, and a risk desk waits for
// the one and gets into a deadlock with another.
import { Engine, type Logger, stopOnSignals } from "@backstage/actors";
import { BookProxy } from "../generated/book_proxy.gen.ts";
import { ClearingHouseProxy } from "../generated/clearing_house_proxy.gen.ts";
import { RiskDeskProxy } from "../generated/risk_desk_proxy.gen.ts";
import { SurveillanceProxy } from "../generated/surveillance_proxy.gen.ts";
import { TraderProxy } from "../generated/trader_proxy.gen.ts";
import { SYMBOLS } from "./order.ts";

const TRADERS = 300;

/** Opens the exchange: every trader begins to trade. */
export async function openExchange(engine: Engine): Promise<void> {
  const house = engine.getActor(ClearingHouseProxy, "main");
  const surveillance = engine.getActor(SurveillanceProxy, "main");
  for (const symbol of SYMBOLS) {
    await house.follow(symbol);
    await surveillance.follow(symbol);
  }
  for (let at = 1; at <= TRADERS; at++) {
    const id = `trader-${String(at).padStart(3, "0")}`;
    engine.getActor(TraderProxy, id).open();
  }
  engine.getActor(RiskDeskProxy, "main").open();
}

/** Halts a book now and then: orders on their way become dead letters.
 * Returns what ends it. */
export function haltBooks(engine: Engine, everyMs: number): () => void {
  const timer = setInterval(() => {
    const symbol = SYMBOLS[Math.floor(Math.random() * SYMBOLS.length)]!;
    engine.poisonPill(BookProxy, symbol);
    // The order comes behind the pill: it is a dead letter.
    const order = { trader: "late", side: "buy", price: 1, shares: 1 } as const;
    engine.getActor(BookProxy, symbol).place(order).catch(() => {});
  }, everyMs);
  return () => clearInterval(timer);
}

/**
 * Writes the link and the signals, and leaves failures to the inspector, which
 * shows them: some come each second, and the link would scroll away.
 */
export const linkLogger: Logger = {
  debug: () => {},
  info: (...data) => console.info(...data),
  warn: () => {},
  error: () => {},
};

/** Reads `--seconds N`; without it the exchange is open until it is stopped. */
function readSeconds([flag, value, ...rest]: readonly string[]): number | null {
  if (flag === undefined) return null;
  const seconds = Number(value);
  if (flag === "--seconds" && seconds > 0 && rest.length === 0) return seconds;
  console.error("Usage: deno task demo [--seconds N]");
  Deno.exit(2);
}

if (import.meta.main) {
  const seconds = readSeconds(Deno.args);
  const engine = new Engine({
    inspector: { payloads: true },
    drainTimeoutMs: 2_000,
    logger: linkLogger,
  });
  await openExchange(engine);
  const endHalts = haltBooks(engine, 15_000);
  stopOnSignals(engine, { beforeStop: endHalts });
  if (seconds !== null) {
    setTimeout(() => {
      endHalts();
      engine.stop();
    }, seconds * 1_000);
  }
  await engine.stopped;
}
