//! How often somebody may try, and from where.

use super::*;

#[tokio::test]
async fn codes_cannot_be_guessed_by_starting_over() {
    for site in both_engines().await {
        let (_, secret) = ana_with_factor(&site).await;
        let wrong = wrong_code(&site, &secret);
        let mut heard = 0;
        for _ in 0..3 {
            let waiting = password_given(&site).await;
            for _ in 0..5 {
                match site.store.accounts().give_code(&waiting, &wrong, "here").await {
                    Ok(CodeOutcome::TooMany { wait_seconds }) if wait_seconds > 0 => break,
                    Ok(_) => heard += 1,
                    Err(_) => break,
                }
            }
        }
        assert_eq!(heard, 10, "{}", site.engine);
    }
}

#[tokio::test]
async fn after_ten_wrong_passwords_even_the_right_one_waits() {
    for site in both_engines().await {
        ana_with_factor(&site).await;
        for login in ["ana", "nobody"] {
            for _ in 0..10 {
                assert_eq!(tries(&site, login, "wrong").await, SignIn::Wrong);
            }
            let waits = tries(&site, login, PASSWORD).await;
            assert_eq!(waits, SignIn::TooMany { wait_seconds: 60 }, "{login}, {}", site.engine);
        }
        site.after_seconds(60);
        assert!(matches!(tries(&site, " ANA ", PASSWORD).await, SignIn::NeedsCode(_)));
        assert_eq!(tries(&site, "ana", "wrong").await, SignIn::Wrong, "the right one reset it");
    }
}

#[tokio::test]
async fn a_stranger_locks_nobody_out_of_a_browser_in_which_they_have_signed_in() {
    for site in both_engines().await {
        let accounts = site.store.accounts();
        let (ana, _) = ana_with_factor(&site).await;
        let tom = accounts.create(person("tom", "Tom Becker")).await.unwrap();
        let mark_of = |account| accounts.marks_after(account, &Origin::default()).remove(0);
        let mark = mark_of(&ana);
        let from =
            |marks: Vec<String>| Origin { address: HOME.to_owned(), marks, ..Origin::default() };
        for _ in 0..11 {
            tries(&site, "ana", "wrong").await;
        }
        let right = || Hidden::new(PASSWORD.to_owned());
        let locked = SignIn::TooMany { wait_seconds: 60 };
        assert_eq!(tries(&site, "ana", PASSWORD).await, locked, "{}", site.engine);

        let foreign = from(vec![mark_of(&tom), "made up".to_owned()]);
        assert_eq!(accounts.sign_in("ana", right(), foreign).await.unwrap(), locked);
        let own = from(vec![mark_of(&tom), mark.clone()]);
        let signed = accounts.sign_in("ana", right(), own).await.unwrap();
        assert!(matches!(signed, SignIn::NeedsCode(_)), "{}", site.engine);

        for _ in 0..10 {
            let wrong = Hidden::new("wrong".to_owned());
            let tried = accounts.sign_in("ana", wrong, from(vec![mark.clone()])).await.unwrap();
            assert_eq!(tried, SignIn::Wrong);
        }
        let tried = accounts.sign_in("ana", right(), from(vec![mark.clone()])).await.unwrap();
        assert_eq!(accounts.marks_after(&ana, &from(vec![mark_of(&tom), mark.clone()]))[0], mark);
        assert_eq!(tried, locked, "whoever stole the mark has no more tries than a stranger");
    }
}

#[tokio::test]
async fn one_address_cannot_try_many_names() {
    for site in both_engines().await {
        let store = site.store.clone();
        let work = move |tx: &mut Tx<'_>| {
            let free = ADDRESS_ATTEMPTS_FREE;
            let guarded = Guarded { kind: "address", value: HOME, free };
            for _ in 0..free {
                assert_eq!(throttle::charge(tx, &store, &guarded, store.now())?, None);
            }
            Ok(())
        };
        site.store.inner.db.write("test", work).await.unwrap();
        let waits = tries(&site, "ana", PASSWORD).await;
        assert_eq!(waits, SignIn::TooMany { wait_seconds: 60 }, "{}", site.engine);
        let password = Hidden::new(PASSWORD.to_owned());
        let elsewhere = site.store.accounts().sign_in("ana", password, "198.51.100.1").await;
        assert_eq!(elsewhere.unwrap(), SignIn::Wrong, "others are not hindered");
    }
}

#[tokio::test]
async fn asking_for_the_password_again_is_throttled_too() {
    for site in both_engines().await {
        let (id, _) = ana_with_factor(&site).await;
        let check = async |password: &str| {
            let password = Hidden::new(password.to_owned());
            site.store.accounts().check_password(&id, password).await
        };
        assert!(check(PASSWORD).await.unwrap());
        for _ in 0..10 {
            assert!(!check("wrong").await.unwrap());
        }
        let refused = check(PASSWORD).await;
        assert!(matches!(refused, Err(StoreError::NotAllowed("too-many-attempts"))));
    }
}
