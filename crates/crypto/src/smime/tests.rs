//! S/MIME against itself and against the `openssl` command line.

use std::process::{Command, Stdio};

use super::authority::{Issued, issue};
use super::*;
use crate::random::{SeededRandom, SystemRandom};

const NOW: i64 = 1_790_000_000;
const ENTITY: &[u8] = b"Content-Type: text/plain\r\n\r\nThis message was sent by a clinic.\r\n";

struct Site {
    issued: Issued,
    clinic: Identity,
    doctor: Identity,
}

fn site() -> Site {
    let issued =
        issue("Test Authority", &["records@clinic.example", "lee@direct.example"], NOW - 60, 30)
            .unwrap();
    let [clinic, doctor] = [0, 1].map(|at: usize| {
        let (certificate, key) = &issued.identities[at];
        Identity::from_pem(certificate, key).unwrap()
    });
    Site { issued, clinic, doctor }
}

/// Content and signature of a `multipart/signed` as we and openssl write it.
fn parts(entity: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    use base64::Engine as _;
    let text = String::from_utf8(with_crlf(entity)).ok()?;
    let (_, rest) = text.split_once("boundary=\"")?;
    let (boundary, rest) = rest.split_once('"')?;
    let line = format!("--{boundary}");
    let mut parts = rest.split(&line).skip(1);
    let content = parts.next()?.strip_prefix("\r\n")?.strip_suffix("\r\n")?;
    let encoded: String = parts.next()?.split_once("\r\n\r\n")?.1.split_whitespace().collect();
    let signature = base64::engine::general_purpose::STANDARD.decode(encoded).ok()?;
    Some((content.as_bytes().to_vec(), signature))
}

fn body_der(entity: &[u8]) -> Vec<u8> {
    use base64::Engine as _;
    let text = std::str::from_utf8(entity).unwrap();
    let body: String = text.split_once("\r\n\r\n").unwrap().1.split_whitespace().collect();
    base64::engine::general_purpose::STANDARD.decode(body).unwrap()
}

#[test]
fn what_is_signed_and_encrypted_is_read_by_its_recipient_only() {
    let site = site();
    let signed = sign(ENTITY, &site.clinic, NOW).unwrap();
    let sealed =
        encrypt(&signed, &[site.doctor.certificate().clone()], &SeededRandom::new(1)).unwrap();

    let opened = decrypt(&body_der(&sealed), &site.doctor).unwrap();
    let (content, signature) = parts(&opened).unwrap();
    let verified = verify(&content, &signature).unwrap();

    assert_eq!(content, ENTITY);
    assert_eq!(&verified.signer, site.clinic.certificate());
    let wrong = decrypt(&body_der(&sealed), &site.clinic).unwrap_err();
    assert_eq!(wrong.0, "the message is not encrypted for this address");
}

#[test]
fn an_altered_message_does_not_verify() {
    let site = site();
    let signed = sign(ENTITY, &site.clinic, NOW).unwrap();
    let text = String::from_utf8(signed).unwrap().replace("a clinic", "x clinic");
    let (content, signature) = parts(text.as_bytes()).unwrap();
    let error = verify(&content, &signature).err().unwrap();
    assert_eq!(error.0, "the message was altered after it was signed");
}

#[test]
fn an_altered_ciphertext_never_opens_as_the_message() {
    let site = site();
    let sealed =
        encrypt(ENTITY, &[site.doctor.certificate().clone()], &SeededRandom::new(1)).unwrap();
    let mut der = body_der(&sealed);
    let last = der.len() - 1;
    der[last] ^= 1;
    assert!(decrypt(&der, &site.doctor).map_or(true, |opened| opened != ENTITY));
}

