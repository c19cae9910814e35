//! A bridge: documents that come to it with a WebSocket each go on to a server over one that they share. So every client
//! of these tests can be one of many on a socket, and its storms, kills and plans are theirs.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};
use futures_util::{SinkExt, StreamExt};
use muster_shared::sync::wire::many::{Credit, FromPage, FromServer, Open, PIECE_BYTES};
use muster_shared::sync::wire::{MANY, SUBPROTOCOL};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, mpsc};
use tokio::task::AbortHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::{WebSocketStream, accept_hdr_async, client_async};

/// The way to one server.
pub struct Bridge {
    /// Where documents come to it.
    pub address: SocketAddr,
    accepting: AbortHandle,
}

impl Drop for Bridge {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// A message for the documents' end of a channel.
enum Told {
    Frame(Vec<u8>),
    Closed(u16),
}

/// One channel, as the shared socket knows it.
struct Lane {
    told: mpsc::UnboundedSender<Told>,
    coming: Vec<u8>,
    credit: Arc<Mutex<Credit>>,
    more: Arc<Notify>,
}

/// The shared socket, while it lasts.
struct Shared {
    out: mpsc::Sender<Vec<u8>>,
    lanes: Arc<Mutex<Lanes>>,
}

#[derive(Default)]
struct Lanes {
    open: HashMap<u64, Lane>,
    next: u64,
    has_ended: bool,
}

fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Bridge {
    /// A bridge to a server.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn to(server: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let accepting = tokio::spawn(async move {
            let mut shared: Option<Arc<Shared>> = None;
            while let Ok((stream, _)) = listener.accept().await {
                if shared.as_ref().is_none_or(|shared| locked(&shared.lanes).has_ended) {
                    shared = Shared::connect(server).await.ok().map(Arc::new);
                }
                // Without a server behind it the bridge hangs up, as a server does that has been killed.
                let Some(shared) = shared.clone() else { continue };
                tokio::spawn(async move { drop(carry(stream, &shared).await) });
            }
        });
        Ok(Self { address, accepting: accepting.abort_handle() })
    }
}

impl Shared {
    async fn connect(server: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(server).await?;
        stream.set_nodelay(true)?;
        let mut request = format!("ws://{server}/sync").into_client_request()?;
        request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static(MANY));
        let (socket, _) = client_async(request, stream).await?;
        let (out, waiting) = mpsc::channel(16);
        let lanes = Arc::new(Mutex::new(Lanes { next: 1, ..Lanes::default() }));
        tokio::spawn(pump(socket, waiting, Arc::clone(&lanes)));
        Ok(Self { out, lanes })
    }

    async fn say(&self, channel: u64, said: FromPage<'_>) -> Result<()> {
        Ok(self.out.send(said.write(channel)).await?)
    }
}

/// Carries the shared socket's messages until it ends, and then lets go of all channels.
async fn pump(socket: WebSocketStream<TcpStream>, mut waiting: mpsc::Receiver<Vec<u8>>, lanes: Arc<Mutex<Lanes>>) {
    let (mut sink, mut stream) = socket.split();
    let sending = async {
        while let Some(bytes) = waiting.recv().await {
            if sink.send(Message::Binary(bytes.into())).await.is_err() {
                // The last words of a server that has died are still to be heard.
                return std::future::pending().await;
            }
        }
    };
    let hearing = async {
        while let Some(Ok(message)) = stream.next().await {
            if let Message::Binary(bytes) = message {
                FromServer::read(&bytes).into_iter().for_each(|(channel, said)| locked(&lanes).hear(channel, said));
            }
        }
    };
    tokio::select! {
        () = sending => {}
        () = hearing => {}
    }
    let mut lanes = locked(&lanes);
    lanes.has_ended = true;
    lanes.open.clear();
}

