//! Bundles taken apart: as whole ones are read, and what is no Bundle.

use super::*;
use crate::read::fhir::read_json;

const BUNDLE: &str = r#"{ "resourceType" : "Bundle", "type":"collection",
    "identifier": {"value": "a\"},{"},
    "entry": [
      {"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient","id":"1",
        "name":[{"text":"A \\ \" ] } é"}]}},
      { "resource" : {"resourceType":"Basic","id":"2","code":{}} } , 7,
      {"resource":"no object"}
    ], "total": 2 }
"#;

/// All entries, read through a buffer of so many bytes.
fn apart(text: &str, buffer: usize) -> Result<(Vec<EntryText>, Option<String>), NotApart> {
    let reader = io::BufReader::with_capacity(buffer, text.as_bytes());
    let mut entries = Entries::new(reader, 1024);
    let mut all = Vec::new();
    while let Some(entry) = entries.next_entry()? {
        all.push(entry);
    }
    let kind = entries.bundle_type()?;
    Ok((all, kind))
}

#[test]
fn a_bundle_taken_apart_is_read_as_it_is_as_a_whole() {
    let whole = read_json(BUNDLE.as_bytes());
    for buffer in [1, 2, 3, 7, 4096] {
        let (entries, kind) = apart(BUNDLE, buffer).unwrap();
        assert_eq!(kind.as_deref(), Some("collection"));
        let parts = read_entries(&entries).unwrap();
        let items = |reading: &Reading| -> Vec<_> {
            let all = reading.items.iter();
            all.map(|i| (i.json.clone(), i.full_url.clone(), i.place.clone())).collect()
        };
        assert_eq!(items(&parts), items(&whole), "{buffer}");
        assert_eq!(parts.rejected.len(), whole.rejected.len());
        for (part, whole) in parts.rejected.iter().zip(&whole.rejected) {
            assert_eq!((&part.issue, &part.bytes), (&whole.issue, &whole.bytes));
        }
        assert_eq!(parts.issues, whole.issues);
    }
}

#[test]
fn what_is_cut_off_or_unusual_is_told_apart() {
    let cut = BUNDLE.find("Basic").unwrap();
    assert!(matches!(apart(&BUNDLE[..cut], 64), Err(NotApart::Broken(_, 6))));
    for unusual in [
        r#"[{"resourceType":"Bundle","entry":[]}]"#,
        r#"{"resourceType":"Bundle","entry":[]} {"#,
        r#"{"resourceType":"Patient","entry":[]}"#,
        r#"{"resourceType":"Bundle","type":nonsense,"entry":[]}"#,
        r#"{"resourceType":"Bundle" "entry":[]}"#,
        r#"{"resourceType":"Bundle","entry":[{},]}"#,
        r#"{"resourceType":"Bundle","entry":[{} {}]}"#,
    ] {
        assert!(matches!(apart(unusual, 64), Err(NotApart::Unusual)), "{unusual}");
    }
    let broken = r#"{"resourceType":"Bundle","entry":[
        {"resource":{"resourceType":"Basic" "id":"1"}}]}"#;
    let (entries, _) = apart(broken, 64).unwrap();
    assert_eq!(read_entries(&entries).unwrap_err().1, 2);
}

#[test]
fn no_bytes_make_it_panic() {
    for cut in 0..BUNDLE.len() {
        let mut bytes = BUNDLE.as_bytes().to_vec();
        bytes[cut] ^= 0x15;
        let mut entries = Entries::new(&bytes[..], 1024);
        while let Ok(Some(_)) = entries.next_entry() {}
        let _ = entries.bundle_type();
    }
}
