//! `bluebutton backup` and `restore` as an operator uses them, while the program goes on.

use std::path::Path;
use std::process::{Command, Output, Stdio};

fn run(data: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bluebutton"))
        .args(arguments)
        .arg("--data")
        .arg(data)
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn what_an_operator_backs_up_comes_back_and_a_lost_database_stops_the_program() {
    let place = tempfile::tempdir().unwrap();
    let (data, backups) = (place.path().join("data"), place.path().join("backups"));
    let backups = backups.to_str().unwrap();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/demo/ana-reyes.json");
    done(&run(&data, &["import", file]));
    let told = done(&run(&data, &["backup", backups]));
    assert!(told.contains("keep a copy of it elsewhere"), "{told}");

    // Somebody loses the database: nothing is begun anew beside the key.
    for name in ["bluebutton.sqlite", "bluebutton.sqlite-wal", "bluebutton.sqlite-shm"] {
        let _ = std::fs::remove_file(data.join(name));
    }
    let refused = run(&data, &["import", file]);
    let why = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && why.contains("nothing is begun anew"), "{why}");
    assert!(!data.join("bluebutton.sqlite").exists());

    let new = place.path().join("new");
    std::fs::create_dir_all(new.join("keys")).unwrap();
    let refused = run(&new, &["restore", backups]);
    assert!(!refused.status.success(), "restored without its key");
    std::fs::remove_dir_all(&new).unwrap();
    std::fs::create_dir_all(new.join("keys")).unwrap();
    std::fs::copy(data.join("keys/root"), new.join("keys/root")).unwrap();
    let told = done(&run(&new, &["restore", backups]));
    assert!(told.contains("1 records were verified, with 0 findings"), "{told}");
    let again = run(&new, &["restore", backups]);
    assert!(!again.status.success(), "restored over what is there");
    done(&run(&new, &["verify"]));
}

#[cfg(unix)]
#[test]
fn whatever_the_program_makes_nobody_else_may_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    // A folder of somebody careless, and files that are not ours to protect by a folder.
    std::fs::create_dir(&data).unwrap();
    std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o777)).unwrap();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/ccda/ana-lakeside-knee.xml");
    done(&run(&data, &["import", file]));
    let backups = place.path().join("backups");
    done(&run(&data, &["backup", backups.to_str().unwrap()]));
    let (mut at, mut seen) = (vec![data, backups], 0);
    while let Some(path) = at.pop() {
        let about = std::fs::metadata(&path).unwrap();
        if about.is_dir() {
            at.extend(std::fs::read_dir(&path).unwrap().map(|one| one.unwrap().path()));
        } else {
            seen += 1;
            let mode = about.permissions().mode() & 0o777;
            assert_eq!(mode & 0o077, 0, "{} has mode {mode:o}", path.display());
        }
    }
    assert!(seen > 5, "{seen} files only");
}
