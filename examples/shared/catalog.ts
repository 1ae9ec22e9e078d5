export { EURO } from "./currency.ts";
export type { Item as CatalogItem } from "./item.ts";