#[test]
fn trust_needs_the_right_anchor_and_a_date_within() {
    let site = site();
    let own = site.doctor.certificate();
    let anchors = Certificate::parse_all(site.issued.anchor_pem.as_bytes()).unwrap();
    let other = issue("Other Authority", &["x@y.example"], NOW - 60, 30).unwrap();
    let others = Certificate::parse_all(other.anchor_pem.as_bytes()).unwrap();

    assert_eq!(own.check_trust(&[], &anchors, NOW), Ok(()));
    assert!(own.check_trust(&[], &others, NOW).is_err());
    assert!(own.check_trust(&[], &[], NOW).is_err());
    assert!(own.check_trust(&[], &anchors, NOW + 31 * 86_400).is_err());
    assert!(own.check_trust(&[], &anchors, NOW - 3_600).is_err());
}

#[test]
fn a_certificate_is_bound_to_its_address() {
    let site = site();
    assert!(site.doctor.certificate().is_bound_to("Lee@direct.example"));
    assert!(!site.doctor.certificate().is_bound_to("other@direct.example"));
    assert!(!site.doctor.certificate().is_bound_to("no address"));
}

#[test]
fn a_key_of_another_certificate_is_refused() {
    let issued = issue("Test", &["a@b.example", "c@d.example"], NOW, 30).unwrap();
    let mixed = Identity::from_pem(&issued.identities[0].0, &issued.identities[1].1);
    assert_eq!(mixed.err().unwrap().0, "the private key does not belong to the certificate");
}

