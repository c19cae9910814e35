//! Updates written by hand, block by block.

use super::super::*;
use crate::sync::lib0::Writer;

pub(super) const ROOTS: &[Root] = &[
    Root { name: "text", class: Class::Text },
    Root { name: "map", class: Class::Map },
    Root { name: "list", class: Class::Array },
    Root { name: "xml", class: Class::Xml },
];

/// A block in the making.
pub(super) struct Item {
    pub(super) kind: u8,
    pub(super) origin: Option<(u64, u32)>,
    pub(super) right: Option<(u64, u32)>,
    pub(super) parent: Result<&'static str, (u64, u32)>,
    pub(super) key: Option<&'static str>,
    pub(super) content: Vec<u8>,
}

pub(super) fn item(kind: u8, content: &[u8]) -> Item {
    Item { kind, origin: None, right: None, parent: Ok("text"), key: None, content: content.to_vec() }
}

pub(super) fn text(text: &str) -> Item {
    let mut content = Writer::new();
    content.string(text);
    item(4, &content.into_bytes())
}

/// The value `null`.
pub(super) fn null() -> Item {
    item(8, &[1, 126])
}

pub(super) fn nested(type_ref: u8) -> Item {
    item(7, &[type_ref])
}

pub(super) fn deleted(len: u8) -> Item {
    item(1, &[len])
}

impl Item {
    pub(super) fn after(mut self, client: u64, clock: u32) -> Self {
        self.origin = Some((client, clock));
        self
    }

    pub(super) fn before(mut self, client: u64, clock: u32) -> Self {
        self.right = Some((client, clock));
        self
    }

    pub(super) fn root(mut self, name: &'static str) -> Self {
        self.parent = Ok(name);
        self
    }

    pub(super) fn under(mut self, client: u64, clock: u32) -> Self {
        self.parent = Err((client, clock));
        self
    }

    pub(super) fn key(mut self, key: &'static str) -> Self {
        self.key = Some(key);
        self
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        let flag = |is_set, flag| if is_set { flag } else { 0 };
        let key = flag(self.key.is_some(), 0x20);
        writer.u8(self.kind | flag(self.origin.is_some(), 0x80) | flag(self.right.is_some(), 0x40) | key);
        for (client, clock) in self.origin.into_iter().chain(self.right) {
            writer.uint(client).uint(u64::from(clock));
        }
        if self.origin.is_none() && self.right.is_none() {
            match self.parent {
                Ok(name) => writer.uint(1).string(name),
                Err((client, clock)) => writer.uint(0).uint(client).uint(u64::from(clock)),
            };
            if let Some(key) = self.key {
                writer.string(key);
            }
        }
        writer.raw(&self.content);
    }
}

pub(super) fn bytes(item: &Item) -> Vec<u8> {
    let mut writer = Writer::new();
    item.write(&mut writer);
    writer.into_bytes()
}

pub(super) fn update(lists: &[(u64, u32, Vec<Vec<u8>>)], deletes: &[(u64, u32, u32)]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.uint(lists.len() as u64);
    for (client, clock, blocks) in lists {
        writer.uint(blocks.len() as u64).uint(*client).uint(u64::from(*clock));
        blocks.iter().for_each(|block| {
            writer.raw(block);
        });
    }
    writer.uint(deletes.len() as u64);
    for (client, start, len) in deletes {
        writer.uint(*client).uint(1).uint(u64::from(*start)).uint(u64::from(*len));
    }
    writer.into_bytes()
}

pub(super) fn one(client: u64, clock: u32, items: &[Item]) -> Vec<u8> {
    update(&[(client, clock, items.iter().map(bytes).collect())], &[])
}

pub(super) fn deletion(client: u64, start: u32, len: u32) -> Vec<u8> {
    update(&[], &[(client, start, len)])
}

pub(super) fn admit(gate: &mut Gate, bytes: &[u8]) -> Result<Admission, Refusal> {
    parse(bytes).and_then(|update| gate.admit(&update))
}

/// A gate that has admitted `updates`.
pub(super) fn gate(updates: &[Vec<u8>]) -> Gate {
    let mut gate = Gate::new(Schema::Roots(ROOTS.to_vec()));
    for update in updates {
        admit(&mut gate, update).expect("the setting is admitted");
    }
    gate
}

#[track_caller]
pub(super) fn admits(before: &[Vec<u8>], bytes: &[u8]) -> Admission {
    admit(&mut gate(before), bytes).expect("admitted")
}

/// Checks that `bytes` are refused and change nothing.
#[track_caller]
pub(super) fn refuses(before: &[Vec<u8>], bytes: &[u8]) -> Refusal {
    let mut gate = gate(before);
    let unchanged = gate.clone();
    let refusal = admit(&mut gate, bytes).expect_err("refused");
    assert!(gate == unchanged, "refused, yet the gate changed");
    refusal
}

pub(super) fn hex(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect()
}
