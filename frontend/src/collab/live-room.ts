/**
 * A room while it is open: the connection, the people, and this browser's copy, which is shown
 * when the server is away and never mixed with another life of the document.
 */

import * as Y from "yjs";
import { type Admission, AdmissionRefused } from "./admission.ts";
import { ChatLog, type ChatMemory } from "./chat-log.ts";
import { CopyWriter } from "./copy-writer.ts";
import { copyFile, type FileCopy, readFileCopy } from "./file-copy.ts";
import { type CopyHead, LOCAL_COPY, type LocalCopies } from "./local-copies.ts";
import { People } from "./people.ts";
import { RoomConnection, type RoomConnectionOptions } from "./room-connection.ts";
import type { EndReason, Participant } from "./room-status.ts";

// A server that has not let us in by then may as well be away: better the copy than nothing.
const SHOW_COPY_MS = 1_500;

export interface LiveRoomOptions extends RoomConnectionOptions {
  /** Null where this browser keeps none. */
  readonly copies: Promise<LocalCopies | null>;
  readonly chatMemory: ChatMemory;
}

/** Ends after which nothing of the chat can be read or said any more. */
const CHAT_ENDS: ReadonlySet<EndReason> = new Set(["removed", "deleted", "not-found"]);

interface LoadedCopy {
  readonly head: CopyHead;
  readonly update: Uint8Array;
}

export class LiveRoom {
  readonly connection: RoomConnection;
  readonly people: People;
  readonly chat: ChatLog;

  readonly #options: LiveRoomOptions;
  readonly #loading: Promise<LoadedCopy | null>;
  #writer: CopyWriter | null = null;
  #shown: CopyHead | null = null;
  #roomName = "";
  #announced: Participant | null = null;
  #disposed = false;

  constructor(options: LiveRoomOptions) {
    this.#options = options;
    this.#loading = this.#load();
    this.connection = new RoomConnection({ ...options, admit: this.#admit });
    this.people = new People(this.connection.awareness);
    this.chat = new ChatLog({
      channel: this.connection.chat,
      memory: options.chatMemory,
      ownId: () => this.connection.getSnapshot().participant?.id,
      mayTry: this.#mayTryToChat,
    });
    this.connection.subscribe(this.#onStatus);
  }

  /** What the room was called when it was last heard of. */
  get roomName(): string {
    return this.#roomName;
  }

  /** What there is to save of this room: what is on the page, else this browser's copy. */
  async rescue(): Promise<FileCopy | undefined> {
    if (this.connection.getSnapshot().ready) return copyFile(this.connection.doc, this.#roomName);
    return readFileCopy(await this.#options.copies, this.#options.roomId);
  }

  /** Takes the room out of this browser; what is typed from here on is not kept in it. */
  async forgetCopy(): Promise<void> {
    await this.#writer?.abandon();
    this.#writer = null;
    await (await this.#options.copies)?.forgetRoom(this.#options.roomId);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.people.dispose();
    this.chat.dispose();
    void this.#writer?.close();
    this.connection.dispose();
  }

  readonly #admit = async (signal: AbortSignal): Promise<Admission> => {
    const timer = setTimeout(() => void this.#loading.then(this.#showAlone), SHOW_COPY_MS);
    try {
      const admission = await this.#options.admit(signal);
      this.#roomName = admission.roomName ?? this.#roomName;
      const copy = await this.#loading;
      if (copy && copy.head.epoch !== admission.epoch) {
        throw new AdmissionRefused("epoch", "The room's document was started anew.");
      }
      const { userId: id, username: name, role } = admission;
      const participant = { id, name, role };
      if (copy) this.#show(copy, participant);
      await this.#startWriting({ epoch: admission.epoch, participant, saved: true });
      return admission;
    } catch (error) {
      if (!(error instanceof AdmissionRefused)) this.#showAlone(await this.#loading);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  };

  async #load(): Promise<LoadedCopy | null> {
    try {
      const copies = await this.#options.copies;
      const head = await copies?.newest(this.#options.roomId);
      return copies && head ? { head, update: await copies.read(head) } : null;
    } catch (error) {
      console.warn("This browser's copy of the room could not be read", error);
      return null;
    }
  }

  readonly #showAlone = (copy: LoadedCopy | null): void => {
    if (!copy) return;
    this.#show(copy, copy.head.participant);
    void this.#startWriting(copy.head);
  };

  #show({ head, update }: LoadedCopy, participant: Participant | null): void {
    if (this.#shown || this.#disposed) return;
    this.#shown = head;
    this.#roomName ||= head.roomName;
    Y.applyUpdate(this.connection.doc, update, LOCAL_COPY);
    this.connection.openCopy({ epoch: head.epoch, saved: head.saved, participant });
  }

  async #startWriting(of: Pick<CopyHead, "epoch" | "participant" | "saved">): Promise<void> {
    const copies = await this.#options.copies;
    if (!copies || this.#writer || this.#disposed) return;
    this.#writer = new CopyWriter(copies, this.connection.doc, {
      roomId: this.#options.roomId,
      epoch: of.epoch,
      participant: of.participant,
      roomName: this.#roomName,
      saved: this.#shown?.saved ?? of.saved,
      updatedAt: 0,
    });
  }

  readonly #mayTryToChat = (): boolean => {
    const { participant, viewersChat } = this.connection.getSnapshot();
    return participant?.role !== "viewer" || viewersChat !== null;
  };

  readonly #onStatus = (): void => {
    this.chat.tryNow();
    const { participant, saved, phase, end } = this.connection.getSnapshot();
    if (end?.reason === "removed") void this.forgetCopy();
    if (end && CHAT_ENDS.has(end.reason)) this.chat.forget();
    this.#writer?.describe({ saved, participant, roomName: this.#roomName });
    if (!participant || phase === "ended") return;
    const { id, name } = participant;
    if (this.#announced?.id === id && this.#announced.name === name) return;
    this.#announced = participant;
    this.people.announce(participant);
  };
}
