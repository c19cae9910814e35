//! Samples and what is said of them.

use std::time::Duration;

/// Measured values of one kind, in one unit.
#[derive(Debug, Clone, Default)]
pub(crate) struct Samples(Vec<f64>);

impl Samples {
    pub(crate) fn add(&mut self, value: f64) {
        self.0.push(value);
    }

    pub(crate) fn add_ms(&mut self, took: Duration) {
        self.add(took.as_secs_f64() * 1e3);
    }

    pub(crate) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The smallest value that `percent` of all values do not exceed; 0 when there is none.
    pub(crate) fn percentile(&self, percent: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let rank = (percent / 100.0 * sorted.len() as f64).ceil() as usize;
        sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
    }

    pub(crate) fn median(&self) -> f64 {
        self.percentile(50.0)
    }

    /// `p50 0.42  p99 1.80 ms`.
    pub(crate) fn p50_and(&self, high: u32, unit: &str) -> String {
        if self.0.is_empty() {
            return "nothing came".to_owned();
        }
        format!("p50 {}  p{high} {} {unit}", shown(self.median()), shown(self.percentile(high.into())))
    }

    /// `12.0 (11.2 to 14.9) ms`.
    pub(crate) fn median_and_range(&self, unit: &str) -> String {
        format!(
            "{} ({} to {}) {unit}",
            shown(self.median()),
            shown(self.percentile(0.0)),
            shown(self.percentile(100.0))
        )
    }
}

impl FromIterator<f64> for Samples {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

/// Three digits that mean something.
pub(crate) fn shown(value: f64) -> String {
    match value {
        value if value < 10.0 => format!("{value:.2}"),
        value if value < 100.0 => format!("{value:.1}"),
        value => format!("{value:.0}"),
    }
}

/// Bytes for people, in decimal units as the budgets are.
pub(crate) fn shown_bytes(bytes: usize) -> String {
    match bytes as f64 {
        bytes if bytes >= 1e6 => format!("{:.2} MB", bytes / 1e6),
        bytes if bytes >= 1e3 => format!("{:.1} KB", bytes / 1e3),
        bytes => format!("{bytes:.0} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let samples: Samples = (1..=100).rev().map(f64::from).collect();
        assert_eq!((samples.median(), samples.percentile(99.0), samples.percentile(100.0)), (50.0, 99.0, 100.0));
        assert_eq!(samples.percentile(0.0), 1.0);
        assert_eq!(Samples::default().median(), 0.0);
    }

    #[test]
    fn figures_have_three_digits() {
        assert_eq!([0.123, 12.34, 123.4].map(shown), ["0.12", "12.3", "123"]);
        assert_eq!(shown_bytes(305_822), "305.8 KB");
    }
}
