//! The alerts and the dashboard that operators copy ask for what `/metrics` of a real server tells, by its type.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use muster_tests::server::{Process, get};
use serde_json::Value;

const RULES: &str = include_str!("../../../docs/deploy/muster.rules.yml");
const DASHBOARD: &str = include_str!("../../../docs/deploy/dashboard.json");

/// The endings of samples' names, by the type of their family; a gauge's name is the family's own.
const ENDINGS: [(&str, &str); 4] =
    [("_total", "counter"), ("_bucket", "histogram"), ("_sum", "histogram"), ("_count", "histogram")];

/// Every expression that the dashboard asks.
fn asked(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("expr").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|field| asked(field, found));
        }
        Value::Array(values) => values.iter().for_each(|value| asked(value, found)),
        _ => {}
    }
}

/// The types of all families, by name.
fn types(metrics: &str) -> BTreeMap<&str, &str> {
    metrics.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' ')).collect()
}

/// The names of our samples in an expression, each with whether a rate of it is asked.
fn samples(expression: &str) -> Vec<(&str, bool)> {
    let is_name = |char: char| char.is_ascii_alphanumeric() || char == '_';
    let words = expression.match_indices("muster_").map(|(at, _)| {
        let rest = &expression[at..];
        let end = rest.find(|char| !is_name(char)).unwrap_or(rest.len());
        let before = &expression[..at];
        (&rest[..end], before.ends_with("rate(") || before.ends_with("increase("))
    });
    words.collect()
}

/// Whether a server tells a sample of this name, and a rate of it means something where one is asked.
fn is_told(types: &BTreeMap<&str, &str>, name: &str, as_rate: bool) -> bool {
    let ending = ENDINGS.iter().find_map(|(ending, kind)| Some((name.strip_suffix(ending)?, *kind)));
    let (family, kind) = ending.unwrap_or((name, "gauge"));
    types.get(family) == Some(&kind) && as_rate == (as_rate && kind != "gauge")
}

#[tokio::test]
async fn every_metric_of_the_alerts_and_the_dashboard_is_told_by_a_server() -> Result<()> {
    let server = Process::fresh(env!("CARGO_BIN_EXE_muster-under-test"), &[])?;
    let metrics = get(server.address, "/metrics", &[]).await?.body;
    let types = types(&metrics);
    let mut expressions: Vec<String> =
        RULES.lines().filter_map(|line| line.trim().strip_prefix("expr: ")).map(str::to_owned).collect();
    ensure!(expressions.len() >= 6, "{} alerts", expressions.len());
    asked(&serde_json::from_str(DASHBOARD).context("the dashboard")?, &mut expressions);
    ensure!(expressions.len() >= 20, "{} expressions", expressions.len());
    let all = expressions.iter().flat_map(|expression| samples(expression));
    let wrong: Vec<_> = all.filter(|(name, as_rate)| !is_told(&types, name, *as_rate)).collect();
    assert_eq!(wrong, [], "no server tells these, or not of this type");
    Ok(())
}

#[test]
fn a_metric_that_is_not_there_or_is_asked_in_the_wrong_way_is_found() {
    let types =
        types("# TYPE muster_rooms gauge\n# TYPE muster_appends counter\n# TYPE muster_ack_seconds histogram\n");
    for (expression, is_right) in [
        ("muster_rooms > 0", true),
        ("rate(muster_rooms[5m])", false),
        ("sum(rate(muster_appends_total[5m]))", true),
        ("rate(muster_appends[5m])", false),
        ("muster_rooms_total", false),
        ("rate(muster_ack_seconds_bucket[5m])", true),
        ("muster_nothing", false),
    ] {
        let told = samples(expression).iter().all(|(name, as_rate)| is_told(&types, name, *as_rate));
        assert_eq!(told, is_right, "{expression}");
    }
}
