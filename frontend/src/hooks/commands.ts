/**
 * What one can do in a room, by name and by key: the command palette, the sheet of shortcuts and the
 * keyboard itself read the same list.
 */

export interface Command {
  readonly id: string;
  readonly title: string;
  readonly group: string;
  /** As `key-combo.ts` reads them. */
  readonly keys?: string;
  /** Somebody else listens for the keys: they are only shown. */
  readonly listensItself?: boolean;
  /** One of very many: listed once something was typed. */
  readonly isRare?: boolean;
  readonly run: () => void;
}

export interface CommandGroup {
  readonly name: string;
  readonly commands: readonly Command[];
}

/** In the order in which the groups first come. */
export function groupCommands(commands: readonly Command[]): readonly CommandGroup[] {
  const groups = new Map<string, Command[]>();
  for (const command of commands) {
    groups.set(command.group, [...(groups.get(command.group) ?? []), command]);
  }
  return [...groups].map(([name, list]) => ({ name, commands: list }));
}
