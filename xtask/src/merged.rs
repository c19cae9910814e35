//! Chunks as one module. A browser spends tens of kilobytes and some time on each module, however small it is. Chunks know
//! nothing of each other: they share the first module's memory, table and globals, and their functions call others through
//! the table. So that several are one as soon as each names its own types, functions and data by their places in the whole.

use std::collections::HashMap;
use std::convert::Infallible;

use anyhow::{Context, Result, bail, ensure};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, DataSection, ElementSection, FunctionSection, ImportSection, Module, TypeSection};
use wasmparser::{FuncType, ImportSectionReader, Parser, Payload, TypeRef, TypeSectionReader, Validator};

/// One module that does what all of `parts` do together.
pub(crate) fn merged(parts: &[Vec<u8>]) -> Result<Vec<u8>> {
    let mut whole = Whole::default();
    for part in parts {
        whole.add(part)?;
    }
    let bytes = whole.finish();
    Validator::new().validate_all(&bytes).context("chunks that are one module are not a valid one")?;
    Ok(bytes)
}

/// The module so far.
#[derive(Default)]
struct Whole {
    known_types: HashMap<FuncType, u32>,
    known_imports: HashMap<(String, String), (TypeRef, u32)>,
    /// The tables, memories and globals that are imported.
    imported: [u32; 3],
    types: TypeSection,
    imports: ImportSection,
    functions: FunctionSection,
    elements: ElementSection,
    code: CodeSection,
    data: DataSection,
}

impl Whole {
    fn add(&mut self, part: &[u8]) -> Result<()> {
        let mut places = Places {
            functions: self.functions.len(),
            elements: self.elements.len(),
            data: self.data.len(),
            ..Places::default()
        };
        for payload in Parser::new(0).parse_all(part) {
            match payload? {
                Payload::TypeSection(types) => self.add_types(types, &mut places)?,
                Payload::ImportSection(imports) => self.add_imports(imports, &mut places)?,
                Payload::FunctionSection(functions) => {
                    places.parse_function_section(&mut self.functions, functions)?;
                }
                Payload::ElementSection(elements) => places.parse_element_section(&mut self.elements, elements)?,
                Payload::CodeSectionEntry(body) => places.parse_function_body(&mut self.code, body)?,
                Payload::DataSection(data) => places.parse_data_section(&mut self.data, data)?,
                // The number of pieces of data is told where code names one of them; none does, or the whole is invalid.
                Payload::Version { .. }
                | Payload::CodeSectionStart { .. }
                | Payload::DataCountSection { .. }
                | Payload::CustomSection(_)
                | Payload::End(_) => {}
                other => bail!("a chunk has a part that no chunk had until now: {other:?}"),
            }
        }
        Ok(())
    }

    fn add_types(&mut self, types: TypeSectionReader<'_>, places: &mut Places) -> Result<()> {
        for ty in types.into_iter_err_on_gc_types() {
            let ty = ty?;
            let at = match self.known_types.get(&ty) {
                Some(at) => *at,
                None => {
                    let at = self.types.len();
                    self.types.ty().func_type(&places.func_type(ty.clone())?);
                    self.known_types.insert(ty, at);
                    at
                }
            };
            places.types.push(at);
        }
        Ok(())
    }

    /// A thing that several parts import is imported once.
    fn add_imports(&mut self, imports: ImportSectionReader<'_>, places: &mut Places) -> Result<()> {
        for import in imports.into_imports() {
            let import = import?;
            let (kind, of_part) = match import.ty {
                TypeRef::Table(_) => (0, &mut places.tables),
                TypeRef::Memory(_) => (1, &mut places.memories),
                TypeRef::Global(_) => (2, &mut places.globals),
                _ => bail!("a chunk imports {}, which is no table, memory or global", import.name),
            };
            let name = (import.module.to_owned(), import.name.to_owned());
            if let Some((ty, at)) = self.known_imports.get(&name) {
                ensure!(*ty == import.ty, "chunks import {} in two ways", import.name);
                of_part.push(*at);
                continue;
            }
            let at = self.imported[kind];
            of_part.push(at);
            self.imported[kind] += 1;
            self.known_imports.insert(name, (import.ty, at));
            places.parse_import(&mut self.imports, import)?;
        }
        Ok(())
    }

