// A charter in a real MkDocs: read there, written there, seen by somebody in the app.
import * as mkdocs from "./mkdocs.mjs";
import { playIn } from "./scene.mjs";

playIn(mkdocs);
