//! What comes of FHIR texts, good and bad.

use super::*;

fn kinds(reading: &Reading) -> Vec<&str> {
    reading.items.iter().map(|item| &*item.kind).collect()
}

fn reasons(reading: &Reading) -> Vec<&str> {
    reading.rejected.iter().map(|rejected| rejected.issue.message.as_str()).collect()
}

#[test]
fn a_bundle_gives_its_resources_on_one_line_each_byte_for_byte() {
    let text = r#"{
      "resourceType": "Bundle", "type": "transaction",
      "entry": [
        { "fullUrl": "urn:uuid:1",
          "resource": { "resourceType": "Observation", "x": [ 72.50, 1.0E+2 ], "s": "a  b\n \"c\" \\" },
          "request": { "method": "POST", "ifNoneExist": "identifier=a|b" } }
      ] }"#;
    let reading = read_json(text.as_bytes());
    let item = &reading.items[0];
    assert_eq!(
        item.json,
        r#"{"resourceType":"Observation","x":[72.50,1.0E+2],"s":"a  b\n \"c\" \\"}"#
    );
    assert_eq!(item.full_url.as_deref(), Some("urn:uuid:1"));
    assert_eq!(item.condition.as_deref(), Some("identifier=a|b"));
    assert_eq!(item.place.path.as_deref(), Some("entry[0].resource"));
}

#[test]
fn bundles_of_every_type_are_read() {
    for kind in
        ["transaction", "batch", "collection", "searchset", "history", "document", "message"]
    {
        let text = format!(
            r#"{{"resourceType":"Bundle","type":"{kind}","entry":[{{"resource":{{"resourceType":"Patient"}}}}]}}"#
        );
        assert_eq!(kinds(&read_json(text.as_bytes())), ["Patient"], "{kind}");
    }
}

#[test]
fn a_history_is_taken_oldest_first() {
    let text = r#"{"resourceType":"Bundle","type":"history","entry":[
        {"resource":{"resourceType":"Patient","id":"new"}},
        {"resource":{"resourceType":"Patient","id":"old"}},
        {"request":{"method":"DELETE","url":"Condition/x"}}]}"#;
    let reading = read_json(text.as_bytes());
    assert!(reading.items[0].json.contains("old"));
    assert_eq!((&*reading.deletions[0].address, reading.deletions[0].after), ("Condition/x", 0));
}

#[test]
fn a_deletion_in_a_history_stands_between_what_came_before_and_after_it() {
    let text = r#"{"resourceType":"Bundle","type":"history","entry":[
        {"resource":{"resourceType":"Condition","id":"back"}},
        {"request":{"method":"DELETE","url":"Condition/1"}},
        {"resource":{"resourceType":"Condition","id":"first"}},
        {"request":{"method":"DELETE","url":"Condition/2"}}]}"#;
    let reading = read_json(text.as_bytes());
    let order: Vec<_> = reading.deletions.iter().map(|it| (&*it.address, it.after)).collect();
    assert_eq!(order, [("Condition/2", 0), ("Condition/1", 1)]);
}

#[test]
fn a_transaction_deletes_before_it_puts_and_a_search_is_not_run() {
    let text = r#"{"resourceType":"Bundle","type":"transaction","entry":[
        {"resource":{"resourceType":"Condition","id":"1"}},
        {"request":{"method":"DELETE","url":"Condition/1"}},
        {"request":{"method":"DELETE","url":"Condition?code=x"}}]}"#;
    let reading = read_json(text.as_bytes());
    assert_eq!((reading.deletions.len(), reading.deletions[0].after), (1, 0));
    assert!(reading.issues[0].message.contains("what a search would find"));
}

#[test]
fn a_bundle_in_a_bundle_is_read_too() {
    let text = r#"{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient"}}]}}]}"#;
    let reading = read_json(text.as_bytes());
    let path = reading.items[0].place.path.as_deref();
    assert_eq!(path, Some("entry[0].resource.entry[0].resource"));
}

#[test]
fn a_member_that_stands_twice_keeps_only_that_resource_out() {
    let text = "{\"resourceType\":\"Bundle\",\"entry\":[\n\
        {\"resource\":{\"resourceType\":\"Condition\",\"code\":{\"text\":\"a\",\"text\":\"b\"}}},\n\
        {\"resource\":{\"resourceType\":\"Patient\"}}]}";
    let reading = read_json(text.as_bytes());
    assert_eq!(kinds(&reading), ["Patient"]);
    let issue = &reading.rejected[0].issue;
    assert!(issue.message.contains("\"text\" stands twice"), "{}", issue.message);
    assert_eq!(issue.place.line, Some(2));
    assert_eq!(issue.place.path.as_deref(), Some("entry[0].resource"));
}

