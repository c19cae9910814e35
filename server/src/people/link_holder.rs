//! Holders of read links: a request shows a link's key, and the holder is whom the key lets in at this moment. A holder who
//! comments is an author for each device, by the name they say; a holder who only reads is known by nothing but a mark of
//! their address, which keeps one address from spending what another may.
//!
//! A key is written as the link's secret. Behind it may stand, after a dot each, the secret of a device and the pass of a
//! frame (`frame`).

use std::net::IpAddr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use muster_shared::access::{Author, Grant};
use muster_shared::id::DocId;
use muster_shared::kinds::{companion, talk};
use sha2::{Digest, Sha256};

use super::announce::Topic;
use super::naming::{self, LINK};
use super::person::tidy_name;
use super::{People, Secret, bearers, frame, worth};
use crate::clock;
use crate::log::LogError;

/// The bytes of a holder's mark: enough that nobody meets another's by chance.
const MARK_BYTES: usize = 16;
/// A holder of whom nothing is known.
const READER: &str = "A reader";

/// A key as a request shows it. It is never logged: it has no `Debug` and no `Display`.
#[derive(Clone)]
pub struct LinkKey {
    link: Secret,
    device: Option<Secret>,
    pass: Option<String>,
}

impl LinkKey {
    /// Reads a key; `None` for what is none.
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '.');
        let link = Secret::read(parts.next()?)?;
        let device = match parts.next() {
            None | Some("") => None,
            Some(device) => Some(Secret::read(device)?),
        };
        Some(Self { link, device, pass: parts.next().map(ToOwned::to_owned) })
    }

    /// The key as its holder shows it.
    pub fn reveal(&self) -> String {
        let device = self.device.as_ref().map(Secret::reveal);
        match (device, &self.pass) {
            (None, None) => self.link.reveal(),
            (Some(device), None) => format!("{}.{device}", self.link.reveal()),
            (device, Some(pass)) => format!("{}.{}.{pass}", self.link.reveal(), device.unwrap_or_default()),
        }
    }

    /// The link's own part, for which frames are given tickets and passes.
    pub fn link(&self) -> String {
        self.link.reveal()
    }

    /// The same key of a device, which is drawn where the key names none.
    ///
    /// # Errors
    /// [`LogError::Write`] when there is no randomness.
    pub fn of_a_device(self) -> Result<Self, LogError> {
        let device = self.device.map_or_else(Secret::draw, Ok)?;
        Ok(Self { device: Some(device), ..self })
    }

    /// The mark of the device that it names, if it names one. Nobody tells a device or an address by its mark who does not
    /// hold the link.
    fn device_mark(&self) -> Option<String> {
        self.device.as_ref().map(|device| self.mark(&device.hash()))
    }

    /// The mark of the address from which it is shown.
    fn address_mark(&self, from: IpAddr) -> String {
        self.mark(from.to_string().as_bytes())
    }

    fn mark(&self, of: &[u8]) -> String {
        let mut hash = Sha256::new();
        hash.update(self.link.hash());
        hash.update(of);
        URL_SAFE_NO_PAD.encode(hash.finalize().get(..MARK_BYTES).unwrap_or_default())
    }
}

/// The holder of a link, and the link's worth now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The link's id.
    pub link: String,
    /// The document it is for.
    pub doc: DocId,
    /// The most that it is worth now.
    pub grant: Grant,
    /// Until when, in milliseconds since 1970.
    pub until_ms: Option<u64>,
    /// The origins whose pages may use it; none for all.
    pub sites: Vec<String>,
    /// The giver.
    pub by: String,
    /// Whether the key came with the pass of a frame that was shown by such pages.
    pub framed: bool,
    /// The name under which the holder is shown, marked as a link's.
    pub shown: String,
    /// Whether the holder said a name, which a holder does who comments.
    pub is_named: bool,
    mark: String,
}

impl Holder {
    /// The author the holder writes for.
    pub fn author(&self) -> Author {
        Author::new(&author(&self.link, &self.mark))
    }

    /// The link, as the record names it: nothing there tells one holder from another.
    pub fn recorded(&self) -> String {
        format!("{LINK}:{}", self.link)
    }