    fn finish(self) -> Vec<u8> {
        let mut module = Module::new();
        module.section(&self.types).section(&self.imports).section(&self.functions);
        module.section(&self.elements).section(&self.code).section(&self.data);
        module.finish()
    }
}

/// The places in the whole of what a part has.
#[derive(Default)]
struct Places {
    types: Vec<u32>,
    tables: Vec<u32>,
    memories: Vec<u32>,
    globals: Vec<u32>,
    /// Functions, elements and data of the parts before it.
    functions: u32,
    elements: u32,
    data: u32,
}

type Placed = Result<u32, Error<Infallible>>;

/// A place that the part itself does not have is none in the whole, which is invalid then.
fn placed(places: &[u32], at: u32) -> Placed {
    Ok(places.get(at as usize).copied().unwrap_or(u32::MAX))
}

impl Reencode for Places {
    type Error = Infallible;

    fn type_index(&mut self, at: u32) -> Placed {
        placed(&self.types, at)
    }

    fn table_index(&mut self, at: u32) -> Placed {
        placed(&self.tables, at)
    }

    fn memory_index(&mut self, at: u32) -> Placed {
        placed(&self.memories, at)
    }

    fn global_index(&mut self, at: u32) -> Placed {
        placed(&self.globals, at)
    }

    fn function_index(&mut self, at: u32) -> Placed {
        Ok(self.functions + at)
    }

    fn element_index(&mut self, at: u32) -> Placed {
        Ok(self.elements + at)
    }

    fn data_index(&mut self, at: u32) -> Placed {
        Ok(self.data + at)
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        ConstExpr, Elements, Function, GlobalType, ImportSection, MemoryType, RefType, TableType, ValType,
    };

    use super::*;

    /// A chunk with one function, which stands at `at` in the table and adds `n` to the global that chunks share.
    fn chunk(at: i32, n: i32, params: &[ValType]) -> Vec<u8> {
        let (mut types, mut imports) = (TypeSection::new(), ImportSection::new());
        types.ty().function(params.iter().copied(), []);
        let memory = MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None };
        imports.import("__wasm_split", "memory", memory);
        if n != 0 {
            let global = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
            imports.import("__wasm_split", "shared", global);
        }
        let table =
            TableType { element_type: RefType::FUNCREF, table64: false, minimum: 4, maximum: None, shared: false };
        imports.import("__wasm_split", "table", table);
        let (mut functions, mut elements) = (FunctionSection::new(), ElementSection::new());
        functions.function(0);
        elements.active(None, &ConstExpr::i32_const(at), Elements::Functions((&[0][..]).into()));
        let mut body = Function::new([]);
        if n != 0 {
            body.instructions().global_get(0).i32_const(n).i32_add().global_set(0);
        }
        body.instructions().end();
        let (mut code, mut data) = (CodeSection::new(), DataSection::new());
        code.function(&body);
        data.active(0, &ConstExpr::i32_const(at), [b'a'; 1]);
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&elements).section(&code).section(&data);
        module.finish()
    }

    #[test]
    fn chunks_that_are_one_module_share_imports_and_types_and_keep_functions_and_data() -> Result<()> {
        let parts = [chunk(0, 0, &[]), chunk(1, 7, &[ValType::I32]), chunk(2, 9, &[])];
        let whole = walrus::Module::from_buffer(&merged(&parts)?)?;
        assert_eq!(whole.imports.iter().count(), 3, "memory, table and global");
        assert_eq!(whole.funcs.iter().count(), 3);
        assert_eq!(whole.elements.iter().count(), 3);
        assert_eq!(whole.data.iter().count(), 3);
        let writes = whole.funcs.iter_local().filter(|(_, one)| one.size() > 1).count();
        assert_eq!(writes, 2, "two add to what they share, and one does nothing");
        Ok(())
    }

    #[test]
    fn a_chunk_that_is_none_is_an_error() {
        assert!(merged(&[b"no module".to_vec()]).is_err());
    }
}
