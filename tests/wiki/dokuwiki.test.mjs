// A charter in a real DokuWiki: read there, written there, seen by somebody in the app.
import * as dokuwiki from "./dokuwiki.mjs";
import { playIn } from "./scene.mjs";

playIn(dokuwiki);
