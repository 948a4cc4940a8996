//! Opening a store: that key and database belong together, and that neither is new where the other is
//! not. A database that is gone, emptied or renamed must stop the program, never be followed by a
//! fresh one that takes imports while the records are elsewhere.

use std::path::Path;

use bluebutton_crypto::hash::keyed_hash;
use bluebutton_crypto::keys::SiteKeys;
use bluebutton_crypto::{Hidden, Random};

use crate::error::{Result, StoreError};
use crate::keyfile::{self, KeyFile};
use crate::keyring::Ring;
use crate::{OpenOptions, db};

/// A database and the keys of what is in it.
pub(crate) struct Opened {
    pub(crate) db: db::Db,
    pub(crate) keys: SiteKeys,
    pub(crate) ring: Ring,
    /// The root secret, where it was given and does not lie in the folder.
    pub(crate) given: Option<Hidden<[u8; 32]>>,
}

/// Opens database and keys; makes both where there is neither.
pub(crate) async fn open(options: &OpenOptions) -> Result<Opened> {
    let data = options.data.as_path();
    keyfile::make_private_folder(data)?;
    let was_used = keyfile::is_in_use(data) || has_files(data);
    let db = match &options.database {
        Some(url) => db::Db::open_postgres(url).await?,
        None if was_used && !data.join(db::SQLITE_FILE).is_file() => return Err(gone(data)),
        None => db::Db::open_sqlite(data).await?,
    };
    let kept = db.read("read the key's mark", |tx| tx.first(SITE_VALUE, &[MARK.into()])).await?;
    let kept = kept.map(|row| row.get::<Vec<u8>>(0)).transpose()?;
    if kept.is_none() && was_used {
        return Err(gone(data));
    }
    let key = key(options, kept.is_none(), &*options.random)?;
    let (keys, ring) = Ring::open(&db, &key.secret, options.root_key.is_none()).await?;
    check(&db, &keys).await?;
    if !key.is_in_use {
        keyfile::take_into_use(data)?;
    }
    let given = options.root_key.as_ref().map(|_| key.secret);
    Ok(Opened { db, keys, ring, given })
}

/// Opens a database that is to be filled from a backup, and the root secret of what will be in it. It
/// must be there already: a new one would open nothing of the backup.
pub(crate) async fn open_empty(options: &OpenOptions) -> Result<(db::Db, Hidden<[u8; 32]>)> {
    let data = options.data.as_path();
    keyfile::make_private_folder(data)?;
    let key = key(options, false, &*options.random)?;
    let db = match &options.database {
        Some(url) => db::Db::open_postgres(url).await?,
        None => db::Db::open_sqlite(data).await?,
    };
    Ok((db, key.secret))
}

/// The root key: given, or kept in the folder.
fn key(options: &OpenOptions, is_new: bool, random: &dyn Random) -> Result<KeyFile> {
    match &options.root_key {
        // Where it is kept is not ours to say.
        Some(text) => Ok(KeyFile { secret: keyfile::parse(text)?, is_in_use: true }),
        None => keyfile::read_or_make(&options.data, is_new, random),
    }
}

/// Whether originals or quarantine lie in the folder: then there was a database that names them.
fn has_files(data: &Path) -> bool {
    ["originals", "quarantine"].iter().any(|name| {
        std::fs::read_dir(data.join("files").join(name)).is_ok_and(|mut all| all.next().is_some())
    })
}

/// A database opened with a foreign key would take new records that the old key can't open.
async fn check(db: &db::Db, keys: &SiteKeys) -> Result<()> {
    let own = mark(&keys.index);
    let kept = db.write("check the key", move |tx| {
        // Two nodes may meet a new database in the same moment: what is kept decides.
        tx.execute(SITE_ADD, &[MARK.into(), own.clone().into()])?;
        let kept = tx.first(SITE_VALUE, &[MARK.into()])?;
        Ok(kept.ok_or(StoreError::NotFound)?.get::<&[u8]>(0)? == own)
    });
    if kept.await? {
        return Ok(());
    }
    Err(StoreError::Settings(
        "the root key does not belong to this database: give the key it was made with \
         (keys/root of its data folder, or the setting root_key)"
            .to_owned(),
    ))
}

