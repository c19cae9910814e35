//! A page without a browser: a replica, the texts the page has read of it and keeps up to date by itself, and a text
//! box for every text. The page's own code (`follow`, `typing`) takes in a change; only signals and DOM are not there.

use std::collections::BTreeMap;

use muster_shared::id::RowId;
use muster_shared::kinds::Kind;
use muster_shared::sheet::{self, Anchor, Edit, EditError, Place, Register, Row, Sheet, Stamp, units};
use muster_shared::sync::document::Change;
use muster_shared::sync::follow::touched;
use muster_shared::sync::replica::{Output, Replica};
use muster_shared::text::typing::{Field, steps};
use yrs::Transact;

/// A text box as a browser has it.
#[derive(Debug, Default)]
pub struct TextBox {
    field: Field,
    /// The text that it holds.
    pub value: String,
    /// Its selection, in UTF-16 units.
    pub selection: (u32, u32),
}

/// A page that shows all of a document.
pub struct Page {
    kind: Kind,
    /// Its copy.
    pub replica: Replica,
    texts: BTreeMap<Place, String>,
    boxes: BTreeMap<Place, TextBox>,
    values: BTreeMap<Place, Register>,
    rows: BTreeMap<(&'static str, RowId), Option<Row>>,
    orders: BTreeMap<&'static str, Vec<RowId>>,
}

impl Page {
    /// A page that has not heard of the document yet.
    pub fn new(kind: Kind, client: u64) -> Self {
        let mut page = Self {
            kind,
            replica: Replica::new(kind.schema(), client, || 0),
            texts: BTreeMap::new(),
            boxes: BTreeMap::new(),
            values: BTreeMap::new(),
            rows: BTreeMap::new(),
            orders: kind.schema().lists.iter().map(|list| (list.name, Vec::new())).collect(),
        };
        kind.schema().texts.iter().for_each(|name| page.show(Place::on_sheet(name)));
        let values = kind.schema().values.iter().map(|field| Place::on_sheet(field.name));
        let keyed = kind.schema().keyed.iter();
        let keyed = keyed.flat_map(|map| ["team-1", "team-2"].map(|key| Place::under_key(map.name, key)));
        page.values = values.chain(keyed).map(|place| (place, Register::default())).collect();
        page
    }

    /// From here on a text is shown.
    fn show(&mut self, place: Place) {
        if !self.texts.contains_key(&place) {
            let text = self.read_text(&place);
            let mut shown = TextBox { value: text.clone(), ..TextBox::default() };
            shown.field.took(text.clone());
            self.boxes.insert(place.clone(), shown);
            self.texts.insert(place, text);
        }
    }

    fn read_text(&mut self, place: &Place) -> String {
        let txn = self.replica.copy().doc().transact();
        sheet::read_text(self.kind.schema(), &txn, place)
    }

    /// The texts it shows, by where they stand.
    pub fn places(&self) -> impl Iterator<Item = &Place> {
        self.texts.keys()
    }

    /// The text at a place, as the page shows it.
    pub fn text(&self, place: &Place) -> &str {
        &self.texts[place]
    }

    /// A caret tied to a place in a text; `None` if this copy has not got the text.
    pub fn tie(&mut self, place: &Place, offset: u32) -> Option<Anchor> {
        sheet::tie(self.kind.schema(), &self.replica.copy().doc().transact(), place, offset)
    }

    /// Where a caret stands now, in UTF-16 units.
    pub fn untie(&mut self, place: &Place, anchor: &Anchor) -> Option<u32> {
        sheet::untie(self.kind.schema(), &self.replica.copy().doc().transact(), place, anchor)
    }

    /// The box of a text.
    pub fn text_box(&self, place: &Place) -> &TextBox {
        &self.boxes[place]
    }

    /// Somebody types: the box of a text has `value` from now on, and its caret stands at `caret`.
    ///
    /// # Errors
    /// The replica's refusal; the box then has the text as it is.
    pub fn type_into(&mut self, place: &Place, value: &str, caret: u32) -> (Vec<Output>, Result<(), EditError>) {
        let shown = self.boxes.get_mut(place).expect("a text that is shown");
        (shown.value, shown.selection) = (value.to_owned(), (caret, caret));
        let splices = shown.field.typed(value.to_owned(), caret);
        let mut outputs = Vec::new();
        let written = splices.into_iter().try_for_each(|splice| {
            let edit = Edit::Write { at: place.clone(), splice };
            outputs.extend(self.replica.edit(&edit, &Stamp::default())?.1);
            self.changed(Some(place));
            Ok(())
        });
        if written.is_err() {
            self.take_text(place);
        }
        self.keep_up(place);
        (outputs, written)
    }

    /// An input method begins to compose in a box, or ends it.
    pub fn compose(&mut self, place: &Place) {
        let shown = self.boxes.get_mut(place).expect("a text that is shown");
        match shown.field.composed() {
            None => shown.field.compose(),
            Some(lag) => {
                let (start, end) = shown.selection;
                shown.selection = (lag.in_text(start), lag.in_text(end));
                self.take_text(place);
            }
        }
    }

