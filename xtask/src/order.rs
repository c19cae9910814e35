//! The order of a module's functions. Compression makes little of bytes that it has met before, and the less the nearer they
//! stand: functions that are alike stand side by side here, which takes some three percent off each file.

use std::collections::HashMap;
use std::convert::Infallible;

use anyhow::{Result, anyhow};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{CodeSectionReader, FunctionBody, FunctionSectionReader, Parser, Payload, TypeRef};

/// So many bytes in a row are what two functions have in common.
const GRAM: usize = 6;
/// Bytes that stand in so many functions tell of none.
const COMMON: usize = 60;
/// Small functions are alike by chance: so many grams count as differing in each two.
const CHANCE: f64 = 20.0;

/// `wasm` with its functions in another order, and nothing else changed.
pub(crate) fn ordered(wasm: &[u8]) -> Result<Vec<u8>> {
    let (first, bodies) = functions(wasm)?;
    let order = order(&bodies);
    let mut place = vec![0; order.len()];
    for (new, old) in (first..).zip(&order) {
        place[*old] = new;
    }
    let mut module = Module::new();
    let mut moved = Moved { first, order, place };
    moved.parse_core_module(&mut module, Parser::new(0), wasm).map_err(|error| anyhow!("{error}"))?;
    Ok(module.finish())
}

/// The index of the first function that is no import, and the bodies.
fn functions(wasm: &[u8]) -> Result<(u32, Vec<&[u8]>)> {
    let (mut first, mut bodies) = (0, Vec::new());
    for part in Parser::new(0).parse_all(wasm) {
        match part? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    first += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
            _ => {}
        }
    }
    Ok((first, bodies))
}

/// The functions that do something, each before the likest of those that are left, and behind them the steps into other
/// chunks by what they lead to.
fn order(bodies: &[&[u8]]) -> Vec<usize> {
    let (mut steps, others): (Vec<usize>, Vec<usize>) =
        (0..bodies.len()).partition(|at| leads_to(bodies[*at]).is_some());
    steps.sort_by_key(|at| leads_to(bodies[*at]));
    let grams: Vec<Vec<&[u8]>> = others.iter().map(|at| grams(bodies[*at])).collect();
    let chain = chain(&grams).into_iter().map(|at| others[at]);
    chain.chain(steps).collect()
}

/// For a function that only hands its arguments on: how it calls, and which one of the table.
fn leads_to(body: &[u8]) -> Option<(&[u8], u32)> {
    const NO_LOCALS: u8 = 0;
    const LOCAL_GET: u8 = 0x20;
    const I32_CONST: u8 = 0x41;
    const CALL_INDIRECT: u8 = 0x11;
    let mut rest = body.strip_prefix(&[NO_LOCALS])?;
    while let [LOCAL_GET, _, after @ ..] = rest {
        rest = after;
    }
    let mut rest = rest.strip_prefix(&[I32_CONST])?;
    let (mut index, mut shift) = (0_u32, 0);
    loop {
        let (byte, after) = rest.split_first()?;
        rest = after;
        index |= u32::from(byte & 0x7f).checked_shl(shift)?;
        shift += 7;
        if byte & 0x80 == 0 {
            break;
        }
    }
    (rest.first() == Some(&CALL_INDIRECT)).then_some((rest, index))
}

/// Each row of bytes in a body, once.
fn grams(body: &[u8]) -> Vec<&[u8]> {
    let mut grams: Vec<&[u8]> = body.windows(GRAM).collect();
    grams.sort_unstable();
    grams.dedup();
    grams
}

/// From one to the next, always to the likest that is left; where none is like it, to the first that is left.
fn chain(grams: &[Vec<&[u8]>]) -> Vec<usize> {
    let mut with: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (at, grams) in grams.iter().enumerate() {
        grams.iter().for_each(|gram| with.entry(gram).or_default().push(at));
    }
    with.retain(|_, those| those.len() < COMMON);
    let mut is_left = vec![true; grams.len()];
    let mut common = vec![0_usize; grams.len()];
    let (mut order, mut first_left) = (Vec::with_capacity(grams.len()), 0);
    let mut next = None;
    while order.len() < grams.len() {
        while !is_left[first_left] {
            first_left += 1;
        }
        let now = next.unwrap_or(first_left);
        is_left[now] = false;
        order.push(now);
        let mut met = Vec::new();
        for at in grams[now].iter().filter_map(|gram| with.get(gram)).flatten().copied().filter(|at| is_left[*at]) {
            if common[at] == 0 {
                met.push(at);
            }
            common[at] += 1;
        }
        let likeness = |at: usize| {
            let both = common[at] as f64;
            both / (grams[now].len() as f64 + grams[at].len() as f64 - both + CHANCE)
        };
        next = met.iter().copied().max_by(|a, b| likeness(*a).total_cmp(&likeness(*b)).then(b.cmp(a)));
        met.into_iter().for_each(|at| common[at] = 0);
    }
    order
}

