//! Clients over HTTP/2 who ask for more than they may.

use super::*;

/// What a client over HTTP/2 is answered until the connection is closed or `is_enough`, in frames: type and
/// content.
async fn frames(
    stream: &mut (impl AsyncRead + Unpin),
    is_enough: impl Fn(&[(u8, Vec<u8>)]) -> bool,
) -> Vec<(u8, Vec<u8>)> {
    let mut frames = Vec::new();
    while !is_enough(&frames) {
        let mut head = [0; 9];
        if timeout(PATIENCE, stream.read_exact(&mut head)).await.unwrap().is_err() {
            break;
        }
        let mut content = vec![0; u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize];
        stream.read_exact(&mut content).await.unwrap();
        frames.push((head[3], content));
    }
    frames
}

/// A door with a certificate, and a client that speaks HTTP/2 to it.
async fn over_http2(router: Router) -> (Open, tokio_rustls::client::TlsStream<TcpStream>) {
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = make_certificate(folder.path());
    let certificates = Arc::new(Certificates::load(&certificate, &key).unwrap());
    let door = Open::of(wide(), Some(certificates), Vec::new(), router).await;
    let connector = client(&certificate, &["h2"]);
    let stream = connector.connect(localhost(), door.connect().await).await.unwrap();
    (door, stream)
}

#[tokio::test]
async fn a_client_over_http_2_is_told_how_much_it_may_ask_at_once() {
    const SETTINGS: u8 = 4;
    let (_door, mut stream) = over_http2(hello()).await;
    stream.write_all(&http2_request()).await.unwrap();
    let is_told = |frames: &[(u8, Vec<u8>)]| !frames.is_empty();
    let told = frames(&mut stream, is_told).await;
    assert_eq!(told[0].0, SETTINGS);
    let settings: Vec<(u16, u32)> = told[0]
        .1
        .as_chunks::<6>()
        .0
        .iter()
        .map(|[a, b, c, d, e, f]| {
            (u16::from_be_bytes([*a, *b]), u32::from_be_bytes([*c, *d, *e, *f]))
        })
        .collect();
    // RFC 9113, 6.5.2: streams at once, bytes of a header.
    assert!(settings.contains(&(3, limits::STREAMS_MAX)), "{settings:?}");
    assert!(settings.contains(&(6, limits::HEADER_BYTES_MAX as u32)), "{settings:?}");
}

/// CVE-2023-44487: streams that are begun and taken back without end.
#[tokio::test]
async fn a_client_that_begins_and_takes_back_without_end_is_sent_away() {
    const GOAWAY: u8 = 7;
    const ENHANCE_YOUR_CALM: u32 = 11;
    let never = Router::new().route("/", get(async || std::future::pending::<()>().await));
    let (_door, mut stream) = over_http2(never).await;
    let mut asked = http2_request();
    let first = asked.split_off(24 + 9);
    for number in 0..2_000_u32 {
        let stream = (number * 2 + 1).to_be_bytes();
        let mut begun = first.clone();
        begun[5..9].copy_from_slice(&stream);
        let taken_back = [&[0, 0, 4, 3, 0][..], &stream, &[0, 0, 0, 8]].concat();
        asked.extend([begun, taken_back].concat());
    }
    // It may be gone before it has heard all of it.
    let _ = stream.write_all(&asked).await;
    let told = frames(&mut stream, |_| false).await;
    let why = told.iter().find(|(kind, _)| *kind == GOAWAY).map(|(_, content)| &content[4..8]);
    assert_eq!(why, Some(&ENHANCE_YOUR_CALM.to_be_bytes()[..]), "{told:?}");
}
