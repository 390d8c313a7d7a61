/** What this browser still holds of a room that is gone, and what can be made of it. */

import { useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { createRoom } from "../../api/rooms.ts";
import type { FileCopy } from "../../collab/file-copy.ts";
import { Button } from "../../components/ui/button.tsx";
import { layOutSeed } from "../../hooks/seed.ts";
import { rememberOwnerKey } from "../../remembered/room-keys.ts";
import { downloadFile } from "./download-file.ts";

interface SavedCopyProps {
  readonly file: FileCopy;
  /** A room that still exists needs no other one. */
  readonly canStartRoom: boolean;
}

export function SavedCopy({ file, canStartRoom }: SavedCopyProps) {
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");

  async function startRoom(): Promise<void> {
    setBusy(true);
    setProblem("");
    try {
      const language = file.language ?? "plaintext";
      const room = await createRoom({ name: file.roomName, language });
      rememberOwnerKey(room.id, room.owner_key);
      layOutSeed(room.id, file);
      await navigate(`/room/${room.id}`);
    } catch {
      setProblem("The server cannot be reached. Download the copy meanwhile.");
      setBusy(false);
    }
  }

  return (
    <>
      {canStartRoom ? (
        <Button
          look="primary"
          size="large"
          disabled={busy}
          onClick={startRoom}
          data-testid="new-room-from-copy"
        >
          Make a new room from it
        </Button>
      ) : null}
      <Button size="large" onClick={() => downloadFile(file)} data-testid="download-copy">
        Download your copy
      </Button>
      <p role="alert" className="basis-full text-danger text-sm empty:hidden">
        {problem}
      </p>
    </>
  );
}

/** Undefined until it is read, and where there is none. */
export function useFileCopy(
  read: (() => Promise<FileCopy | undefined>) | undefined,
): FileCopy | undefined {
  const [file, setFile] = useState<FileCopy>();
  useEffect(() => {
    let current = true;
    read?.().then(
      (copy) => current && setFile(copy),
      // A browser that cannot read its own copy has nothing to offer.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [read]);
  return file;
}
