/** What `--help` says. */
export const USAGE =
  `Looks into the store of an engine that is down, and mends it.

Usage: deno run --allow-read --allow-write store.ts <file> <what> [options]

  <file>  the store's file, as the program gives it to sqlite()

What:
  list                     list actors: version, size, last commit, next wake
  show <Type/id>           show an actor: states, sends, reminders, marks and
                           answers, parked ones with their reasons
  edit <Type/id> [state]   give a state another value, in the editor that
                           VISUAL or EDITOR names
  export [lines]           write all actors as lines of JSON; without a file,
                           or with -, to standard output
  import <lines>           read such lines: all are checked, then all written
  erase <Type/id>          forget an actor
  resend <Type/id>         let what is parked of an actor be tried again
  check                    read all, and list what is wrong
  backup <copy>            copy the whole store into a new file

Options:
  --type <type>        list, export, check: actors of one type alone
  --filter <text>      list, export: only those whose Type/id has this text
  --limit <rows>       list: how many at most; 50 unless given
  --after <Type/id>    list: those behind this one
  --types              list: one row for each type
  --actors <module>    show, edit, check: a module of generated proxies; states
                       must be of the types that their classes give them
  --from <path>        edit: take the value from a file of JSON, or from -,
                       which is standard input
  --state-version <n>  edit: the version that the state has from now on
  --replace            import: write over records that are there
  --send <number>      resend: this send alone
  --reminder <name>    resend: this reminder alone
  --yes                erase: do not ask
  --json               list, show, check: print one JSON document
  -h, --help           show this text
  --version            show the version

Permissions: --allow-read and --allow-write of the store's file suffice, and of
the other file that is named. An editor needs --allow-run and --allow-env;
--actors runs the module, with what you allow.
Exit codes: 0 all is well, 1 it cannot be done or something is wrong, 2 the
arguments are wrong.
`;