    /// The holder's grant in a document: in the link's own, and of a link that lets comment also in the talk about it.
    pub fn grant_in(&self, doc: &DocId) -> Option<Grant> {
        let comments = self.grant >= Grant::Commenter;
        let is_its_talk = companion(doc).is_some_and(|(kind, about)| kind == talk::KIND && about == self.doc);
        let grant = if comments && self.is_named { Grant::Commenter } else { Grant::Reader };
        (self.doc == *doc || (comments && is_its_talk)).then_some(grant)
    }

    /// Whether a request may use the link. `origin` is what the browser says of the page, and `own` the server's.
    pub fn may_come_from(&self, origin: Option<&str>, own: &str) -> bool {
        let said = origin.unwrap_or(own);
        let is_frame = self.framed && (matches!(origin, None | Some("null")) || said == own);
        !self.is_limited() || self.sites.iter().any(|site| site == said) || is_frame
    }

    /// Whether pages of some sites alone may use it.
    pub fn is_limited(&self) -> bool {
        !self.sites.is_empty()
    }

    /// The pages that may show a frame with this link; nothing where it leaves that to the workspace.
    pub fn ancestors(&self) -> Option<Vec<String>> {
        self.is_limited().then(|| self.sites.clone())
    }

    /// Whether every page around a frame may show it.
    pub fn may_be_shown_by(&self, around: &[String], own: &str) -> bool {
        let may = |origin: &String| origin == own || self.sites.contains(origin);
        !self.is_limited() || (!around.is_empty() && around.iter().all(may))
    }
}

/// The author whom the holder of a link with this mark is.
fn author(link: &str, mark: &str) -> String {
    format!("{LINK}:{link}:{mark}")
}

