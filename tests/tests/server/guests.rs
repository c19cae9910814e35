//! The size of a document for guests, over real connections: at its limit and one past it, beside a member who goes on, and
//! what a guest's page keeps of what was refused.

use std::ops::Deref;

use anyhow::{Context, Result, ensure};
use muster_shared::kinds::Kind;
use muster_shared::sheet::{Edit, Place, Splice};
use muster_shared::sync::replica::{Reason, Status};
use muster_shared::sync::wire::{Nack, NackCode};
use muster_tests::cast::OURS;
use muster_tests::client::{Client, Heard};
use muster_tests::network::Device;
use muster_tests::page::Page;
use muster_tests::served::Served;
use muster_tests::server::Process;
use muster_tests::words::{copy, types};

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");

struct House(Served);

impl Deref for House {
    type Target = Served;

    fn deref(&self) -> &Served {
        &self.0
    }
}

impl House {
    /// A workspace in which the guest edits the charter beside its captain.
    async fn open(guest_document_bytes_max: usize) -> Result<Self> {
        let bytes_max = guest_document_bytes_max.to_string();
        let bounds = ["--guest-document-bytes-max", bytes_max.as_str()];
        let house = Self(Served::open(|data| Process::serve(PROGRAM, data, &bounds)).await?);
        house.ask("leader", "PUT", &format!("/api/docs/{OURS}/people/{{guest}}"), r#"{"grant":"editor"}"#).await?;
        Ok(house)
    }

    async fn ask(&self, who: &str, method: &str, path: &str, body: &str) -> Result<()> {
        self.0.told(who, method, path, body, 204).await.map(drop)
    }

    async fn connect(&self, who: &str) -> Result<Client> {
        let mut client = self.0.connect(who, OURS).await?;
        client.sync().await?;
        Ok(client)
    }
}

/// Sends an update; answers with its refusal, if it is refused.
async fn sends(client: &mut Client, update: &[u8]) -> Result<Option<Nack>> {
    let seq = client.update(update).await?;
    let is_answer = |client: &Client, heard: &Heard| match heard {
        Heard::Nack(nack) => nack.seq == seq,
        _ => client.acked >= seq,
    };
    Ok(match client.until(is_answer).await? {
        Heard::Nack(nack) => Some(nack),
        _ => None,
    })
}

#[tokio::test]
async fn a_guest_fills_a_document_to_the_guests_limit_and_no_further_while_a_member_goes_on() -> Result<()> {
    let (word, more) = (types(&mut copy(901), &"g".repeat(700)), types(&mut copy(902), "m"));
    for past in [0, 1] {
        let house = House::open(word.len() - past).await?;
        let (mut guest, mut captain) = (house.connect("guest").await?, house.connect("captain").await?);
        let refused = sends(&mut guest, &word).await?;
        if past == 0 {
            assert_eq!(refused, None, "at the limit");
            let full = sends(&mut guest, &types(&mut copy(903), "g")).await?.context("one more word")?;
            assert_eq!(full.code, NackCode::Quota);
        } else {
            let refused = refused.context("one byte past it")?;
            assert_eq!((refused.code, refused.retryable), (NackCode::Quota, false));
            assert_eq!(refused.detail, "the document is as large as guests may make it");
            assert_eq!(sends(&mut captain, &word).await?, None, "the same of a member");
        }
        assert_eq!(sends(&mut captain, &more).await?, None, "a member goes on");
    }
    Ok(())
}

#[tokio::test]
async fn a_guest_who_becomes_a_member_goes_on_in_the_same_connection_and_is_held_back_as_a_guest_again() -> Result<()> {
    let word = types(&mut copy(901), &"g".repeat(700));
    let house = House::open(word.len() - 1).await?;
    let mut guest = house.connect("guest").await?;
    ensure!(sends(&mut guest, &word).await?.is_some(), "a guest's word past the limit");
    house.ask("owner", "PATCH", "/api/people/{guest}", r#"{"rank":"member"}"#).await?;
    // The connection hears of it after the answer did.
    while sends(&mut guest, &word).await?.is_some() {}
    house.ask("owner", "PATCH", "/api/people/{guest}", r#"{"rank":"guest"}"#).await?;
    for client in 1_000.. {
        if let Some(refused) = sends(&mut guest, &types(&mut copy(client), "g")).await? {
            assert_eq!(refused.code, NackCode::Quota);
            break;
        }
    }
    Ok(())
}

#[tokio::test]
async fn the_page_of_a_guest_keeps_the_words_that_were_refused_and_its_chip_says_why() -> Result<()> {
    let house = House::open(500).await?;
    let mut page = Page::open(Kind::Charter, 901, "guest", Device::default());
    let headers = house.cast.upgrade(house.server.address, "guest");
    page.connect(house.server.address, OURS, &headers).await?;
    let type_in =
        |insert: String| Edit::Write { at: Place::on_sheet("mission"), splice: Splice { at: 0, remove: 0, insert } };
    page.edit(&type_in("short ".to_owned())).await?;
    page.until_saved().await?;
    page.edit(&type_in("g".repeat(600))).await?;
    page.until(|page| !page.nacks.is_empty()).await?;
    let kept = format!("{}short ", "g".repeat(600));
    assert_eq!(page.replica.sheet().text("mission"), kept, "the words stand on the page");
    let Status::NotSaved(reason @ Reason::Refused { code: NackCode::Quota, .. }) = page.replica.status() else {
        anyhow::bail!("{:?}", page.replica.status())
    };
    assert_eq!(reason.sentence(), "The server refused an edit: the document is as large as guests may make it.");
    let device = page.close();
    ensure!(device.n_unsaved() > 0, "the device keeps them");
    let mut again = Page::open(Kind::Charter, 902, "guest", device);
    assert_eq!(again.replica.sheet().text("mission"), kept, "a page that is opened later shows them");
    Ok(())
}
