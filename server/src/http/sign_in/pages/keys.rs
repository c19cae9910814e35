//! Keys, as owners see them: what tokens for embeds and programs are signed with.

use maud::{Markup, html};

use super::names::Names;
use super::parts::{self, Act, on_day};
use crate::people::invite::BY_THE_SERVER;
use crate::people::key::Key;

/// Every key in use, and a way to make one.
pub(super) fn list(keys: &[Key], names: &Names) -> Markup {
    html! {
        p { "A wiki or a program signs tokens with a key of its own. The holder of a key lets people into every charter: retire it when in doubt." }
        ul.list { @for key in keys { li { (row(key, names)) } } }
        form.inline data-send="POST /api/keys" data-then="once" {
            label.label { "What it is for" input.line name="name" required maxlength="80" placeholder="The wiki"; }
            button.btn { "Make a key" }
            (parts::outcome())
            (parts::once("Keep it where the program runs, and nowhere else. Before the dot is its id, behind it the secret."))
        }
    }
}

fn row(key: &Key, names: &Names) -> Markup {
    let own = key.made_by == BY_THE_SERVER;
    let (word, then) = if own { ("Replace", "reload") } else { ("Retire", "gone") };
    let confirm =
        Act { send: &format!("POST /api/keys/{}/confirm", key.id), then: "reload", word: "Confirm", of: &key.name };
    let act = Act { send: &format!("DELETE /api/keys/{}", key.id), then, word, of: &key.name };
    html! {
        div { b { (key.name) } " " code.small { (key.id) }
            p.small.quiet { "By " (names.of(&key.made_by)) ", " (on_day(key.created_ms)) }
            @if !key.answered {
                p.wrong { span.i.i-risk aria-hidden="true" {}
                    span { "No owner answers for this key any more, so its tokens let nobody in. Confirm it if the program shall go on." } }
            } }
        @if !key.answered { (confirm.button()) }
        (act.asked("Its tokens stop working at once, also those that people are using."))
    }
}
