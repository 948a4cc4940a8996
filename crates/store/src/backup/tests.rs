//! A backup that was made is restored, on both engines and from one to the other.

use tempfile::TempDir;

use super::*;
use crate::OpenOptions;
use crate::db::testing::{Site, both_engines, new_place};
use crate::jobs::Job;
use crate::testing::{ANA, TOM, import_with, result};

async fn filled(site: &Site) {
    let key = ANA.key(&site.store).await;
    let values = vec![result(&key, "r1", "2026-04-01", "5.50")];
    import_with(&site.store, &ANA, values, vec![("doc", b"<ClinicalDocument/>")]).await.unwrap();
    let key = TOM.key(&site.store).await;
    import_with(&site.store, &TOM, vec![result(&key, "r2", "2026-04-02", "6.1")], Vec::new())
        .await
        .unwrap();
    site.store.jobs().ensure(Job::Checkpoint).await.unwrap();
    site.store.audit().checkpoint().await.unwrap();
}

fn backups() -> (TempDir, BackupPlace) {
    let folder = tempfile::tempdir().unwrap();
    let place = BackupPlace::folder(folder.path()).unwrap();
    (folder, place)
}

/// An empty place of the same engine, with the key of `site` in it.
async fn empty_place(site: &Site) -> (TempDir, OpenOptions) {
    let (data, options) = new_place(site.engine == "postgres", &site.clock).await;
    std::fs::create_dir(data.path().join("keys")).unwrap();
    std::fs::copy(site.folder().join("keys/root"), data.path().join("keys/root")).unwrap();
    (data, options)
}

fn copy_of(options: &OpenOptions) -> OpenOptions {
    OpenOptions {
        data: options.data.clone(),
        database: options.database.clone(),
        root_key: options.root_key.clone(),
        clock: options.clock.clone(),
        random: options.random.clone(),
    }
}

/// The interface that S3 has, too; against a server that speaks it: `tests/s3/run`.
#[tokio::test]
async fn a_place_that_is_no_folder_takes_backups_and_gives_them_back() {
    for site in both_engines().await {
        filled(&site).await;
        let place = BackupPlace::in_memory();
        let first = site.store.backup(&place, |_| {}).await.unwrap();
        site.after_seconds(60);
        let second = site.store.backup(&place, |_| {}).await.unwrap();
        assert!(second.written < first.written / 2, "{second:?} behind {first:?}");
        assert_eq!(place.backups().await.unwrap(), [first.name, second.name]);
        let (_data, options) = empty_place(&site).await;
        restore(&copy_of(&options), &place, None, |_| {}).await.unwrap();
        let found = Store::open(options).await.unwrap().verify(|_, _| {}).await.unwrap();
        assert_eq!((found.records, found.findings), (2, Vec::new()), "{}", site.engine);
    }
}

#[test]
fn a_place_that_names_no_bucket_is_refused_with_a_sentence() {
    for url in ["s3://", "s3:///folder"] {
        let refused = BackupPlace::named(url).err();
        assert!(matches!(refused, Some(StoreError::Settings(why)) if why.contains("no bucket")));
    }
}

#[tokio::test]
async fn what_was_backed_up_is_restored_whole_also_on_the_other_engine() {
    let sites = both_engines().await;
    for (from, to) in [(0, 0), (1, 1), (0, 1), (1, 0)] {
        let (from, to) = (&sites[from], &sites[to]);
        if from.store.patients().count().await.unwrap() == 0 {
            filled(from).await;
        }
        let (_folder, place) = backups();
        let made = from.store.backup(&place, |_| {}).await.unwrap();
        assert!(made.rows > 10 && made.files == 1, "{made:?}");
        let (_data, options) = empty_place(to).await;
        std::fs::copy(from.folder().join("keys/root"), options.data.join("keys/root")).unwrap();

        let back = restore(&options, &place, None, |_| {}).await.unwrap();

        let told = format!("{} to {}", from.engine, to.engine);
        assert_eq!((back.rows, back.files), (made.rows, made.files), "{told}");
        let store = Store::open(copy_of(&options)).await.unwrap();
        let check = store.verify(|_, _| {}).await.unwrap();
        assert_eq!(check.findings, Vec::<String>::new(), "{told}");
        assert_eq!((check.records, check.originals), (2, 1), "{told}");
        let before = from.store.verify(|_, _| {}).await.unwrap();
        let counted = (check.segments, check.resources, check.audit_lines);
        assert_eq!(counted, (before.segments, before.resources, before.audit_lines), "{told}");
    }
}

#[tokio::test]
async fn what_did_not_change_is_not_written_again() {
    for site in both_engines().await {
        filled(&site).await;
        let (_folder, place) = backups();
        let first = site.store.backup(&place, |_| {}).await.unwrap();
        site.after_seconds(1);
        let second = site.store.backup(&place, |_| {}).await.unwrap();
        assert!(first.written > 5, "{}: {first:?}", site.engine);
        assert_eq!((second.written, second.rows), (0, first.rows), "{}", site.engine);
        assert_eq!(place.backups().await.unwrap(), [first.name, second.name]);
    }
}

