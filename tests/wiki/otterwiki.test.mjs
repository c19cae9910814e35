// A charter in a real Otter Wiki: read there, written there, seen by somebody in the app.
import * as otterwiki from "./otterwiki.mjs";
import { playIn } from "./scene.mjs";

playIn(otterwiki);
