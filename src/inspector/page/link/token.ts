const KEY = "backstage-token";

/** Where the token is kept between reloads; `sessionStorage` in a browser. */
export interface TokenStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** The token, and the address as it is safe to show. */
export interface Admission {
  readonly token: string;
  readonly address: string;
}

/** Takes the token out of an address, or what was kept of an earlier one. */
export function takeToken(address: string, store: TokenStore): Admission {
  const url = new URL(address);
  const given = url.searchParams.get("token");
  if (given !== null) store.setItem(KEY, given);
  url.searchParams.delete("token");
  return {
    token: given ?? store.getItem(KEY) ?? "",
    address: url.pathname + url.search + url.hash,
  };
}
