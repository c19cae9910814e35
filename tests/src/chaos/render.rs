//! The content of a yrs document as JSON that two equal documents share.

use muster_shared::sync::gate::{Class, Root};
use serde_json::{Map as Object, Value, json};
use yrs::types::Attrs;
use yrs::types::text::YChange;
use yrs::{Any, Array, ArrayRef, Doc, Map, MapRef, Out, ReadTxn, Text, Transact, WriteTxn, Xml, XmlFragment, XmlOut};

/// The content of the given roots.
pub fn render(doc: &Doc, roots: &[Root]) -> Value {
    let mut txn = doc.transact_mut();
    let mut rendered = Object::new();
    for root in roots {
        let value = match root.class {
            Class::Text => {
                let text = txn.get_or_insert_text(root.name);
                delta(&text, &txn)
            }
            Class::Map => {
                let map = txn.get_or_insert_map(root.name);
                entries(&map, &txn)
            }
            Class::Array => {
                let array = txn.get_or_insert_array(root.name);
                list(&array, &txn)
            }
            Class::Xml => {
                let xml = txn.get_or_insert_xml_fragment(root.name);
                children(&xml, &txn)
            }
        };
        rendered.insert(root.name.to_owned(), value);
    }
    Value::Object(rendered)
}

fn delta<T: Text, R: ReadTxn>(text: &T, txn: &R) -> Value {
    let mut runs = Vec::new();
    for diff in text.diff(txn, YChange::identity) {
        let attributes = diff.attributes.map(|attrs| attributes(&attrs)).unwrap_or_default();
        runs.push(json!({ "insert": out(diff.insert, txn), "attributes": attributes }));
    }
    join_runs(runs)
}

/// Joins neighbouring strings with equal attributes: where a run is cut does not matter.
pub fn join_runs(runs: Vec<Value>) -> Value {
    let mut joined: Vec<Value> = Vec::new();
    for run in runs {
        if let Some(last) = joined.last_mut()
            && last["attributes"] == run["attributes"]
            && let (Some(left), Some(right)) = (last["insert"].as_str(), run["insert"].as_str())
        {
            last["insert"] = format!("{left}{right}").into();
        } else {
            joined.push(run);
        }
    }
    Value::Array(joined)
}

fn attributes(attrs: &Attrs) -> Object<String, Value> {
    attrs.iter().map(|(key, value)| (key.to_string(), any(value))).collect()
}

fn entries<R: ReadTxn>(map: &MapRef, txn: &R) -> Value {
    map.iter(txn).map(|(key, value)| (key.to_owned(), out(value, txn))).collect::<Object<_, _>>().into()
}

fn list<R: ReadTxn>(array: &ArrayRef, txn: &R) -> Value {
    array.iter(txn).map(|value| out(value, txn)).collect()
}

fn children<X: XmlFragment, R: ReadTxn>(parent: &X, txn: &R) -> Value {
    let child = |child| match child {
        XmlOut::Element(element) => out(Out::YXmlElement(element), txn),
        XmlOut::Fragment(fragment) => out(Out::YXmlFragment(fragment), txn),
        XmlOut::Text(text) => out(Out::YXmlText(text), txn),
    };
    parent.children(txn).map(child).collect()
}

fn xml_attributes<X: Xml, R: ReadTxn>(xml: &X, txn: &R) -> Value {
    xml.attributes(txn).map(|(key, value)| (key.to_owned(), out(value, txn))).collect::<Object<_, _>>().into()
}

fn out<R: ReadTxn>(value: Out, txn: &R) -> Value {
    match value {
        Out::Any(value) => any(&value),
        Out::YText(text) => json!({ "text": delta(&text, txn) }),
        Out::YMap(map) => json!({ "map": entries(&map, txn) }),
        Out::YArray(array) => json!({ "list": list(&array, txn) }),
        Out::YXmlElement(element) => json!({
            "tag": element.tag().to_string(),
            "attributes": xml_attributes(&element, txn),
            "children": children(&element, txn),
        }),
        Out::YXmlFragment(fragment) => json!({ "fragment": children(&fragment, txn) }),
        Out::YXmlText(text) => {
            json!({ "xmltext": delta(&text, txn), "attributes": xml_attributes(&text, txn) })
        }
        Out::YDoc(_) | Out::UndefinedRef(_) => json!("not in these documents"),
    }
}

fn any(value: &Any) -> Value {
    if let Any::Buffer(bytes) = value {
        let numbers: Vec<_> = bytes.iter().map(u8::to_string).collect();
        return format!("bytes:{}", numbers.join(",")).into();
    }
    let mut text = String::new();
    value.to_json(&mut text);
    serde_json::from_str(&text).unwrap()
}
