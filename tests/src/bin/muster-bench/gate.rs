//! Part `gate`: what it costs to let one more keystroke into a document of 100,000 edits.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use muster_shared::sync::gate::{Gate, Schema, parse};
use yrs::updates::decoder::Decode;
use yrs::{Doc, Transact, Update};

use crate::cold::N_EDITS;
use crate::report::{Row, Section};
use crate::stats::{Samples, shown, shown_bytes};
use crate::updates::Trace;

const N_MORE: usize = 2_000;
/// The most that one more keystroke may cost, in microseconds.
const MICROS_MAX: f64 = 10.0;

pub(crate) fn measure() -> Result<Section> {
    let mut trace = Trace::new();
    let before: Vec<Vec<u8>> = trace.by_ref().take(N_EDITS).collect();
    let more: Vec<Vec<u8>> = trace.take(N_MORE).collect();
    let (gate, ours) = through_gate(&before, &more)?;
    let theirs = through_yrs(&before, &more)?;
    let mut section = Section::new(format!("The gate at a document of {N_EDITS} edits, in this process"));
    let row = Row::new("parse and admit one more edit", ours.p50_and(99, "µs"));
    let row = row.beside(format!("decode and apply in yrs {}", theirs.p50_and(99, "µs")));
    section.row(row.limit(ours.median(), MICROS_MAX, "µs"));
    let per_run = format!("{} bytes a run", shown(gate.bytes() as f64 / gate.runs() as f64));
    section.row(Row::new("memory of its index", per_run).beside(format!(
        "{} in all, {} runs, {} an edit",
        shown_bytes(gate.bytes()),
        gate.runs(),
        format_args!("{} bytes", shown(gate.bytes() as f64 / N_EDITS as f64))
    )));
    section.note("the same 100,000 edits as above: 20 people in 40 texts");
    Ok(section)
}

fn through_gate(before: &[Vec<u8>], more: &[Vec<u8>]) -> Result<(Gate, Samples)> {
    let mut gate = Gate::new(Schema::Any);
    for bytes in before {
        gate.admit(&parse(bytes)?)?;
    }
    let mut samples = Samples::default();
    for bytes in more {
        let start = Instant::now();
        let admission = gate.admit(&parse(bytes)?)?;
        samples.add(micros(start.elapsed()));
        ensure!(admission.news, "the gate let an edit in and says it brought nothing");
    }
    Ok((gate, samples))
}

fn through_yrs(before: &[Vec<u8>], more: &[Vec<u8>]) -> Result<Samples> {
    let doc = Doc::new();
    for bytes in before {
        apply(&doc, bytes)?;
    }
    let mut samples = Samples::default();
    for bytes in more {
        let start = Instant::now();
        apply(&doc, bytes)?;
        samples.add(micros(start.elapsed()));
    }
    Ok(samples)
}

fn apply(doc: &Doc, bytes: &[u8]) -> Result<()> {
    doc.transact_mut().apply_update(Update::decode_v1(bytes)?).context("yrs took no edit")
}

fn micros(took: Duration) -> f64 {
    took.as_secs_f64() * 1e6
}
