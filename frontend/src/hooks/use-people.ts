/** Who is in the room just now, oneself first. */

import { useSyncExternalStore } from "react";
import type { People, Person } from "../collab/people.ts";

export function usePeople(people: People): readonly Person[] {
  return useSyncExternalStore(people.subscribe, people.getSnapshot);
}
