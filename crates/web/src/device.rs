//! What kind of browser somebody uses, as far as it says so: for the list of where they are signed in.
//! Nothing is decided by it.

use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use bluebutton_store::accounts::Device;

/// A sign in the line, and the name. The first that is there counts: most browsers also say that they
/// are others.
const BROWSERS: [(&str, &str); 8] = [
    ("EdgA/", "Edge"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
];

const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
];

pub(crate) fn device_of(headers: &HeaderMap) -> Device {
    let line = headers.get(USER_AGENT).and_then(|line| line.to_str().ok()).unwrap_or_default();
    let first = |names: &[(&str, &str)]| {
        names.iter().find(|(sign, _)| line.contains(sign)).map(|(_, name)| (*name).to_owned())
    };
    // Safari says its name; so do others, who are asked before.
    let safari = || line.contains("Safari/").then(|| "Safari".to_owned());
    Device {
        browser: first(&BROWSERS).or_else(safari).unwrap_or_default(),
        system: first(&SYSTEMS).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(line: &str) -> (String, String) {
        let mut headers = HeaderMap::new();
        headers.insert(USER_AGENT, line.parse().unwrap());
        let device = device_of(&headers);
        (device.browser, device.system)
    }

    #[test]
    fn a_browser_is_called_what_its_maker_calls_it() {
        let is = |line: &str, browser: &str, system: &str| {
            assert_eq!(device(line), (browser.to_owned(), system.to_owned()), "{line}");
        };
        let windows =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)";
        is(&format!("{windows} Chrome/141.0.0.0 Safari/537.36"), "Chrome", "Windows");
        is(&format!("{windows} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0"), "Edge", "Windows");
        is(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, \
             like Gecko) Version/19.0 Mobile/15E148 Safari/604.1",
            "Safari",
            "iPhone",
        );
        is(
            "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
            "Firefox",
            "Linux",
        );
        is(
            "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 SamsungBrowser/29.0 Chrome/136.0.0.0 \
            Mobile Safari/537.36",
            "Samsung Internet",
            "Android",
        );
    }

    #[test]
    fn what_says_nothing_is_called_nothing() {
        assert_eq!(device("curl/8.5.0"), (String::new(), String::new()));
        assert_eq!(device_of(&HeaderMap::new()), Device::default());
    }
}
