/** One name or several. */
export type Names<TName extends string> = TName | readonly TName[];

/** The other names of a name. */
export type Aliases = Readonly<Record<string, string | readonly string[]>>;

/** Which arguments there are and how to read them. */
export interface ParseOptions<
  TBooleans extends string = string,
  TStrings extends string = string,
  TCollected extends string = string,
  TNegatable extends string = string,
  TDefaults extends Record<string, unknown> = Record<string, unknown>,
  TAliases extends Aliases = Aliases,
  TDoubleDash extends boolean = boolean,
> {
  /** Whether what follows `--` goes under `--` instead of `_`. */
  "--"?: TDoubleDash;
  /** Other names, by the name that they lead to. */
  alias?: TAliases;
  /** Flags without a value; `false` where absent. */
  boolean?: Names<TBooleans>;
  /** Values where the argument is absent. */
  default?: TDefaults;
  /** Whether all that follows the first plain argument is plain as well. */
  stopEarly?: boolean;
  /** Flags whose value is always text. */
  string?: Names<TStrings>;
  /** Flags that may be given again and again; `[]` where absent. */
  collect?: Names<TCollected>;
  /** Flags that `--no-<name>` sets to `false`. */
  negatable?: Names<TNegatable>;
  /** Sees what no option names; `false` keeps it out of the result. */
  unknown?: (argument: string, key?: string, value?: unknown) => unknown;
}

/** What the arguments said. */
export type Args<
  TBooleans extends string = never,
  TStrings extends string = never,
  TCollected extends string = never,
  TNegatable extends string = never,
  TDefaults extends Record<string, unknown> = Record<never, never>,
  TAliases extends Aliases = Record<never, never>,
  TDoubleDash extends boolean = false,
> =
  & Record<string, unknown>
  & WithAliases<
    Flat<
      & Defaulted<
        & { [Name in Exclude<TBooleans, TCollected>]: boolean }
        & {
          [Name in Exclude<TStrings, TCollected | "_">]?:
            | string
            | (Name extends TNegatable ? false : never);
        },
        TDefaults
      >
      & { [Name in TBooleans & TCollected]: boolean[] }
      & { [Name in TStrings & TCollected]: string[] }
      & { [Name in Exclude<TCollected, TBooleans | TStrings>]: unknown[] }
    >,
    TAliases
  >
  & { _: (string | number)[] }
  & (TDoubleDash extends true ? { "--": string[] } : unknown);

type Flat<T> = { [Key in keyof T]: T[Key] };

type Defaulted<TValues, TDefaults> =
  & Omit<TValues, keyof TDefaults>
  & {
    [Name in keyof TDefaults]: Name extends keyof TValues
      ? Exclude<TValues[Name], undefined> | Widened<TDefaults[Name]>
      : Widened<TDefaults[Name]>;
  };

type Widened<T> = T extends string ? string
  : T extends number ? number
  : T extends boolean ? boolean
  : T;

type WithAliases<TValues, TAliases extends Aliases> = {
  [Name in keyof TValues as Name | AliasOf<Name, TAliases>]: TValues[Name];
};

type AliasOf<Name, TAliases extends Aliases> = Name extends keyof TAliases
  ? TAliases[Name] extends string ? TAliases[Name]
  : TAliases[Name] extends readonly string[] ? TAliases[Name][number]
  : never
  : never;