/// Writes a module anew with functions at other places.
struct Moved {
    /// The index of the first that is no import.
    first: u32,
    /// Which function stands at each place.
    order: Vec<usize>,
    /// The new index of each function.
    place: Vec<u32>,
}

impl Moved {
    fn of<T: Clone>(&self, all: &[T]) -> Vec<T> {
        self.order.iter().filter_map(|at| all.get(*at).cloned()).collect()
    }
}

impl Reencode for Moved {
    type Error = Infallible;

    fn function_index(&mut self, func: u32) -> Result<u32, Error> {
        let own = func.checked_sub(self.first).and_then(|at| self.place.get(at as usize));
        Ok(own.copied().unwrap_or(func))
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error> {
        let types = section.into_iter().collect::<Result<Vec<u32>, _>>()?;
        for of_type in self.of(&types) {
            functions.function(of_type);
        }
        Ok(())
    }

    fn parse_code_section(&mut self, code: &mut CodeSection, section: CodeSectionReader<'_>) -> Result<(), Error> {
        let bodies = section.into_iter().collect::<Result<Vec<FunctionBody<'_>>, _>>()?;
        self.of(&bodies).into_iter().try_for_each(|body| self.parse_function_body(code, body))
    }
}

#[cfg(test)]
mod tests {
    use walrus::{ExportItem, FunctionBuilder, FunctionId, ValType};

    use super::*;

    #[test]
    fn those_that_are_alike_stand_side_by_side_and_steps_behind_them() {
        let step = |to: u8| vec![0, 0x20, 0, 0x41, to, 0x11, 3, 0, 0x0b];
        let bodies = [
            b"\0the first one of all".to_vec(),
            step(9),
            b"\0another thing".to_vec(),
            step(2),
            b"\0the first two of all".to_vec(),
        ];
        let bodies: Vec<&[u8]> = bodies.iter().map(Vec::as_slice).collect();
        assert_eq!(order(&bodies), [0, 4, 2, 3, 1]);
        assert_eq!(leads_to(bodies[1]).map(|(_, index)| index), Some(9));
        assert_eq!(leads_to(b"\0\x41\x80\x01\x11\x01\0\x0b").map(|(_, index)| index), Some(128));
    }

    #[test]
    fn each_function_is_found_by_its_name_and_its_callers_in_another_order() -> Result<()> {
        let mut module = walrus::Module::default();
        let mut made: Vec<FunctionId> = Vec::new();
        for n in [7, 100_000, 8, 100_001] {
            let mut builder = FunctionBuilder::new(&mut module.types, &[], &[ValType::I32]);
            let mut body = builder.func_body();
            body.i32_const(n).drop();
            match made.last() {
                Some(before) => body.call(*before),
                None => body.i32_const(n),
            };
            let function = builder.finish(Vec::new(), &mut module.funcs);
            module.exports.add(&n.to_string(), function);
            made.push(function);
        }
        let before = module.emit_wasm();
        let after = ordered(&before)?;
        assert_eq!(before.len(), after.len());
        let says = |wasm: &[u8]| -> Result<Vec<(String, Vec<String>)>> {
            let module = walrus::Module::from_buffer(wasm)?;
            let exports = module.exports.iter().filter_map(|export| match export.item {
                ExportItem::Function(function) => Some((export.name.clone(), said(&module, function))),
                _ => None,
            });
            Ok(exports.collect())
        };
        assert_eq!(says(&before)?, says(&after)?);
        assert_eq!(says(&after)?.len(), 4);
        Ok(())
    }

    /// The numbers that a function and those that it calls name.
    fn said(module: &walrus::Module, function: FunctionId) -> Vec<String> {
        use walrus::FunctionKind;
        use walrus::ir::Instr;
        let FunctionKind::Local(local) = &module.funcs.get(function).kind else { return Vec::new() };
        let instructions = local.block(local.entry_block()).instrs.iter().map(|(one, _)| one);
        let one = |instruction: &Instr| match instruction {
            Instr::Const(number) => vec![format!("{:?}", number.value)],
            Instr::Call(call) => said(module, call.func),
            _ => Vec::new(),
        };
        instructions.flat_map(one).collect()
    }
}
