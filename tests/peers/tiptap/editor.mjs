// An editor of a stock Yjs stack, as the guides of Tiptap and y-websocket put it together: the starter kit, whose own history
// gives way to that of Yjs, in every element that names a document. The benchmark bundles it and shows it on other people's pages.
import { Editor } from "@tiptap/core";
import Collaboration from "@tiptap/extension-collaboration";
import StarterKit from "@tiptap/starter-kit";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";

for (const element of document.querySelectorAll("[data-room]")) {
  const { room, relay } = element.dataset;
  const ydoc = new Y.Doc();
  const provider = new WebsocketProvider(relay, room, ydoc);
  provider.on("sync", (isSynced) => element.toggleAttribute("data-synced", isSynced));
  const extensions = [StarterKit.configure({ undoRedo: false }), Collaboration.configure({ document: ydoc })];
  element.editor = new Editor({ element, extensions });
}
