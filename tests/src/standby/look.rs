//! Looks at the servers of one database, again and again: at no moment do two of them serve.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Result, bail};
use futures_util::future::join_all;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::server::{Answer, get};
use crate::storm::Ways;

/// How long a server may take to say how it stands. One that is stopped says nothing.
const ANSWERS_WITHIN: Duration = Duration::from_secs(1);
/// How old the yes of `/readyz` may be: it speaks for those who ask right after it, too.
pub(super) const YES_SPEAKS_FOR: Duration = Duration::from_millis(100);
/// The rest between two looks.
const REST: Duration = Duration::from_millis(20);

/// How a server stands, as it says itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Serves,
    Waits,
    /// It is not there, or says something else, or nothing.
    Neither,
}

/// Whether an answer is that of a server that waits for its turn.
pub fn is_waiting(answer: &Answer) -> bool {
    answer.status == 503 && answer.head.contains("retry-after: 1\r\n") && answer.body.contains("waits for its turn")
}

/// How each stands, asked all at once.
pub(super) async fn standings(addresses: &[SocketAddr]) -> Vec<Standing> {
    let asked = addresses.iter().map(|address| async {
        match timeout(ANSWERS_WITHIN, get(*address, "/readyz", &[])).await {
            Ok(Ok(answer)) if answer.status == 200 => Standing::Serves,
            Ok(Ok(answer)) if is_waiting(&answer) => Standing::Waits,
            _ => Standing::Neither,
        }
    });
    join_all(asked).await
}

/// All that was seen so far.
#[derive(Debug, Default, Clone)]
struct Seen {
    n_overlaps: u64,
    wrong: Option<String>,
}

/// Somebody who looks. Dropped, it ends.
pub(super) struct Watch {
    seen: Arc<Mutex<Seen>>,
    looking: JoinHandle<()>,
}

impl Watch {
    /// Looks at whatever serves at these addresses.
    pub(super) fn over(ways: &Ways) -> Self {
        let (seen, ways) = (Arc::<Mutex<Seen>>::default(), ways.clone());
        let shared = Arc::clone(&seen);
        let looking = tokio::spawn(async move {
            loop {
                look(&ways.all(), &shared).await;
                sleep(REST).await;
            }
        });
        Self { seen, looking }
    }

    /// # Errors
    /// When two served at the same time.
    pub(super) fn never_saw_two(&self) -> Result<()> {
        match &seen(&self.seen).wrong {
            Some(wrong) => bail!("{wrong}"),
            None => Ok(()),
        }
    }

    /// How often a yes still spoke for a server that another one had just followed.
    pub(super) fn n_overlaps(&self) -> u64 {
        seen(&self.seen).n_overlaps
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.looking.abort();
    }
}

fn seen(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One look. Two that say yes are asked again once neither answer can be one of before.
async fn look(addresses: &[SocketAddr], noted: &Mutex<Seen>) {
    let serving = serving(addresses).await;
    if serving.len() < 2 {
        return;
    }
    seen(noted).n_overlaps += 1;
    sleep(YES_SPEAKS_FOR).await;
    let still = self::serving(&serving).await;
    if still.len() > 1 {
        seen(noted).wrong.get_or_insert_with(|| format!("{still:?} serve at the same time"));
    }
}

async fn serving(addresses: &[SocketAddr]) -> Vec<SocketAddr> {
    let standings = standings(addresses).await;
    let all = addresses.iter().zip(standings);
    all.filter(|(_, standing)| *standing == Standing::Serves).map(|(address, _)| *address).collect()
}
