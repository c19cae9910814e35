#!/bin/bash
# The names that are still to change, applied to a checkout (run at its root; running it twice changes nothing).
set -e
mv_() { [ -e "$1" ] && git mv "$1" "$2" || true; }
w() { # w OLD NEW paths... : whole words
  local o=$1 n=$2; shift 2; grep -rlw --include=*.rs --include=*.md --include=*.mjs --include=*.js --include=*.css --include=*.json -e "$o" "$@" 2>/dev/null | grep -v node_modules | xargs -r sed -i "s/\b$o\b/$n/g"; }
A=app/src
# one open document
mv_ $A/live/session.rs $A/live/open_doc.rs
w Session OpenDoc $A/live; grep -rl 'session::' $A/live | xargs -r sed -i 's/\bsession::/open_doc::/g'; sed -i 's/^mod session;/mod open_doc;/' $A/live/mod.rs
# the catalogue
mv_ $A/pages/shelf.rs $A/pages/catalogue.rs
D="$A ARCHITECTURE.md docs tests/e2e"
w Shelf Catalogue $D; w shelf catalogue $D; w Shelved Catalogued $D
# the shell
mv_ $A/pages/desk.rs $A/pages/shell.rs
w Desk Shell $A ARCHITECTURE.md; w OfDesk OfShell $A ARCHITECTURE.md; w use_desk use_shell $A
w from_desk from_shell $A
w desk shell $A app/web/start.js xtask/src tests/e2e/chunks.test.mjs ARCHITECTURE.md docs
# opening, uploading, the palette, boxed views
mv_ $A/pages/hold.rs $A/pages/open.rs; sed -i 's/^mod hold;/mod open;/' $A/pages/mod.rs; grep -rlE '\bhold::|use super::hold;|super::\{[^}]*\bhold\b|pages::hold' $A | xargs -r sed -i -E 's/\bhold::/open::/g; s/use super::hold;/use super::open;/; s/(super::\{[^}]*)\bhold\b/\1open/; s/pages::hold/pages::open/'
mv_ $A/pages/send.rs $A/pages/upload.rs; sed -i 's/^mod send;/mod upload;/' $A/pages/mod.rs; grep -rlE '\bsend::' $A/pages | xargs -r sed -i -E 's/\bsend::/upload::/g; s/use super::send;/use super::upload;/'
mv_ $A/pages/find.rs $A/pages/palette.rs; sed -i 's/^mod find;/mod palette;/' $A/pages/mod.rs; grep -rlE '\bfind::' $A/pages | xargs -r sed -i -E 's/\bfind::/palette::/g; s/use super::find;/use super::palette;/'
mv_ $A/lean.rs $A/boxed.rs; grep -rlE 'crate::lean|mod lean' $A | xargs -r sed -i -E 's/crate::lean/crate::boxed/g; s/^mod lean;/mod boxed;/'; sed -i 's/lean\.rs/boxed.rs/g' ARCHITECTURE.md docs/decisions/*.md
# signing in, files, attempts
S=server/src
mv_ $S/http/doors $S/http/sign_in; mv_ $S/http/sign_in/begun.rs $S/http/sign_in/pending.rs
w doors sign_in $S/http; w Doors SignIn $S; grep -rl 'doors' ARCHITECTURE.md docs server/Cargo.toml | xargs -r sed -i 's#http/doors#http/sign_in#g; s#`doors/`#`sign_in/`#g; s#doors/#sign_in/#g'
grep -rlE '\bbegun::|mod begun' $S/http | xargs -r sed -i -E 's/\bbegun::/pending::/g; s/^((pub\([a-z:: ]*\) )?)mod begun;/\1mod pending;/'
mv_ $S/http/forms.rs $S/http/files.rs; grep -rlE '\bforms::|mod forms' $S/http | xargs -r sed -i -E 's/\bforms::/files::/g; s/^mod forms;/mod files;/'
mv_ $S/http/tries.rs $S/http/attempts.rs; grep -rlE '\btries::|mod tries' $S | xargs -r sed -i -E 's/\btries::/attempts::/g; s/^((pub\([a-z:: ]*\) )?)mod tries;/\1mod attempts;/'
# what a sheet says, filled into a document
mv_ shared/src/sheet/plant.rs shared/src/sheet/fill.rs
P="shared/src server/src tests app/src docs ARCHITECTURE.md"
w plant fill $P; w Planted Filled $P; w planted filled $P; w plant_from fill_from $P; w planting filling $P; w plants fills $P; w Planting Filling $P
grep -rl 'plant_' shared/src/sheet/fill.rs | xargs -r sed -i 's/plant_/fill_/g'
