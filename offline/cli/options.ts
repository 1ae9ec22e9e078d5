/** One name or several. */
type Names<TName extends string> = TName | readonly TName[];

/** The other names of a name. */
export type Aliases<TAlias extends string = string> = Readonly<
  Record<string, TAlias | readonly TAlias[]>
>;

/** Which arguments there are and how to read them. */
export interface ParseOptions<
  TBooleans extends string = string,
  TStrings extends string = string,
  TDefaults extends Record<string, unknown> = Record<string, unknown>,
  TAliases extends Aliases = Aliases,
> {
  /** Flags without a value; `false` where absent. */
  boolean?: Names<TBooleans>;
  /** Flags whose value is always text; `_` for the plain arguments. */
  string?: Names<TStrings>;
  /** Other names, by the name that they lead to. */
  alias?: TAliases;
  /** Values where the argument is absent. */
  default?: TDefaults;
  /** Sees what no option names; `false` keeps it out of the result. */
  unknown?: (argument: string, key?: string, value?: unknown) => unknown;
}

/** What the arguments said. */
export type Args<
  TBooleans extends string,
  TStrings extends string,
  TDefaults extends Record<string, unknown>,
  TAliases extends Aliases,
> = Flat<
  & Record<string, unknown>
  & WithAliases<
    Defaulted<
      & { [Name in TStrings]?: string }
      & { [Name in TBooleans]: boolean },
      TDefaults
    >,
    TAliases
  >
  // Text under `_` narrows the type of its items in no release of std.
  & { _: (string | number)[] }
>;

type Flat<T> = { [Key in keyof T]: T[Key] };

type Defaulted<TValues, TDefaults> =
  & Omit<TValues, keyof TDefaults>
  & {
    [Name in keyof TDefaults]: Name extends keyof TValues
      ? NonNullable<TValues[Name]> | TDefaults[Name]
      : unknown;
  };

type WithAliases<TValues, TAliases extends Aliases> = {
  [Name in keyof TValues as Name | AliasOf<Name, TAliases>]: TValues[Name];
};

type AliasOf<Name, TAliases extends Aliases> = Name extends keyof TAliases
  ? TAliases[Name] extends string ? TAliases[Name]
  : TAliases[Name] extends readonly string[] ? TAliases[Name][number]
  : never
  : never;