impl Lanes {
    fn hear(&mut self, channel: u64, said: FromServer<'_>) {
        let Some(lane) = self.open.get_mut(&channel) else { return };
        match said {
            FromServer::Opened => {}
            FromServer::Piece(bytes) => lane.coming.extend_from_slice(bytes),
            FromServer::Frame(bytes) => {
                lane.coming.extend_from_slice(bytes);
                let _ = lane.told.send(Told::Frame(std::mem::take(&mut lane.coming)));
            }
            FromServer::Closed { code, .. } => {
                let _ = lane.told.send(Told::Closed(code));
                self.open.remove(&channel);
            }
            FromServer::More(bytes) => {
                locked(&lane.credit).add(bytes);
                lane.more.notify_one();
            }
        }
    }
}

/// A document's own socket as it was asked for: the id, and the credential.
#[derive(Default)]
struct Asked {
    doc: String,
    credential: String,
}

/// Carries one document, from its own socket to a channel and back.
async fn carry(stream: TcpStream, shared: &Shared) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut asked = Asked::default();
    #[allow(clippy::result_large_err, reason = "the library's own")]
    let look = |request: &Request, mut response: Response| {
        request.uri().path().trim_start_matches("/sync/").clone_into(&mut asked.doc);
        let offered = request.headers().get("sec-websocket-protocol").and_then(|offered| offered.to_str().ok());
        let mut words = offered.unwrap_or_default().split(',').map(str::trim);
        let shown = words.find(|word| word.starts_with("token.") || word.starts_with("key."));
        shown.unwrap_or_default().clone_into(&mut asked.credential);
        response.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static(SUBPROTOCOL));
        Ok(response)
    };
    let socket = accept_hdr_async(stream, look).await?;
    let (told, mut tells) = mpsc::unbounded_channel();
    let (credit, more) = (Arc::new(Mutex::new(Credit::default())), Arc::new(Notify::new()));
    let channel = {
        let mut lanes = locked(&shared.lanes);
        let channel = lanes.next;
        lanes.next += 1;
        let (credit, more) = (Arc::clone(&credit), Arc::clone(&more));
        lanes.open.insert(channel, Lane { told, coming: Vec::new(), credit, more });
        // Asked for while nobody else can be: the numbers have to come in their order.
        let open = Open { doc: &asked.doc, kind: "", person: "", credential: &asked.credential };
        shared.out.try_send(FromPage::Open(open).write(channel)).context("the shared socket is full")?;
        channel
    };
    let (mut sink, mut stream) = socket.split();
    let hearing = async {
        while let Some(Ok(message)) = stream.next().await {
            if let Message::Binary(bytes) = message {
                send(shared, channel, &bytes, &credit, &more).await?;
            }
        }
        shared.say(channel, FromPage::Close).await
    };
    let telling = async {
        while let Some(told) = tells.recv().await {
            match told {
                Told::Frame(bytes) => sink.send(Message::Binary(bytes.into())).await?,
                Told::Closed(code) => {
                    let goodbye = CloseFrame { code: code.into(), reason: "".into() };
                    sink.send(Message::Close(Some(goodbye))).await?;
                    break;
                }
            }
        }
        anyhow::Ok(())
    };
    let outcome = tokio::select! {
        outcome = hearing => outcome,
        outcome = telling => outcome,
    };
    locked(&shared.lanes).open.remove(&channel);
    outcome
}

/// Sends a frame in pieces, as far as there is credit for each.
async fn send(shared: &Shared, channel: u64, frame: &[u8], credit: &Mutex<Credit>, more: &Notify) -> Result<()> {
    let mut rest = frame;
    loop {
        let (piece, after) = rest.split_at(rest.len().min(PIECE_BYTES));
        while !locked(credit).spend(piece.len()) {
            more.notified().await;
        }
        if after.is_empty() {
            return shared.say(channel, FromPage::Frame(piece)).await;
        }
        shared.say(channel, FromPage::Piece(piece)).await?;
        rest = after;
    }
}
