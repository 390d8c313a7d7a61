/**
 * This browser's copies of rooms, by room and epoch: a log of updates each, which several tabs may
 * append to. What a copy is for is left to others.
 */

import * as Y from "yjs";
import { finished, result } from "./indexed-db.ts";
import type { Participant } from "./room-status.ts";

/** The origin of what comes out of a copy: no edit, and in the copy already. */
export const LOCAL_COPY = Symbol("local copy");

const DATABASE = "coterie-rooms";
const VERSION = 1;
const COPIES = "copies";
const UPDATES = "updates";
const BY_COPY = "copy";

// Who did not come back for that long has the room elsewhere or does not miss it.
const LIFETIME_MS = 30 * 86_400_000;
// Another tab that holds an older version open, or a broken profile: the room opens without.
const OPEN_MS = 3_000;

export interface CopyHead {
  readonly roomId: string;
  /** One life of the document; copies of different ones are never merged. */
  readonly epoch: string;
  readonly roomName: string;
  /** Milliseconds since 1970. */
  readonly updatedAt: number;
  /** The server has confirmed every edit in it. */
  readonly saved: boolean;
  readonly participant: Participant | null;
}

export class LocalCopies {
  readonly #database: IDBDatabase;

  private constructor(database: IDBDatabase) {
    this.#database = database;
    // A newer build in another tab wants to change the tables: it must not wait for this one.
    database.onversionchange = () => database.close();
  }

  /** Rejects where the browser has no IndexedDB to give. */
  static async open(now = Date.now()): Promise<LocalCopies> {
    const request = indexedDB.open(DATABASE, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(COPIES, { keyPath: ["roomId", "epoch"] });
      const updates = request.result.createObjectStore(UPDATES, { autoIncrement: true });
      updates.createIndex(BY_COPY, ["roomId", "epoch"]);
    };
    const copies = new LocalCopies(await within(OPEN_MS, result(request)));
    await copies.#expire(now - LIFETIME_MS);
    return copies;
  }

  close(): void {
    this.#database.close();
  }

  /** The copy of a room that was written last. */
  async newest(roomId: string): Promise<CopyHead | undefined> {
    const heads = await this.#heads();
    return heads
      .filter((head) => head.roomId === roomId)
      .sort((a, b) => b.updatedAt - a.updatedAt)[0];
  }

  /** All of a copy as one update, and its log as short again. */
  async read({ roomId, epoch }: CopyHead): Promise<Uint8Array> {
    const transaction = this.#database.transaction(UPDATES, "readwrite");
    const updates = transaction.objectStore(UPDATES);
    const keys = await result(updates.index(BY_COPY).getAllKeys([roomId, epoch]));
    const rows: { update: Uint8Array }[] = await result(
      updates.index(BY_COPY).getAll([roomId, epoch]),
    );
    const merged = Y.mergeUpdates(rows.map(({ update }) => update));
    if (keys.length > 1) {
      for (const key of keys) updates.delete(key);
      updates.add({ roomId, epoch, update: merged });
    }
    await finished(transaction);
    return merged;
  }

  /**
   * Adds to a copy in one transaction; `whole` gives all of the document where there is no copy to
   * add to, because this is the first of it or another tab has just forgotten the room.
   */
  async append(head: CopyHead, update: Uint8Array | null, whole: () => Uint8Array): Promise<void> {
    const { roomId, epoch } = head;
    const transaction = this.#database.transaction([COPIES, UPDATES], "readwrite");
    const existing = await result(transaction.objectStore(COPIES).getKey([roomId, epoch]));
    const added = existing === undefined ? whole() : update;
    if (added) transaction.objectStore(UPDATES).add({ roomId, epoch, update: added });
    transaction.objectStore(COPIES).put(head);
    await finished(transaction);
  }

  async forgetRoom(roomId: string): Promise<void> {
    await this.#forget((head) => head.roomId === roomId);
  }

  #heads(): Promise<CopyHead[]> {
    const transaction = this.#database.transaction(COPIES);
    return result<CopyHead[]>(transaction.objectStore(COPIES).getAll());
  }

  async #expire(before: number): Promise<void> {
    await this.#forget(({ updatedAt }) => updatedAt < before);
  }

  async #forget(which: (head: CopyHead) => boolean): Promise<void> {
    const transaction = this.#database.transaction([COPIES, UPDATES], "readwrite");
    const heads: CopyHead[] = await result(transaction.objectStore(COPIES).getAll());
    const updates = transaction.objectStore(UPDATES);
    for (const { roomId, epoch } of heads.filter(which)) {
      transaction.objectStore(COPIES).delete([roomId, epoch]);
      const keys = await result(updates.index(BY_COPY).getAllKeys([roomId, epoch]));
      for (const key of keys) updates.delete(key);
    }
    await finished(transaction);
  }
}

function within<Value>(milliseconds: number, promise: Promise<Value>): Promise<Value> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error("This browser's storage does not answer.")), milliseconds);
  });
  return Promise.race([promise, late]);
}
