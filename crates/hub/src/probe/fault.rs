//! Why a page from outside is not there for us.

/// Why nothing was fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FetchFault {
    /// It is no address that we would ask.
    NoAddress,
    /// It leads to an address that is not public.
    NotPublic,
    /// Its name is unknown.
    NoName,
    /// Nobody answers there.
    NoAnswer,
    /// Its certificate does not hold.
    Tls,
    /// A redirect leads from an encrypted page to an open one.
    Downgrade,
    /// It takes too long.
    Slow,
    /// It sends too much.
    TooLarge,
    /// It redirects on and on.
    TooManyHops,
    /// What answers is no web server.
    NotHttp,
    /// Its robots.txt asks us to stay away.
    Robots,
}
