//! Everything a document says as one text that equal documents share. yrs' own forms will not do: they leave out marks
//! and what is embedded, and write an element's attributes in the order of a hash map.

use std::collections::BTreeMap;

use yrs::types::Attrs;
use yrs::types::text::YChange;
use yrs::{Any, Array, Doc, Map, Out, ReadTxn, Text, Transact, Xml, XmlFragment, XmlOut};

use crate::order;
use crate::sync::gate::Class;

/// Each root that is not empty, read as its class.
pub(super) fn of(doc: &Doc, roots: &[(String, Class)]) -> String {
    let txn = doc.transact();
    let said = |(name, class): &(String, Class)| Some(format!("{name}={}", root(&txn, name, *class)?));
    let mut parts: Vec<String> = roots.iter().filter_map(said).collect();
    order::sort(&mut parts);
    parts.join("\n")
}

fn root<R: ReadTxn>(txn: &R, name: &str, class: Class) -> Option<String> {
    let said = match class {
        Class::Text => text(&txn.get_text(name)?, txn),
        Class::Map => entries(&txn.get_map(name)?, txn),
        Class::Array => items(&txn.get_array(name)?, txn),
        Class::Xml => children(&txn.get_xml_fragment(name)?, txn),
    };
    (said.len() > "[]".len()).then_some(said)
}

/// A part of a text.
enum Piece {
    /// Letters, and their marks.
    Run(String, String),
    /// Something embedded, as it is said.
    Embedded(String),
}

/// Runs of equal marks; where else a text is cut does not matter.
fn text<T: Text, R: ReadTxn>(text: &T, txn: &R) -> String {
    let mut pieces: Vec<Piece> = Vec::new();
    for piece in text.diff(txn, YChange::identity) {
        let marks = piece.attributes.map(|attrs| marks(&attrs)).unwrap_or_default();
        match (piece.insert, pieces.last_mut()) {
            (Out::Any(Any::String(more)), Some(Piece::Run(run, same))) if *same == marks => run.push_str(&more),
            (Out::Any(Any::String(first)), _) => pieces.push(Piece::Run(first.to_string(), marks)),
            (embedded, _) => pieces.push(Piece::Embedded(out(embedded, txn) + &marks)),
        }
    }
    list(pieces.into_iter().map(|piece| match piece {
        Piece::Run(run, marks) => format!("{run:?}{marks}"),
        // Not quoted: what is embedded may have texts in it, and quotes in quotes double with each.
        Piece::Embedded(said) => said,
    }))
}

fn marks(attrs: &Attrs) -> String {
    let shown = |(key, value): (&std::sync::Arc<str>, &Any)| (key.to_string(), any(value));
    named(attrs.iter().filter(|(_, value)| **value != Any::Null).map(shown))
}

fn entries<M: Map, R: ReadTxn>(map: &M, txn: &R) -> String {
    named(map.iter(txn).map(|(key, value)| (key.to_owned(), out(value, txn))))
}

fn items<A: Array, R: ReadTxn>(array: &A, txn: &R) -> String {
    list(array.iter(txn).map(|item| out(item, txn)))
}

fn children<X: XmlFragment, R: ReadTxn>(parent: &X, txn: &R) -> String {
    list(parent.children(txn).map(|child| match child {
        XmlOut::Element(element) => out(Out::YXmlElement(element), txn),
        XmlOut::Fragment(fragment) => out(Out::YXmlFragment(fragment), txn),
        XmlOut::Text(text) => out(Out::YXmlText(text), txn),
    }))
}

fn attributes<X: Xml, R: ReadTxn>(node: &X, txn: &R) -> String {
    named(node.attributes(txn).map(|(key, value)| (key.to_owned(), out(value, txn))))
}

fn out<R: ReadTxn>(value: Out, txn: &R) -> String {
    match value {
        Out::Any(value) => any(&value),
        Out::YText(it) => format!("text{}", text(&it, txn)),
        Out::YMap(it) => entries(&it, txn),
        Out::YArray(it) => items(&it, txn),
        Out::YXmlElement(it) => format!("<{:?}{}{}>", it.tag(), attributes(&it, txn), children(&it, txn)),
        Out::YXmlFragment(it) => format!("<{}>", children(&it, txn)),
        Out::YXmlText(it) => format!("<{}{}>", attributes(&it, txn), text(&it, txn)),
        // The gate lets none of these in.
        Out::YDoc(_) | Out::UndefinedRef(_) => "?".to_owned(),
    }
}

fn any(value: &Any) -> String {
    match value {
        Any::Map(map) => named(map.iter().map(|(key, value)| (key.clone(), any(value)))),
        Any::Array(items) => list(items.iter().map(any)),
        other => format!("{other:?}"),
    }
}

