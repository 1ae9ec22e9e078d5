import { CodecError } from "@backstage/actors";
import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { testEverywhere } from "../support/stage.ts";
import { HeraldProxy } from "../cast/generated/herald_proxy.gen.ts";
import { LetterProxy } from "../cast/generated/letter_proxy.gen.ts";
import { MemberProxy } from "../cast/generated/member_proxy.gen.ts";
import { NumberShelfProxy } from "../cast/generated/number_shelf_proxy.gen.ts";
import { PostmanProxy } from "../cast/generated/postman_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { RecorderProxy } from "../cast/generated/recorder_proxy.gen.ts";
import { SealedLetterProxy } from "../cast/generated/sealed_letter_proxy.gen.ts";
import { TextShelfProxy } from "../cast/generated/text_shelf_proxy.gen.ts";
import type { Readable } from "../cast/letter.ts";

testEverywhere(
  "A proxy may be an argument, in a list and in an object",
  async (stage) => {
    const engine = stage.open();
    const guests = ["a", "b", "c"].map((id) =>
      engine.getActor(MemberProxy, id)
    );
    const party = { topic: "tea", host: null, guests };
    assertEquals(
      await engine.getActor(MemberProxy, "host").invite(party),
      ["a: tea", "b: tea", "c: tea"],
    );
  },
);

testEverywhere(
  "A proxy may be a result, alone and within others",
  async (stage) => {
    const engine = stage.open();
    const member = engine.getActor(MemberProxy, "ann");
    await member.award(3);
    const self = await member.self();
    assertEquals(await self.award(0), 3);
    const { host, guests } = await member.party();
    assertEquals(await host!.award(1), 4);
    assertEquals(await guests[0]!.award(1), 5);
  },
);

testEverywhere(
  "A proxy is kept over turns, and null is kept as null",
  async (stage) => {
    const engine = stage.open();
    const ann = engine.getActor(MemberProxy, "ann");
    assertEquals(await ann.friend(), null);
    await ann.befriend(engine.getActor(MemberProxy, "bob"));
    const friend = await ann.friend();
    assertEquals(String(friend), "Member/bob");
    assertEquals(await friend!.award(4), 4);
    await ann.befriend(null);
    assertEquals(await ann.friend(), null);
  },
);

testEverywhere(
  "Two proxies are deeply equal exactly if they name one actor",
  (stage) => {
    const engine = stage.open();
    const [first, again, other, namesake] = [
      engine.getActor(MemberProxy, "ann"),
      engine.getActor(MemberProxy, "ann"),
      engine.getActor(MemberProxy, "bob"),
      engine.getActor(LetterProxy, "ann"),
    ];
    assertEquals(first, again);
    assertNotEquals(first, other);
    assertNotEquals<unknown>(first, namesake);
    assertEquals(String(first), String(again));
    assertNotEquals(String(first), String(other));
    assertNotEquals(String(first), String(namesake));
  },
);

testEverywhere(
  "Actors of a generic base are apart, and each checks its own type",
  async (stage) => {
    const engine = stage.open();
    const texts = engine.getActor(TextShelfProxy, "a");
    const numbers = engine.getActor(NumberShelfProxy, "a");
    await texts.put("one");
    await numbers.put(1);
    assertEquals([await texts.take(), await numbers.take()], ["one", 1]);
    await assertRejects(async () => await texts.put(1 as never), CodecError);
    await assertRejects(
      async () => await numbers.put("1" as never),
      CodecError,
    );
    assertEquals([await texts.take(), await numbers.take()], ["one", 1]);
  },
);

testEverywhere("A generic method keeps its type parameter", async (stage) => {
  const member = stage.open().getActor(MemberProxy, "ann");
  const text: string | undefined = await member.firstOf(["x"]);
  const number: number | undefined = await member.firstOf([1, 2]);
  assertEquals([text, number], ["x", 1]);
  assertEquals(await member.firstOf([]), undefined);
});

testEverywhere(
  "A subclass's proxy has what is inherited, overridden and new",
  async (stage) => {
    const letter = stage.open().getActor(SealedLetterProxy, "a");
    await letter.write("hello");
    assertEquals(await letter.read(), "sealed hello");
    assertEquals(await letter.isSealed(), true);
    const readable: { read(): PromiseLike<ReturnType<Readable["read"]>> } =
      letter;
    assertEquals(await readable.read(), "sealed hello");
  },
);

testEverywhere(
  "ActorProxy as a parameter takes the proxy of any actor",
  async (stage) => {
    const engine = stage.open();
    const member = engine.getActor(MemberProxy, "ann");
    const letter = engine.getActor(LetterProxy, "a");
    assertEquals(await member.nameOf(letter), "Letter/a");
    assertEquals(await member.nameOf(member), "Member/ann");
  },
);

testEverywhere(
  "A base's proxy as a parameter takes a subclass's proxy",
  async (stage) => {
    const engine = stage.open();
    const letter = engine.getActor(SealedLetterProxy, "a");
    await letter.write("hello");
    const postman = engine.getActor(PostmanProxy, "pat");
    assertEquals(await postman.readFrom(letter), "sealed hello");
  },
);

testEverywhere(
  "A proxy is one key of an actor's Set or Map; outside, its name is",
  async (stage) => {
    const engine = stage.open();
    const ids = ["ann", "bob", "ann"];
    stage.cast("keeper", {
      ask: (ctx) => {
        const proxies = ids.map((id) => ctx.getActor(MemberProxy, id));
        const map = new Map(proxies.map((proxy) => [proxy, 1]));
        return [new Set(proxies).size, map.size];
      },
    });
    assertEquals(await engine.getActor(PuppetProxy, "keeper").ask(0), [2, 2]);
    const outside = ids.map((id) => engine.getActor(MemberProxy, id));
    assertEquals(new Set(outside).size, 3);
    assertEquals(new Set(outside.map(String)).size, 2);
  },
);

testEverywhere(
  "A subject's Set of proxies has a listener once, and lets it go",
  async (stage) => {
    const engine = stage.open();
    const herald = engine.getActor(HeraldProxy, "a");
    const listener = engine.getActor(RecorderProxy, "ann");
    assertEquals(await herald.join(listener), 1);
    assertEquals(await herald.join(listener), 1);
    await herald.announce();
    await engine.run("once");
    assertEquals(await herald.leave(listener), true);
    await herald.announce();
    await engine.run("once");
    assertEquals(await listener.entries(), [{ from: "herald", index: 1 }]);
  },
);
