// An actor whose methods' types and values come from other files.
import { type ActorId, type Context, Engine } from "@backstage/actors";
import * as dv from "./discarded_variable.ts";
import { ShopProxy } from "./generated/shop_proxy.gen.ts";
import type { Address } from "./shared/address.ts";
import { type CatalogItem, EURO } from "./shared/catalog.ts";
import type Currency from "./shared/currency.ts";
import type { Item as OrderItem } from "./shared/item.ts";
import { Size } from "./shared/size.ts";

/** Known to this file alone. */
interface Price {
  text: string;
}

// @generate-proxy
export class Shop {
  readonly #sold: OrderItem[] = [];

  constructor(private readonly ctx: Context) {}

  price(
    item: OrderItem,
    size: Size = Size.Small,
    currency: Currency = EURO,
  ): Price {
    const amount = item.cents * (size === Size.Large ? 2 : 1) / 100;
    return { text: `${amount.toFixed(currency.decimals)} ${currency.code}` };
  }

  order(item: OrderItem, to: Address): dv.Letter {
    this.#sold.push(item);
    return { to: `orders@${to.city}.example`, text: `1 ${item.name}` };
  }

  remind(letters: dv.Letter[], tries: number = dv.TRIES): string {
    return `${letters.length} letters, ${tries} tries`;
  }

  catalog(): readonly CatalogItem[] {
    return this.#sold;
  }

  owner(): ActorId {
    return { type: this.ctx.actorType, id: this.ctx.actorId };
  }
}

if (import.meta.main) {
  await using engine = new Engine();
  const shop = engine.getActor(ShopProxy, "corner");
  const tea = { name: "tea", cents: 350 };

  console.log(await shop.price(tea));
  console.log(await shop.price(tea, Size.Large, { code: "CHF", decimals: 1 }));
  const letter = await shop.order(tea, { street: "Main 1", city: "basel" });
  console.log(letter);
  console.log(await shop.remind([letter]));
  console.log(await shop.catalog(), await shop.owner());
}