fn mark(index: &Hidden<[u8; 32]>) -> Vec<u8> {
    keyed_hash(index.reveal(), &[b"key-check"]).to_vec()
}

fn gone(data: &Path) -> StoreError {
    StoreError::Settings(format!(
        "the database is gone or empty, and {} holds the key or the files of its records: nothing is \
         begun anew beside them. Put the database back (or its setting right), restore a backup into \
         another folder, or name another folder to begin anew",
        data.display()
    ))
}

/// The row that tells whether a root key is this database's.
pub(crate) const MARK: &str = "key-check";

const SITE_VALUE: &str = "
    select value from site where name = $1";

const SITE_ADD: &str = "
    insert into site (name, value) values ($1, $2)
    on conflict (name) do nothing";

#[cfg(test)]
mod tests {
    use crate::StoreError;
    use crate::db::testing::both_engines;
    use crate::db::{SQLITE_FILE, Tx};
    use crate::testing::{ANA, import_with};

    const EMPTY: &str = "
        delete from site";

    fn is_stop(error: Option<StoreError>) -> bool {
        matches!(error, Some(StoreError::Settings(why)) if why.contains("nothing is begun anew"))
    }

    #[tokio::test]
    async fn a_database_that_was_emptied_is_not_begun_anew() {
        for site in both_engines().await {
            let work = |tx: &mut Tx<'_>| tx.execute(EMPTY, &[]);
            site.store.inner.db.write("test", work).await.unwrap();
            assert!(is_stop(site.open_again().await.err()), "{}", site.engine);
        }
    }

    #[tokio::test]
    async fn a_database_file_that_is_gone_stops_the_program_and_nothing_takes_its_place() {
        let [site, _] = &mut both_engines().await[..] else { panic!("not two engines") };
        let file = site.folder().join(SQLITE_FILE);
        std::fs::rename(&file, site.folder().join("elsewhere")).unwrap();
        assert!(is_stop(site.open_again().await.err()));
        assert!(!file.exists(), "an empty database was made");
    }

    #[tokio::test]
    async fn records_whose_key_is_gone_get_no_other_key() {
        for site in both_engines().await {
            std::fs::remove_file(site.folder().join("keys/root")).unwrap();
            let refused = site.open_again().await.err();
            assert!(matches!(refused, Some(StoreError::Settings(_))), "{}", site.engine);
            assert!(!site.folder().join("keys/root").exists());
            assert!(!site.folder().join("keys/root.new").exists());
        }
    }

    #[tokio::test]
    async fn files_without_a_database_are_not_begun_anew_either() {
        let [site, _] = &mut both_engines().await[..] else { panic!("not two engines") };
        import_with(&site.store, &ANA, Vec::new(), vec![("doc", b"<a/>")]).await.unwrap();
        std::fs::remove_file(site.folder().join(SQLITE_FILE)).unwrap();
        std::fs::remove_dir_all(site.folder().join("keys")).unwrap();
        assert!(is_stop(site.open_again().await.err()));
    }

    #[tokio::test]
    async fn a_first_start_that_broke_off_is_finished_by_the_next() {
        let [site, _] = &mut both_engines().await[..] else { panic!("not two engines") };
        // As if the power had failed after the key was made and before the database knew it.
        let keys = site.folder().join("keys");
        std::fs::rename(keys.join("root"), keys.join("root.new")).unwrap();
        let work = |tx: &mut Tx<'_>| tx.execute(EMPTY, &[]);
        site.store.inner.db.write("test", work).await.unwrap();
        assert!(site.open_again().await.is_ok());
        assert!(keys.join("root").exists() && !keys.join("root.new").exists());
        assert!(site.open_again().await.is_ok());
    }
}
