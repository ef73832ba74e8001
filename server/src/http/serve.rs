//! Listening: plain on loopback, or with TLS of our own. Each connection is let in by the [doors](super::doors) and attended to beside the
//! others, so that a slow one holds up nobody.

use super::doors::{Asking, Doors, Pass};
use super::limits::HANDSHAKE_WITHIN;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use axum::http::{Request, Response};
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tower::ServiceExt as _;

/// Pause after a failed accept: the machine is out of files, and asking at once again does not help.
const PAUSE: Duration = Duration::from_millis(100);

/// The address that a request came from.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// What every connection is attended with.
#[derive(Clone)]
pub struct Attendance {
    /// The server's routes.
    pub router: Router,
    /// Where this server speaks TLS itself.
    pub tls: Option<Arc<ServerConfig>>,
    /// Who may be inside at once.
    pub doors: Doors,
    /// A proxy stands in front: all connections are its own, and no address takes too many.
    pub behind_proxy: bool,
    /// True once the server is to end.
    pub ending: watch::Receiver<bool>,
}

/// Serves until the server is to end and all that was begun is answered.
pub async fn listen(listener: TcpListener, attendance: Attendance) {
    let mut ending = attendance.ending.clone();
    // Every connection keeps a sender; when the last is gone nobody is inside.
    let (inside, mut all_gone) = mpsc::channel::<()>(1);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = ending.wait_for(|ending| *ending) => break,
        };
        let Ok((stream, peer)) = accepted else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        // No connection of this one's own waits for another's place: it is closed at once, and the caller tries again.
        let Some(pass) = attendance.doors.enter(attendance.counted(peer.ip())) else { continue };
        let (attendance, inside) = (attendance.clone(), inside.clone());
        tokio::spawn(async move {
            attend_to(stream, peer, pass, attendance).await;
            drop(inside);
        });
    }
    drop((listener, inside));
    let _ = all_gone.recv().await;
}

impl Attendance {
    /// The address that counts; on the machine itself a proxy may stand, whether or not its word is taken.
    fn counted(&self, address: IpAddr) -> Option<IpAddr> {
        (!self.behind_proxy && !address.is_loopback()).then(|| super::rate::network(address))
    }
}

async fn attend_to(stream: TcpStream, peer: SocketAddr, pass: Pass, attendance: Attendance) {
    // Answers are short, and an event must not wait for the next.
    let _ = stream.set_nodelay(true);
    let pass = Arc::new(pass);
    let Some(tls) = attendance.tls.clone() else {
        return attend(stream, peer, pass, attendance).await;
    };
    let agreed = tokio::select! {
        agreed = tokio::time::timeout(HANDSHAKE_WITHIN, TlsAcceptor::from(tls).accept(stream)) => agreed,
        () = pass.time_to_leave() => return,
    };
    if let Ok(Ok(stream)) = agreed {
        attend(stream, peer, pass, attendance).await;
    }
}

async fn attend(io: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, peer: SocketAddr, pass: Arc<Pass>, attendance: Attendance) {
    let Attendance { router, mut ending, .. } = attendance;
    let asked = Arc::clone(&pass);
    let service = service_fn(move |request: Request<Incoming>| answer(router.clone(), request.map(Body::new), peer, asked.ask()));
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(super::limits::SILENT_WITHIN);
    builder.http2().timer(TokioTimer::new());
    let mut connection = pin!(builder.serve_connection(TokioIo::new(io), service));
    let mut leaving = pin!(pass.time_to_leave());
    let mut told = false;
    loop {
        tokio::select! {
            _ = connection.as_mut() => return,
            () = leaving.as_mut() => return,
            _ = ending.wait_for(|ending| *ending), if !told => {
                told = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

async fn answer(
    router: Router,
    mut request: Request<Body>,
    peer: SocketAddr,
    asking: Asking,
) -> Result<Response<Answered>, std::convert::Infallible> {
    request.extensions_mut().insert(ConnectInfo(Peer(peer)));
    let response = router.oneshot(request).await?;
    Ok(response.map(|body| Answered { body, _asking: asking }))
}

/// An answer's body: until its end its connection is not silent.
struct Answered {
    body: Body,
    _asking: Asking,
}

impl HttpBody for Answered {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Reads certificate and key.
pub fn tls_config(certificate: &Path, key: &Path) -> anyhow::Result<ServerConfig> {
    use anyhow::Context as _;
    let chain: Result<Vec<CertificateDer<'static>>, _> = CertificateDer::pem_file_iter(certificate).and_then(Iterator::collect);
    let chain = chain.with_context(|| format!("reading the certificate {}", certificate.display()))?;
    let key = PrivateKeyDer::from_pem_file(key).with_context(|| format!("reading the key {}", key.display()))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .context("the certificate and the key do not fit")?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::super::doors::Bounds;
    use super::*;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    struct Running {
        address: SocketAddr,
        end: watch::Sender<bool>,
        task: tokio::task::JoinHandle<()>,
    }

    async fn running(bounds: Bounds) -> Running {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (end, ending) = watch::channel(false);
        let router = Router::new().route("/", get(async || "here"));
        let attendance = Attendance { router, tls: None, doors: Doors::new(bounds), behind_proxy: false, ending };
        Running { address, end, task: tokio::spawn(listen(listener, attendance)) }
    }

    fn bounds(first: Duration) -> Bounds {
        Bounds { all: 8, of_one: 8, first, silent: Duration::from_mins(1) }
    }

    async fn asked(stream: &mut TcpStream) -> std::io::Result<String> {
        stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await?;
        let mut read = vec![0; 4096];
        let length = stream.read(&mut read).await?;
        Ok(String::from_utf8_lossy(&read[..length]).into_owned())
    }

    #[tokio::test]
    async fn silent_sockets_shut_nobody_out() {
        let running = running(bounds(Duration::from_hours(1))).await;
        let mut kept = TcpStream::connect(running.address).await.unwrap();
        assert!(asked(&mut kept).await.unwrap().contains("here"));
        let mut silent = Vec::new();
        for begun in [&b""[..], b"P", b"GET / HTTP/1.1\r\nhost: x\r\nx: "].into_iter().cycle().take(60) {
            let mut stream = TcpStream::connect(running.address).await.unwrap();
            let _ = stream.write_all(begun).await;
            silent.push(stream);
        }
        for _ in 0..20 {
            let mut stream = TcpStream::connect(running.address).await.unwrap();
            assert!(asked(&mut stream).await.unwrap().contains("here"));
        }
        running.end.send(true).unwrap();
        drop((silent, kept));
        running.task.await.unwrap();
    }

    #[tokio::test]
    async fn whoever_asks_nothing_in_time_is_let_go() {
        let running = running(bounds(Duration::from_millis(20))).await;
        for begun in [&b""[..], b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET / HTTP/1.1\r\nhost: x\r\nx: "] {
            let mut stream = TcpStream::connect(running.address).await.unwrap();
            stream.write_all(begun).await.unwrap();
            // Its end, or a reset: either way nobody keeps it.
            let mut rest = Vec::new();
            let _ = stream.read_to_end(&mut rest).await;
        }
        running.end.send(true).unwrap();
        running.task.await.unwrap();
    }
}