fn named(entries: impl Iterator<Item = (String, String)>) -> String {
    let sorted: BTreeMap<String, String> = entries.collect();
    let entries: Vec<String> = sorted.into_iter().map(|(key, value)| format!("{key:?}:{value}")).collect();
    format!("{{{}}}", entries.join(","))
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests {
    use yrs::{MapPrelim, TextPrelim, WriteTxn, XmlElementPrelim, XmlTextPrelim};

    use super::*;
    use crate::sync::document::GatedDoc;

    fn said(doc: &Doc, name: &str, class: Class) -> String {
        of(doc, &[(name.to_owned(), class)])
    }

    #[test]
    fn attributes_are_in_one_order_however_they_came() {
        let mut all = Vec::new();
        for order in [["a", "b", "c"], ["c", "a", "b"], ["b", "c", "a"]] {
            let doc = Doc::new();
            let mut txn = doc.transact_mut();
            let page = txn.get_or_insert_xml_fragment("page");
            let node = page.push_back(&mut txn, XmlElementPrelim::empty("p"));
            for name in order {
                node.insert_attribute(&mut txn, name, name);
            }
            drop(txn);
            all.push(said(&doc, "page", Class::Xml));
        }
        assert_eq!(all[0], r#"page=[<"p"{"a":String("a"),"b":String("b"),"c":String("c")}[]>]"#);
        assert!(all.iter().all(|one| *one == all[0]), "{all:?}");
    }

    #[test]
    fn marks_and_what_is_embedded_are_said_and_cuts_are_not() {
        let doc = Doc::new();
        let mut txn = doc.transact_mut();
        let text = txn.get_or_insert_text("t");
        text.insert(&mut txn, 0, "ad");
        text.insert(&mut txn, 1, "bc");
        assert_eq!(root(&txn, "t", Class::Text).as_deref(), Some(r#"["abcd"]"#));
        text.format(&mut txn, 1, 2, Attrs::from([("bold".into(), Any::Bool(true))]));
        text.insert_embed(&mut txn, 4, Any::Bool(false));
        drop(txn);
        assert_eq!(said(&doc, "t", Class::Text), r#"t=["a","bc"{"bold":Bool(true)},"d",Bool(false)]"#);
    }

    #[test]
    fn empty_roots_are_not_said() {
        let doc = Doc::new();
        let mut txn = doc.transact_mut();
        txn.get_or_insert_text("t");
        txn.get_or_insert_map("m");
        drop(txn);
        assert_eq!(of(&doc, &[("t".to_owned(), Class::Text), ("m".to_owned(), Class::Map)]), "");
    }

    #[test]
    fn the_deepest_document_the_gate_admits_fits_a_small_stack() {
        let read = || {
            let doc = Doc::new();
            let mut txn = doc.transact_mut();
            let mut node = txn.get_or_insert_xml_fragment("page").push_back(&mut txn, XmlElementPrelim::empty("p"));
            for _ in 0..crate::sync::gate::TYPE_DEPTH_MAX {
                node = node.push_back(&mut txn, XmlElementPrelim::empty("p"));
            }
            node.push_back(&mut txn, XmlTextPrelim::new("end"));
            drop(txn);
            said(&doc, "page", Class::Xml).len()
        };
        let small = std::thread::Builder::new().stack_size(1 << 20).spawn(read).expect("a thread");
        assert!(small.join().is_ok_and(|n_bytes| n_bytes > 500));
    }

    #[test]
    fn quotes_in_texts_in_texts_do_not_add_up() {
        let doc = Doc::new();
        let mut txn = doc.transact_mut();
        let outermost = txn.get_or_insert_text("t");
        (1..crate::sync::gate::TYPE_DEPTH_MAX)
            .fold(outermost, |text, _| text.insert_embed(&mut txn, 0, TextPrelim::new("\"")));
        drop(txn);
        assert!(said(&doc, "t", Class::Text).len() < 1000);
    }

    #[test]
    fn a_snapshot_says_the_same_though_what_told_its_roots_class_is_deleted() {
        let doc = Doc::new();
        let mut updates: Vec<std::sync::Arc<[u8]>> = Vec::new();
        let mut write = |write: &dyn Fn(&yrs::ArrayRef, &mut yrs::TransactionMut<'_>)| {
            let mut txn = doc.transact_mut();
            let list = txn.get_or_insert_array("list");
            write(&list, &mut txn);
            updates.push(txn.encode_update_v1().into());
        };
        write(&|list, txn| {
            list.insert(txn, 0, 7);
        });
        write(&|list, txn| {
            list.insert(txn, 1, MapPrelim::from([("k", "v")]));
        });
        write(&|list, txn| list.remove(txn, 0));
        let [mut whole, mut reread] = [1, 2].map(|client| GatedDoc::new(None, client));
        for update in &updates {
            whole.admit(update).expect("an honest update");
        }
        reread.admit(&whole.encode().into()).expect("a snapshot");
        assert_eq!(reread.gate().roots().collect::<Vec<_>>(), [("list", None)]);
        assert!(whole.is_said_by(&mut reread) && reread.content().contains("\"v\""), "{}", reread.content());
    }
}
