//! Takes connections and answers on them: limits on how many and how slow, TLS, and an end that
//! comes within [`Limits::stop`] whatever a client does.
//!
//! Plain connections speak HTTP/1.1; TLS connections HTTP/2 or HTTP/1.1, as the client prefers.
//! Standard: RFC 9112, RFC 9113 (10.5 denial of service), RFC 7301 (ALPN).

mod limits;
mod patience;
mod places;
#[cfg(test)]
mod tests;
mod tls;

use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;

use anyhow::Context as _;
use axum::Router;
use axum::extract::{ConnectInfo, Request};
use bluebutton_web::network::Network;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

pub use limits::Limits;
use patience::Patient;
use places::{Place, Places};
pub use tls::Certificates;

/// A listener with what is known about whoever comes.
pub struct Door {
    /// Where connections come in.
    pub listener: TcpListener,
    /// The certificate; `None` is plain http.
    pub certificates: Option<Arc<Certificates>>,
    /// Proxies of ours: each stands for many people, so it has no limit of its own.
    pub proxies: Vec<Network>,
    /// How many and how slow.
    pub limits: Limits,
}

/// Binds an address; the error says what to do.
pub async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!("{address} can't be listened on; is another server there? Choose with --listen")
    })
}

impl Door {
    /// A plain door with the usual limits.
    pub fn plain(listener: TcpListener) -> Self {
        let limits = Limits::default();
        Self { listener, certificates: None, proxies: Vec::new(), limits }
    }

    /// Answers until `stop` turns true; then requests under way are finished, for a while.
    pub async fn serve(self, router: Router, mut stop: watch::Receiver<bool>) {
        let places = Places::new(&self.limits, self.proxies);
        let mut connections = JoinSet::new();
        loop {
            let accepted = tokio::select! {
                biased;
                () = stopped(&mut stop) => break,
                accepted = accept(&self.listener, &places) => accepted,
            };
            // Tasks that have ended are let go; a connection over the limit is closed at once.
            while connections.try_join_next().is_some() {}
            let Some((stream, peer, place)) = accepted else { continue };
            let visit = Visit { peer, limits: self.limits.clone(), stop: stop.clone() };
            let (router, certificates) = (router.clone(), self.certificates.clone());
            connections.spawn(async move {
                visit.answer(stream, certificates, router).await;
                drop(place);
            });
        }
        drop(self.listener);
        let all_end = async { while connections.join_next().await.is_some() {} };
        if timeout(self.limits.stop, all_end).await.is_err() {
            tracing::warn!(left = connections.len(), "connections that did not end were cut");
            connections.shutdown().await;
        }
    }
}

/// The next connection that finds a place; `None` where it found none or could not be taken.
async fn accept(listener: &TcpListener, places: &Places) -> Option<(TcpStream, SocketAddr, Place)> {
    // Whoever comes when all places are taken waits in the system's queue.
    let seat = places.seat().await;
    match listener.accept().await {
        Ok((stream, peer)) => {
            let place = places.take(seat, peer.ip());
            if place.is_none() {
                tracing::warn!(address = %peer.ip(), "too many connections from one address");
            }
            Some((stream, peer, place?))
        }
        Err(error) => {
            // Out of file handles, most likely: trying at once again would only burn the processor.
            tracing::warn!(%error, "a connection could not be taken");
            sleep(limits::ACCEPT_PAUSE).await;
            None
        }
    }
}

/// One connection.
struct Visit {
    peer: SocketAddr,
    limits: Limits,
    stop: watch::Receiver<bool>,
}

impl Visit {
    async fn answer(
        self,
        stream: TcpStream,
        certificates: Option<Arc<Certificates>>,
        router: Router,
    ) {
        // Small answers go out at once. A failure costs speed only.
        let _ = stream.set_nodelay(true);
        let stream = Patient::new(stream, self.limits.write);
        let Some(certificates) = certificates else {
            return self.http1(stream, router).await;
        };
        let handshake = timeout(self.limits.handshake, certificates.acceptor().accept(stream));
        // Not ours to report: port scanners and browsers that refuse a certificate end here.
        let Ok(Ok(stream)) = handshake.await else { return };
        if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
            self.http2(stream, router).await;
        } else {
            self.http1(stream, router).await;
        }
    }

    async fn http1(self, stream: impl AsyncRead + AsyncWrite + Unpin, router: Router) {
        let mut builder = http1::Builder::new();
        builder
            .timer(TokioTimer::new())
            .header_read_timeout(self.limits.header)
            .max_headers(limits::HEADERS_MAX)
            .max_buf_size(limits::HEADER_BYTES_MAX);
        let service = service(router, self.peer);
        let connection = builder.serve_connection(TokioIo::new(stream), service);
        let wind_down = http1::Connection::graceful_shutdown;
        finish(connection, wind_down, self.stop).await;
    }

    async fn http2(
        self,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        router: Router,
    ) {
        let mut builder = http2::Builder::new(TokioExecutor::new());
        builder
            .timer(TokioTimer::new())
            .max_concurrent_streams(limits::STREAMS_MAX)
            .max_header_list_size(limits::HEADER_BYTES_MAX as u32)
            .max_pending_accept_reset_streams(limits::RESETS_MAX)
            .max_local_error_reset_streams(limits::RESETS_MAX)
            .max_send_buf_size(limits::SEND_BUFFER_BYTES)
            .keep_alive_interval(self.limits.ping)
            .keep_alive_timeout(self.limits.ping);
        let service = service(router, self.peer);
        let connection = builder.serve_connection(TokioIo::new(stream), service);
        finish(connection, http2::Connection::graceful_shutdown, self.stop).await;
    }
}

/// The router, told who is at the other end.
fn service(
    router: Router,
    peer: SocketAddr,
) -> impl hyper::service::Service<
    Request<Incoming>,
    Response = axum::response::Response,
    Error = std::convert::Infallible,
    Future: Send,
> {
    let inner = TowerToHyperService::new(router);
    hyper::service::service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        hyper::service::Service::call(&inner, request)
    })
}

/// Drives a connection to its end; told to stop, it takes no further requests.
async fn finish<C, E>(connection: C, wind_down: fn(Pin<&mut C>), mut stop: watch::Receiver<bool>)
where
    C: Future<Output = Result<(), E>>,
{
    let mut connection = pin!(connection);
    tokio::select! {
        // What goes wrong on a connection (reset, too slow, not HTTP) is the client's affair.
        _ = connection.as_mut() => return,
        () = stopped(&mut stop) => wind_down(connection.as_mut()),
    }
    let _ = connection.await;
}

/// Returns when `stop` turns true, or nobody is left who could turn it.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|is_stopped| *is_stopped).await;
}
