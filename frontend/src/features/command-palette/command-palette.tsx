/** All that one can do, found by typing a few letters of it. Loaded when it is first asked for. */

import { Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useState } from "react";
import { Keys } from "../../components/ui/keys.tsx";
import { useModal } from "../../components/ui/use-modal.ts";
import { type Command, groupCommands } from "../../hooks/commands.ts";
import { matches } from "../../hooks/key-combo.ts";
import { findCommands } from "./find-commands.ts";

interface CommandPaletteProps {
  readonly commands: readonly Command[];
  /** Closes it as well. */
  readonly keys: string;
  readonly onClose: () => void;
}

export default function CommandPalette({ commands, keys, onClose }: CommandPaletteProps) {
  const dialog = useModal();
  const listId = useId();
  const [question, setQuestion] = useState("");
  const [at, setAt] = useState(0);
  const groups = groupCommands(findCommands(commands, question));
  // In the order in which they are shown: groups keep together what was found apart.
  const found = groups.flatMap((group) => group.commands);
  const current = found[Math.min(at, found.length - 1)];
  const optionId = (command: Command) => `${listId}-${command.id}`;

  // biome-ignore lint/correctness/useExhaustiveDependencies: whichever is current is to be seen
  useEffect(() => {
    if (current) document.getElementById(optionId(current))?.scrollIntoView({ block: "nearest" });
  }, [current?.id]);

  function run(command: Command): void {
    onClose();
    // Once the focus is back where it was: a command may want to move it.
    setTimeout(command.run);
  }

  function press(event: KeyboardEvent): void {
    if (matches(event.nativeEvent, keys)) onClose();
    else if (event.key === "ArrowDown") setAt((at + 1) % Math.max(1, found.length));
    else if (event.key === "ArrowUp") setAt((at + found.length - 1) % Math.max(1, found.length));
    else if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      if (current) run(current);
    } else return;
    event.preventDefault();
  }

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      ref={dialog}
      aria-label="Commands"
      data-testid="command-palette"
      onClick={(event) => event.target === dialog.current && onClose()}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className="modal palette"
    >
      <div className="palette-field">
        <Search size={17} aria-hidden="true" className="shrink-0 text-ink-3" />
        <input
          role="combobox"
          aria-label="What do you want to do?"
          aria-expanded={found.length > 0}
          aria-controls={listId}
          aria-activedescendant={current && optionId(current)}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder="What do you want to do?"
          data-testid="palette-input"
          value={question}
          onChange={(event) => {
            setQuestion(event.target.value);
            setAt(0);
          }}
          onKeyDown={press}
        />
      </div>
      <div id={listId} role="listbox" aria-label="Commands" className="palette-list">
        {groups.map(({ name, commands: list }) => (
          // biome-ignore lint/a11y/useSemanticElements: a listbox has groups, not fieldsets
          <div key={name} role="group" aria-label={name}>
            <p aria-hidden="true" className="palette-group">
              {name}
            </p>
            {list.map((command) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
              // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus
              <div
                key={command.id}
                id={optionId(command)}
                role="option"
                aria-selected={command === current}
                data-testid="palette-option"
                onClick={() => run(command)}
                onPointerMove={() => setAt(found.indexOf(command))}
                className="palette-option"
              >
                <span className="min-w-0 flex-1 truncate">{command.title}</span>
                {command.keys === undefined ? null : <Keys combo={command.keys} />}
              </div>
            ))}
          </div>
        ))}
      </div>
      <p role="status" className="p-4 text-ink-2 text-sm empty:hidden">
        {found.length === 0 ? "Nothing of that name." : ""}
      </p>
    </dialog>
  );
}
