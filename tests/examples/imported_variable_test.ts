import { assertEquals } from "@std/assert";
import type { ActorId } from "@backstage/actors";
import type * as dv from "../../examples/discarded_variable.ts";
import { ShopProxy } from "../../examples/generated/shop_proxy.gen.ts";
import type { CatalogItem } from "../../examples/shared/catalog.ts";
import { Size } from "../../examples/shared/size.ts";
import { testOnBothWires, testOutput } from "./example.ts";

const tea = { name: "tea", cents: 350 };

testOutput("imported_variable", [
  '{ text: "3.50 EUR" }',
  '{ text: "7.0 CHF" }',
  '{ to: "orders@basel.example", text: "1 tea" }',
  "1 letters, 3 tries",
  '[ { name: "tea", cents: 350 } ] { type: "Shop", id: "corner" }',
]);

testOnBothWires(
  "Shop.price() uses imported values when arguments are left out",
  async ({ engine }) => {
    const shop = engine.getActor(ShopProxy, "corner");
    const price: { text: string } = await shop.price(tea);
    assertEquals(price, { text: "3.50 EUR" });
    assertEquals(await shop.price(tea, Size.Large), { text: "7.00 EUR" });
    const yen = { code: "JPY", decimals: 0 };
    assertEquals(await shop.price(tea, undefined, yen), { text: "4 JPY" });
  },
);

testOnBothWires(
  "Shop.order() returns an imported type when it came by a namespace",
  async ({ engine }) => {
    const shop = engine.getActor(ShopProxy, "corner");
    const to = { street: "Main 1", city: "bern" };
    const letter: dv.Letter = await shop.order(tea, to);
    assertEquals(letter, { to: "orders@bern.example", text: "1 tea" });
    assertEquals(await shop.remind([letter, letter]), "2 letters, 3 tries");
    assertEquals(await shop.remind([], 1), "0 letters, 1 tries");
    const sold: readonly CatalogItem[] = await shop.catalog();
    assertEquals(sold, [tea]);
  },
);

testOnBothWires(
  "Shop.owner() returns a type of the library when that is imported by name",
  async ({ engine }) => {
    const owner: ActorId = await engine.getActor(ShopProxy, "corner").owner();
    assertEquals(owner, { type: "Shop", id: "corner" });
  },
);

Deno.test("ShopProxy imports each type the way its actor does", async () => {
  const file = new URL(
    "../../examples/generated/shop_proxy.gen.ts",
    import.meta.url,
  );
  const lines = (await Deno.readTextFile(file)).split("\n");
  const imported = [
    'import type { ActorId, Context } from "@backstage/actors";',
    'import type * as dv from "../discarded_variable.ts";',
    'import type { Address } from "../shared/address.ts";',
    'import type { CatalogItem } from "../shared/catalog.ts";',
    'import type Currency from "../shared/currency.ts";',
    'import type { Item as OrderItem } from "../shared/item.ts";',
  ];
  assertEquals(imported.filter((line) => !lines.includes(line)), []);
});