    /// Makes an edit that is no typing.
    ///
    /// # Errors
    /// The replica's refusal.
    pub fn edit(&mut self, edit: &Edit) -> Result<Vec<Output>, EditError> {
        let (_, outputs) = self.replica.edit(edit, &Stamp { by: "Ada".to_owned(), at_ms: 1 })?;
        self.changed(None);
        Ok(outputs)
    }

    /// Takes back the latest own step, or does it again.
    pub fn undo(&mut self, again: bool) -> Vec<Output> {
        let stamp = Stamp::default();
        let outputs = if again { self.replica.redo(&stamp) } else { self.replica.undo(&stamp) };
        self.changed(None);
        outputs
    }

    /// A frame came in.
    pub fn hear(&mut self, frame: &[u8]) -> Vec<Output> {
        let outputs = self.replica.receive(frame);
        self.changed(None);
        outputs
    }

    /// Passes on what changed, as `live` does; `by` is the box that shows it already.
    fn changed(&mut self, by: Option<&Place>) {
        let changes: Vec<Change> = self.replica.take_changes();
        let touched = touched(self.kind.schema(), changes);
        for (place, told) in touched.texts {
            if let Some(shown) = self.texts.get(&place).cloned() {
                let now = self.read_text(&place);
                let steps = if shown == now { continue } else { steps(&shown, &now, told) };
                self.texts.insert(place.clone(), now);
                if by != Some(&place) {
                    self.typed_elsewhere(&place, &steps);
                }
            }
        }
        let schema = self.kind.schema();
        for place in touched.values {
            let now = sheet::read_value(schema, &self.replica.copy().doc().transact(), &place);
            self.values.entry(place).and_modify(|shown| *shown = now);
        }
        for (list, id) in touched.rows {
            let read = sheet::read_row(&self.replica.copy().doc().transact(), schema.list(list).unwrap(), &id);
            self.rows.insert((list, id), read);
        }
        for list in touched.orders {
            let order = sheet::order_of_rows(&self.replica.copy().doc().transact(), list);
            let texts = schema.list(list).unwrap().texts;
            let places = order.iter().flat_map(|row| texts.iter().map(|text| Place::in_row(list, row, text)));
            places.collect::<Vec<_>>().into_iter().for_each(|place| self.show(place));
            self.orders.insert(list, order);
        }
    }

    fn typed_elsewhere(&mut self, place: &Place, steps: &[Vec<muster_shared::sync::document::Delta>]) {
        let shown = self.boxes.get_mut(place).expect("a text that is shown");
        if let Some(moved) = shown.field.typed_elsewhere(steps, shown.selection) {
            shown.selection = moved;
            self.take_text(place);
        }
    }

    fn keep_up(&mut self, place: &Place) {
        let text = self.texts[place].clone();
        if self.boxes[place].field.is_behind(&text) {
            let steps = steps(self.boxes[place].field.shown(), &text, Vec::new());
            self.typed_elsewhere(place, &steps);
        }
    }

    /// A browser makes one line break of any of the three, and its count of the text goes by that.
    fn take_text(&mut self, place: &Place) {
        let text = self.texts[place].clone();
        let shown = self.boxes.get_mut(place).expect("a text that is shown");
        shown.value = text.replace("\r\n", "\n").replace('\r', "\n");
        let end = units(&shown.value);
        shown.selection = (shown.selection.0.min(end), shown.selection.1.min(end));
        shown.field.took(text);
    }

    /// The texts that the page has kept up to date by itself are those of its copy, and its boxes hold them.
    ///
    /// # Panics
    /// When it is not.
    pub fn check(&mut self) {
        let sheet = self.replica.sheet();
        let schema = self.kind.schema();
        for (place, shown) in &self.texts {
            let read = sheet::read_text(schema, &self.replica.copy().doc().transact(), place);
            assert_eq!(*shown, read, "{place:?} is shown as it was");
            let TextBox { field, value, selection } = &self.boxes[place];
            if !field.is_composing() {
                assert_eq!(value, shown, "the box of {place:?} holds something else");
                assert!(selection.0.max(selection.1) <= units(value), "the caret in {place:?} is past the end");
            }
        }
        for (place, shown) in &self.values {
            let read = sheet::read_value(schema, &self.replica.copy().doc().transact(), place);
            assert_eq!(*shown, read, "{place:?} is shown as it was");
        }
        for (list, order) in &self.orders {
            let read: Vec<RowId> = sheet.rows(list).map(|row| row.id.clone()).collect();
            assert_eq!(*order, read, "the rows of {list} that a page shows, and those of its sheet");
            for row in sheet.rows(list) {
                let shown = &self.rows[&(*list, row.id.clone())];
                assert_eq!(shown.as_ref(), Some(row), "a row of {list} is shown as it was");
            }
        }
    }

    /// The sheet of its copy.
    pub fn sheet(&mut self) -> Sheet {
        self.replica.sheet()
    }
}
