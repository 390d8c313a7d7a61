/** Who is in the room: one entry for each participant, however many tabs they have open. */

import type { Awareness } from "y-protocols/awareness";
import { parsePeer } from "./awareness-schema.ts";
import { freeColor, paletteIndex } from "./palette.ts";
import type { Participant } from "./room-status.ts";

export interface Person {
  readonly userId: string;
  readonly name: string;
  readonly color: number;
  readonly isYou: boolean;
}

export class People {
  readonly #awareness: Awareness;
  readonly #listeners = new Set<() => void>();
  #people: readonly Person[] = [];
  #you: Participant | null = null;

  constructor(awareness: Awareness) {
    this.#awareness = awareness;
    awareness.on("change", this.#onChange);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): readonly Person[] => this.#people;

  /** Shows us to the others as the participant that the server made us. */
  announce(you: Participant): void {
    this.#you = you;
    const color = this.#ownColor(you.id);
    this.#awareness.setLocalState({
      ...this.#awareness.getLocalState(),
      user: { id: you.id, name: you.name, color },
    });
  }

  dispose(): void {
    this.#awareness.off("change", this.#onChange);
    this.#listeners.clear();
  }

  readonly #onChange = (): void => {
    const people = this.#read();
    if (JSON.stringify(people) === JSON.stringify(this.#people)) return;
    this.#people = people;
    this.#yieldColor();
    for (const listener of this.#listeners) listener();
  };

  #read(): readonly Person[] {
    const byId = new Map<string, Person>();
    for (const [clientId, state] of this.#awareness.getStates()) {
      const peer = parsePeer(clientId, state);
      if (!peer) continue;
      const { userId, name, color } = peer;
      const isYou = userId === this.#you?.id;
      // Of several tabs, our own one speaks for us.
      if (byId.has(userId) && clientId !== this.#awareness.clientID) continue;
      byId.set(userId, { userId, name, color, isYou });
    }
    return [...byId.values()].sort(
      (a, b) => Number(b.isYou) - Number(a.isYou) || a.name.localeCompare(b.name),
    );
  }

  /** Of two people in one colour, the one with the larger id changes; so both never do. */
  #yieldColor(): void {
    const you = this.#you;
    const mine = this.#people.find((person) => person.isYou);
    if (!you || !mine) return;
    const mustYield = this.#people.some(
      (other) => !other.isYou && other.color === mine.color && other.userId < you.id,
    );
    if (mustYield && this.#ownColor(you.id) !== mine.color) this.announce(you);
  }

  #ownColor(id: string): number {
    const others = this.#people.filter((person) => !person.isYou && person.userId < id);
    return freeColor(paletteIndex(id), new Set(others.map((person) => person.color)));
  }
}
