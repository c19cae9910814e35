//! The closed list of elements and attributes that a face as text is made of.

use crate::text::links::is_harmless;

/// The attribute that every element may have.
pub const CLASS: &str = "class";

/// Every element and the attributes it may have besides its class.
pub const ELEMENTS: &[(&str, &[&str])] = &[
    ("article", &[]),
    ("header", &[]),
    ("h1", &[]),
    ("h2", &[]),
    ("h3", &[]),
    ("h4", &[]),
    ("h5", &[]),
    ("h6", &[]),
    ("p", &[]),
    ("br", &[]),
    ("strong", &[]),
    ("em", &[]),
    ("code", &[]),
    ("a", &["href", "rel"]),
    ("span", &["aria-hidden"]),
    ("ul", &[]),
    ("ol", &["start"]),
    ("li", &[]),
    ("dl", &[]),
    ("dt", &[]),
    ("dd", &[]),
    ("table", &[]),
    ("tbody", &[]),
    ("tr", &[]),
    ("th", &["scope"]),
    ("td", &[]),
    ("svg", &["viewBox", "preserveAspectRatio", "aria-hidden"]),
    ("circle", &["cx", "cy", "r", "pathLength", "transform", "stroke-dasharray", "stroke-dashoffset"]),
    ("rect", &["x", "y", "width", "height"]),
];

/// Those of the elements that are drawn, and made in the name space of SVG.
pub const DRAWN: &[&str] = &["svg", "circle", "rect"];

/// The first thing in a face as text that the list does not have; `None` where all of it is from there. It reads markup as
/// this crate writes it: every value in double quotes, no comment.
pub fn stranger(html: &str) -> Option<String> {
    let mut tags = html.split('<');
    // Before the first sign there is no tag.
    tags.next();
    tags.find_map(|rest| {
        let tag = rest.split_once('>').map(|(tag, _)| tag)?;
        match tag.strip_prefix('/') {
            Some(name) => (!is_known(name)).then(|| format!("</{name}>")),
            None => of_tag(tag),
        }
    })
}

fn is_known(name: &str) -> bool {
    ELEMENTS.iter().any(|(known, _)| *known == name)
}

fn of_tag(tag: &str) -> Option<String> {
    let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
    let Some((_, may_have)) = ELEMENTS.iter().find(|(known, _)| *known == name) else {
        return Some(format!("<{name}>"));
    };
    let mut rest = attributes.trim_start();
    while let Some((attribute, after)) = rest.split_once("=\"") {
        let (value, behind) = after.split_once('"').unwrap_or((after, ""));
        let is_fine = match attribute {
            CLASS => value.split(' ').all(|class| class == "mt" || class.starts_with("mt-")),
            "href" => may_have.contains(&"href") && leads_on(value),
            other => may_have.contains(&other),
        };
        if !is_fine {
            return Some(format!("<{name} {attribute}=\"{value}\">"));
        }
        rest = behind.trim_start();
    }
    (!rest.is_empty()).then(|| format!("<{name} {rest}>"))
}

fn leads_on(address: &str) -> bool {
    is_harmless(address) || (address.starts_with('/') && !address.starts_with("//"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_list_has_is_no_stranger() {
        for (html, stranger) in [
            ("", None),
            ("words &lt;b&gt;", None),
            ("<p class=\"mt-lead\">a <a href=\"https://a.example\" rel=\"noopener\">b</a><br></p>", None),
            ("<a href=\"/d/x\">b</a><svg viewBox=\"0 0 1 1\"><rect x=\"1\"></rect></svg>", None),
            ("<script>", Some("<script>")),
            ("<p></script>", Some("</script>")),
            ("<p onclick=\"x\">", Some("<p onclick=\"x\">")),
            ("<p style=\"x\">", Some("<p style=\"x\">")),
            ("<p class=\"btn\">", Some("<p class=\"btn\">")),
            ("<a href=\"javascript:x\">", Some("<a href=\"javascript:x\">")),
            ("<a href=\"//evil.example\">", Some("<a href=\"//evil.example\">")),
            ("<p hidden>", Some("<p hidden>")),
            ("<td scope=\"row\">", Some("<td scope=\"row\">")),
        ] {
            assert_eq!(super::stranger(html).as_deref(), stranger, "{html}");
        }
    }

    #[test]
    fn what_is_drawn_is_in_the_list() {
        assert!(DRAWN.iter().all(|name| is_known(name)));
    }
}
