//! What may lie in a folder that is no file: nothing of it is followed out, nothing is waited for.

use std::process::Command;

use bluebutton_store::imports::ImportFilter;

use super::*;

fn patient(number: &str) -> String {
    format!(
        r#"{{"resourceType":"Patient","id":"{number}","identifier":[{{"system":"urn:mrn","value":"{number}"}}],"name":[{{"family":"Reyes","given":["Ana"]}}],"birthDate":"1955-03-14"}}"#
    )
}

fn problems(summary: &ImportSummary, name: &str) -> Vec<String> {
    let file = summary.files.iter().find(|file| file.file.ends_with(name)).unwrap();
    file.issues.iter().map(|issue| issue.message.clone()).collect()
}

#[tokio::test]
async fn a_pipe_in_a_folder_is_refused_and_not_waited_for() {
    let clinic = Clinic::open().await;
    clinic.put("a.json", patient("1"));
    let made = Command::new("mkfifo").arg(clinic.path().join("b.json")).status().unwrap();
    assert!(made.success());
    let summary = clinic.import().await;
    assert!(problems(&summary, "b.json")[0].starts_with("It is a pipe or a device"));
    assert_eq!(clinic.store.patients().count().await.unwrap(), 1);
}

#[tokio::test]
async fn a_link_is_followed_within_the_folder_and_not_out_of_it() {
    use std::os::unix::fs::symlink;
    let clinic = Clinic::open().await;
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("secret.json"), patient("2")).unwrap();
    clinic.put("all/a.json", patient("1"));
    symlink(outside.path().join("secret.json"), clinic.path().join("out.json")).unwrap();
    symlink("../../../../../etc/passwd", clinic.path().join("all/up.json")).unwrap();
    symlink("all/a.json", clinic.path().join("in.json")).unwrap();
    let summary = clinic.import().await;
    for name in ["out.json", "up.json"] {
        assert!(problems(&summary, name)[0].starts_with("It is a link that leads out"), "{name}");
    }
    assert_eq!(problems(&summary, "in.json"), Vec::<String>::new());
    assert_eq!(clinic.store.patients().count().await.unwrap(), 1);
}

#[tokio::test]
async fn a_file_of_many_pieces_comes_in_whole_with_little_room() {
    let clinic = Clinic::open().await;
    let filler = "x".repeat(20_000);
    let lines: Vec<String> = (0..1_700)
        .map(|number| {
            format!(
                r#"{{"resourceType":"Observation","id":"o{number}","status":"final","subject":{{"reference":"Patient/1"}},"code":{{"text":"Note"}},"valueString":"{filler}"}}"#
            )
        })
        .collect();
    let pieces = lines.iter().map(String::len).sum::<usize>() / crate::limits::IMPORT_PIECE_BYTES;
    assert!(pieces >= 3, "{pieces} pieces only");
    clinic.put("a.ndjson", format!("{}\n{}\n", patient("1"), lines.join("\n")));
    let summary = clinic.import().await;
    assert!(summary.is_whole(), "{summary:?}");
    assert_eq!(clinic.texts("1").await.len(), 1_701);
    // It is one line of the list, whichever of its pieces was stored first; the same file again is another.
    clinic.import().await;
    let (imports, all) = (clinic.store.imports(), ImportFilter::default());
    let listed = imports.fitting(&Who::Operator, &all, (0, 50)).await.unwrap().lines;
    let in_pieces: Vec<usize> = listed.iter().map(|file| file.pieces.len()).collect();
    assert!(in_pieces.len() == 2 && in_pieces.iter().all(|many| *many > pieces), "{in_pieces:?}");
}
