/** Puts a summary into the room's chat, for everybody. */

import { Check, MessageSquareShare } from "lucide-react";
import { useEffect, useState } from "react";
import { IconButton } from "../../components/ui/icon-button.tsx";
import { useRoom } from "../../hooks/room-context.ts";
import { useMayChat } from "../../hooks/use-chat.ts";
import { chatParts } from "./chat-parts.ts";

export function PostToChat({ text }: { readonly text: string }) {
  const { chat } = useRoom().live;
  const mayChat = useMayChat();
  const [posted, setPosted] = useState("");
  useEffect(() => {
    // Another text may be posted as well.
    if (posted !== text) setPosted("");
  }, [posted, text]);
  const isPosted = posted === text && text !== "";
  const label = isPosted ? "Posted to chat" : "Post to chat";
  return (
    <IconButton
      icon={isPosted ? Check : MessageSquareShare}
      label={mayChat ? label : "Post to chat: viewers may not write there"}
      data-testid="post-summary"
      disabled={!mayChat || isPosted}
      onClick={() => {
        if (chatParts(text).every((part) => chat.send(part))) setPosted(text);
      }}
    />
  );
}
