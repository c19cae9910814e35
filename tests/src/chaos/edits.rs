//! Random edits of a yrs document.

use fastrand::Rng;
use muster_shared::sync::gate::Class;
use yrs::types::Attrs;
use yrs::types::text::YChange;
use yrs::{
    Any, Array, ArrayPrelim, ArrayRef, Doc, In, Map, MapPrelim, MapRef, Out, Text, TextPrelim, TextRef, Transact,
    TransactionMut, WriteTxn, Xml, XmlElementPrelim, XmlElementRef, XmlFragment, XmlFragmentRef, XmlOut, XmlTextPrelim,
    XmlTextRef,
};

use super::Shape;

const WORDS: &[&str] =
    &["a", "b", "xyz", "Charter ", "é", "😀", "a😀b", "👩‍👩‍👧 ", "\n", "mandate of the captain ", "\u{fffd}"];
const KEYS: &[&str] = &["a", "b", "c", "title"];
const MARKS: &[&str] = &["bold", "link"];

/// Makes a few random edits in one transaction and gives the update, if there is one.
pub fn edit(doc: &Doc, shape: Shape, rng: &mut Rng) -> Option<Vec<u8>> {
    let mut txn = doc.transact_mut();
    for _ in 0..rng.usize(1..=3) {
        edit_once(&mut txn, shape, rng);
    }
    txn.commit();
    let update = txn.encode_update_v1();
    (update != yrs::Update::EMPTY_V1).then_some(update)
}

/// Something that can be edited.
enum Node {
    Text(TextRef),
    XmlText(XmlTextRef),
    Map(MapRef, Values),
    Array(ArrayRef),
    Fragment(XmlFragmentRef),
    Element(XmlElementRef),
}

/// The values that a map may hold.
#[derive(Clone, Copy, PartialEq)]
enum Values {
    Everything,
    Plain,
    Rows,
    Fields,
}

fn edit_once(txn: &mut TransactionMut, shape: Shape, rng: &mut Rng) {
    let nodes = nodes(txn, shape);
    match &nodes[rng.usize(0..nodes.len())] {
        Node::Text(text) => edit_text(text, txn, rng),
        Node::XmlText(text) if rng.u8(..) < 60 => {
            text.insert_attribute(txn, key(rng), word(rng));
        }
        Node::XmlText(text) => edit_text(text, txn, rng),
        Node::Map(map, values) => edit_map(map, *values, txn, rng),
        Node::Array(array) => edit_array(array, txn, rng),
        Node::Fragment(fragment) => edit_children(fragment, txn, rng),
        Node::Element(element) if rng.bool() => edit_children(element, txn, rng),
        Node::Element(element) if rng.u8(..) < 50 => element.remove_attribute(txn, &key(rng)),
        Node::Element(element) => {
            element.insert_attribute(txn, key(rng), word(rng));
        }
    }
}

fn nodes(txn: &mut TransactionMut, shape: Shape) -> Vec<Node> {
    let mut nodes = Vec::new();
    for root in shape.roots() {
        match root.class {
            Class::Text => nodes.push(Node::Text(txn.get_or_insert_text(root.name))),
            Class::Map => {
                let values = match (shape, root.name) {
                    (Shape::Free, _) => Values::Everything,
                    (Shape::Typed, "rows") => Values::Rows,
                    (Shape::Typed, _) => Values::Plain,
                };
                nodes.push(Node::Map(txn.get_or_insert_map(root.name), values));
            }
            Class::Array => nodes.push(Node::Array(txn.get_or_insert_array(root.name))),
            Class::Xml => nodes.push(Node::Fragment(txn.get_or_insert_xml_fragment(root.name))),
        }
    }
    let mut next = 0;
    while next < nodes.len() {
        let found = inside(&nodes[next], txn);
        nodes.extend(found);
        next += 1;
    }
    nodes
}

fn inside(node: &Node, txn: &TransactionMut) -> Vec<Node> {
    let below =
        if let Node::Map(_, Values::Everything) | Node::Array(_) = node { Values::Everything } else { Values::Fields };
    let outs: Vec<Out> = match node {
        Node::Map(map, _) => map.iter(txn).map(|(_, out)| out).collect(),
        Node::Array(array) => array.iter(txn).collect(),
        Node::Fragment(fragment) => fragment.children(txn).map(xml_out).collect(),
        Node::Element(element) => element.children(txn).map(xml_out).collect(),
        Node::Text(_) | Node::XmlText(_) => Vec::new(),
    };
    let node = |out| match out {
        Out::YText(text) => Some(Node::Text(text)),
        Out::YMap(map) => Some(Node::Map(map, below)),
        Out::YArray(array) => Some(Node::Array(array)),
        Out::YXmlElement(element) => Some(Node::Element(element)),
        Out::YXmlFragment(fragment) => Some(Node::Fragment(fragment)),
        Out::YXmlText(text) => Some(Node::XmlText(text)),
        _ => None,
    };
    outs.into_iter().filter_map(node).collect()
}

fn xml_out(out: XmlOut) -> Out {
    match out {
        XmlOut::Element(element) => Out::YXmlElement(element),
        XmlOut::Fragment(fragment) => Out::YXmlFragment(fragment),
        XmlOut::Text(text) => Out::YXmlText(text),
    }
}

