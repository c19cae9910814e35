//! The peer without a CRDT: a process that hands every message to everybody else, or sends a file to who asks.
//! It keeps nothing, checks nothing and promises nothing, so it is about as fast as a server in Rust can be.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Result;
use futures_util::{SinkExt, StreamExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

/// The word on the command line with which this program is the relay.
pub(crate) const COMMAND: &str = "relay";

/// It ends by itself, should whoever started it be killed before ending it.
const LIFE: Duration = Duration::from_secs(900);

/// The same read buffer as the server's: the default one is 128 KiB a connection.
const READ_BUFFER: usize = 4 << 10;

#[derive(Clone, Default)]
struct Group(Arc<Mutex<HashMap<u64, UnboundedSender<Message>>>>);

impl Group {
    fn join(&self, id: u64) -> UnboundedReceiver<Message> {
        let (sender, inbox) = mpsc::unbounded_channel();
        self.with(|members| members.insert(id, sender));
        inbox
    }

    fn leave(&self, id: u64) {
        self.with(|members| members.remove(&id));
    }

    fn tell_others(&self, from: u64, message: &Message) {
        self.with(|members| {
            for (_, member) in members.iter().filter(|(id, _)| **id != from) {
                let _ = member.send(message.clone());
            }
        });
    }

    fn with<T>(&self, f: impl FnOnce(&mut HashMap<u64, UnboundedSender<Message>>) -> T) -> T {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Serves until it is killed. With a file, whatever is said is answered by the file's bytes.
pub(crate) async fn run(file: Option<PathBuf>) -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    let _ = timeout(LIFE, accept(listener, file)).await;
    Ok(())
}

async fn accept(listener: TcpListener, file: Option<PathBuf>) {
    let group = Group::default();
    for id in 0.. {
        let Ok((stream, _)) = listener.accept().await else { return };
        let (group, file) = (group.clone(), file.clone());
        tokio::spawn(async move {
            let served = serve(stream, id, &group, file).await;
            group.leave(id);
            served
        });
    }
}

async fn serve(stream: TcpStream, id: u64, group: &Group, file: Option<PathBuf>) -> Result<()> {
    stream.set_nodelay(true)?;
    let config = WebSocketConfig::default().read_buffer_size(READ_BUFFER);
    let socket = tokio_tungstenite::accept_hdr_async_with_config(stream, agree, Some(config)).await?;
    match file {
        Some(file) => send_file(socket, file).await,
        None => pass_on(socket, id, group).await,
    }
}

/// The sub-protocol that is asked for is spoken, whichever it is: both ends get back the bytes they send.
#[expect(clippy::result_large_err, clippy::unnecessary_wraps, reason = "the callback's type is given")]
fn agree(request: &Request, mut response: Response) -> Result<Response, ErrorResponse> {
    let asked: Option<HeaderValue> = request.headers().get("Sec-WebSocket-Protocol").cloned();
    if let Some(asked) = asked {
        response.headers_mut().insert("Sec-WebSocket-Protocol", asked);
    }
    Ok(response)
}

async fn send_file(mut socket: WebSocketStream<TcpStream>, file: PathBuf) -> Result<()> {
    while let Some(Ok(message)) = socket.next().await {
        if message.is_binary() {
            socket.send(Message::Binary(tokio::fs::read(&file).await?.into())).await?;
        }
    }
    Ok(())
}

async fn pass_on(socket: WebSocketStream<TcpStream>, id: u64, group: &Group) -> Result<()> {
    let mut inbox = group.join(id);
    let (mut sink, mut stream) = socket.split();
    let telling = async {
        while let Some(message) = inbox.recv().await {
            sink.feed(message).await?;
            while let Ok(message) = inbox.try_recv() {
                sink.feed(message).await?;
            }
            sink.flush().await?;
        }
        Ok(())
    };
    let hearing = async {
        while let Some(Ok(message)) = stream.next().await {
            if message.is_binary() || message.is_text() {
                group.tell_others(id, &message);
            }
        }
    };
    tokio::select! {
        told = telling => told,
        () = hearing => Ok(()),
    }
}
