// People who come, type, lose their network, come back and leave, all by themselves.

import { Actor } from './actor.mjs';

// Of a step: what somebody does, and how often out of a hundred.
const LEAVE_PERCENT = 2;
const BREAK_PERCENT = 4;
const DELETE_PERCENT = 25;
const UNDO_PERCENT = 5;
// Texts are kept near this: what grows then is the server's alone.
const FULL_TEXT = 1_500;
const RECONNECT_MS = [50, 1_000];
const LETTERS = ['a', 'b', 'word ', '\n', 'é', '漢', '😀', '👩🏽'];

export class Crowd {
  #people;
  #timer = null;
  #random;
  edits = 0;
  comings = 0;

  constructor({ count, rooms, url, stepsPerSecond, seed, texts }) {
    this.#random = generator(seed);
    this.url = url;
    this.#people = Array.from({ length: count }, (_, number) => ({
      actor: new Actor(texts),
      room: number % rooms,
      comesAt: 0,
    }));
    this.everyMs = 1_000 / (count * stepsPerSecond);
  }

  start() {
    let due = performance.now();
    this.#timer = setInterval(() => {
      for (const person of this.#people) this.#reconnect(person);
      // Behind its time a crowd does not hurry.
      due = Math.max(due, performance.now() - 100);
      for (; due < performance.now(); due += this.everyMs) this.#step(this.#pick(this.#people));
    }, 10);
  }

  stop() {
    clearInterval(this.#timer);
  }

  /** Everybody is back, whoever was away. */
  gather() {
    for (const person of this.#people) {
      person.comesAt = 0;
      this.#reconnect(person);
    }
  }

  get isSettled() {
    this.gather();
    return this.#people.every(({ actor }) => actor.isSettled);
  }

  /** Rooms in which two see different things. */
  get divided() {
    const seen = new Map();
    for (const { actor, room } of this.#people) {
      seen.set(room, (seen.get(room) ?? new Set()).add(actor.content));
    }
    return [...seen].filter(([, contents]) => contents.size > 1).map(([room]) => room);
  }

  /** By room, what the server has acknowledged. */
  promised() {
    const promised = {};
    for (const { actor, room, kept = [] } of this.#people) {
      promised[room] ??= [];
      promised[room].push(...kept, promiseOf(actor));
    }
    return promised;
  }

  /** Before the network goes altogether: nobody hears of what is sent from now on. */
  cut() {
    for (const { actor } of this.#people) actor.disconnect();
  }

  #reconnect(person) {
    const { actor } = person;
    if (actor.isConnecting || performance.now() < person.comesAt) return;
    this.comings += 1;
    actor.connect(`${this.url}/soak-${person.room}?coterie=1`);
    person.comesAt = performance.now() + this.#between(RECONNECT_MS);
  }

  #step(person) {
    const { actor } = person;
    const chance = this.#random() * 100;
    if (chance < LEAVE_PERCENT) {
      // Somebody else comes in their place, with nothing.
      person.kept = [...(person.kept ?? []), promiseOf(actor)].slice(-20);
      actor.renew();
    } else if (chance < LEAVE_PERCENT + BREAK_PERCENT) actor.disconnect();
    else this.#edit(actor);
  }

  #edit(actor) {
    this.edits += 1;
    const text = actor.doc.getText(actor.texts[0]);
    const chance = this.#random() * 100;
    const at = Math.floor(this.#random() * (text.length + 1));
    actor.change(() => {
      if (text.length > FULL_TEXT) text.delete(0, Math.min(200, text.length));
      else if (chance < DELETE_PERCENT) text.delete(at, Math.min(3, text.length - at));
      else text.insert(at, this.#pick(LETTERS));
    });
    if (chance > 100 - UNDO_PERCENT) actor.undo.undo();
  }

  #pick(list) {
    return list[Math.floor(this.#random() * list.length)];
  }

  #between([least, most]) {
    return least + this.#random() * (most - least);
  }
}

function promiseOf(actor) {
  return { client: actor.doc.clientID, acknowledged: actor.acknowledged };
}

/** Marsaglia's xorshift32: the same people for the same seed. */
function generator(seed) {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
