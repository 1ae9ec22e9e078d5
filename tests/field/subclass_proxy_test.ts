import { CodecError, type Engine, newSubscriber } from "@backstage/actors";
import { ActorProxy } from "@backstage/actors/proxy";
import {
  assertEquals,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
} from "@std/assert";
import { testEverywhere } from "../support/stage.ts";
import { LetterProxy } from "../cast/generated/letter_proxy.gen.ts";
import { PlacardProxy } from "../cast/generated/placard_proxy.gen.ts";
import { PostmanProxy } from "../cast/generated/postman_proxy.gen.ts";
import { RoyalLetterProxy } from "../cast/generated/royal_letter_proxy.gen.ts";
import { SealedLetterProxy } from "../cast/generated/sealed_letter_proxy.gen.ts";

/** Letters of a class, of one that extends it, and of one far below. */
async function write(engine: Engine): Promise<LetterProxy[]> {
  const letters = [
    engine.getActor(LetterProxy, "a"),
    engine.getActor(SealedLetterProxy, "a"),
    engine.getActor(RoyalLetterProxy, "a"),
  ];
  for (const letter of letters) await letter.write("dear");
  return letters;
}

const TEXTS = ["dear", "sealed dear", "waxed sealed dear"];

testEverywhere(
  "R13: a subclass's proxy is an argument where its base's is declared",
  async (stage) => {
    const engine = stage.open();
    const postman = engine.getActor(PostmanProxy, "pat");
    const letters = await write(engine);
    assertEquals(await postman.readAll(letters), TEXTS);
    for (const [index, letter] of letters.entries()) {
      const text = TEXTS[index]!;
      assertEquals(await postman.readFrom(letter), text);
      assertEquals(await postman.readAny(letter), text);
      assertEquals(
        await postman.readParcel({ to: "bob", letter }),
        `bob: ${text}`,
      );
      assertEquals(await postman.readBy(new Map([["a", letter]])), [text]);
    }
    assertEquals(await postman.readAny(null), "no null");
    assertEquals(await postman.readAny("text"), "no text");
  },
);

testEverywhere(
  "R13: a subclass's proxy is a result where its base's is declared",
  async (stage) => {
    const engine = stage.open();
    const postman = engine.getActor(PostmanProxy, "pat");
    for (const letter of await write(engine)) {
      const back = await postman.pass(letter);
      assertEquals(String(back), String(letter));
      assertStrictEquals(back.constructor, letter.constructor);
      assertEquals(await back.read(), await letter.read());
    }
  },
);

testEverywhere(
  "R13: a subclass's proxy is a payload where its base's is declared",
  async (stage) => {
    const engine = stage.open();
    const postman = engine.getActor(PostmanProxy, "pat");
    const stream = engine.getStream<LetterProxy>("post");
    stream.subscribe(newSubscriber("pat", PostmanProxy.Method.hear));
    for (const letter of await write(engine)) await stream.next(letter);
    await engine.run("once");
    assertEquals(await postman.heard(), TEXTS);
  },
);

testEverywhere(
  "R13: `instanceof` a proxy class follows the actors' classes",
  async (stage) => {
    const engine = stage.open();
    const [letter, sealed, royal] = await write(engine);
    const postman = engine.getActor(PostmanProxy, "pat");
    const rows = [letter, sealed, royal].map((proxy) => [
      proxy instanceof LetterProxy,
      proxy instanceof SealedLetterProxy,
      proxy instanceof RoyalLetterProxy,
      proxy instanceof ActorProxy,
    ]);
    assertEquals(rows, [
      [true, false, false, true],
      [true, true, false, true],
      [true, true, true, true],
    ]);
    assertEquals(await postman.isSealed(letter!), false);
    assertEquals(await postman.isSealed(royal!), true);
    for (const value of [null, undefined, 1, "a", {}, LetterProxy.prototype]) {
      assertEquals((value as unknown) instanceof SealedLetterProxy, false);
    }
  },
);

testEverywhere(
  "R13: a base's proxy, and one of an unrelated class, are refused",
  async (stage) => {
    const engine = stage.open();
    const [letter] = await write(engine);
    const placard = engine.getActor(PlacardProxy, "a");
    const postman = engine.getActor(PostmanProxy, "pat");
    const refused = [
      () => postman.open(letter as never),
      () => postman.readFrom(placard),
      () => postman.readAll([letter!, placard]),
      () => postman.readAny(placard),
    ];
    for (const call of refused) {
      const error = await assertRejects(async () => await call(), CodecError);
      assertEquals(error.outcome, "not-run");
      assertStringIncludes(error.message, "expected");
    }
  },
);
