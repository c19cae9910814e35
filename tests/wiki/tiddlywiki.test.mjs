// A charter in a real TiddlyWiki: read there, written there, seen by somebody in the app.
import * as tiddlywiki from "./tiddlywiki.mjs";
import { playIn } from "./scene.mjs";

playIn(tiddlywiki);
