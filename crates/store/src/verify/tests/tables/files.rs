//! Single flipped bits in every kind of file that a site keeps: originals, what waits in quarantine, the
//! root key, what is remembered of the log. Each is named, or nothing opens any more.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::is_seen;
use super::lived::lived_in;
use crate::access::Who;
use crate::testing::{ANA, TOM, import_with};
use crate::verify::tests::longer;

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files_in(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

#[tokio::test]
async fn a_flipped_bit_in_any_file_is_seen() {
    let site = lived_in().await;
    // Of a part of a record, too.
    let (ana, tom) = (ANA.key(&site.store).await, TOM.key(&site.store).await);
    import_with(&site.store, &TOM, Vec::new(), vec![("toms", b"<ClinicalDocument/>")])
        .await
        .unwrap();
    site.store.records().merge(&Who::Operator, &ana, &tom, "one person").await.unwrap();
    site.store.audit().checkpoint().await.unwrap();
    assert!(!is_seen(&site).await, "{:?}", site.store.verify(|_, _| {}).await.unwrap().findings);
    let (mut kinds, mut unseen, mut tried) = (BTreeSet::new(), Vec::new(), 0);
    for path in files_in(site.folder()) {
        let name = path.strip_prefix(site.folder()).unwrap().to_string_lossy().into_owned();
        // The database's own: tried page by page elsewhere.
        if name.starts_with("bluebutton.sqlite") {
            continue;
        }
        kinds.insert(name.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned());
        let whole = std::fs::read(&path).unwrap();
        let last = whole.len().saturating_sub(1);
        let spread = (0..longer() - 1).map(|one| one * 37 % whole.len().max(1));
        let usual = [0, 5, last / 3, last / 2, last.saturating_sub(1), last];
        for at in usual.into_iter().chain(spread).collect::<BTreeSet<usize>>() {
            let mut flipped = whole.clone();
            let Some(byte) = flipped.get_mut(at) else { continue };
            // Not the bit that makes a capital of a letter: the key is the same in capitals.
            *byte ^= 1 << (at % 3);
            std::fs::write(&path, &flipped).unwrap();
            tried += 1;
            if !is_seen(&site).await {
                unseen.push(format!("{name} at {at}"));
            }
        }
        std::fs::write(&path, &whole).unwrap();
    }
    for kind in [format!("files/originals/{ana}"), format!("files/originals/{tom}")] {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
    assert!(kinds.contains("files/quarantine") && kinds.contains("keys"), "{kinds:?}");
    assert_eq!(unseen, Vec::<String>::new());
    assert!(!is_seen(&site).await, "everything was put right again");
    println!("{tried} flipped bits in files: each seen");
}
