//! Requests that travel over TCP to a server in a process of its own, which may die at any time.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::Mutex;

/// One browser's connection, opened when needed and kept.
#[derive(Clone, Debug)]
pub struct Wire {
    address: SocketAddr,
    open: Arc<Mutex<Option<SendRequest<Body>>>>,
}

/// No answer: the server is dead, or died while it answered. What became of the request can't be known.
#[derive(Debug)]
pub struct Gone(pub String);

impl Wire {
    pub fn to(address: SocketAddr) -> Self {
        Self {
            address,
            open: Arc::default(),
        }
    }

    pub async fn send(&self, request: Request<Body>) -> Result<Response, Gone> {
        let mut open = self.open.lock().await;
        let kept = match open.take() {
            Some(mut sender) => sender.ready().await.is_ok().then_some(sender),
            None => None,
        };
        let mut sender = match kept {
            Some(sender) => sender,
            None => self.connect().await?,
        };
        let response = sender.send_request(request).await?;
        *open = Some(sender);
        Ok(response.map(Body::new))
    }

    async fn connect(&self) -> Result<SendRequest<Body>, Gone> {
        let stream = TcpStream::connect(self.address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        // Whoever waits for an answer hears of its end.
        tokio::spawn(async move { drop(connection.await) });
        Ok(sender)
    }
}

impl fmt::Display for Gone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server is gone: {}", self.0)
    }
}

impl std::error::Error for Gone {}

impl From<std::io::Error> for Gone {
    fn from(cause: std::io::Error) -> Self {
        Self(cause.to_string())
    }
}

impl From<hyper::Error> for Gone {
    fn from(cause: hyper::Error) -> Self {
        Self(cause.to_string())
    }
}
