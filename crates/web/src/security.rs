//! What guards every answer and every credential: headers, limits, the throttle by address.

use std::num::NonZeroU32;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use bluebutton_store::Store;
use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

use crate::problem::Problem;
use crate::services::Services;

/// The largest form of ours is a message of a few thousand signs.
pub(crate) const FORM_BYTES_MAX: usize = 64 * 1024;

/// The slowest answer is a PDF of a large record; nobody waits longer than this.
pub(crate) const ANSWER_TIME_MAX: Duration = Duration::from_mins(1);

/// A person who mistypes tries a few times a minute; a household or a clinic's waiting room shares
/// one address. The store throttles each account more strictly.
const ATTEMPTS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(30).unwrap();

/// More addresses than this are tidied up: an entry is some 100 bytes.
const ADDRESSES_MAX: usize = 50_000;

/// How often one network address may try a credential.
pub struct Throttle(
    RateLimiter<String, DefaultKeyedStateStore<String>, StoreClock, NoOpMiddleware<Duration>>,
);

/// The store's clock, as the limiter reads it.
struct StoreClock(Store);

impl Clock for StoreClock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.now().as_microsecond()).unwrap_or_default())
    }
}

impl Throttle {
    pub(crate) fn new(store: Store) -> Self {
        Self::of(store, ATTEMPTS_PER_MINUTE)
    }

    /// For so many attempts a minute, by that store's clock.
    pub fn of(store: Store, per_minute: NonZeroU32) -> Self {
        let quota = Quota::per_minute(per_minute);
        Self(RateLimiter::new(quota, DefaultKeyedStateStore::default(), StoreClock(store)))
    }

    /// Counts an attempt from that address.
    pub fn attempt(&self, from: &str) -> Result<(), Problem> {
        if self.0.len() > ADDRESSES_MAX {
            self.0.retain_recent();
        }
        self.0.check_key(&from.to_owned()).map_err(|_| Problem::too_many(60))
    }
}

const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; \
    script-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; \
    base-uri 'none'";

/// The policy of a page whose form may end at another site, by its origin: browsers hold `form-action`
/// against where a form's answer sends them on to.
pub fn policy_with_form_to(origin: &str) -> String {
    POLICY.replace("form-action 'self'", &format!("form-action 'self' {origin}"))
}

const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    (header::CACHE_CONTROL, "no-store"),
];

/// Adds the headers that every answer has, unless a handler chose a stricter one itself.
pub(crate) async fn headers(
    State(services): State<Services>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = protect(next.run(request).await).await;
    if services.site.secure_cookies {
        let value = HeaderValue::from_static("max-age=63072000; includeSubDomains");
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    response
}

/// The headers that need no settings.
pub(crate) async fn protect(mut response: Response) -> Response {
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