#[test]
fn repeated_members_are_seen_in_large_objects_and_behind_escapes() {
    let many: Vec<String> = (0..40).map(|at| format!("\"m{at}\":{at}")).collect();
    for text in [
        format!("{{\"resourceType\":\"Basic\",{},\"m3\":0}}", many.join(",")),
        r#"{"resourceType":"Basic","a":1,"\u0061":2}"#.to_owned(),
        r#"{"resourceType":"Basic","a":[{"b":[{"c":1,"c":1}]}]}"#.to_owned(),
    ] {
        assert_eq!(read_json(text.as_bytes()).rejected.len(), 1, "{text}");
    }
    let fine = format!("{{\"resourceType\":\"Basic\",{}}}", many.join(","));
    assert_eq!(read_json(fine.as_bytes()).items.len(), 1);
}

#[test]
fn a_broken_line_keeps_no_other_line_out() {
    let text = b"{\"resourceType\":\"Patient\"}\r\n{\"resourceType\":\"Condi\n\n\
        {\"resourceType\":\"Patient\",\"x\":\"\xE9\"}\n{\"resourceType\":\"Encounter\"}";
    let reading = read_lines(text, 10);
    assert_eq!(kinds(&reading), ["Patient", "Encounter"]);
    assert_eq!(reading.items[1].place.line, Some(14));
    let lines: Vec<_> = reading.rejected.iter().map(|one| one.issue.place.line).collect();
    assert_eq!(lines, [Some(11), Some(13)]);
    assert!(reasons(&reading)[0].contains("no JSON"));
    assert!(reasons(&reading)[1].contains("not UTF-8"));
}

#[test]
fn a_truncated_file_says_so_and_is_kept() {
    let text = br#"{"resourceType":"Bundle","entry":[{"resource":{"resourceTy"#;
    let reading = read_json(text);
    assert!(reasons(&reading)[0].contains("cut off"), "{:?}", reasons(&reading));
    assert_eq!(reading.rejected[0].bytes, text);
}

#[test]
fn broken_json_names_its_line() {
    let reading = read_json(b"{\n\"resourceType\": Patient\n}\n");
    assert_eq!(reading.rejected[0].issue.place.line, Some(2));
    assert!(reasons(&reading)[0].contains("no JSON"));
}

#[test]
fn utf_16_is_read_and_other_encodings_are_named() {
    let text = r#"{"resourceType":"Patient","x":"Lucía"}"#;
    for big in [false, true] {
        let unit = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        for mark in ["", "\u{feff}"] {
            let bytes: Vec<u8> = format!("{mark}{text}").encode_utf16().flat_map(unit).collect();
            assert_eq!(read_json(&bytes).items[0].json, text);
        }
    }
    let latin1 = b"{\"resourceType\":\"Patient\",\n\"x\":\"Luc\xEDa\"}";
    let reading = read_json(latin1);
    assert!(reasons(&reading)[0].contains("UTF-8"));
    assert_eq!(reading.rejected[0].issue.place.line, Some(2));
}

#[test]
fn deep_nesting_is_refused_in_one_sentence() {
    let text = format!("{{\"resourceType\":\"Basic\",\"x\":{}", "[".repeat(100_000));
    assert!(reasons(&read_json(text.as_bytes()))[0].contains("nested too deeply"));
}

#[test]
fn what_is_no_resource_is_rejected_with_its_place() {
    let reading =
        read_json(br#"[1, {"a":2}, {"resourceType":"patient"}, {"resourceType":"Patient"}]"#);
    assert_eq!(kinds(&reading), ["Patient"]);
    assert_eq!(reading.rejected.len(), 3);
    assert_eq!(reading.rejected[1].issue.place.path.as_deref(), Some("[1]"));
}

#[test]
fn a_million_broken_entries_are_reported_on_a_page() {
    let text = format!("[{}1]", "0,".repeat(999_999));
    let reading = read_json(text.as_bytes());
    assert_eq!(reading.rejected.len(), REJECTED_APART_MAX);
    let last = &reading.rejected[REJECTED_APART_MAX - 1];
    assert!(last.issue.message.ends_with("Others like it: 999800."), "{}", last.issue.message);
    assert_eq!(memchr::memchr_iter(b'\n', &last.bytes).count(), 999_800);
}

#[test]
fn empty_entries_and_server_messages_are_counted_not_taken() {
    let text = br#"{"resourceType":"Bundle","entry":[{},{},{"resource":{"resourceType":"OperationOutcome"}}]}"#;
    let reading = read_json(text);
    assert!(reading.items.is_empty() && reading.rejected.is_empty());
    assert_eq!(reading.issues.len(), 2);
    assert!(reading.issues[0].message.ends_with("passed over: 2."));
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes: Vec<u8>) {
        let _ = crate::read::read(&bytes);
        let _ = read_lines(&bytes, 1);
    }
}
