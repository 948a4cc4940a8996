//! The few files that pages refer to, part of the program. Their names carry their hash, so that
//! browsers keep them for a year and never see an old one.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use bluebutton_crypto::hash::sha256;

use crate::problem::Problem;

/// One file with the name it is reached by.
struct Asset {
    name: String,
    media_type: &'static str,
    bytes: &'static [u8],
}

static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("style", "css", "text/css; charset=utf-8", include_bytes!("../assets/style.css"))
});

static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    let bytes = include_bytes!("../assets/portal.js");
    Asset::new("portal", "js", "text/javascript; charset=utf-8", bytes)
});

static SIGN_IN: LazyLock<Asset> = LazyLock::new(|| {
    let bytes = include_bytes!("../assets/sign-in.js");
    Asset::new("sign-in", "js", "text/javascript; charset=utf-8", bytes)
});

static KEPT: LazyLock<Asset> = LazyLock::new(|| {
    let bytes = include_bytes!("../assets/kept.js");
    Asset::new("kept", "js", "text/javascript; charset=utf-8", bytes)
});

static ICON: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("icon", "svg", "image/svg+xml", include_bytes!("../assets/icon.svg"))
});

/// What a phone shows of an installed portal, in pixels of its width; see `tests/browser/icons.mjs`.
static ICONS: LazyLock<[(u16, Asset); 2]> = LazyLock::new(|| {
    let of = |bytes: &'static [u8]| Asset::new("icon", "png", "image/png", bytes);
    [
        (192, of(include_bytes!("../assets/icon-192.png"))),
        (512, of(include_bytes!("../assets/icon-512.png"))),
    ]
});

/// The same for systems that cut a shape of their own out of it.
static CUT_ICONS: LazyLock<[(u16, Asset); 2]> = LazyLock::new(|| {
    let of = |bytes: &'static [u8]| Asset::new("icon-cut", "png", "image/png", bytes);
    [
        (180, of(include_bytes!("../assets/icon-cut-180.png"))),
        (512, of(include_bytes!("../assets/icon-cut-512.png"))),
    ]
});

impl Asset {
    fn new(stem: &str, ending: &str, media_type: &'static str, bytes: &'static [u8]) -> Self {
        use std::fmt::Write as _;
        let mut name = format!("{stem}-");
        for byte in sha256(bytes).iter().take(6) {
            // Writing to a String can't fail.
            let _ = write!(name, "{byte:02x}");
        }
        name.push('.');
        name.push_str(ending);
        Self { name, media_type, bytes }
    }
}

/// The address of the stylesheet.
pub fn style_url() -> String {
    format!("/assets/{}", STYLE.name)
}

/// The address of the script that makes the time-out warning pleasanter; nothing needs it.
pub fn script_url() -> String {
    format!("/assets/{}", SCRIPT.name)
}

/// The address of the script for passkeys, and for showing a password; nothing needs it.
pub fn sign_in_url() -> String {
    format!("/assets/{}", SIGN_IN.name)
}

/// The address of the script that keeps a summary on a device, for whoever asks for it.
pub fn kept_url() -> String {
    format!("/assets/{}", KEPT.name)
}

/// The address of the worker that opens a kept summary without a network. It has no hash: a browser asks
/// for it again and again by the name under which it was told of it.
pub const KEPT_WORKER: &str = "/kept-worker.js";

/// `GET /kept-worker.js`
pub(crate) async fn kept_worker() -> Response {
    let headers = [(CONTENT_TYPE, "text/javascript; charset=utf-8"), (CACHE_CONTROL, "no-cache")];
    (headers, include_str!("../assets/kept-worker.js")).into_response()
}

/// The address of the icon.
pub fn icon_url() -> String {
    format!("/assets/{}", ICON.name)
}

/// The icons of an installed portal: the width in pixels, and the address.
pub(crate) fn icons() -> impl Iterator<Item = (u16, String)> {
    addresses(&*ICONS)
}

/// The icons that a system may cut its own shape out of.
pub(crate) fn cut_icons() -> impl Iterator<Item = (u16, String)> {
    addresses(&*CUT_ICONS)
}

/// The address of the icon that stands on the first screen of Apple's phones.
pub fn touch_icon_url() -> String {
    cut_icons().map(|(_, address)| address).next().unwrap_or_default()
}

fn addresses(icons: &'static [(u16, Asset)]) -> impl Iterator<Item = (u16, String)> {
    icons.iter().map(|(width, icon)| (*width, format!("/assets/{}", icon.name)))
}

/// `GET /assets/{name}`
pub(crate) async fn show(Path(name): Path<String>) -> Result<Response, Problem> {
    let pictures = ICONS.iter().chain(&*CUT_ICONS).map(|(_, icon)| icon);
    let asset = [&*STYLE, &*SCRIPT, &*SIGN_IN, &*KEPT, &*ICON]
        .into_iter()
        .chain(pictures)
        .find(|asset| asset.name == name)
        .ok_or_else(Problem::not_found)?;
    let headers =
        [(CONTENT_TYPE, asset.media_type), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, asset.bytes).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Width and height stand behind the signature and the head of the first part (PNG, 11.2.2).
    #[test]
    fn each_picture_is_as_large_as_it_says() {
        for (width, icon) in ICONS.iter().chain(&*CUT_ICONS) {
            let number = |at: usize| u32::from_be_bytes(icon.bytes[at..at + 4].try_into().unwrap());
            assert_eq!(icon.bytes[1..4], *b"PNG");
            assert_eq!((number(16), number(20)), (u32::from(*width), u32::from(*width)));
        }
    }
}
