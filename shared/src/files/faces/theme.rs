//! Light and dark: the colours of a picture.

/// Colours of a picture.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the reader's device has it.
    #[default]
    Auto,
    /// Dark letters on light ground.
    Light,
    /// Light letters on dark ground.
    Dark,
}

impl Theme {
    /// The theme of a word in an address.
    pub fn of_word(word: &str) -> Self {
        match word {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::Auto,
        }
    }
}

/// The colours that a picture is drawn in.
struct Colours {
    paper: &'static str,
    line: &'static str,
    ink: &'static str,
    soft: &'static str,
    accent: &'static str,
    look: &'static str,
    track: &'static str,
}

const LIGHT: Colours = Colours {
    paper: "#fdfcfa",
    line: "#dedbd6",
    ink: "#1c1f27",
    soft: "#535966",
    accent: "#0d5a5c",
    look: "#7a4a00",
    track: "#e7e4df",
};

const DARK: Colours = Colours {
    paper: "#17181b",
    line: "#3a3d43",
    ink: "#e9e7e1",
    soft: "#adb1b9",
    accent: "#7fd3ce",
    look: "#f0c078",
    track: "#33363c",
};

/// Colours by class alone: not everything that draws a picture knows variables.
pub(super) fn style(theme: Theme) -> String {
    let colours = match theme {
        Theme::Auto => format!("{}@media (prefers-color-scheme:dark){{{}}}", rules(&LIGHT), rules(&DARK)),
        Theme::Light => rules(&LIGHT),
        Theme::Dark => rules(&DARK),
    };
    let shapes = "text{font-family:system-ui,-apple-system,'Segoe UI',sans-serif}.b{font-weight:600}\
                  circle{fill:none;stroke-width:3}";
    format!("{shapes}{colours}")
}

fn rules(colours: &Colours) -> String {
    let Colours { paper, line, ink, soft, accent, look, track } = colours;
    format!(
        "text,.mt-mark{{fill:{ink}}}.q{{fill:{soft}}}.look{{fill:{look}}}.own,.mt-now{{fill:{accent}}}.mt-track{{fill:{track}}}\
         .paper{{fill:{paper};stroke:{line}}}.mt-none{{stroke:{track}}}.mt-yes{{stroke:{accent}}}.mt-stale{{stroke:{look}}}"
    )
}
