/** A room while it is open: the connection and the people, who are announced once we are known. */

import { People } from "./people.ts";
import { RoomConnection, type RoomConnectionOptions } from "./room-connection.ts";
import type { Participant } from "./room-status.ts";

export class LiveRoom {
  readonly connection: RoomConnection;
  readonly people: People;
  #announced: Participant | null = null;

  constructor(options: RoomConnectionOptions) {
    this.connection = new RoomConnection(options);
    this.people = new People(this.connection.awareness);
    this.connection.subscribe(this.#announce);
  }

  dispose(): void {
    this.people.dispose();
    this.connection.dispose();
  }

  readonly #announce = (): void => {
    const { participant } = this.connection.getSnapshot();
    if (!participant) return;
    const { id, name } = participant;
    if (this.#announced?.id === id && this.#announced.name === name) return;
    this.#announced = participant;
    this.people.announce(participant);
  };
}
