// A frame in which nobody writes: the server's text, which follows what changes. No app is loaded for it.
import { follow, hearBy, unfollow } from "{{follow_js}}";
import { wayHere } from "{{shared_js}}";
import { REFUSAL, Text } from "{{text_js}}";

/**
 * Keeps the text in `into` as the server says it. `asked()` answers what is asked for, `tell(name, detail, title)` tells the
 * page around. Ends with `signal`. Answers the text, or nothing where there is none and the server says nothing. `first` is the
 * request that was begun before, where there is one.
 */
export async function read({ doc, into, asked, tell, signal, first }) {
  const shown = (page) => {
    const title = page.title || document.title;
    tell("muster-ready", { as: "text" }, title);
    follow(text);
  };
  const refused = () => {
    unfollow(text);
    const sentence = Object.assign(document.createElement("p"), { textContent: REFUSAL, role: "status" });
    into.replaceChildren(sentence);
    tell("muster-error", { as: "text", reason: REFUSAL });
  };
  const text = new Text({ origin: location.origin, doc, into, asked, shown, refused, signal, first });
  signal.addEventListener("abort", () => unfollow(text));
  hearBy(await wayHere());
  await text.ask();
  // A server that could not be asked is asked again with the rest of the page.
  if (text.state === "away" && into.childElementCount > 0) follow(text);
  return text.state !== "away" || into.childElementCount > 0 ? text : undefined;
}