/// Runs `openssl` in a folder; its standard output. The tool is part of every Debian with TLS.
fn openssl(folder: &std::path::Path, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new("openssl")
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("openssl is needed for this test: apt-get install openssl");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[test]
fn openssl_reads_what_we_send() {
    let site = site();
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    let signed = sign(ENTITY, &site.clinic, NOW).unwrap();
    put("anchor.pem", site.issued.anchor_pem.as_bytes());
    put("doctor.pem", site.issued.identities[1].0.as_bytes());
    put("doctor.key", site.issued.identities[1].1.as_bytes());
    put(
        "message.eml",
        &encrypt(&signed, &[site.doctor.certificate().clone()], &SystemRandom).unwrap(),
    );

    let opened = openssl(
        folder.path(),
        &["cms", "-decrypt", "-in", "message.eml", "-recip", "doctor.pem", "-inkey", "doctor.key"],
    );
    put("signed.eml", &opened);
    let at = NOW.to_string();
    let verified = openssl(
        folder.path(),
        &["cms", "-verify", "-in", "signed.eml", "-CAfile", "anchor.pem", "-attime", &at],
    );

    assert_eq!(opened, signed);
    assert_eq!(verified, ENTITY);
}

#[test]
fn we_read_what_openssl_sends_in_der_and_in_streamed_ber() {
    let site = site();
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    put("entity.txt", ENTITY);
    put("clinic.pem", site.issued.identities[0].0.as_bytes());
    put("clinic.key", site.issued.identities[0].1.as_bytes());
    put("doctor.pem", site.issued.identities[1].0.as_bytes());
    let signed = openssl(
        folder.path(),
        &[
            "cms",
            "-sign",
            "-in",
            "entity.txt",
            "-signer",
            "clinic.pem",
            "-inkey",
            "clinic.key",
            "-md",
            "sha256",
            "-binary",
        ],
    );
    put("signed.eml", &signed);
    for (cipher, options) in
        [("-aes256", &[][..]), ("-aes128", &["-stream"]), ("-aes256", &["-keyid"])]
    {
        let mut arguments =
            vec!["cms", "-encrypt", "-in", "signed.eml", "-binary", "-outform", "DER", cipher];
        arguments.extend_from_slice(options);
        arguments.push("doctor.pem");
        let sealed = openssl(folder.path(), &arguments);

        let opened = decrypt(&sealed, &site.doctor).unwrap();
        let (content, signature) = parts(&opened).unwrap();
        let verified = verify(&content, &signature).unwrap();

        assert_eq!(content, ENTITY, "{cipher} {options:?}");
        assert_eq!(&verified.signer, site.clinic.certificate());
    }
}

#[test]
fn no_bytes_make_reading_panic() {
    let site = site();
    let signed = sign(ENTITY, &site.clinic, NOW).unwrap();
    let sealed =
        encrypt(&signed, &[site.doctor.certificate().clone()], &SeededRandom::new(1)).unwrap();
    let der = body_der(&sealed);
    for cut in (0..der.len()).step_by(7) {
        let _ = decrypt(&der[..cut], &site.doctor);
        let mut altered = der.clone();
        altered[cut] ^= 0x55;
        let _ = decrypt(&altered, &site.doctor);
    }
    let (content, signature) = parts(&signed).unwrap();
    for cut in (0..signature.len()).step_by(11) {
        let _ = verify(&content, &signature[..cut]);
        let mut altered = signature.clone();
        altered[cut] ^= 0x15;
        let _ = verify(&content, &altered);
    }
}

/// A certificate that `openssl` makes with those options; its private key stays behind.
fn made(folder: &std::path::Path, arguments: &[&str]) -> Certificate {
    let pem = openssl(folder, &[&["req", "-x509", "-nodes", "-days", "9"][..], arguments].concat());
    Certificate::parse_all(&pem).unwrap().remove(0)
}

#[test]
fn a_short_rsa_key_or_an_elliptic_curve_is_known_before_anything_is_encrypted() {
    let folder = tempfile::tempdir().unwrap();
    let subject = ["-subj", "/CN=lee@direct.example", "-keyout", "key.pem"];
    let with = |key: &[&str]| made(folder.path(), &[key, &subject[..]].concat());

    assert!(with(&["-newkey", "rsa:2048"]).has_usable_key());
    assert!(!with(&["-newkey", "rsa:1024"]).has_usable_key());
    assert!(!with(&["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]).has_usable_key());
}

#[test]
fn an_authority_bound_to_one_domain_speaks_for_no_address_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let constraint = "nameConstraints=critical,permitted;email:clinic.example";
    let authority = [
        &["-newkey", "rsa:2048", "-subj", "/CN=Clinic", "-keyout", "ca.key", "-out", "ca.pem"][..],
        &["-addext", constraint, "-addext", "keyUsage=critical,keyCertSign"],
    ];
    openssl(
        folder.path(),
        &[&["req", "-x509", "-nodes", "-days", "9"][..], &authority.concat()].concat(),
    );
    std::fs::write(folder.path().join("leaf.cnf"), "basicConstraints=CA:FALSE\n").unwrap();
    let anchor = std::fs::read(folder.path().join("ca.pem")).unwrap();
    let anchors = Certificate::parse_all(&anchor).unwrap();
    let signed = |mail: &str| {
        let subject = format!("/CN=lee/emailAddress={mail}");
        let request = ["req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", &subject];
        openssl(folder.path(), &[&request[..], &["-keyout", "key.pem", "-out", "a.csr"]].concat());
        let sign = ["x509", "-req", "-in", "a.csr", "-CA", "ca.pem", "-CAkey", "ca.key"];
        let more = ["-CAcreateserial", "-days", "8", "-extfile", "leaf.cnf"];
        let pem = openssl(folder.path(), &[&sign[..], &more].concat());
        Certificate::parse_all(&pem).unwrap().remove(0)
    };
    let (own, foreign) = (signed("lee@clinic.example"), signed("lee@elsewhere.example"));
    assert!(foreign.is_bound_to("lee@elsewhere.example"), "it says so, and nobody allowed it");
    let now = not_before(&own) + 60;

    assert_eq!(own.check_trust(&[], &anchors, now), Ok(()));
    let refused = foreign.check_trust(&[], &anchors, now).unwrap_err();
    assert_eq!(refused.0, "its authority may not speak for this address");
}

/// When a certificate begins, in Unix seconds.
fn not_before(certificate: &Certificate) -> i64 {
    let validity = certificate.parsed().unwrap().tbs_certificate().validity().not_before;
    validity.to_unix_duration().as_secs() as i64
}
