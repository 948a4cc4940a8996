//! The one door to the database and to stored files; who may open it; the audit trail.

pub mod access;
pub mod accounts;
pub mod apps;
pub mod audit;
pub mod backup;
mod db;
pub mod directory;
pub mod error;
pub mod events;
pub mod files;
mod guard;
pub mod hub;
pub mod imports;
pub mod jobs;
mod keyfile;
pub mod keyring;
pub mod limits;
pub mod matching;
pub mod measures;
mod opening;
pub mod outbox;
pub mod own;
pub mod patients;
pub mod records;
pub mod requests;
pub mod sifted;
pub mod site_rules;
#[cfg(test)]
mod testing;
pub mod transmissions;
pub mod verify;

use std::sync::Arc;

pub use access::{Action, Change, RecordPermit, Rights, Who};
use bluebutton_crypto::keys::SiteKeys;
use bluebutton_crypto::{Hidden, Random};
use bluebutton_record::matching::Policy;
pub use error::StoreError;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The clock, passed in: the system's in the product, a fixed one in tests.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Where everything is kept. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
    /// Who is who at this site.
    policy: Arc<Policy>,
}

struct Inner {
    db: db::Db,
    shared: Arc<Shared>,
}

/// What a store for requests and one for work have in common.
struct Shared {
    clock: Clock,
    random: Arc<dyn Random>,
    keys: SiteKeys,
    /// What patients' keys are wrapped with.
    ring: keyring::Ring,
    /// The root secret, where it was given and does not lie in the data folder.
    given: Option<Hidden<[u8; 32]>>,
    files: files::Files,
    caches: records::Caches,
    /// The names in the directory.
    directory: directory::KeptNames,
    /// Rows that decide who may do what, as they were opened lately.
    opened: guard::OpenedRows,
    /// What was counted so far of days that somebody chose.
    days: measures::KeptDays,
    /// The data folder.
    data: std::path::PathBuf,
    /// What the site wants; set at the start of the program.
    rules: std::sync::RwLock<Arc<SiteRules>>,
}

/// What a site wants of its store.
#[derive(Clone)]
struct SiteRules {
    /// What is withheld from everybody.
    terms: bluebutton_record::Terms,
    /// What the settings file says of release rules and sensitive topics.
    file: bluebutton_record::site_rules::RulesInForce,
    /// What was ever said beside it, in the order of its change, and the number of the last change of that.
    said: Vec<bluebutton_record::site_rules::TimedRule>,
    change: i64,
    /// Hashes of the names of its own sources, see `directory`.
    own_sources: Vec<[u8; 16]>,
    /// What is withheld from others than the patient, unless they open it.
    topics: Arc<bluebutton_record::Topics>,
    /// By which state of the topics something was found out.
    topics_stamp: [u8; 32],
    /// Where each checkpoint is appended besides, such as a place that only grows.
    witness_file: Option<std::path::PathBuf>,
    /// Where it is: its midnights end what is let in until a day.
    zone: TimeZone,
    /// Whether whoever sees birth dates may make no codes that a birth date redeems.
    separate_duties: bool,
    /// When a child has a say, and when a parent's access ends.
    minors: bluebutton_record::representative::Minors,
    /// Days on which nobody is at work, besides weekends.
    holidays: std::collections::BTreeSet<Date>,
}

impl SiteRules {
    /// Puts in force what the file says, and what was said since.
    fn put_in_force(&mut self) {
        let (holding, ended): (Vec<_>, Vec<_>) =
            self.said.iter().partition(|rule| rule.until.is_none());
        let says = |rules: Vec<&'_ bluebutton_record::site_rules::TimedRule>| {
            rules.into_iter().map(|rule| rule.says.clone()).collect::<Vec<_>>()
        };
        let (holding, ended) = (says(holding), says(ended));
        let now = bluebutton_record::site_rules::RulesInForce::beside(&self.file, &holding, &ended);
        self.terms.releases = now.releases;
        let stamp = format!("{:?}", now.topics.rules());
        self.topics_stamp = bluebutton_crypto::hash::sha256(stamp.as_bytes());
        self.topics = Arc::new(now.topics);
    }
}

impl std::ops::Deref for Inner {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.shared
    }
}

/// How to open a store.
pub struct OpenOptions {
    /// Folder for the embedded database, files and keys.
    pub data: std::path::PathBuf,
    /// `postgres://…`; `None` is the embedded SQLite database in `data`.
    pub database: Option<String>,
    /// The root secret: 64 hexadecimal digits. `None` reads or makes `data/keys/root` (mode 0600).
    pub root_key: Option<Hidden<String>>,
    /// The clock.
    pub clock: Clock,
    /// Randomness.
    pub random: Arc<dyn Random>,
}

