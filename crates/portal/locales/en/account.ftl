### Signing in, the second step, invitations, settings.

sign-in-title = Sign in
sign-in-login = Sign-in name
sign-in-password = Password
sign-in-go = Sign in
sign-in-login-needed = Type your sign-in name.
sign-in-password-needed = Type your password.
sign-in-wrong = That name and password do not go together. Check both and try again.
sign-in-new = Is this your first time here?
sign-in-locked-out = If you can't sign in, call us
sign-in-timed-out = You were signed out to keep the record safe, because nothing happened for a while. Sign in to go on where you were.
sign-in-signed-out = You are signed out.
demo-title = Sample people to try
demo-text = This is a demo with made-up people. The code is good for half a minute: load this page again for a new one.
demo-person = Person
demo-code = Code right now
demo-code-now = This is a demo, and nobody has a phone for it. The code of this moment is
demo-patient = Patient
demo-caregiver = Caregiver
demo-staff = Records office
sign-in-start-again = That code did not work too many times. Type your name and password again to start over.
sign-in-new-password = Your new password is set. Sign in with it.

code-title = Type your code
code-lead = Open the app with codes on your phone and type the six digits it shows for this account.
code-label = Six-digit code
code-go = Go on
code-needed = Type the code.
code-wrong = { $left ->
    [one] That code did not work. Wait for the next one and try again; you have one try left.
   *[other] That code did not work. Wait for the next one and try again; you have { $left } tries left.
}
recovery-summary = I don't have my phone
recovery-label = Recovery code
recovery-hint = One of the codes you printed or wrote down. Each works once.
recovery-go = Use this recovery code
recovery-none = If you have no recovery code either, call us

set-up-title = Protect your account with your phone
set-up-lead = A password alone can be guessed or stolen. From now on you also type a code that only your phone shows.
set-up-1-title = 1. Get an app for codes
set-up-1-text = Any app for "two-step codes" works: Google Authenticator, Microsoft Authenticator, or the passwords app that came with your phone.
set-up-2-title = 2. Add this account to the app
set-up-2-scan = In the app, choose to add an account and point the camera at this picture.
set-up-2-picture = Picture with the secret for your app. The same secret is written below.
set-up-2-here = Are you on your phone now? Open the app from here
set-up-2-type = Or type this secret into the app:
set-up-3-title = 3. Type the code that the app shows
set-up-3-label = Six-digit code
set-up-go = Finish
set-up-code-wrong = That code did not work. Check that the time on your phone is right, wait for the next code, and try again.

recovery-codes-title = Keep these codes on paper
recovery-codes-lead = Your account is protected. If you ever lose your phone, one of these codes lets you in. Each works once.
recovery-codes-text = Print this page or write the codes down, and keep the paper where you keep other important papers. We can't show them again.
recovery-codes-of = Recovery codes for { $login }
recovery-codes-once = Health record at { $organization }. Each code works once.
recovery-codes-print = To print, use "Print" in the menu of your browser.
recovery-codes-go = I have kept them. Go on

invitation-title = Use your invitation code
invitation-lead = With the code you were given and a birth date, you make your own account for the record.
invitation-have-account = Do you have an account already?
invitation-sign-in = Sign in and add the record to it
invitation-part-code = The code
invitation-code = Invitation code
invitation-code-hint = Twelve letters and digits, such as ABCD-EFGH-JKMN. Capital or small letters, with or without dashes.
invitation-born = Birth date of the person whose record it is
invitation-born-hint = If you were let into somebody else's record, their birth date.
invitation-part-you = Your account
invitation-name = Your name
invitation-name-hint = As it should stand in the list of who has seen the record.
invitation-login = Sign-in name
invitation-login-hint = Your e-mail address, or any name without spaces. You need it each time you sign in.
password-new = New password
password-hint = At least 12 characters. Several words that only you would put together work well.
password-again = The new password once more
invitation-go = Make my account
invitation-next = Next, you connect your phone, so that nobody can get in with the password alone.
invitation-code-needed = Type your invitation code.
invitation-born-wrong = Choose the month and type the day and the year of the birth date.
invitation-name-needed = Type your name.
invitation-login-needed = Choose a name to sign in with.
invitation-login-taken = That sign-in name is in use. Choose another one.
invitation-login-not-usable = A sign-in name has no spaces and at most 254 characters. Choose another one.
invitation-wrong = That code and birth date did not work together. Check both and try again. A code works once, and for two weeks.
password-needed = Choose a password.
password-too-short = That password is too short. Use at least 12 characters.
password-too-long = That password is too long. Use a shorter one.
password-is-login = The password must not be your sign-in name.
password-is-name = That password is little more than a name. Add words that nobody would guess.
password-too-common = That password is easy to guess. Choose another one.
password-not-the-same = The two passwords are not the same. Type the new one once more.

add-record-title = Add a record to your account
add-record-lead = Type the code you were given and the birth date of the person whose record it is.
add-record-go = Add the record

settings-title = Settings
settings-lead = You are signed in as { $name } ({ $login }).
settings-records = Go to the records you may look at
settings-language = Language
settings-language-text = These pages, and the papers you download, are in English. You can change that at any time.
settings-password = Password
settings-password-now = Your present password
settings-password-now-needed = Type your present password.
settings-password-now-wrong = That is not your present password. Check it and try again.
settings-password-go = Change my password
settings-password-after = You will then be signed out everywhere, and sign in with the new one.
settings-second-factor = Codes from your phone
settings-second-factor-text = Your account is protected with codes from an app on your phone. Do you have a new phone, or a new app? Connect it here; the old one stops working.
settings-new-phone = Connect a new phone
settings-recovery = Recovery codes
settings-recovery-left = { $count ->
    [0] If you lose your phone, a recovery code lets you in. You have none left: make new ones now.
    [one] If you lose your phone, a recovery code lets you in. You have one left: it is time to make new ones.
   *[other] If you lose your phone, a recovery code lets you in. You have { $count } that you have not used.
}
settings-new-codes = Make new recovery codes
settings-back = Back to settings
settings-password-why = So that nobody else can change this while you are signed in.

new-phone-title = Connect a new phone
new-phone-lead = First type your password. Then you add your account to the app on your new phone.
new-phone-after = The old phone works until you have finished. After that its codes and your old recovery codes stop working, and you are signed out on all other devices.
new-phone-go = Go on
set-up-again-lead = Three steps, and your new phone shows the codes. Your old phone works until you have finished.
new-codes-title = Make new recovery codes
new-codes-lead = Have a printer or pen and paper ready. The new codes are shown only once.
new-codes-after = Your old recovery codes stop working as soon as the new ones are made.
new-codes-go = Make new codes