fn edit_text<T: Text>(text: &T, txn: &mut TransactionMut, rng: &mut Rng) {
    let len = text.len(txn);
    let at = rng.u32(0..=len);
    match rng.u8(0..10) {
        0..4 => text.insert(txn, at, &word(rng)),
        4 => text.insert_with_attributes(txn, at, &word(rng), attrs(rng)),
        5 if at < len => format(text, at, rng.u32(1..=(len - at).min(8)), txn, rng),
        6 => {
            text.insert_embed(txn, at, Any::from_json(r#"{"image":"x.png"}"#).unwrap());
        }
        7..10 if at < len => text.remove_range(txn, at, rng.u32(1..=(len - at).min(6))),
        _ => text.insert(txn, 0, &word(rng)),
    }
}

/// Marks whole characters only. A mark that changes nothing, put into the middle of a pair of surrogates, cuts the pair
/// in this copy alone, in Yjs as in yrs: no editor may do that. An insertion or deletion there is seen by everybody.
fn format<T: Text>(text: &T, at: u32, len: u32, txn: &mut TransactionMut, rng: &mut Rng) {
    let (start, end) = (whole(text, at, txn), whole(text, at + len, txn));
    if start < end {
        text.format(txn, start, end - start, attrs(rng));
    }
}

/// The last place at or before `at` that is between two characters.
fn whole<T: Text>(text: &T, at: u32, txn: &TransactionMut) -> u32 {
    let mut place = 0;
    for diff in text.diff(txn, YChange::identity) {
        let chars: Vec<_> = match &diff.insert {
            Out::Any(Any::String(string)) => string.chars().map(|char| char.len_utf16() as u32).collect(),
            _ => vec![1],
        };
        for len in chars {
            if place + len > at {
                return place;
            }
            place += len;
        }
    }
    place
}

fn edit_map(map: &MapRef, values: Values, txn: &mut TransactionMut, rng: &mut Rng) {
    if rng.u8(..) < 70 {
        map.remove(txn, &key(rng));
        return;
    }
    let value = match values {
        Values::Everything => anything(rng, 0),
        Values::Plain => In::Any(plain(rng)),
        Values::Rows if rng.bool() => In::Any(plain(rng)),
        Values::Rows => In::Map(MapPrelim::from([
            ("title".to_owned(), In::Any(plain(rng))),
            ("note".to_owned(), In::Text(TextPrelim::new(word(rng)).into())),
        ])),
        Values::Fields if rng.bool() => In::Any(plain(rng)),
        Values::Fields => In::Text(TextPrelim::new(word(rng)).into()),
    };
    map.insert(txn, key(rng), value);
}

fn edit_array(array: &ArrayRef, txn: &mut TransactionMut, rng: &mut Rng) {
    let len = array.len(txn);
    let at = rng.u32(0..=len);
    match rng.u8(0..5) {
        0..2 if at < len => array.remove_range(txn, at, rng.u32(1..=(len - at).min(3))),
        2 => {
            array.insert(txn, at, anything(rng, 0));
        }
        _ => array.insert_range(txn, at, (0..rng.usize(1..4)).map(|_| plain(rng)).collect::<Vec<_>>()),
    }
}

fn edit_children<X: XmlFragment>(parent: &X, txn: &mut TransactionMut, rng: &mut Rng) {
    let len = parent.len(txn);
    let at = rng.u32(0..=len);
    match rng.u8(0..4) {
        0 if at < len => parent.remove_range(txn, at, rng.u32(1..=(len - at).min(2))),
        1 => {
            parent.insert(txn, at, XmlTextPrelim::new(word(rng)));
        }
        _ => {
            let tag = if rng.bool() { "p" } else { "div" };
            parent.insert(txn, at, XmlElementPrelim::new(tag, [XmlTextPrelim::new(word(rng)).into()]));
        }
    }
}

fn anything(rng: &mut Rng, depth: u8) -> In {
    match rng.u8(0..8) {
        0 if depth < 3 => In::Map(MapPrelim::from([(key(rng), anything(rng, depth + 1))])),
        1 if depth < 3 => In::Array(ArrayPrelim::from(vec![anything(rng, depth + 1), In::Any(plain(rng))])),
        2 => In::Text(TextPrelim::new(word(rng)).into()),
        3 => In::Any(Any::Buffer(vec![1, 2, 3].into())),
        _ => In::Any(plain(rng)),
    }
}

fn plain(rng: &mut Rng) -> Any {
    match rng.u8(0..6) {
        0 => Any::from(i64::from(rng.i32(..))),
        1 => Any::from(rng.bool()),
        2 => Any::Null,
        3 => Any::from(f64::from(rng.u8(..)) + 0.5),
        4 => Any::from_json(r#"{"x":[1,"two",null]}"#).unwrap(),
        _ => Any::from(word(rng)),
    }
}

fn word(rng: &mut Rng) -> String {
    (0..rng.usize(1..3)).map(|_| WORDS[rng.usize(0..WORDS.len())]).collect()
}

fn key(rng: &mut Rng) -> String {
    KEYS[rng.usize(0..KEYS.len())].to_owned()
}

fn attrs(rng: &mut Rng) -> Attrs {
    let value = match rng.u8(0..3) {
        0 => Any::Null,
        1 => Any::from(true),
        _ => Any::from("https://a.example"),
    };
    Attrs::from([(MARKS[rng.usize(0..MARKS.len())].into(), value)])
}