impl Store {
    /// Opens a store and brings its tables up to date; creates what is missing.
    pub async fn open(options: OpenOptions) -> Result<Self, StoreError> {
        let opening::Opened { db, keys, ring, given } = opening::open(&options).await?;
        let OpenOptions { data, clock, random, .. } = options;
        let (files, caches) = (files::Files::open(&data)?, records::Caches::new());
        let terms = bluebutton_record::Terms::everything(Rights::OWNER);
        let rules = SiteRules {
            terms,
            file: bluebutton_record::site_rules::RulesInForce::default(),
            said: Vec::new(),
            change: 0,
            topics: Arc::default(),
            topics_stamp: [0; 32],
            own_sources: Vec::new(),
            witness_file: None,
            zone: TimeZone::UTC,
            separate_duties: true,
            minors: bluebutton_record::representative::Minors::default(),
            holidays: std::collections::BTreeSet::new(),
        };
        let (rules, directory) =
            (std::sync::RwLock::new(Arc::new(rules)), directory::KeptNames::default());
        let opened = guard::OpenedRows::new();
        let shared = Shared {
            clock,
            random,
            keys,
            ring,
            given,
            files,
            caches,
            directory,
            opened,
            days: measures::KeptDays::default(),
            data,
            rules,
        };
        let shared = Arc::new(shared);
        let store = Self { inner: Arc::new(Inner { db, shared }), policy: Arc::default() };
        audit::must_not_be_older(&store.for_work()).await?;
        Ok(store)
    }

    /// The same store for work that nobody waits for at a page: imports, checks, the worker. It takes
    /// its time, and where that is safe it waits for a database that is away; a request is told to
    /// come back.
    #[must_use]
    pub fn for_work(&self) -> Self {
        let Inner { db, shared } = &*self.inner;
        let inner = Inner { db: db.for_work(), shared: shared.clone() };
        Self { inner: Arc::new(inner), policy: self.policy.clone() }
    }

    /// Whether changes can be kept at this moment: one is made that changes nothing. A look would not
    /// tell of a full disk, nor of a database that only reads since it failed over.
    pub async fn ready(&self) -> Result<(), StoreError> {
        let work = |tx: &mut db::Tx<'_>| tx.execute(SITE_SAME, &["key-check".into()]);
        match self.inner.db.write("see whether changes are kept", work).await? {
            1 => Ok(()),
            _ => Err(StoreError::Altered("the table site has lost its key check".to_owned())),
        }
    }

    /// How many transactions were asked of the database so far: what a page costs is measured by it.
    pub fn transactions(&self) -> u64 {
        self.inner.db.begun()
    }

    /// How many statements were in them, and how many rows came back.
    pub fn statements_and_rows(&self) -> (u64, u64) {
        self.inner.db.asked()
    }

    /// Spreads the tables over the nodes of a distributed PostgreSQL (`docs/scale.md`); how many were
    /// not yet. [`StoreError::Settings`] says what is missing where that can't be done.
    pub async fn distribute(&self) -> Result<usize, StoreError> {
        self.inner.db.distribute().await
    }

    /// Takes the site's settings for who is who.
    #[must_use]
    pub fn telling_apart_by(mut self, policy: Policy) -> Self {
        self.policy = Arc::new(policy);
        self
    }

    /// What the site says of who is who.
    pub fn who_is_who(&self) -> Arc<Policy> {
        self.policy.clone()
    }

    /// Whether an embedded database is in that folder.
    pub fn is_in(data: &std::path::Path) -> bool {
        data.join(db::SQLITE_FILE).is_file()
    }

    /// The present moment of the store's clock.
    pub fn now(&self) -> Timestamp {
        (self.inner.clock)()
    }

    /// The store's randomness.
    pub fn random(&self) -> &dyn Random {
        &*self.inner.random
    }

    /// The zone of the site: days begin and end at its midnight. UTC until it is set, at the start of
    /// the program.
    pub fn set_time_zone(&self, zone: TimeZone) {
        self.change_rules(|rules| rules.zone = zone);
    }

    /// The zone of the site.
    pub fn time_zone(&self) -> TimeZone {
        self.rules().zone.clone()
    }

    /// Today at the site.
    pub(crate) fn today(&self) -> Date {
        self.day_of(self.now())
    }

    /// From when to before when some days are at the site, microseconds since 1970; a day that is not said
    /// ends nothing.
    pub(crate) fn span_of(&self, from: Option<Date>, until: Option<Date>) -> (i64, i64) {
        let zone = self.rules().zone.clone();
        let begins =
            |day: Date| Some(day.to_zoned(zone.clone()).ok()?.timestamp().as_microsecond());
        let behind = until.and_then(|day| day.tomorrow().ok());
        (from.and_then(begins).unwrap_or(i64::MIN), behind.and_then(begins).unwrap_or(i64::MAX))
    }

    /// The day of a moment at the site.
    pub(crate) fn day_of(&self, moment: jiff::Timestamp) -> Date {
        moment.to_zoned(self.rules().zone.clone()).date()
    }

    /// Days on which nobody is at work at the site, besides weekends: measures count business days.
    pub fn set_holidays(&self, holidays: std::collections::BTreeSet<Date>) {
        self.change_rules(|rules| rules.holidays = holidays);
    }

    /// Where each checkpoint of the audit log is appended besides, such as a place that only grows.
    pub fn set_witness_file(&self, file: std::path::PathBuf) {
        self.change_rules(|rules| rules.witness_file = Some(file));
    }

    fn rules(&self) -> Arc<SiteRules> {
        Arc::clone(&self.inner.rules.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    fn change_rules(&self, change: impl FnOnce(&mut SiteRules)) {
        let rules = self.inner.rules.write();
        change(Arc::make_mut(&mut *rules.unwrap_or_else(std::sync::PoisonError::into_inner)));
    }
}

const SITE_SAME: &str = "
    update site set value = value where name = $1";
