//! Statements as PostgreSQL reads them: the ones of the house are written once, in words that SQLite reads too.

/// A statement with its values numbered as PostgreSQL numbers them: `$1` for `?1`. Quoted texts stay as they are.
pub(super) fn statement(sql: &str) -> String {
    unquoted(sql, |words| words.replace('?', "$"))
}

/// Definitions of tables with PostgreSQL's names of types. Texts compare byte by byte, as they do in SQLite: the order of
/// names and of ids depends on no language of the database's.
pub(super) fn definitions(sql: &str) -> String {
    unquoted(sql, |words| {
        let plain = words.replace(") STRICT, WITHOUT ROWID", ")").replace(") STRICT", ")");
        let parts = plain.split_inclusive(|at: char| !at.is_ascii_alphanumeric() && at != '_');
        parts.map(typed).collect()
    })
}

/// A word with the character that ends it, as PostgreSQL names the type that it may be.
fn typed(part: &str) -> String {
    let word = part.trim_end_matches(|at: char| !at.is_ascii_alphanumeric() && at != '_');
    let rest = &part[word.len()..];
    let named = match word {
        "INTEGER" => "BIGINT",
        "BLOB" => "BYTEA",
        "TEXT" => "TEXT COLLATE \"C\"",
        other => other,
    };
    format!("{named}{rest}")
}

fn unquoted(sql: &str, change: impl Fn(&str) -> String) -> String {
    let parts = sql.split('\'').enumerate();
    let parts = parts.map(|(at, part)| if at % 2 == 0 { change(part) } else { part.to_owned() });
    parts.collect::<Vec<_>>().join("'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_numbered_and_quoted_texts_stay() {
        for (ours, theirs) in [
            (
                "SELECT 1 FROM t WHERE a = ?1 AND b <> coalesce(?12, '')",
                "SELECT 1 FROM t WHERE a = $1 AND b <> coalesce($12, '')",
            ),
            ("UPDATE t SET a = 'who?' WHERE b = ?1", "UPDATE t SET a = 'who?' WHERE b = $1"),
            ("SELECT 'it''s ?1', ?1", "SELECT 'it''s ?1', $1"),
        ] {
            assert_eq!(statement(ours), theirs);
        }
    }

    #[test]
    fn definitions_have_the_other_databases_types_and_lack_what_only_one_knows() {
        let ours = "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT NOT NULL, c BLOB) STRICT, WITHOUT ROWID; CREATE TABLE u (d TEXT) STRICT;";
        let theirs = "CREATE TABLE t (a BIGINT PRIMARY KEY, b TEXT COLLATE \"C\" NOT NULL, c BYTEA); CREATE TABLE u (d TEXT COLLATE \"C\");";
        assert_eq!(definitions(ours), theirs);
        assert_eq!(definitions("UPDATE t SET b = 'TEXT INTEGER'"), "UPDATE t SET b = 'TEXT INTEGER'");
        assert_eq!(
            definitions("ALTER TABLE t ADD COLUMN known_ms INTEGER; "),
            "ALTER TABLE t ADD COLUMN known_ms BIGINT; "
        );
    }
}
