//! A card as text: elements of the closed list.

use super::card::{Bar, Card, Line, Marks, Part, Ring, Steps, Way, stands};
use super::view::View;
use crate::files::export::escaped;
use crate::kinds::charter::Mode;

/// The text of a view, around which a page puts nothing that people read.
pub(super) fn article(view: View, html: &str) -> String {
    format!("<article class=\"mt mt-{}\">\n{html}</article>\n", view.word())
}

/// A card under its name.
pub(super) fn card(card: &Card) -> String {
    let (doc, title, what) = (&card.doc, escaped(&card.title), card.what);
    let head = format!("<h1><a href=\"/d/{doc}\">{title}</a></h1> <span class=\"mt-what\">{what}</span>");
    let parts: String = card.parts.iter().map(part).collect();
    format!("<header class=\"mt-head\">{head}</header>\n{parts}")
}

fn part(part: &Part) -> String {
    let list = |class: &str, items: String| format!("<ul class=\"{class}\">{items}</ul>\n");
    match part {
        Part::Heading(words) => format!("<h2>{words}</h2>\n"),
        Part::Lead(words) => format!("<p class=\"mt-lead\">{}</p>\n", escaped(words)),
        Part::Big(number, words) => {
            format!("<p class=\"mt-big\"><strong>{}</strong> {}</p>\n", escaped(number), escaped(words))
        }
        Part::Labelled(lines) => {
            let lines = lines.iter().map(|(label, words)| format!("<dt>{label}</dt><dd>{}</dd>", escaped(words)));
            format!("<dl class=\"mt-labelled\">{}</dl>\n", lines.collect::<String>())
        }
        Part::Lines(lines) => list("mt-lines", lines.iter().map(line).collect()),
        Part::Rings(rings) => list("mt-rings", rings.iter().map(ring).collect()),
        Part::Bars(bars) => list("mt-bars", bars.iter().map(bar).collect()),
        Part::Grid(columns, rows) => grid(columns, rows),
        Part::Steps(all) => list("mt-steps", all.iter().map(steps).collect()),
        Part::Foot(words) => format!("<p class=\"mt-foot\">{}</p>\n", escaped(words)),
    }
}

fn line(line: &Line) -> String {
    format!("<li>{}{}</li>", escaped(&line.words), note(&line.note))
}

fn note(words: &str) -> String {
    if words.is_empty() { String::new() } else { format!(" <span class=\"mt-note\">{}</span>", escaped(words)) }
}

/// The arcs of those who agree, and of those who agreed to other words: how long each is, and where it begins.
pub(super) fn arcs(ring: &Ring) -> [(f64, f64); 2] {
    let part = |n: usize| if ring.of == 0 { 0.0 } else { 100.0 * n.min(ring.of) as f64 / ring.of as f64 };
    let agreed = part(ring.agreed);
    [(agreed, 0.0), (part(ring.stale).min(100.0 - agreed), agreed)]
}

/// The circles of a ring of 20 units, each after its class.
pub(super) fn circles(ring: &Ring) -> String {
    let circle = |class: &str, dashes: &str| {
        format!(
            "<circle class=\"{class}\" cx=\"10\" cy=\"10\" r=\"8\" pathLength=\"100\" transform=\"rotate(-90 10 10)\"{dashes}></circle>"
        )
    };
    let arc = |class: &str, (length, start): (f64, f64)| {
        let dashes = format!(" stroke-dasharray=\"{length:.1} 100\" stroke-dashoffset=\"{:.1}\"", -start);
        if length > 0.0 { circle(class, &dashes) } else { String::new() }
    };
    let [agreed, stale] = arcs(ring);
    circle("mt-none", "") + &arc("mt-yes", agreed) + &arc("mt-stale", stale)
}

