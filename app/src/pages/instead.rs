//! Pages that stand where no document is shown: each says what is so, in a sentence, and offers a way on.

use leptos::prelude::*;
use muster_shared::id::DocId;
use muster_shared::kinds::Kind;
use muster_shared::sync::replica::Reason;

use super::said::SILENT;
use super::shell::{Layer, use_shell};
use super::{OfShell, from_shell};
use crate::browser::{is_online, window};
use crate::store::is_silent;
use crate::visitor::sign_in_link;

/// The reason why a page shows no document.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Why {
    /// The address is none of ours.
    Nowhere,
    /// The server answers, and knows no document of this id.
    Nothing,
    /// It is not on this device, and the server cannot be asked just now. It can be asked again.
    Elsewhere(TryNow),
    /// It is of a kind that this app does not know.
    Newer,
    /// It has no kind: a program of somebody else's made it.
    Untyped,
    /// Documents of its kind have no page.
    NoPage(Kind, DocId),
    /// The server has another kind of document at this address than this page has looked for.
    OtherKind,
    /// Nobody is signed in here any more.
    SignedOut,
}

/// Asks again for what is not here. Which of several does so makes no difference to what is shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TryNow(pub(crate) Callback<()>);

impl PartialEq for TryNow {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Why {
    /// It is not here, and `again` asks for it again.
    pub(crate) fn elsewhere(again: impl Fn() + Send + Sync + 'static) -> Self {
        Self::Elsewhere(TryNow(Callback::new(move |()| again())))
    }

    /// The reason why there is no document behind an address, if there is none.
    pub(crate) fn of(reason: &Reason) -> Option<Self> {
        match reason {
            Reason::Gone => Some(Self::Nothing),
            Reason::OtherKind => Some(Self::OtherKind),
            _ => None,
        }
    }
}

/// The sentence that stands where a document is not shown, as soon as its chunk is here.
pub(crate) fn instead(why: Why) -> AnyView {
    from_shell(OfShell::Instead(why))
}

/// Says why nothing is shown.
#[component]
pub(crate) fn Instead(why: Why) -> impl IntoView {
    let instead = use_shell().instead;
    instead.update(|n| *n += 1);
    on_cleanup(move || instead.update(|n| *n -= 1));
    match why {
        Why::Nowhere => view! { <Nowhere/> }.into_any(),
        Why::Nothing => view! { <NoSuchDocument/> }.into_any(),
        Why::Elsewhere(TryNow(again)) => view! { <Elsewhere again/> }.into_any(),
        Why::NoPage(kind, doc) => view! { <NoPage kind doc/> }.into_any(),
        Why::SignedOut => view! { <SignedOut/> }.into_any(),
        Why::Untyped => view! {
            <CannotBeShown
                head="This document has no page in Muster"
                says="Another program made it, and did not say of which kind it is. Everything in it is kept for that program."
            />
        }
        .into_any(),
        Why::Newer => view! {
            <CannotBeShown
                head="This document is newer than this Muster"
                says="It is of a kind that this version does not know. Everything in it is kept, and opens with the version that made it."
            />
        }
        .into_any(),
        Why::OtherKind => view! {
            <CannotBeShown head="Another document stands here by now" says=Reason::OtherKind.sentence()/>
        }
        .into_any(),
    }
}

/// A sentence with a head, and ways on as its children.
#[component]
pub(crate) fn SaySo(
    /// The icon's name.
    icon: &'static str,
    /// The state of things, in a few words.
    #[prop(into)]
    head: String,
    /// The meaning of it for the person.
    #[prop(into)]
    says: String,
    /// Ways on.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="sheet">
            <div class="doc">
                <div class="part">
                    <div class="frame">
                        <div class="say-so">
                            <span class=format!("i i-{icon}") aria-hidden="true"></span>
                            <div>
                                <h1>{head}</h1>
                                <p>{says}</p>
                            </div>
                            <div class="acts">{children()}</div>
                        </div>
                    </div>
                </div>
            </div>
        </div>
    }
}

#[component]
fn Nowhere() -> impl IntoView {
    use_shell().name_page(|| "Nothing here".to_owned());
    view! {
        <SaySo
            icon="look"
            head="There is nothing at this address"
            says="The link may be cut short, or what it led to has moved."
        >
            <a class="btn strong" href="/">"All teams"</a>
        </SaySo>
    }
}

#[component]
fn NoSuchDocument() -> impl IntoView {
    let shell = use_shell();
    shell.name_page(|| "Nothing here".to_owned());
    view! {
        <SaySo
            icon="look"
            head="There is no such document"
            says="The server knows none at this address. The link may be mistyped or cut short."
        >
            <a class="btn strong" href="/">"All teams"</a>
            <button class="btn" type="button" aria-haspopup="dialog" on:click=move |_| shell.layer.set(Layer::Find)>
                "Find a team"
            </button>
            <a class="btn word" href="/new">"New charter"</a>
        </SaySo>
    }
}

/// The document is not on this device, as far as anybody can tell, and the server does not give it.
#[component]
fn Elsewhere(again: Callback<()>) -> impl IntoView {
    const NOT_HERE: &str = "This document is not on this device";
    use_shell().name_page(|| "Not here".to_owned());
    move || {
        let (head, says) = if is_silent().get() {
            (
                SILENT,
                "This document may be kept on this device, but cannot be read just now. It opens by itself as soon as the storage answers, or the server.",
            )
        } else if is_online() {
            (NOT_HERE, "The server does not answer just now. This page opens by itself as soon as it does.")
        } else {
            (
                NOT_HERE,
                "You are offline, and this document was never opened here. It opens as soon as there is a connection.",
            )
        };
        view! {
            <SaySo icon="device" head says>
                <button class="btn" type="button" on:click=move |_| again.run(())>"Try now"</button>
                <a class="btn word" href="/">"All teams"</a>
            </SaySo>
        }
    }
}

#[component]
fn SignedOut() -> impl IntoView {
    use_shell().name_page(|| "Signed out".to_owned());
    view! {
        <SaySo icon="lock" head="You are signed out" says="This document is for those who are signed in, and no copy of it is on this device.">
            <a class="btn strong" href=sign_in_link()>"Sign in"</a>
            <a class="btn word" href="/">"All teams"</a>
        </SaySo>
    }
}

/// A document that is there, and that this page cannot show. A newer app may.
#[component]
fn CannotBeShown(head: &'static str, #[prop(into)] says: String) -> impl IntoView {
    use_shell().name_page(move || head.to_owned());
    let reload = |_| {
        if let Some(window) = window() {
            let _ = window.location().reload();
        }
    };
    view! {
        <SaySo icon="look" head says>
            <a class="btn strong" href="/">"All teams"</a>
            <button class="btn" type="button" on:click=reload>"Reload the page"</button>
        </SaySo>
    }
}

/// A kind of document that is shown somewhere else.
#[component]
fn NoPage(kind: Kind, doc: DocId) -> impl IntoView {
    let spec = kind.spec();
    let head = format!("A {} has no page of its own", spec.noun.one);
    let title = head.clone();
    use_shell().name_page(move || title.clone());
    let subject = kind.subject_of(&doc).map(|subject| format!("/d/{subject}"));
    view! {
        <SaySo icon="look" head says=spec.face.err().unwrap_or_default()>
            {subject.map(|href| view! { <a class="btn strong" href=href>"Open what it is about"</a> })}
            <a class="btn word" href="/">"All teams"</a>
        </SaySo>
    }
}
