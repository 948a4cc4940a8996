//! Many people at once: signed in, each in their own record, over real pages and through the whole
//! server, for some time.

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use bluebutton_crypto::{Hidden, totp};
use bluebutton_exchange::import::{Importer, Source};
use bluebutton_record::{Language, PatientKey};
use bluebutton_store::accounts::{CodeOutcome, NewAccount, Role, SessionToken, SignIn};
use bluebutton_store::{Store, Who};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::process::{Running, memory_peak_bytes, resident_bytes};
use super::table::{Figure, Unit};
use super::{Ground, population};

/// What is measured.
pub struct LoadPlan {
    /// How many people.
    pub people: u64,
    /// For how long.
    pub seconds: u64,
    /// About how many resources each has.
    pub resources: usize,
    /// PostgreSQL instead of SQLite.
    pub database: Option<String>,
}

/// Somebody who is signed in.
#[derive(Clone)]
struct Visitor {
    patient: PatientKey,
    session: SessionToken,
}

/// What a person looks at, one after the other; the last is a file.
const PAGES: [&str; 9] = [
    "",
    "/results",
    "/medications",
    "/conditions",
    "/timeline",
    "/visits",
    "/activity",
    "/download",
    "/download/file?format=text",
];

/// What one person met.
#[derive(Default)]
struct Met {
    times: Vec<Duration>,
    errors: Vec<String>,
}

/// Imports, signs everybody in, starts this very program, and lets them look around.
pub async fn measure(plan: &LoadPlan, folder: &Path) -> anyhow::Result<Vec<Figure>> {
    let records = folder.join("records");
    std::fs::create_dir_all(&records)?;
    for number in 0..plan.people {
        let text = population::bundle(1, number, plan.resources);
        std::fs::write(records.join(format!("{number:06}.json")), text)?;
    }
    let ground = Ground { records, data: folder.join("data"), database: plan.database.clone() };
    let visitors = visitors(&ground, plan.people).await?;
    let (running, address) = Running::start(&ground).await?;
    let rest = resident_bytes(running.id())?;
    let until = Instant::now() + Duration::from_secs(plan.seconds);
    let mut looking = JoinSet::new();
    for (number, visitor) in visitors.into_iter().enumerate() {
        looking.spawn(look_around(address, visitor, number, until));
    }
    let mut all = Met::default();
    while let Some(met) = looking.join_next().await {
        let met = met?;
        all.times.extend(met.times);
        all.errors.extend(met.errors);
    }
    figures(plan, all, (rest, resident_bytes(running.id())?, memory_peak_bytes(running.id())?))
}

fn figures(
    plan: &LoadPlan,
    mut all: Met,
    (rest, after, peak): (u64, u64, u64),
) -> anyhow::Result<Vec<Figure>> {
    all.times.sort();
    if all.times.is_empty() {
        let why = all.errors.first().map_or("nobody was answered", String::as_str);
        bail!("no page came: {why}");
    }
    let at = |percent: usize| {
        let place = (all.times.len() * percent / 100).min(all.times.len() - 1);
        all.times.get(place).map_or(f64::NAN, |time| time.as_secs_f64() * 1_000.0)
    };
    let (people, seconds) = (plan.people, plan.seconds);
    let errors = Figure::new("errors", all.errors.len() as f64, Unit::Count);
    let first = all.errors.first().cloned().unwrap_or_else(|| "none".to_owned());
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    Ok(vec![
        Figure::new(
            format!("pages and files, {people} people"),
            all.times.len() as f64 / seconds as f64,
            Unit::PerSecond,
        )
        .note(format!("{} in {seconds} s", all.times.len())),
        Figure::new("a page or file, median", at(50), Unit::Milliseconds),
        Figure::new("a page or file, 99th percentile", at(99), Unit::Milliseconds),
        Figure::new("a page or file, slowest", at(100), Unit::Milliseconds),
        errors.note(format!("in all; the first: {first}")),
        Figure::new("memory at rest before", megabytes(rest), Unit::Megabytes),
        Figure::new("memory right after", megabytes(after), Unit::Megabytes)
            .goal("under 300 MB")
            .note(format!("at most {:.0} MB", megabytes(peak))),
    ])
}