fn ring(ring: &Ring) -> String {
    let drawn = format!("<svg class=\"mt-ring\" viewBox=\"0 0 20 20\" aria-hidden=\"true\">{}</svg>", circles(ring));
    format!("<li>{drawn}<span class=\"mt-name\">{}</span>{}</li>", escaped(&ring.label), note(&ring.counted()))
}

/// The shapes of a way on a line of 100 by 12 units.
pub(super) fn way(way: Way) -> String {
    let (left, wide) = (100.0 * way.from.min(way.now), 100.0 * (way.now - way.from).abs());
    let to = 100.0 * way.to;
    format!(
        "<rect class=\"mt-track\" x=\"0\" y=\"3\" width=\"100\" height=\"6\"></rect>\
         <rect class=\"mt-now\" x=\"{left:.1}\" y=\"3\" width=\"{wide:.1}\" height=\"6\"></rect>\
         <rect class=\"mt-mark\" x=\"{:.1}\" y=\"0\" width=\"1.2\" height=\"12\"></rect>",
        to - 0.6
    )
}

fn bar(bar: &Bar) -> String {
    let drawn = bar.way.map(|known| {
        let shape = "viewBox=\"0 0 100 12\" preserveAspectRatio=\"none\" aria-hidden=\"true\"";
        format!("<svg class=\"mt-bar\" {shape}>{}</svg>", way(known))
    });
    let now = if bar.now.is_empty() { String::new() } else { format!("<strong>{}</strong> ", escaped(&bar.now)) };
    let numbers = format!("<span class=\"mt-note\">{now}{}</span>", escaped(&bar.to));
    format!("<li><span class=\"mt-name\">{}</span>{}{numbers}</li>", escaped(&bar.name), drawn.unwrap_or_default())
}

/// The sign of how a team stands to something.
pub(super) fn sign(mode: Mode) -> char {
    match mode {
        Mode::Own => '●',
        Mode::Share => '◐',
        Mode::Consult => '○',
    }
}

fn grid(columns: &[String], rows: &[Marks]) -> String {
    let heads: String = columns.iter().map(|name| format!("<th scope=\"col\">{}</th>", escaped(name))).collect();
    let cell = |mark: &Option<Mode>| match mark {
        Some(mode) => {
            let sign = sign(*mode);
            format!("<td><span aria-hidden=\"true\">{sign}</span><span class=\"mt-vh\">{}</span></td>", stands(*mode))
        }
        None => "<td></td>".to_owned(),
    };
    let row = |row: &Marks| {
        let open =
            if row.open.is_empty() { String::new() } else { format!(" <span class=\"mt-look\">{}</span>", row.open) };
        let cells: String = row.marks.iter().map(cell).collect();
        format!("<tr><th scope=\"row\">{}{open}</th>{cells}</tr>\n", escaped(&row.name))
    };
    let rows: String = rows.iter().map(row).collect();
    format!(
        "<table class=\"mt-grid\">\n<tbody><tr><td></td>{heads}</tr>\n{rows}</tbody></table>\n\
         <p class=\"mt-foot\">● owns · ◐ shares · ○ is consulted</p>\n"
    )
}

/// The squares of a level, of which those up to it are filled.
pub(super) fn squares(at: usize, of: usize) -> String {
    let square = |nth: usize| {
        let class = if nth < at { "mt-now" } else { "mt-track" };
        format!("<rect class=\"{class}\" x=\"{}\" y=\"0\" width=\"8\" height=\"8\"></rect>", nth * 10)
    };
    (0..of).map(square).collect()
}

fn steps(steps: &Steps) -> String {
    let shape = format!("viewBox=\"0 0 {} 8\" aria-hidden=\"true\"", (steps.of * 10).saturating_sub(2));
    let drawn = format!("<svg class=\"mt-dial\" {shape}>{}</svg>", squares(steps.at, steps.of));
    format!("<li><span class=\"mt-name\">{}</span>{drawn}{}</li>", escaped(&steps.name), note(&steps.words))
}
