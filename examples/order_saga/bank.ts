/** What takes money: a server elsewhere, in whose place a test puts its own. */
export const bank = {
  /**
   * Charges a card; returns whether there was enough on it.
   *
   * A charge that is asked for under the same key again is made once, as every
   * provider of payments has it: nothing else can make `fetch` safe to repeat.
   */
  async charge(_key: string, cents: number): Promise<boolean> {
    // Instead of `await fetch(url, { headers: { "idempotency-key": key } })`.
    await new Promise((resolve) => setTimeout(resolve, 5));
    return cents <= 10_000;
  },
};
