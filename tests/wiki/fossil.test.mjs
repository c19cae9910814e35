// A charter in a real Fossil: read there, written there, seen by somebody in the app.
import * as fossil from "./fossil.mjs";
import { playIn } from "./scene.mjs";

playIn(fossil);