impl People {
    /// The holder whom a key lets in now; `None` for a key that opens nothing: one that was never given, a withdrawn or
    /// expired one, or one whose giver may not give it any more.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn holder(&self, key: &LinkKey, from: IpAddr) -> Result<Option<Holder>, LogError> {
        let key = key.clone();
        self.read(move |db| {
            let Some(open) = worth::read_link(db, &key.link.hash(), clock::now_ms())? else { return Ok(None) };
            let worth::OpenLink { id, doc, grant, until_ms, sites, by } = open;
            let device = key.device_mark();
            let named = match &device {
                Some(mark) => naming::said_by(db, &author(&id, mark))?,
                None => None,
            };
            // Anybody can make up a device: one that has said no name spends what its address may.
            let mark = device.filter(|_| named.is_some()).unwrap_or_else(|| key.address_mark(from));
            let framed = frame::holds(db, &key.link.reveal(), key.pass.as_deref())?;
            let (is_named, shown) = (named.is_some(), naming::by_link(named.as_deref().unwrap_or(READER)));
            Ok(Some(Holder { link: id, doc, grant, until_ms, sites, by, framed, shown, is_named, mark }))
        })
        .await
    }

    /// The same key with a pass behind it, for a frame that pages the link is for show.
    ///
    /// # Errors
    /// [`LogError`].
    pub async fn link_pass(&self, key: LinkKey) -> Result<LinkKey, LogError> {
        let link = key.link();
        let pass = self.read(move |db| frame::pass_for(db, &link)).await?;
        Ok(LinkKey { pass: pass.or(key.pass), ..key })
    }

    /// The holder by the name that they say on the device of this key; `None` for a name that cannot be shown, for a key
    /// that opens nothing any more, and for one that names no device.
    ///
    /// # Errors
    /// [`LogError`], and then the holder has no other name.
    pub async fn named_holder(&self, key: &LinkKey, from: IpAddr, name: &str) -> Result<Option<Holder>, LogError> {
        let (Some(name), Some(mark)) = (tidy_name(name), key.device_mark()) else { return Ok(None) };
        let Some(Holder { link, .. }) = self.holder(key, from).await? else { return Ok(None) };
        let author = author(&link, &mark);
        self.change([Topic::Link(link)], move |db| bearers::put(db, &author, &name)).await?;
        self.holder(key, from).await
    }
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use super::*;

    const OWN: &str = "https://muster.example";
    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn holder(grant: Grant, is_named: bool, sites: &[&str]) -> Holder {
        Holder {
            link: "l1".to_owned(),
            doc: DocId::org(),
            grant,
            until_ms: None,
            sites: sites.iter().map(|site| (*site).to_owned()).collect(),
            by: "p1".to_owned(),
            framed: false,
            shown: naming::by_link(READER),
            is_named,
            mark: "m".to_owned(),
        }
    }

    #[test]
    fn a_key_reads_as_it_is_shown_and_nothing_else_does() {
        let secret = "A".repeat(43);
        for (text, reads) in [
            (secret.clone(), true),
            (format!("{secret}.{secret}"), true),
            (format!("{secret}.{secret}.x"), true),
            (format!("{secret}..x"), true),
            (format!("{secret}."), true),
            (String::new(), false),
            (format!(".{secret}"), false),
            (format!("{secret}.x"), false),
            (secret[1..].to_owned(), false),
        ] {
            let key = LinkKey::read(&text);
            assert_eq!(key.is_some(), reads, "{text}");
            let shown = key.map(|key| key.reveal());
            assert!(shown.is_none_or(|shown| shown == text.trim_end_matches('.')), "{text}");
        }
    }

    #[test]
    fn a_device_is_the_same_author_wherever_it_is_and_an_address_another_one() {
        let key = |text: &str| LinkKey::read(text);
        let (link, device) = ("A".repeat(43), "B".repeat(42) + "A");
        let other: IpAddr = IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED);
        let mark = |text: &str| key(text).and_then(|key| key.device_mark());
        let from = |text: &str, address| key(text).map(|key| key.address_mark(address));
        let with_device = format!("{link}.{device}");
        assert!(from(&link, HERE).is_some() && from(&link, HERE) != from(&link, other));
        assert_eq!(from(&link, HERE), from(&with_device, HERE), "a device says nothing of its address");
        assert_eq!(mark(&link), None);
        assert!(mark(&with_device).is_some() && mark(&with_device) != from(&link, HERE));
        assert_ne!(mark(&with_device), mark(&format!("{device}.{device}")), "by another link");
    }

    #[test]
    fn a_link_opens_its_document_and_one_that_lets_comment_the_talk_about_it() {
        let doc = |id: &str| id.parse::<DocId>().unwrap_or_else(|_| DocId::org());
        let of = |grant, is_named| Holder { doc: doc("ours"), ..holder(grant, is_named, &[]) };
        for (grant, is_named, own, talk) in [
            (Grant::Reader, false, Some(Grant::Reader), None),
            (Grant::Reader, true, Some(Grant::Reader), None),
            (Grant::Commenter, false, Some(Grant::Reader), Some(Grant::Reader)),
            (Grant::Commenter, true, Some(Grant::Commenter), Some(Grant::Commenter)),
        ] {
            let holder = of(grant, is_named);
            assert_eq!(holder.grant_in(&doc("ours")), own, "{grant} {is_named}");
            assert_eq!(holder.grant_in(&doc("ours-talk")), talk, "{grant} {is_named}");
            for other in ["theirs", "theirs-talk", "ours-log", "ours-log-talk", "org"] {
                assert_eq!(holder.grant_in(&doc(other)), None, "{grant} {is_named} {other}");
            }
        }
    }

    #[test]
    fn a_limited_link_is_used_by_pages_of_its_sites_and_in_frames_that_they_show() {
        let wiki = "https://wiki.example".to_owned();
        let asked = |holder: &Holder| {
            [Some("https://wiki.example"), Some("https://evil.example"), Some(OWN), Some("null"), None]
                .map(|origin| holder.may_come_from(origin, OWN))
        };
        let limited = holder(Grant::Reader, false, &["https://wiki.example"]);
        assert_eq!(asked(&holder(Grant::Reader, false, &[])), [true; 5]);
        assert_eq!(asked(&limited), [true, false, false, false, false]);
        assert_eq!(asked(&Holder { framed: true, ..limited.clone() }), [true, false, true, true, true]);
        assert!(limited.may_be_shown_by(from_ref(&wiki), OWN));
        assert!(!limited.may_be_shown_by(&[], OWN) && !limited.may_be_shown_by(&[wiki, "null".to_owned()], OWN));
    }
}