/// Everybody with an account, a second factor and a session.
async fn visitors(ground: &Ground, people: u64) -> anyhow::Result<Vec<Visitor>> {
    let store = ground.open().await?;
    let importer = Importer::new(store.clone());
    importer.run(vec![Source::Path(ground.records.clone())]).await?;
    let mut visitors = Vec::new();
    for number in 0..people {
        let query = format!("MRN-{number:08}");
        let found = store.patients().search(&Who::Operator, &query, 1).await?;
        let card = found.first().with_context(|| format!("{query} did not come in"))?;
        let session = signed_in(&store, &format!("person-{number}"), &card.patient).await?;
        visitors.push(Visitor { patient: card.patient.clone(), session });
    }
    Ok(visitors)
}

async fn signed_in(
    store: &Store,
    login: &str,
    patient: &PatientKey,
) -> anyhow::Result<SessionToken> {
    const PASSWORD: &str = "three calm rivers";
    let password = || Hidden::new(PASSWORD.to_owned());
    let accounts = store.accounts();
    let new = NewAccount {
        login: login.to_owned(),
        name: login.to_owned(),
        password: password(),
        role: Role::Person,
        language: Language::English,
    };
    let account = accounts.create(new).await?;
    accounts.own(&account, patient).await?;
    let secret = totp::new_secret(store.random());
    accounts.set_totp(&account, secret.clone()).await?;
    let SignIn::NeedsCode(waiting) = accounts.sign_in(login, password(), login).await? else {
        bail!("{login} could not sign in");
    };
    let code = totp::code_at(&secret, store.now().as_second());
    match accounts.give_code(&waiting, &code, login).await? {
        CodeOutcome::Right(session) => Ok(session),
        other => bail!("{login} gave a code that was not taken: {other:?}"),
    }
}

/// Page after page, each as soon as the one before is there: more than any person does.
async fn look_around(address: SocketAddr, visitor: Visitor, number: usize, until: Instant) -> Met {
    let mut met = Met::default();
    let mut connection = None;
    let mut turn = number;
    while Instant::now() < until {
        let page = PAGES.get(turn % PAGES.len()).copied().unwrap_or_default();
        turn += 1;
        let begun = Instant::now();
        match ask(&mut connection, address, &visitor, page).await {
            Ok(200) => met.times.push(begun.elapsed()),
            Ok(status) => met.errors.push(format!("{page} answered {status}")),
            Err(error) => {
                connection = None;
                met.errors.push(format!("{page}: {error}"));
            }
        }
    }
    met
}

/// One request on a connection that is kept; the status.
async fn ask(
    connection: &mut Option<BufReader<TcpStream>>,
    address: SocketAddr,
    visitor: &Visitor,
    page: &str,
) -> anyhow::Result<u16> {
    let stream = match connection {
        Some(stream) => stream,
        None => connection.insert(BufReader::new(TcpStream::connect(address).await?)),
    };
    let request = format!(
        "GET /records/{}{page} HTTP/1.1\r\nHost: {address}\r\nCookie: session={}\r\n\
         Sec-Fetch-Site: same-origin\r\n\r\n",
        visitor.patient, visitor.session.0
    );
    stream.get_mut().write_all(request.as_bytes()).await?;
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    let status = line.split(' ').nth(1).and_then(|word| word.parse().ok());
    let status = status.with_context(|| format!("no status in {line:?}"))?;
    let mut body = Body::Length(0);
    let mut is_last = false;
    loop {
        line.clear();
        stream.read_line(&mut line).await?;
        let header = line.trim_end().to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(length) = header.strip_prefix("content-length:") {
            body = Body::Length(length.trim().parse()?);
        }
        if header == "transfer-encoding: chunked" {
            body = Body::Chunked;
        }
        is_last |= header == "connection: close";
    }
    body.read(stream).await?;
    if is_last {
        *connection = None;
    }
    Ok(status)
}

enum Body {
    Length(u64),
    Chunked,
}

impl Body {
    async fn read(self, stream: &mut BufReader<TcpStream>) -> anyhow::Result<()> {
        let mut sink = tokio::io::sink();
        match self {
            Self::Length(length) => {
                tokio::io::copy(&mut stream.take(length), &mut sink).await?;
            }
            Self::Chunked => loop {
                let mut line = String::new();
                stream.read_line(&mut line).await?;
                let size = u64::from_str_radix(line.trim(), 16).context("no chunk size")?;
                tokio::io::copy(&mut (&mut *stream).take(size + 2), &mut sink).await?;
                if size == 0 {
                    return Ok(());
                }
            },
        }
        Ok(())
    }
}