#[tokio::test]
async fn nothing_is_restored_over_what_is_there() {
    for site in both_engines().await {
        filled(&site).await;
        let (_folder, place) = backups();
        site.store.backup(&place, |_| {}).await.unwrap();
        let options = site.options();
        let refused = restore(&options, &place, None, |_| {}).await;
        assert!(matches!(refused, Err(StoreError::Settings(_))), "{}", site.engine);
        let check = site.store.verify(|_, _| {}).await.unwrap();
        assert_eq!(check.findings, Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_backup_that_was_altered_or_is_cut_does_not_restore() {
    let [site, _] = &mut both_engines().await[..] else { panic!("not two engines") };
    filled(site).await;
    let (folder, place) = backups();
    site.store.backup(&place, |_| {}).await.unwrap();
    let chunk = a_file_in(&folder.path().join("chunks"));
    let bytes = std::fs::read(&chunk).unwrap();
    let mut flipped = bytes.clone();
    *flipped.last_mut().unwrap() ^= 1;
    for hurt in [Some(flipped), None] {
        match hurt {
            Some(bytes) => std::fs::write(&chunk, bytes).unwrap(),
            None => std::fs::remove_file(&chunk).unwrap(),
        }
        let (_data, options) = empty_place(site).await;
        let refused = restore(&options, &place, None, |_| {}).await;
        assert!(matches!(refused, Err(StoreError::Altered(_))), "{refused:?}");
        // And half a store is never taken for a whole one.
        assert!(Store::open(copy_of(&options)).await.is_err());
    }
}

/// Every file of a backup, whatever it holds: what was altered is not restored, or is named then.
#[tokio::test]
async fn a_flipped_bit_in_any_file_of_a_backup_is_seen() {
    let [site, _] = &mut both_engines().await[..] else { panic!("not two engines") };
    filled(site).await;
    let (folder, place) = backups();
    site.store.backup(&place, |_| {}).await.unwrap();
    let mut all = vec![folder.path().to_owned()];
    let (mut kinds, mut tried) = (std::collections::BTreeSet::new(), 0);
    while let Some(path) = all.pop() {
        if path.is_dir() {
            all.extend(std::fs::read_dir(&path).unwrap().map(|one| one.unwrap().path()));
            continue;
        }
        let kind = path.strip_prefix(folder.path()).unwrap().components().next().unwrap();
        let kind = kind.as_os_str().to_string_lossy().into_owned();
        let whole = std::fs::read(&path).unwrap();
        // All places of one of each kind; of the others one.
        let is_first = kinds.insert(kind);
        let last = whole.len() - 1;
        let places = if is_first { vec![0, 11, last / 2, last] } else { vec![last / 2] };
        for at in places {
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << (at % 8);
            std::fs::write(&path, &flipped).unwrap();
            let (_data, options) = empty_place(site).await;
            let is_seen = match restore(&copy_of(&options), &place, None, |_| {}).await {
                Err(_) => true,
                Ok(_) => match Store::open(options).await {
                    Err(_) => true,
                    Ok(store) => !store.verify(|_, _| {}).await.unwrap().findings.is_empty(),
                },
            };
            assert!(is_seen, "{} at {at}", path.display());
            tried += 1;
        }
        std::fs::write(&path, &whole).unwrap();
    }
    assert!(kinds.len() > 2 && tried > 10, "{kinds:?} {tried}");
}

fn a_file_in(folder: &std::path::Path) -> std::path::PathBuf {
    let entry = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    if entry.is_dir() { a_file_in(&entry) } else { entry }
}

#[tokio::test]
async fn nothing_in_a_backup_can_be_read_without_the_key() {
    let [site, _] = &mut both_engines().await[..] else { panic!("not two engines") };
    filled(site).await;
    let (folder, place) = backups();
    site.store.backup(&place, |_| {}).await.unwrap();
    let (_data, options) = empty_place(site).await;
    std::fs::write(options.data.join("keys/root"), "00".repeat(32)).unwrap();
    let refused = restore(&options, &place, None, |_| {}).await;
    assert!(matches!(refused, Err(StoreError::Altered(_))), "{refused:?}");
    let mut files = vec![folder.path().to_owned()];
    while let Some(at) = files.pop() {
        if at.is_dir() {
            files.extend(std::fs::read_dir(at).unwrap().map(|one| one.unwrap().path()));
            continue;
        }
        let bytes = std::fs::read(&at).unwrap();
        for word in ["Reyes", "audit_line", "ClinicalDocument"] {
            let found = bytes.windows(word.len()).any(|window| window == word.as_bytes());
            assert!(!found, "{word} stands in {}", at.display());
        }
    }
}

#[tokio::test]
async fn a_backup_made_while_records_come_in_is_of_one_moment() {
    for site in both_engines().await {
        filled(&site).await;
        let (_folder, place) = backups();
        let store = site.store.clone();
        let importing = tokio::spawn(async move {
            for number in 0..40 {
                let key = ANA.key(&store).await;
                let local = format!("n{number}");
                let results = vec![result(&key, &local, "2026-04-03", "5.1")];
                let original = (local.as_str(), &b"<ClinicalDocument/>"[..]);
                import_with(&store, &ANA, results, vec![original]).await.unwrap();
            }
        });
        for _ in 0..5 {
            site.after_seconds(1);
            site.store.backup(&place, |_| {}).await.unwrap();
        }
        importing.await.unwrap();
        for name in place.backups().await.unwrap() {
            let (_data, options) = empty_place(&site).await;
            restore(&options, &place, Some(&name), |_| {}).await.unwrap();
            let store = Store::open(copy_of(&options)).await.unwrap();
            let check = store.verify(|_, _| {}).await.unwrap();
            assert_eq!(check.findings, Vec::<String>::new(), "{name} on {}", site.engine);
        }
    }
}
