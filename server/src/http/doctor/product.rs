//! Products: the wikis whose own words for their settings are known, from the table of recipes that the app carries.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::carried;

/// The table, in the app's files.
const TABLE: &str = "wikis.json";

/// A wiki, as far as the doctor speaks of it.
#[derive(Debug, Clone, Deserialize)]
pub(in crate::http) struct Product {
    pub(in crate::http) slug: String,
    pub(in crate::http) name: String,
    /// The line that lets this server through, by directive.
    #[serde(default)]
    directives: Option<BTreeMap<String, Option<String>>>,
    #[serde(default)]
    pub(in crate::http) notes: Option<String>,
}

impl Product {
    /// The product's own line for a directive, with this server's address in it.
    pub(in crate::http) fn line(&self, directive: &str, origin: &str) -> Option<String> {
        // Settings name the usual directive, also where a page has a finer or an older one.
        let usual = match directive {
            "script-src-elem" => "script-src",
            "child-src" => "frame-src",
            other => other,
        };
        let line = self.directives.as_ref()?.get(usual)?.as_ref()?;
        Some(filled(line, origin))
    }
}

/// A line with this server's address in its holes.
pub(in crate::http) fn filled(line: &str, origin: &str) -> String {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    let socket = origin.replacen("http", "ws", 1);
    line.replace("{origin}", origin).replace("{host}", host).replace("{socket}", &socket)
}

/// Every product; none where the program carries no app.
pub(in crate::http) fn products() -> Vec<Product> {
    carried::file(TABLE).and_then(|file| read(&file.data)).unwrap_or_default()
}

fn read(table: &[u8]) -> Option<Vec<Product>> {
    serde_json::from_slice(table).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_has_a_line_of_its_own_where_the_table_has_one() {
        let table = r#"[{"slug":"a","name":"A","works":"tested","link":null,"admin":[],
            "directives":{"script-src":"scripts {origin}","connect-src":"sockets wss://{host}","frame-src":null},"notes":null},
            {"slug":"b","name":"B","directives":null}]"#;
        let products = read(table.as_bytes()).unwrap_or_default();
        let line = |at: usize, directive: &str| products.get(at)?.line(directive, "https://muster.example");
        assert_eq!(line(0, "script-src-elem").as_deref(), Some("scripts https://muster.example"));
        assert_eq!(line(0, "connect-src").as_deref(), Some("sockets wss://muster.example"));
        assert_eq!([line(0, "frame-src"), line(0, "img-src"), line(1, "script-src")], [None, None, None]);
    }
}
