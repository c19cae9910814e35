//! Real Yjs documents in a Node process, spoken to over its standard streams.
//!
//! A request is its length, an operation, a document's number and a payload; an answer is its length and a payload.
//! A list of updates is their number and each with its length. All numbers are 32 bits, lowest byte first.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::rc::Rc;

use muster_shared::kinds::Kind;
use muster_shared::sheet::{ABOUT, Anchor, Field, VALUES};
use serde_json::{Map as Object, Value, json};

use super::Shape;
use super::render::join_runs;

/// A Node process that holds Yjs documents.
#[derive(Clone)]
pub struct Yjs(Rc<RefCell<Process>>);

struct Process {
    child: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
    n_docs: u32,
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already; either way it is gone.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Yjs {
    /// Starts Node, after installing yjs if it is not there.
    ///
    /// # Panics
    /// With one line that says what to install, if Node or npm is missing or fails.
    pub fn start() -> Self {
        let folder = interop();
        if !folder.join("node_modules/yjs").exists() {
            let done = Command::new("npm").arg("ci").arg("--silent").current_dir(&folder).status();
            assert!(
                done.is_ok_and(|status| status.success()),
                "`npm ci` in tests/interop failed: install Node 20 with npm"
            );
        }
        let mut child = Command::new("node")
            .arg("yjs_peer.mjs")
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("`node` does not start: install Node 20");
        let (requests, answers) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        Self(Rc::new(RefCell::new(Process { child, requests, answers, n_docs: 0 })))
    }

    /// A new document.
    pub fn doc(&self, shape: Shape, client: u64) -> YjsDoc {
        let roots: Vec<_> = shape.roots().iter().map(|root| json!([root.name, format!("{:?}", root.class)])).collect();
        self.make(&json!({ "client": client, "roots": roots, "free": shape == Shape::Free }))
    }

    /// A new document of one of our kinds, edited as any Yjs program may edit it, rich text and all.
    pub fn rich(&self, kind: Kind, client: u64) -> YjsDoc {
        let schema = kind.schema();
        let names = |fields: &[Field]| fields.iter().map(|field| field.name).collect::<Vec<_>>();
        let values = [json!([VALUES, names(schema.values)]), json!([ABOUT, ["kind"]])].into_iter();
        let keyed = schema.keyed.iter().map(|map| json!([map.name, ["team-1", "team-2"]]));
        self.make(&json!({
            "client": client,
            "texts": schema.texts,
            "maps": values.chain(keyed).collect::<Vec<_>>(),
            "lists": schema.lists.iter().map(|list| json!([list.name, list.texts])).collect::<Vec<_>>(),
        }))
    }

    /// An update of a program that takes `root` for another type, or puts `what` into it: see `rich.mjs`.
    pub fn put(&self, client: u64, root: &str, way: &str, what: &str) -> Vec<u8> {
        let doc = YjsDoc { process: self.clone(), number: 0 };
        let wanted = json!({ "client": client, "root": root, "way": way, "what": what });
        updates(&doc.ask(8, wanted.to_string().as_bytes())).remove(0)
    }

    fn make(&self, wanted: &Value) -> YjsDoc {
        let number = {
            let mut process = self.0.borrow_mut();
            process.n_docs += 1;
            process.n_docs
        };
        let doc = YjsDoc { process: self.clone(), number };
        doc.ask(0, wanted.to_string().as_bytes());
        doc
    }
}

fn interop() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("interop")
}

/// A Yjs document.
pub struct YjsDoc {
    process: Yjs,
    number: u32,
}

impl Drop for YjsDoc {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.ask(6, &[]);
        }
    }
}

impl YjsDoc {
    /// Edits at random. Gives what Yjs wants sent.
    pub fn edit(&self, seed: u32) -> Vec<Vec<u8>> {
        updates(&self.ask(1, &seed.to_le_bytes()))
    }

    /// Applies an update. Gives what Yjs wants sent because of it.
    pub fn apply(&self, update: &[u8]) -> Vec<Vec<u8>> {
        updates(&self.ask(2, update))
    }

    /// The document's state vector.
    pub fn state_vector(&self) -> Vec<u8> {
        self.ask(3, &[])
    }

    /// The updates that the document has and the other has not.
    pub fn diff(&self, state_vector: &[u8]) -> Vec<u8> {
        self.ask(4, state_vector)
    }

    /// Its content.
    pub fn render(&self) -> Value {
        join_all(serde_json::from_slice(&self.ask(5, &[])).unwrap())
    }

    /// The texts of a rich document, by where they stand.
    pub fn texts(&self) -> BTreeMap<String, String> {
        serde_json::from_slice(&self.ask(5, &[])).unwrap()
    }

    /// Where a place that is tied to its letters stands in a rich document.
    pub fn place(&self, anchor: &Anchor) -> Option<u32> {
        serde_json::from_slice(&self.ask(7, &serde_json::to_vec(anchor).unwrap())).unwrap()
    }

    fn ask(&self, operation: u8, payload: &[u8]) -> Vec<u8> {
        let process = &mut *self.process.0.borrow_mut();
        let len = 5 + payload.len() as u32;
        let request = [&len.to_le_bytes()[..], &[operation], &self.number.to_le_bytes(), payload].concat();
        process.requests.write_all(&request).expect("the Node process takes a request");
        let mut len = [0; 4];
        process.answers.read_exact(&mut len).expect("the Node process answers");
        let mut answer = vec![0; u32::from_le_bytes(len) as usize];
        process.answers.read_exact(&mut answer).expect("the Node process answers in full");
        answer
    }
}

fn updates(mut bytes: &[u8]) -> Vec<Vec<u8>> {
    let n_updates = take_len(&mut bytes);
    let mut update = |_| {
        let len = take_len(&mut bytes);
        let (update, rest) = bytes.split_at(len);
        bytes = rest;
        update.to_vec()
    };
    (0..n_updates).map(&mut update).collect()
}

fn take_len(bytes: &mut &[u8]) -> usize {
    let (len, rest) = bytes.split_first_chunk().unwrap();
    *bytes = rest;
    u32::from_le_bytes(*len) as usize
}

/// Joins runs of text wherever they are.
fn join_all(value: Value) -> Value {
    match value {
        Value::Array(values) => {
            let values: Vec<_> = values.into_iter().map(join_all).collect();
            let is_text = values.iter().all(|value| value.get("insert").is_some());
            if is_text { join_runs(values) } else { Value::Array(values) }
        }
        Value::Object(entries) => {
            entries.into_iter().map(|(key, value)| (key, join_all(value))).collect::<Object<_, _>>().into()
        }
        other => other,
    }
}
