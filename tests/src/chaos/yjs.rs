//! Real Yjs documents in a Node process, spoken to over its standard streams.
//!
//! A request is its length, an operation, a document's number and a payload; an answer is its length and a payload.
//! A list of updates is their number and each with its length. All numbers are 32 bits, lowest byte first.

use std::cell::RefCell;
use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::rc::Rc;

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
        let number = {
            let mut process = self.0.borrow_mut();
            process.n_docs += 1;
            process.n_docs
        };
        let doc = YjsDoc { process: self.clone(), number };
        let roots: Vec<_> = shape.roots().iter().map(|root| json!([root.name, format!("{:?}", root.class)])).collect();
        let free = shape == Shape::Free;
        doc.ask(0, json!({ "client": client, "roots": roots, "free": free }).to_string().as_bytes());
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

    /// What it has.
    pub fn state_vector(&self) -> Vec<u8> {
        self.ask(3, &[])
    }

    /// What it has and the other has not.
    pub fn diff(&self, state_vector: &[u8]) -> Vec<u8> {
        self.ask(4, state_vector)
    }

    /// Its content.
    pub fn render(&self) -> Value {
        join_all(serde_json::from_slice(&self.ask(5, &[])).unwrap())
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
