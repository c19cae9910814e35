// A charter in a real MoinMoin: read there, written there, seen by somebody in the app.
import * as moin from "./moin.mjs";
import { playIn } from "./scene.mjs";

playIn(moin);
